"""Reactions to Slack's answers: what each changes of the scene, or that the delivery gives up."""

from bot.core.budget import MINUTE
from bot.core.delivery import approval_requests
from bot.core.delivery.actions import (
    Action,
    Card,
    CopyLine,
    CopyUpdate,
    Find,
    Finish,
    GiveUp,
    Line,
    OpenAlone,
    Post,
    TellMoved,
    Update,
)
from bot.core.delivery.scene import CARD_EVERY, Reminder, Scene, is_anothers, urgent
from bot.core.press import is_direct
from bot.core.replacing import replace
from bot.core.shown import (
    ASK,
    CHANNEL_NOTICE,
    COPY,
    UNASKED,
    UNREACHED,
    Copy,
    Intent,
    Shown,
    is_approvals,
)
from bot.core.slack_answers import Answer, Away, Declined, Done, RefusalMeaning, meaning

MAX_SEARCHES = 3  # after which the message is posted anyway
SEARCH_FOR = 15 * MINUTE  # limit by time instead, while Slack only rate-limits the search


def react(scene: Scene, action: Action, answer: Answer) -> Scene | GiveUp:
    """What Slack's answer to the action changes."""
    match action:
        case Find(intent):
            return _after_search(scene, intent, answer)
        case Post(intent):
            return _after_post(scene, intent, answer)
        case Line(ts):
            return _line_shown(scene, ts, answer)
        case CopyLine():
            without = replace(scene, shown=replace(scene.shown, copy=None))
            return _later(scene, answer) if _is_for_later(answer) else without
        case CopyUpdate(copy):
            told = replace(copy, turn=scene.run.turn)
            known = replace(scene, shown=replace(scene.shown, copy=told))
            return _later(scene, answer) if _is_for_later(answer) else known
        case Update(request):
            known = replace(scene, shown=approval_requests.after_update(scene, request))
            return _later(scene, answer) if _is_for_later(answer) else known
        case Card():
            return _card_shown(scene, answer)
        case TellMoved():
            return replace(scene, moved=None)
        case OpenAlone() | Finish() | GiveUp():
            raise LookupError("there is nothing that Slack could answer")


def _after_search(scene: Scene, intent: Intent, answer: Answer) -> Scene | GiveUp:
    shown = scene.shown
    match answer:
        case Away(asks_to_wait=asks_to_wait):
            looked = intent if asks_to_wait else replace(intent, looks=intent.looks + 1)
            waited = (
                scene.now - intent.at > SEARCH_FOR if asks_to_wait else looked.looks >= MAX_SEARCHES
            )
            if not waited:
                return GiveUp(replace(shown, intent=looked))
            return replace(scene, shown=replace(shown, intent=None))
        case Declined():
            return GiveUp(shown)
        case Done(ts=""):
            return replace(scene, shown=replace(shown, intent=None))
        case Done(channel, ts):
            found = _with_message(scene, intent, Done(channel or intent.channel, ts))
            if intent.reminder == ASK:
                return replace(found, shown=approval_requests.after_search(found.shown, intent, ts))
            if intent.reminder:
                return found
            # Nor is it known what the card tells.
            return replace(found, shown=replace(found.shown, card=""), refresh=False)


def _after_post(scene: Scene, intent: Intent, answer: Answer) -> Scene | GiveUp:
    match answer:
        case Done():
            return _with_message(scene, intent, answer)
        case Away(not_done=not_done):
            return GiveUp(scene.shown if not_done else replace(scene.shown, intent=intent))
        case Declined():
            return _declined(scene, intent, answer)


