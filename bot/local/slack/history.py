"""The messages of a channel or a thread, page by page, as Slack gives them to a bot. Pure.

https://docs.slack.dev/reference/methods/conversations.history, …/conversations.replies
"""

from collections.abc import Iterable
from itertools import islice

from bot.local.slack.payloads import message_json
from bot.local.slack.workspace import Body, Channel, Message

MOST_PER_PAGE = 999


class BadQuery(ValueError):
    """A query that Slack refuses; `args[0]` is its error code."""


def scope_for(channel: Channel, what: str = "history") -> str:
    kind = "im" if channel.im else "groups" if channel.private else "channels"
    return f"{kind}:{what}"


def channel_page(messages: Iterable[Message], query: Body) -> Body:
    """Messages, newest first, without the replies in threads."""
    own = [m for m in messages if not m.thread and _in_range(m, query)]
    return _page(own[::-1], query)


def thread_page(messages: Iterable[Message], query: Body) -> Body:
    """The message that opens the thread, however old; then its replies, oldest first."""
    parents = [m for m in messages if m.ts == query.get("ts")]
    if not parents:
        raise BadQuery("thread_not_found")
    replies = [m for m in messages if m.thread == query["ts"] and _in_range(m, query)]
    page = _page(replies, query)
    return {**page, "messages": [_as_json(parents[0], query), *page["messages"]]}


def _in_range(message: Message, query: Body) -> bool:
    try:
        oldest, latest = float(query.get("oldest") or 0), float(query.get("latest") or "inf")
    except ValueError:
        raise BadQuery("invalid_ts_oldest") from None
    return oldest < float(message.ts) < latest


def _page(messages: list[Message], query: Body) -> Body:
    try:
        limit, first = int(query.get("limit", 100)), int(query.get("cursor") or 0)
    except ValueError:
        raise BadQuery("invalid_cursor") from None
    if not 0 < limit <= MOST_PER_PAGE:
        raise BadQuery("invalid_limit")
    after = first + limit
    more = after < len(messages)
    return {
        "messages": [_as_json(m, query) for m in islice(messages, first, after)],
        "has_more": more,
        **({"response_metadata": {"next_cursor": f"{after}"}} if more else {}),
    }


def _as_json(message: Message, query: Body) -> Body:
    in_thread = {"thread_ts": message.thread} if message.thread else {}
    with_metadata = message.metadata and query.get("include_all_metadata") in ("1", "true")
    metadata = {"metadata": message.metadata} if with_metadata else {}
    return {**message_json(message), **in_thread, **metadata}
