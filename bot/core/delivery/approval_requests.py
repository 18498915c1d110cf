"""Requests for an approval in the delivery plan: asked, asked again, and brought up to date.

They go to the channel that the rule names. Where Slack refuses that, or only the lead reads it,
they go to the approvers' own direct messages, as far as the bot knows who they are.
"""

from collections.abc import Iterator

from bot.core.approval import Approval, ApprovalState
from bot.core.delivery.actions import Action, OpenAlone, Post, Update
from bot.core.delivery.scene import Scene
from bot.core.press import is_direct
from bot.core.replacing import replace
from bot.core.run import Run
from bot.core.shown import ALONE, ASK, ASK_AGAIN, UNASKED, ApprovalRequest, Intent, Shown
from bot.core.slack_answers import Done, RefusalMeaning, meaning

NOWHERE = "nowhere"  # of one that nobody but the lead would read


def tell_alone(scene: Scene, run: Run) -> Action | None:
    """What is still to be done before the step opens for a lead who goes on alone."""
    asked = run.approval
    if asked is None or asked.state is not ApprovalState.TELLING or scene.opened:
        return None
    if to := next(_next_to_ask(scene, asked), None):
        return Post(Intent(asked.turn, to, scene.now, reminder=ALONE))
    places = _one_each_channel(scene, asked)
    for request in places:
        if not (request.told or request.refused):
            return Post(Intent(asked.turn, request.channel, scene.now, reminder=ALONE))
    return OpenAlone(told=any(request.told for request in places))


def next_action(scene: Scene, run: Run) -> Action | None:
    """Next action until everybody who was asked knows how it stands; None when they do."""
    asked, shown = run.approval, scene.shown
    turn = asked.turn if asked else 0
    for request in shown.requests:
        if request.turn != turn and request.ts:
            return Update(request)
    if asked is None:
        return None
    if asked.waiting and (to := next(_next_to_ask(scene, asked), None)):
        return Post(Intent(turn, to, scene.now, reminder=ASK))
    for request in _posted_requests(scene, asked):
        if request.shows != state_key(asked, run):
            return Update(request)
    due = asked.reminders(scene.now) if asked.waiting else 0
    for request in _one_each_channel(scene, asked):
        if request.reminders < due and not request.refused:
            again = f"{ASK_AGAIN}{due}"
            return Post(Intent(turn, request.channel, scene.now, reminder=again))
    if asked.waiting and _is_refusal_unsaid(shown, turn):
        return Post(Intent(turn, shown.channel, scene.now, reminder=UNASKED))
    return None


def _is_refusal_unsaid(shown: Shown, turn: int) -> bool:
    """Whether the thread has still to tell where nobody could be asked."""
    requests = [request for request in shown.requests if request.turn == turn]
    return not requests or any(request.refused and not request.said for request in requests)


def state_key(asked: Approval, run: Run) -> str:
    """What the message of a request has to tell."""
    return f"{asked.state}/{run.lead}" if asked.pending else f"{asked.state}"


def thread(shown: Shown, intent: Intent) -> str:
    """Message below which an intent posts, in the channel of the approvers; '' for none."""
    if not intent.reminder.startswith(ASK_AGAIN):
        return ""
    request = request_at(shown, intent)
    return request.ts if request else ""


def needs_people(scene: Scene) -> bool:
    """Whether no channel is left in which to ask, and nobody has looked yet who could be."""
    asked = scene.run.approval
    if asked is None or not asked.pending or scene.approvers is not None:
        return False
    return all(request and request.refused for _, request in _channels(scene, asked))


def after_post(scene: Scene, intent: Intent, done: Done) -> Shown:
    """Record once Slack has the message of an intent."""
    shown, asked = replace(scene.shown, intent=None), scene.run.approval
    kind = intent.reminder
    if kind == UNASKED:
        return _with_refusals_told(shown, intent.turn, asked)
    known = request_at(shown, intent)
    if kind == ASK or known is None:
        alone = kind == ALONE
        shows = state_key(asked, scene.run) if asked and not alone else ALONE
        request = ApprovalRequest(
            intent.channel, intent.turn, done.channel, done.ts, shows, told=alone
        )
        return shown.with_request(request)
    return shown.with_request(_with_reminder(known, intent))