def _with_message(scene: Scene, intent: Intent, done: Done) -> Scene:
    """Slack has the message of that intent."""
    shown = replace(scene.shown, intent=None)
    if intent.reminder == CHANNEL_NOTICE:
        return replace(scene, shown=replace(shown, told=intent.turn))
    if intent.reminder == COPY:
        copy = Copy(intent.channel, intent.turn, done.channel, done.ts)
        return replace(scene, shown=replace(shown, copy=copy))
    if is_approvals(intent.reminder):
        return replace(scene, shown=approval_requests.after_post(scene, intent, done))
    if intent.reminder == UNREACHED:
        told = replace(shown.copy, told=True) if shown.copy else None
        return replace(scene, shown=replace(shown, copy=told))
    if intent.reminder:
        said = Reminder(intent.reminder, intent.again_at, intent.turn)
        left = scene.reminder if scene.reminder and scene.reminder.name != said.name else None
        return replace(scene, shown=shown, reminder=left, said=said, reminded=True)
    if intent.turn:
        return replace(scene, shown=shown.with_step(intent.turn, done.ts), refresh=True)
    return _with_thread(scene, shown, done)


def _with_thread(scene: Scene, shown: Shown, done: Done) -> Scene:
    """A thread of its own; what stands in another channel can't be changed any more."""
    run, view, code = scene.run, scene.view, scene.direct
    refused = code if meaning(code) is RefusalMeaning.NOT_HERE else ""
    direct = bool(code) or is_direct(done.channel)  # the latter alone, where the answer was lost
    elsewhere = Shown(  # all that is still true
        turn=shown.turn, told=shown.told, copy=shown.copy, requests=shown.requests
    )
    opened = replace(
        shown if done.channel == shown.channel else elsewhere,
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


def _declined(scene: Scene, intent: Intent, answer: Declined) -> Scene | GiveUp:
    """Where Slack takes nothing more: the bot was removed, the channel archived, the thread locked
    or deleted.
    """
    shown, why = scene.shown, answer.meaning
    if why is RefusalMeaning.TOKEN:
        return GiveUp(shown)
    if intent.reminder == CHANNEL_NOTICE:
        return GiveUp(shown, (scene.tell_channel, answer.code))
    if intent.reminder == COPY:  # whatever Slack's reason is: the thread has the step too
        copy = Copy(intent.channel, intent.turn, refused=answer.code)
        return replace(scene, shown=replace(shown, copy=copy))
    if is_approvals(intent.reminder) and intent.reminder != UNASKED:
        return replace(scene, shown=approval_requests.after_refusal(scene, intent, answer.code))
    if not intent.turn:
        first = why is RefusalMeaning.NOT_HERE and not scene.direct
        return replace(scene, direct=answer.code) if first else GiveUp(shown)
    if scene.reopened or why is RefusalMeaning.OTHER:
        return GiveUp(shown)
    if why is RefusalMeaning.NOT_HERE or shown.direct_to:
        return replace(scene, direct=answer.code, reopened=True)
    return replace(scene, shown=replace(shown, thread=""), reopened=True)


def _line_shown(scene: Scene, ts: str, answer: Answer) -> Scene | GiveUp:
    """Where Slack refuses, it was deleted or is closed to edits; its buttons are stale anyway."""
    shown = scene.shown
    left = tuple(one for one in shown.fading if one[0] != ts)
    without = replace(shown, fading=left, ts="" if shown.ts == ts else shown.ts)
    leaving = is_anothers(scene.run, shown)  # the step itself comes first
    if _is_for_later(answer) and not leaving:
        return _later(scene, answer)
    return replace(scene, shown=without)


def _card_shown(scene: Scene, answer: Answer) -> Scene | GiveUp:
    if _is_for_later(answer):
        return _later(scene, answer)
    card = urgent(scene.view, scene.run.language)
    return replace(scene, shown=replace(scene.shown, card=card, card_at=scene.now), refresh=False)


def _is_for_later(answer: Answer) -> bool:
    unauthorized = isinstance(answer, Declined) and answer.meaning is RefusalMeaning.TOKEN
    return unauthorized or isinstance(answer, Away)


def _later(scene: Scene, answer: Answer) -> Scene | GiveUp:
    if not scene.reminded:
        return GiveUp(scene.shown)
    wait = int(answer.after * 1000) if isinstance(answer, Away) else CARD_EVERY
    return replace(scene, card_at=scene.now + wait)
