"""Delivery plan: from what Redis says of a run and what Slack shows of it, the next thing to do.

`plan` names one action, an executor performs it, and `react` tells what Slack's answer changes.
Both are pure. What is about to be posted is written down first (an Intent). Whoever finds it there,
after a crash or a lost answer, looks for the message before posting it again: so each thing is said
once.
"""

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
    Post,
    TellMoved,
)
from bot.core.delivery.scene import CARD_EVERY, Scene, is_anothers, urgent
from bot.core.press import is_direct
from bot.core.replacing import replace
from bot.core.run import Run
from bot.core.shown import CHANNEL_NOTICE, COPY, UNREACHED, Intent
from bot.core.verbs import same_step_since
from bot.core.view import View


def plan(scene: Scene) -> Action:
    """The next thing to do."""
    run, shown = scene.run, scene.shown
    if shown.intent:
        return Find(shown.intent)
    if scene.card_at is not None:
        return Finish(scene.card_at)
    behind = scene.steps and shown.turn < run.turn
    threadless = scene.steps and not shown.thread  # closed, and no other could be opened at once
    moving = scene.reopened or scene.direct or scene.moved is not None
    if (behind or threadless or moving) and (action := _place(scene, run, scene.view)):
        return action
    if scene.steps and (action := approval_requests.tell_alone(scene, run)):
        return action
    if behind:
        return Post(Intent(run.turn, shown.channel, scene.now))
    if said := scene.reminder:
        intent = Intent(run.turn, shown.channel, scene.now)
        return Post(replace(intent, reminder=said.name, again_at=said.again_at))
    action = _tidy_up(scene, run, scene.view)
    if scene.steps and isinstance(action, Finish):  # the thread comes first
        return _copy(scene, run) or approval_requests.next_action(scene, run) or action
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
    if copy and copy.ts and copy.turn < run.led_since:
        return CopyUpdate(copy)
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
        buttons = (*shown.fading, (shown.ts, shown.turn)) if shown.ts else shown.fading
        if shown.thread and buttons:  # whoever led before still has them
            return Line(*buttons[0])
        return Post(Intent(0, run.channel, scene.now))
    if alone and is_direct(shown.channel) and shown.told != run.led_since:
        if not scene.tell_channel:
            return GiveUp(shown, (run.channel, "no TELL_CHANNEL"))
        return Post(Intent(run.led_since, scene.tell_channel, scene.now, reminder=CHANNEL_NOTICE))
    return None


def _tidy_up(scene: Scene, run: Run, view: View) -> Action:
    """Next edit of older messages: former steps become lines; the status card is refreshed at once
    if it is wrong, else every 30 s.
    """
    shown = scene.shown
    if shown.fading:
        return Line(*shown.fading[0])
    if not shown.thread or is_anothers(run, shown):
        return Finish()
    if shown.card != urgent(view, run.language):
        return Card()
    if not scene.refresh:
        return Finish()
    soon = 0 <= scene.now - shown.card_at < CARD_EVERY
    return Finish(shown.card_at + CARD_EVERY) if soon else Card()
