"""Delivery plan: from what Redis says of a run and what Slack shows of it, the next thing to do.

`plan` names one action, an executor performs it, and `react` tells what Slack's answer changes.
Both are pure. What is about to be posted is written down first (an Intent). Whoever finds it there,
after a crash or a lost answer, looks for the message before posting it again: so each thing is said
once.
"""

from dataclasses import dataclass, replace

from bot.core.budget import MINUTE
from bot.core.run import Run, is_direct
from bot.core.shown import CHANNEL_NOTICE, COPY, UNREACHED, Copy, Intent, Shown
from bot.core.slack_answers import Answer, Away, Declined, Done, Meaning, meaning
from bot.core.verbs import same_step_since
from bot.core.view import View

CARD_EVERY = 30_000  # ms between refreshes of the status card that nobody waits for
LOOKS = 3  # how often Slack may fail to answer before the message is posted anyway
LOOKS_FOR = 15 * MINUTE  # the same as a time, while Slack only rate-limits us


# --- what to do


@dataclass(frozen=True, slots=True)
class Find:
    """Look for the message of an intent whose answer was lost. Done says where it is."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Post:
    """Write the intent down, and post what it names."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Line:
    """Turn the message of a former step into one line."""

    ts: str
    turn: int


@dataclass(frozen=True, slots=True)
class CopyLine:
    """Turn the copy of a step that is over into one line."""

    copy: Copy


@dataclass(frozen=True, slots=True)
class Card:
    """Refresh the status card."""


@dataclass(frozen=True, slots=True)
class TellMoved:
    """Say in the lead's direct messages why the thread is there. It may fail."""

    code: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do now; the status card is due at `card_at`."""

    card_at: int | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It can't go on now. `unplaced`: the only channel where it may, and why that is closed."""

    shown: Shown
    unplaced: tuple[str, str] | None = None


Call = Find | Post | Line | CopyLine | Card | TellMoved
Action = Call | Finish | GiveUp


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a timer has to say, and when that is due again, if ever."""

    name: str
    again_at: int | None
    turn: int = 0  # at which it was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One delivery of a run: what is true now, what Slack shows, and how far the delivery is."""

    id: str  # of the run
    run: Run | None
    view: View | None
    shown: Shown
    now: int
    tell_channel: str = ""
    helper: str = ""  # id of whose turn the step is, if they may press it
    steps: bool = True  # whether a step is shown too: it has an entry of its own on `due`
    reminder: Reminder | None = None  # still to be said
    said: Reminder | None = None  # just now: its timer is to be settled at once
    reminded: bool = False  # what comes after that may fail, and is no reason to say it again
    refresh: bool = False  # the card is to tell of the step that was just shown
    direct: str = ""  # why the thread has to be in the lead's direct messages: Slack's word
    moved: str | None = None  # so too, once it is there and nobody has said so
    reopened: bool = False  # a second refusal is final
    card_at: int | None = None  # when the card is tried again


def plan(scene: Scene) -> Action:
    """The next thing to do."""
    run, shown = scene.run, scene.shown
    if shown.intent:
        return Find(shown.intent)
    if run is None or scene.view is None or scene.card_at is not None:
        return Finish(scene.card_at)
    behind = scene.steps and shown.turn < run.turn
    placed = not (behind or scene.reopened or scene.direct or scene.moved is not None)
    if not placed and (action := _place(scene, run, scene.view)):
        return action
    if behind:
        return Post(Intent(run.turn, shown.channel, scene.now))
    if said := scene.reminder:
        intent = Intent(run.turn, shown.channel, scene.now)
        return Post(replace(intent, reminder=said.name, again_at=said.again_at))
    action = _keep_true(scene, run, scene.view)
    if scene.steps and isinstance(action, Finish):  # the thread comes first
        return _copy(scene, run) or action
    return action


def _copy(scene: Scene, run: Run) -> Action | None:
    """What is still to be done in the direct messages of whoever's turn it is, or was."""
    shown, copy = scene.shown, scene.shown.copy
    if copy and not (copy.to == scene.helper and same_step_since(run, copy.turn)):
        if copy.ts:
            return CopyLine(copy)
        copy = None
    if scene.helper and copy is None:
        return Post(Intent(run.turn, scene.helper, scene.now, reminder=COPY))
    if copy and copy.refused and not copy.told:
        return Post(Intent(copy.turn, shown.channel, scene.now, reminder=UNREACHED))
    return None


