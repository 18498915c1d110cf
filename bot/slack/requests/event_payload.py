"""Payloads of message events: a mention, or a direct message."""

from dataclasses import dataclass

from bot.slack.api.client import Identity
from bot.slack.requests.payload import Body

# Subtypes of what people type; the last one is /me.
TYPED_SUBTYPES = frozenset({None, "file_share", "thread_broadcast", "me_message"})


@dataclass(frozen=True, slots=True)
class Said:
    """A mention, or a direct message."""

    team: str
    user: str
    channel: str
    text: str
    ts: str
    thread: str
    direct: bool

    @property
    def in_thread(self) -> str:
        """Place where it is answered: in its thread, or in one of its own; in direct messages
        below.
        """
        return self.thread or ("" if self.direct else self.ts)

    @property
    def event(self) -> str:
        """One message may come with several event ids; its place and time are its name."""
        return f"{self.channel}:{self.ts}"


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """The Home tab, opened by somebody; `empty`: Slack had nothing to show."""

    user: str
    empty: bool


def home_opened(event: Body) -> HomeOpened | None:
    """Person who opened the Home tab; None for other events, and for the other tab."""
    user = event.get("user")
    if event.get("type") != "app_home_opened" or event.get("tab") != "home":
        return None
    return HomeOpened(user, not event.get("view")) if isinstance(user, str) and user else None


def said(event: Body, team_id: str, own: Identity | None) -> Said | None:
    """Message that a person typed to the bot; None for anything else: edits, deletions, other bots,
    joins, its own words.

    A message with a `bot_id` may be a person's, sent through another app. In direct messages it is,
    unless it is this bot's own. Elsewhere it may be a bot's, and two bots would answer each other
    for ever.
    """
    fields = (event.get(name) for name in ("channel", "ts", "user", "bot_id"))
    channel, ts, user, bot = (found if isinstance(found, str) else "" for found in fields)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    if (
        event.get("subtype") not in TYPED_SUBTYPES
        or event.get("hidden")
        or not (channel and ts and user)
    ):
        return None
    by_bot = bot and not (direct and own and bot != own.bot_id)
    if by_bot or (own and user == own.bot_user):
        return None
    return Said(
        team=team_id,
        user=user,
        channel=channel,
        text=str(event.get("text") or ""),
        ts=ts,
        thread=str(event.get("thread_ts") or ""),
        direct=direct,
    )
