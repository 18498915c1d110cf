"""The delivery plan, driven through every answer, loss and death: it comes to an end, says each
thing once, and forgets nothing.
"""

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.approval import ApprovalState
from bot.core.budget import MINUTE
from bot.core.delivery.actions import (
    Action,
    CopyLine,
    Find,
    Finish,
    GiveUp,
    OpenAlone,
    Post,
    Update,
)
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import MAX_SEARCHES, react
from bot.core.delivery.scene import Reminder, Scene, is_anothers, reminding
from bot.core.press import is_direct
from bot.core.run import Run
from bot.core.shown import ALONE, ASK, COPY, Intent, Shown, is_approvals
from bot.core.slack_answers import Answer, Away, Declined, Done
from bot.core.verbs import same_step_since
from tests.core.scenes import (
    APPROVERS,
    ASKS,
    AWAY,
    BEGUN,
    BEN,
    CHANNEL,
    LEAD,
    NOW,
    TELLS,
    asking,
    became,
    scene,
    told_again,
)
from tests.support.examples import examples


@dataclass
class World:
    """Redis and Slack, as far as a delivery changes them."""

    run: Run = BEGUN
    shown: Shown = field(default_factory=Shown)
    posted: list[Intent] = field(default_factory=list)
    closed: frozenset[str] = frozenset()
    helper: str = ""
    lined: set[str] = field(default_factory=set)
    told: dict[int, str] = field(default_factory=dict)  # of each request: what it tells now
    now: int = NOW
    locked: set[str] = field(default_factory=set)  # threads
    rings: list[str] = field(default_factory=list)  # reminders that were ever due
    due: str = ""  # the reminder that is still to be said

    def deliver(self, draw: st.DataObject, *, faults: bool) -> None:
        """One delivery by one process, which may die at any point."""
        now = self.scene()
        for _ in range(50):
            action = plan(now)
            if isinstance(action, Finish | GiveUp):
                self.shown = now.shown
                return
            if isinstance(action, OpenAlone):
                self.open_alone(action)
                self.shown = now.shown
                now = self.scene()
                continue
            if isinstance(action, Post):
                self.shown = replace(now.shown, intent=action.intent)
            fate = draw.draw(st.sampled_from(FATES if faults else FATES[:1]))
            if fate == "dies before":
                return
            answer = self.answers(action, fate, now.shown)
            if fate == "dies after":
                return
            following = react(now, action, answer)
            if isinstance(following, GiveUp):
                self.shown = following.shown
                return
            now = self.settled(following)
            if isinstance(action, Post):
                self.shown = now.shown
        raise AssertionError(f"it does not end: {now}")

    def scene(self) -> Scene:
        known = {"tell_channel": TELLS, "helper": self.helper, "approvers": APPROVERS}
        now = scene(self.run, self.shown, self.now, **known)
        return reminding(now, Reminder(self.due, None)) if self.due else now

    def settled(self, now: Scene) -> Scene:
        if now.said:
            self.due = ""
        return replace(now, said=None)

    def open_alone(self, action: OpenAlone) -> None:
        asked = self.run.approval
        assert asked
        assert asked.state is ApprovalState.TELLING
        told = [i for i in self.posted if (i.turn, i.reminder) == (asked.turn, ALONE)]
        assert action.told == bool(told)
        assert told or ASKS in self.closed
        self.run = became(self.run, ApprovalState.ALONE)

    def answer(self, event: str) -> None:
        """The next turn of a run that waits, if it does."""
        asked = self.run.approval
        if asked and asked.waiting:
            states = {"approve": ApprovalState.APPROVED, "go alone": ApprovalState.TELLING}
            self.run = became(self.run, states[event])

    def happen(self, event: str, data: st.DataObject) -> None:
        match event:
            case "deliver":
                self.deliver(data, faults=True)
            case "move":
                self.run = replace(self.run, turn=self.run.turn + 1)
            case "hand on":
                self.run = replace(self.run, turn=self.run.turn + 1)
                self.helper = data.draw(st.sampled_from(["", BEN, "UCAT"]))
            case "tell again":
                self.run = told_again(self.run)
            case "ask":
                self.run = asking(self.run, self.now)
            case "approve" | "go alone":
                self.answer(event)
            case "take over":
                lead = data.draw(st.sampled_from([LEAD, "UDAN"]))
                again = told_again(self.run)
                self.run = replace(again, lead=lead, led_since=again.turn)
            case "remind" if not self.due:
                self.due = f"quiet{len(self.rings)}"
                self.rings.append(self.due)
            case "wait":
                self.now += MINUTE
            case _:
                self.close(event, data)

    def close(self, event: str, data: st.DataObject) -> None:
        match event:
            case "turn approvers away":
                self.closed |= {data.draw(st.sampled_from([ASKS, *APPROVERS]))}
            case "close the thread":
                self.locked |= {self.shown.thread}
            case "close":
                self.closed |= {CHANNEL}
            case "turn away":
                self.closed |= {BEN}

    def answers(self, action: Action, fate: str, shown: Shown) -> Answer:
        match action:
            case Find(looked):
                if fate == "away":  # else it may be posted twice: that is chosen, and tested above
                    return Away(1, not_done=True, asks_to_wait=True)
                stands = looked in self.posted
                return Done(_there(looked), f"9.{self.posted.index(looked)}" if stands else "")
            case Post(meant):
                if fate == "away":
                    return Away(1, not_done=True)
                if meant.channel in self.closed:
                    return Declined("is_archived")
                if not meant.opens:
                    assert shown.thread
                    assert not is_anothers(self.run, shown)
                    if shown.thread in self.locked:
                        return Declined("thread_not_found")
                self.posted.append(meant)
                return AWAY if fate == "lost" else Done(_there(meant), f"9.{len(self.posted) - 1}")
            case CopyLine(copy) if fate != "away":
                self.lined.add(copy.ts)
                return AWAY if fate == "lost" else Done()
            case Update(request) if fate != "away":
                asked = self.run.approval
                mine = asked and asked.turn == request.turn
                self.told[request.turn] = asked.state if asked and mine else "over"
                return AWAY if fate == "lost" else Done()
            case _:
                return AWAY if fate in ("away", "lost") else Done()