def after_search(shown: Shown, intent: Intent, ts: str) -> Shown:
    """Record once a request is found in Slack: it tells how it stood when it was posted."""
    message = intent.channel, intent.turn, ts
    (request,) = (r for r in shown.requests if (r.to, r.turn, r.ts) == message)
    return shown.with_request(replace(request, shows=""))


def after_refusal(scene: Scene, intent: Intent, code: str) -> Shown:
    """Record where Slack takes no such message."""
    shown = scene.shown
    known = request_at(shown, intent)
    if known is None:
        return shown.with_request(ApprovalRequest(intent.channel, intent.turn, refused=code))
    if intent.reminder == ALONE or meaning(code) is RefusalMeaning.NOT_HERE:
        # Closed to the bot since it asked there.
        return shown.with_request(replace(known, refused=code))
    return shown.with_request(_with_reminder(known, intent))


def after_update(scene: Scene, request: ApprovalRequest) -> Shown:
    """Record once a request tells how it stands, or Slack does not let it be changed."""
    asked, run = scene.run.approval, scene.run
    if asked is None or asked.turn != request.turn:
        return scene.shown.without_request(request)
    return scene.shown.with_request(replace(request, shows=state_key(asked, run)))


def _with_reminder(request: ApprovalRequest, intent: Intent) -> ApprovalRequest:
    """A request below which something else was posted."""
    if intent.reminder == ALONE:
        return replace(request, told=True)
    return replace(request, reminders=int(intent.reminder.removeprefix(ASK_AGAIN)))


def _with_refusals_told(shown: Shown, turn: int, asked: Approval | None) -> Shown:
    told = tuple(
        replace(r, said=r.said or (r.turn == turn and bool(r.refused))) for r in shown.requests
    )
    if asked and not any(r.turn == turn for r in told):  # there was nowhere to ask
        told = (*told, ApprovalRequest(asked.rule.tell, turn, refused=NOWHERE, said=True))
    return replace(shown, requests=told)


def request_at(shown: Shown, intent: Intent) -> ApprovalRequest | None:
    """Request that was posted where an intent is to be."""
    place = intent.channel, intent.turn
    return next((r for r in shown.requests if r.ts and (r.channel, r.turn) == place), None)


def _posted_requests(scene: Scene, asked: Approval) -> list[ApprovalRequest]:
    return [r for r in scene.shown.requests if r.turn == asked.turn and r.ts]


def _one_each_channel(scene: Scene, asked: Approval) -> list[ApprovalRequest]:
    """Requests, of which one that was posted twice counts once: as the one below which most was
    said.
    """
    posted = _posted_requests(scene, asked)
    by_said = sorted(posted, key=lambda r: (r.told or bool(r.refused), r.reminders))
    return list({request.channel: request for request in by_said}.values())


def _next_to_ask(scene: Scene, asked: Approval) -> Iterator[str]:
    """Channel or people to be asked, in this order, as long as nobody else can be."""
    for channel, request in _channels(scene, asked):
        if request is None:
            yield channel
        if request is None or not request.refused:
            return
    known = {request.to for request in scene.shown.requests if request.turn == asked.turn}
    yield from (person for person in scene.approvers or () if person not in known)


def _channels(scene: Scene, asked: Approval) -> Iterator[tuple[str, ApprovalRequest | None]]:
    """Channels that others than the lead read, each with the request there.

    A team's rule names one. Where nobody has a rule, it is the run's, and then the one to which
    runs in direct messages are announced.
    """
    doubt = (scene.tell_channel,) if not asked.rule.by else ()
    requests = {r.to: r for r in scene.shown.requests if r.turn == asked.turn}
    for channel in dict.fromkeys((asked.rule.tell, *doubt)):
        if channel and not is_direct(channel):
            yield channel, requests.get(channel)
