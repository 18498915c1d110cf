"""Scenes that the delivery plan is asked about, and what it does in each."""

from dataclasses import replace

from bot.core.approval import Approval, ApprovalState
from bot.core.budget import HOUR, MINUTE, Attempts, Limits
from bot.core.delivery.actions import Action, GiveUp
from bot.core.delivery.plan import plan
from bot.core.delivery.reactions import react
from bot.core.delivery.scene import Scene, urgent
from bot.core.press import RETELL
from bot.core.run import Move, Run
from bot.core.shown import Intent, Shown
from bot.core.slack_answers import Answer, Away
from bot.core.team import Alone, ApprovalRule
from bot.core.view import view
from bot.flowfiles import scenarios
from tests.support.shipped import FLOWS

LEAD, CHANNEL, TELLS, NOW = "UANA", "C1", "C9", 1_000 * HOUR
BEGUN = replace(
    scenarios.start(FLOWS, "mfa-lost", Limits()).run, lead=LEAD, channel=CHANNEL, moved_at=NOW
)
AWAY = Away(after=1.0)
NO_ATTEMPTS = Attempts(limits=Limits())
DISABLE = scenarios.start(FLOWS, "mfa-disable", Limits()).run
BEN = "UBEN"
ASKS, APPROVERS = "C7", ("UCAT", "UMEI")
RULE = ApprovalRule(by=APPROVERS, tell=ASKS, alone=Alone.TOLD, again=2 * MINUTE, expires=HOUR)


def scene(run: Run = BEGUN, shown: Shown | None = None, now: int = NOW, **more: object) -> Scene:
    seen = view(FLOWS, run, NO_ATTEMPTS, now)
    return Scene(run=run, view=seen, shown=shown or Shown(), now=now, **more)  # type: ignore[arg-type]


def up_to_date(run: Run = BEGUN, **more: object) -> Shown:
    first = scene(run)
    card = urgent(first.view, run.language)
    shown = Shown(CHANNEL, "1.0", run.turn, "1.1", (), card, NOW)
    return replace(shown, **more)  # type: ignore[arg-type]


def acts(begun: Scene, *answers: Answer) -> list[Action]:
    """What is done, one answer after the other, up to what no answer is left for."""
    now, done = begun, [plan(begun)]
    for answer in answers:
        following = react(now, done[-1], answer)
        if isinstance(following, GiveUp):
            return [*done, following]
        now = following
        done.append(plan(now))
    return done


def intent(turn: int, channel: str = CHANNEL, reminder: str = "", **more: int) -> Intent:
    return Intent(turn, channel, NOW, reminder=reminder, **more)


def told_again(run: Run) -> Run:
    """The same step once more, in another language."""
    move = Move(run.turn, run.flow, run.place.step, f"{RETELL}:en", LEAD, NOW)
    return replace(run, turn=run.turn + 1, moves=(*run.moves, move))


def asking(run: Run, now: int = NOW) -> Run:
    """The run's next turn, which asks for an approval."""
    turn, place = run.turn + 1, run.place
    asked = Approval(flow=place.flow, step=place.step, turn=turn, lead=LEAD, at=now, rule=RULE)
    return replace(run, turn=turn, approval=asked)


def became(run: Run, state: ApprovalState) -> Run:
    assert run.approval
    return replace(run, turn=run.turn + 1, approval=run.approval.decided(state, "UCAT", NOW))
