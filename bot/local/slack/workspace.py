"""The workspace: people, groups, channels, messages, windows. Every change is in the feed."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.local.slack.feed import Feed

TEAM, BOT_USER, BOT_ID, SLACKBOT = "T0ACME", "U0BOT", "B0BOT", "USLACKBOT"
BOT_NAME = "mfa-bot"
TRAFFIC_KEPT = VIOLATIONS_KEPT = 200

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    real_name: str
    locale: str  # IETF tag, as users.info has it
    tz: str  # IANA name
    kind: str = ""  # guest, single_channel_guest, stranger, deleted, bot; a member if empty
    team: str = TEAM
    organization: str = ""  # of Enterprise Grid

    @property
    def direct(self) -> str:
        """The channel of this person's messages with the bot."""
        return f"D{self.id[1:]}"


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    private: bool = False
    bot_in: bool = False
    im: str = ""  # whose direct messages with the bot these are
    shared: str = ""  # with another company: connected, invited; with one's own: organization


@dataclass(frozen=True, slots=True)
class UserGroup:
    id: str
    name: str
    handle: str  # what people type after @
    users: tuple[str, ...]  # ids of its members
    disabled: bool = False


@dataclass(slots=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Body] = field(default_factory=list)
    thread: str = ""  # ts of the message that it replies to
    metadata: Body = field(default_factory=dict)
    to: str = ""  # the one person who sees it; everybody in the channel if empty
    updates: int = 0


@dataclass(slots=True)
class Window:
    id: str
    user: str
    view: Body
    errors: dict[str, str] = field(default_factory=dict)  # block_id -> sentence
    failed: str = ""


PEOPLE = (
    Person("U0ANA", "ana", "Ana Ruiz", "en-US", "Europe/Madrid"),
    Person("U0BEN", "ben", "Ben Okafor", "en-US", "America/New_York"),
    Person("U0MEI", "mei", "林美玲", "zh-TW", "Asia/Taipei"),
    Person("U0TOM", "tom", "Tom Weber", "en-GB", "Europe/Berlin"),  # in no group
    Person("U0GIA", "gia", "Gia Ferri", "en-US", "Europe/Rome", "guest"),
)
GROUPS = (
    UserGroup("S0ONCALL", "On-call", "oncall", ("U0ANA", "U0BEN", "U0MEI")),
    UserGroup("S0SECURITY", "Security", "security", ("U0BEN", "U0MEI")),
    UserGroup("S0PLATFORM", "Platform", "platform", ("U0BEN",)),
)
CHANNELS = (
    Channel("C0ONCALL", "on-call", bot_in=True),
    Channel("C0GENERAL", "general"),
    Channel("C0SECURITY", "security", bot_in=True),
    Channel("C0FINANCE", "finance", private=True),
)


class Workspace:
    def __init__(
        self,
        people: Iterable[Person],
        clock: Callable[[], int],
        channels: Iterable[Channel] = CHANNELS,
        groups: Iterable[UserGroup] = GROUPS,
    ) -> None:
        self.feed = Feed()
        self.people = {person.id: person for person in people}
        self.groups = {group.id: group for group in groups}
        self.channels = {channel.id: replace(channel) for channel in channels}
        for person in self.people.values():
            own = Channel(person.direct, BOT_NAME, private=True, bot_in=True, im=person.id)
            self.channels[own.id] = own
        self.messages: dict[tuple[str, str], Message] = {}  # by channel and ts, oldest first
        self.windows: dict[str, Window] = {}
        self.homes: dict[str, Body] = {}  # views of the Home tab, by person
        self.traffic: deque[Body] = deque(maxlen=TRAFFIC_KEPT)
        self.violations: deque[Body] = deque(maxlen=VIOLATIONS_KEPT)
        self._clock = clock
        self._last = 0  # microseconds of the newest message
        self._numbers = itertools.count(clock())  # greater than any given before a restart

    def number(self) -> int:
        return next(self._numbers)

    def new_ts(self) -> str:
        """A new ts, later than every other, even when the clock stands still."""
        self._last = max(self._last + 1, self._clock() * 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def put(self, message: Message) -> Message:
        """Add a message, or update it."""
        self.messages[message.channel, message.ts] = message
        self.feed.publish("message", as_json(message))
        return message

    def restore(self, message: Message) -> None:
        """A message from before a restart; it is not published."""
        self.messages[message.channel, message.ts] = message
        seconds, micro = message.ts.split(".")
        self._last = max(self._last, int(seconds) * 1_000_000 + int(micro))

    def remove(self, message: Message) -> None:
        self.messages.pop((message.channel, message.ts), None)
        gone = {"channel": message.channel, "ts": message.ts, "to": message.to}
        self.feed.publish("gone", gone)

    def find(self, channel: str, ts: str) -> Message | None:
        """A message, unless only one person sees it."""
        found = self.messages.get((channel, ts))
        return found if found and not found.to else None

    def set_group(self, group: UserGroup) -> None:
        self.groups[group.id] = group
        self.feed.publish("group", as_json(group))

    def join(self, channel: Channel, *, bot_in: bool) -> None:
        channel.bot_in = bot_in
        self.feed.publish("channel", as_json(channel))

    def show(self, window: Window) -> None:
        self.windows[window.id] = window
        self.feed.publish("window", as_json(window))

    def close(self, window: Window) -> None:
        self.windows.pop(window.id, None)
        self.feed.publish("closed", window.id)

    def publish(self, user: str, view: Body) -> None:
        """Show a person's Home tab."""
        self.homes[user] = view
        self.feed.publish("home", {"user": user, "view": view})

    def log_traffic(self, toward: str, name: str, **about: Any) -> None:
        """Publish a request between Slack and the bot, and its answer."""
        entry = {"n": self.number(), "toward": toward, "name": name, **about}
        self.traffic.append(entry)
        self.feed.publish("traffic", entry)

    def report_violation(self, where: str, *what: str) -> None:
        """Publish what Slack refuses."""
        self._report(where, what, refused=True)

    def report_advice(self, where: str, *what: str) -> None:
        """Publish what Slack takes, though its documentation advises against it."""
        self._report(where, what, refused=False)

    def _report(self, where: str, what: tuple[str, ...], *, refused: bool) -> None:
        for each in what:
            violation = {"n": self.number(), "where": where, "what": each, "refused": refused}
            self.violations.append(violation)
            self.feed.publish("violation", violation)

    def snapshot(self) -> Body:
        return {
            "bot": {"id": BOT_USER, "name": BOT_NAME},
            "people": [as_json(person) for person in self.people.values()],
            "groups": [as_json(group) for group in self.groups.values()],
            "channels": [as_json(channel) for channel in self.channels.values()],
            "messages": [as_json(message) for message in self.messages.values()],
            "windows": [as_json(window) for window in self.windows.values()],
            "homes": [{"user": user, "view": view} for user, view in self.homes.items()],
            "traffic": [*self.traffic],
            "violations": [*self.violations],
        }


def as_json(entry: Any) -> Body:
    """Entry as the feed has it. What it holds is shared: that is replaced, never changed."""
    return {name: getattr(entry, name) for name in entry.__slots__}


def with_block_ids(workspace: Workspace, blocks: list[Body]) -> list[Body]:
    """The blocks, with a block_id for each that has none, as Slack gives one."""
    return [{"block_id": f"made.{workspace.number()}", **block} for block in blocks]
