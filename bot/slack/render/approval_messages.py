"""Messages about an approval: the request as it stands, reminders of it, and what hinders it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.shown import ALONE, ASK, UNASKED, ApprovalRequest
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.slack.render.blocks import Message, line_message, notice, stamped
from bot.slack.render.codec import reminder_metadata
from bot.texts import Link, approvals


def approval_message(
    language: str,
    view: View,
    kind: str,
    turn: int,
    texts: Mapping[str, Words],
    thread: Link | None = None,
) -> Message:
    """Message for the approvers: a request, a reminder of it, or that the lead goes on alone.

    thread: where the run is shown
    """
    if kind == ASK:
        stamp = reminder_metadata(view.run, turn, kind)
        return replace(_request(language, view, texts, thread), metadata=stamp)
    if kind == ALONE:
        return stamped(approvals.goes_alone(language, view, texts), view, turn, kind)
    return stamped(approvals.asks_again(language, view), view, turn, kind)


def request_message(
    language: str,
    view: View,
    request: ApprovalRequest,
    texts: Mapping[str, Words],
    thread: Link | None = None,
) -> Message:
    """A request as it stands now."""
    asked = view.approval
    if asked and asked.pending and asked.turn == request.turn:
        return _request(language, view, texts, thread)
    return line_message(approvals.outcome_line(language, view, texts, request))


def _request(language: str, view: View, texts: Mapping[str, Words], thread: Link | None) -> Message:
    asked = view.approval
    if asked is None:
        raise LookupError("nobody was asked")
    of = replace(view, turn=asked.turn, step=asked.step, reported=None)
    text = approvals.asks(language, view, texts, thread)
    return notice(language, text, (Verb.APPROVE, Verb.DECLINE), of)


def unasked_message(
    language: str, view: View, requests: tuple[ApprovalRequest, ...], turn: int
) -> Message:
    """Message for the thread: Slack refuses to let the approvers be asked."""
    return stamped(approvals.nobody_asked(language, view, requests), view, turn, UNASKED)
