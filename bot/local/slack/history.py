"""What was said in a channel or a thread, page by page, as Slack tells it to a bot. Pure.

https://docs.slack.dev/reference/methods/conversations.history, …/conversations.replies
"""

from collections.abc import Iterable
from itertools import islice

from bot.local.slack.workspace import BOT_ID, BOT_USER, Body, Channel, Message

MOST = 999  # messages in one answer


class BadAsk(ValueError):
    """`args[0]` is Slack's word for why."""


def scope_for(channel: Channel, what: str = "history") -> str:
    kind = "im" if channel.im else "groups" if channel.private else "channels"
    return f"{kind}:{what}"


def channel_page(messages: Iterable[Message], asked: Body) -> Body:
    """Newest first, without what stands in threads."""
    own = [m for m in messages if not m.thread and _within(m, asked)]
    return _page(own[::-1], asked)


def thread_page(messages: Iterable[Message], asked: Body) -> Body:
    """Oldest first, after the message that opens the thread, whenever that was."""
    parents = [m for m in messages if m.ts == asked.get("ts")]
    if not parents:
        raise BadAsk("thread_not_found")
    replies = [m for m in messages if m.thread == asked["ts"] and _within(m, asked)]
    page = _page(replies, asked)
    return {**page, "messages": [_told(parents[0], asked), *page["messages"]]}


def _within(message: Message, asked: Body) -> bool:
    try:
        oldest, latest = float(asked.get("oldest") or 0), float(asked.get("latest") or "inf")
    except ValueError:
        raise BadAsk("invalid_ts_oldest") from None
    return oldest < float(message.ts) < latest


def _page(messages: list[Message], asked: Body) -> Body:
    try:
        limit, first = int(asked.get("limit", 100)), int(asked.get("cursor") or 0)
    except ValueError:
        raise BadAsk("invalid_cursor") from None
    if not 0 < limit <= MOST:
        raise BadAsk("invalid_limit")
    after = first + limit
    more = after < len(messages)
    return {
        "messages": [_told(m, asked) for m in islice(messages, first, after)],
        "has_more": more,
        **({"response_metadata": {"next_cursor": f"{after}"}} if more else {}),
    }


def _told(message: Message, asked: Body) -> Body:
    by_bot = {"bot_id": BOT_ID} if message.user == BOT_USER else {}
    in_thread = {"thread_ts": message.thread} if message.thread else {}
    wanted = message.metadata and asked.get("include_all_metadata") in ("1", "true")
    stamp = {"metadata": message.metadata} if wanted else {}
    return {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
        **by_bot,
        **in_thread,
        **stamp,
    }
