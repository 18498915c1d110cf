"""Payloads of message events: a mention, or a direct message."""

from dataclasses import dataclass

from bot.slack.api.client import Identity
from bot.slack.api.errors import record
from bot.slack.requests.message_words import words_of
from bot.slack.requests.payload import Body, team

# Subtypes of what people type; the last one is /me.
TYPED_SUBTYPES = frozenset({None, "file_share", "thread_broadcast", "me_message"})
SLACKBOT = "USLACKBOT"  # Slack's own bot, which has no bot_id


@dataclass(frozen=True, slots=True)
class UserMessage:
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


def user_message(body: Body, own: Identity | None) -> UserMessage | None:
    """Message that a person typed to the bot; None for anything else: edits, deletions, other bots,
    joins, its own words.

    A message with a `bot_id` may be a person's, sent through another app. In direct messages it is,
    unless it is this bot's own. Elsewhere it may be a bot's, and two bots would answer each other
    for ever. Slack sometimes sends a reply in the bot's threads as a mention, though it does not
    mention the bot.
    """
    event = record(body.get("event"))
    fields = (event.get(name) for name in ("channel", "ts", "user", "bot_id"))
    channel, ts, user, bot = (found if isinstance(found, str) else "" for found in fields)
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    to_bot = event.get("type") == "app_mention" or (event.get("type") == "message" and direct)
    typed = event.get("subtype") in TYPED_SUBTYPES and not event.get("hidden")
    if not (to_bot and typed and channel and ts and user):
        return None
    by_bot = bot and not (direct and own and bot != own.bot_id)
    if by_bot or user == SLACKBOT or (own and user == own.bot_user):
        return None
    text = words_of(event)
    if own and not direct and not any(f"<@{name}" in text for name in (own.bot_user, own.bot_id)):
        return None
    return UserMessage(
        team=team(body),
        user=user,
        channel=channel,
        text=text,
        ts=ts,
        thread=str(event.get("thread_ts") or ""),
        direct=direct,
    )