def _there(meant: Intent) -> str:
    return f"D{meant.channel[1:]}" if is_direct(meant.channel) else meant.channel


FATES = ("well", "away", "lost", "dies before", "dies after")
EVENTS = (
    *("deliver", "move", "hand on", "tell again", "close", "turn away", "wait"),
    *("take over", "remind", "close the thread"),
    *("ask", "approve", "go alone", "turn approvers away"),
)


@settings(max_examples=examples(500))
@given(st.data())
def test_whatever_fails_it_ends_with_the_run_shown_as_it_is_and_each_step_posted_once(
    data: st.DataObject,
) -> None:
    world = World()
    for _ in range(data.draw(st.integers(0, 12))):
        world.happen(data.draw(st.sampled_from(EVENTS)), data)
    for _ in range(MAX_SEARCHES + 2):
        world.deliver(data, faults=False)
    shown, run = world.shown, world.run
    assert (shown.turn, shown.intent, shown.fading) == (run.turn, None, ())
    assert not is_anothers(run, shown)
    assert [i for i in world.posted if not is_approvals(i.reminder)][-1].turn in (run.turn, 0)
    assert [i.reminder for i in world.posted if i.reminder in world.rings] == world.rings
    said = [(i.turn, i.channel, i.reminder) for i in world.posted if i.turn]
    assert len(said) == len(set(said))
    assert_copies(world)
    assert_requests(world)


def assert_requests(world: World) -> None:
    """Whoever may approve is asked, once each, and no request tells what is not so."""
    asked = world.run.approval
    turns = {i.turn for i in world.posted if i.reminder == ASK}
    for turn in turns - {asked.turn if asked else 0}:
        assert world.told[turn] == "over"
    if asked is None:
        return
    mine = {r.to: r for r in world.shown.requests if r.turn == asked.turn}
    assert asked.state is not ApprovalState.TELLING
    if asked.waiting:
        assert ASKS in mine
        assert mine[ASKS].ts or {*APPROVERS} <= mine.keys()
        assert all(r.said for r in mine.values() if r.refused)
    elif asked.turn in turns:
        assert world.told[asked.turn] == asked.state


def assert_copies(world: World) -> None:
    """Whose turn it is has the step, or the thread says why not; all other copies are lines."""
    posted = {f"9.{n}" for n, i in enumerate(world.posted) if i.reminder == COPY}
    copy = world.shown.copy
    there = {copy.ts} if copy and copy.ts else set()
    assert posted - world.lined == there
    if not world.helper:
        assert not there
        return
    assert copy
    assert copy.refused or copy.turn >= world.run.led_since
    assert (copy.to, same_step_since(world.run, copy.turn)) == (world.helper, True)
    assert bool(copy.ts) != bool(copy.refused)
    assert copy.told == bool(copy.refused)