def _place(scene: Scene, run: Run, view: View) -> Action | None:
    """What is still to be done until the thread is where this lead reads it."""
    shown, alone = scene.shown, view.told and run.open
    if scene.direct:
        if (alone and not scene.tell_channel) or run.uninvited == run.lead:
            return GiveUp(shown, (run.channel, scene.direct))
        return Post(Intent(0, run.lead, scene.now))
    if scene.moved is not None:
        return TellMoved(scene.moved)
    if not shown.thread or is_anothers(run, shown):
        if left := _buttons_left(shown) if shown.thread else ():  # they still see who leads now
            return Line(*left[0])
        return Post(Intent(0, run.channel, scene.now))
    if alone and is_direct(shown.channel) and shown.told != run.led_since:
        if not scene.tell_channel:
            return GiveUp(shown, (run.channel, "no TELL_CHANNEL"))
        return Post(Intent(run.led_since, scene.tell_channel, scene.now, reminder=CHANNEL_NOTICE))
    return None


def _keep_true(scene: Scene, run: Run, view: View) -> Action:
    """Former steps as one line each; the status card at once when it matters, else now and then."""
    shown = scene.shown
    if shown.fading:
        return Line(*shown.fading[0])
    if not shown.thread:
        return Finish()
    if shown.card != urgent(view, run.language):
        return Card()
    if not scene.refresh:
        return Finish()
    soon = 0 <= scene.now - shown.card_at < CARD_EVERY
    return Finish(shown.card_at + CARD_EVERY) if soon else Card()


def react(scene: Scene, action: Action, answer: Answer) -> Scene | GiveUp:
    """What Slack's answer to the action changes."""
    match action:
        case Find(intent):
            return _looked(scene, intent, answer)
        case Post(intent):
            return _posted(scene, intent, answer)
        case Line(ts):
            return _line_shown(scene, ts, answer)
        case CopyLine():
            without = replace(scene, shown=replace(scene.shown, copy=None))
            return _later(scene, answer) if _is_for_later(answer) else without
        case Card():
            return _card_shown(scene, answer)
        case TellMoved():
            return replace(scene, moved=None)
        case Finish() | GiveUp():
            raise LookupError("there is nothing that Slack could answer")


def _looked(scene: Scene, intent: Intent, answer: Answer) -> Scene | GiveUp:
    shown = scene.shown
    match answer:
        case Away(told=told):
            looked = intent if told else replace(intent, looks=intent.looks + 1)
            waited = scene.now - intent.at > LOOKS_FOR if told else looked.looks >= LOOKS
            if not waited:
                return GiveUp(replace(shown, intent=looked))
            return replace(scene, shown=replace(shown, intent=None))
        case Declined():
            return GiveUp(shown)
        case Done(ts=""):
            return replace(scene, shown=replace(shown, intent=None))
        case Done(channel, ts):
            found = _taken(scene, intent, Done(channel or intent.channel, ts))
            if intent.reminder:
                return found
            # Nor is it known what the card tells.
            return replace(found, shown=replace(found.shown, card=""), refresh=False)


def _posted(scene: Scene, intent: Intent, answer: Answer) -> Scene | GiveUp:
    match answer:
        case Done():
            return _taken(scene, intent, answer)
        case Away(undone=undone):
            return GiveUp(scene.shown if undone else replace(scene.shown, intent=intent))
        case Declined():
            return _declined(scene, intent, answer)


def _taken(scene: Scene, intent: Intent, done: Done) -> Scene:
    """Slack has the message of that intent."""
    shown = replace(scene.shown, intent=None)
    if intent.reminder == CHANNEL_NOTICE:
        return replace(scene, shown=replace(shown, told=intent.turn))
    if intent.reminder == COPY:
        copy = Copy(intent.channel, intent.turn, done.channel, done.ts)
        return replace(scene, shown=replace(shown, copy=copy))
    if intent.reminder == UNREACHED:
        told = replace(shown.copy, told=True) if shown.copy else None
        return replace(scene, shown=replace(shown, copy=told))
    if intent.reminder:
        said = Reminder(intent.reminder, intent.again_at, intent.turn)
        left = scene.reminder if scene.reminder and scene.reminder.name != said.name else None
        return replace(scene, shown=shown, reminder=left, said=said, reminded=True)
    if intent.turn:
        return replace(scene, shown=shown.with_step(intent.turn, done.ts), refresh=True)
    return _opened(scene, shown, done)


def _opened(scene: Scene, shown: Shown, done: Done) -> Scene:
    """A thread of its own; what stands in another channel can't be changed any more."""
    run, view, code = scene.run, scene.view, scene.direct
    if run is None or view is None:
        return replace(scene, shown=shown)
    refused = code if meaning(code) is Meaning.NOT_HERE else ""
    direct = bool(code) or is_direct(done.channel)  # the latter alone, where the answer was lost
    opened = replace(
        shown if done.channel == shown.channel else _elsewhere(shown),
        channel=done.channel,
        thread=done.ts,
        card=urgent(view, run.language),
        card_at=scene.now,
        direct_to=run.lead if direct else "",
        refused=refused,
    )
    # Else it began there, or was handed over to them there.
    told = direct and run.channel != run.lead and (code or not is_direct(run.channel))
    return replace(scene, shown=opened, direct="", moved=refused if told else None)


def _elsewhere(shown: Shown) -> Shown:
    """What is still true of it in another channel."""
    return Shown(turn=shown.turn, told=shown.told, copy=shown.copy)


def _declined(scene: Scene, intent: Intent, answer: Declined) -> Scene | GiveUp:
    """Where Slack takes nothing more: the bot was removed, the channel archived, the thread locked
    or deleted.
    """
    shown, run, why = scene.shown, scene.run, answer.meaning
    if run is None or why is Meaning.TOKEN:
        return GiveUp(shown)
    if intent.reminder == CHANNEL_NOTICE:
        return GiveUp(shown, (scene.tell_channel, answer.code))
    if intent.reminder == COPY:  # whatever Slack's reason is: the thread has the step too
        copy = Copy(intent.channel, intent.turn, refused=answer.code)
        return replace(scene, shown=replace(shown, copy=copy))
    if not intent.turn:
        first = why is Meaning.NOT_HERE and not scene.direct
        return replace(scene, direct=answer.code) if first else GiveUp(shown)
    if scene.reopened or why is Meaning.OTHER:
        return GiveUp(shown)
    if why is Meaning.NOT_HERE or shown.direct_to:
        return replace(scene, direct=answer.code, reopened=True)
    return replace(scene, shown=replace(shown, thread=""), reopened=True)


def _line_shown(scene: Scene, ts: str, answer: Answer) -> Scene | GiveUp:
    """Where Slack refuses, it was deleted or is closed to edits; its buttons are stale anyway."""
    shown, run = scene.shown, scene.run
    left = tuple(one for one in shown.fading if one[0] != ts)
    without = replace(shown, fading=left, ts="" if shown.ts == ts else shown.ts)
    leaving = run is not None and is_anothers(run, shown)  # the step itself comes first
    if _is_for_later(answer) and not leaving:
        return _later(scene, answer)
    return replace(scene, shown=without)


def _card_shown(scene: Scene, answer: Answer) -> Scene | GiveUp:
    if scene.run is None or scene.view is None or _is_for_later(answer):
        return _later(scene, answer)
    card = urgent(scene.view, scene.run.language)
    return replace(scene, shown=replace(scene.shown, card=card, card_at=scene.now), refresh=False)


def _is_for_later(answer: Answer) -> bool:
    match answer:
        case Away():
            return True
        case Declined():
            return answer.meaning is Meaning.TOKEN
        case Done():
            return False


def _later(scene: Scene, answer: Answer) -> Scene | GiveUp:
    if not scene.reminded:
        return GiveUp(scene.shown)
    wait = int(answer.after * 1000) if isinstance(answer, Away) else CARD_EVERY
    return replace(scene, card_at=scene.now + wait)


def _buttons_left(shown: Shown) -> tuple[tuple[str, int], ...]:
    return (*shown.fading, *(((shown.ts, shown.turn),) if shown.ts else ()))


def is_anothers(run: Run, shown: Shown) -> bool:
    """Whether its thread is in direct messages that its lead can't read."""
    elsewhere = is_direct(shown.channel) and shown.channel != run.channel
    return elsewhere and shown.direct_to != run.lead


def urgent(view: View, language: str) -> str:
    """What the status card must never show wrong: attempts, lead, outcome, and in which words."""
    budget = view.budget
    mfa = "/mfa off" if view.mfa_off else ""
    return f"{budget.used}/{budget.reopens_at}/{view.lead}/{view.outcome}/{language}{mfa}"
