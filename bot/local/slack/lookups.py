"""Methods of the Web API that only read: people, user groups, channels and their messages.

Error codes are Slack's own, each from its method's page below https://docs.slack.dev/reference.
"""

from dataclasses import dataclass

from bot.local.slack import directory, history
from bot.local.slack.message_checks import Refused
from bot.local.slack.workspace import Body, Channel, Workspace

# Called by GET: Slack takes no JSON for these. Each with its scope; channels have one of each kind.
READS = {
    "conversations.history": "",
    "conversations.info": "",
    "conversations.replies": "",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
}


@dataclass(frozen=True, slots=True)
class Lookups:
    workspace: Workspace
    scopes: frozenset[str]  # that the app was granted
    organization: str  # of Enterprise Grid that the workspace is part of, if any

    def answer(self, method: str, body: Body) -> Body:
        """Raises Refused."""
        if READS[method]:
            self._need(READS[method])
        match method:
            case "conversations.info":
                return {"channel": self._channel_info(str(body.get("channel", "")))}
            case "usergroups.list":
                return {"usergroups": self._groups(body)}
            case "usergroups.users.list":
                return {"users": self._members(body)}
            case "users.info":
                return {"user": self._user_info(body)}
            case _:
                return self._history(method, body)

    def _need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Refused("missing_scope")

    def _history(self, method: str, body: Body) -> Body:
        """Messages of a channel. Unlike posting, reading needs the bot in a public channel too."""
        channel = self._channel(str(body.get("channel", "")))
        self._need(history.scope_for(channel))
        if not channel.bot_in:
            raise Refused("not_in_channel")
        here = [m for m in self.workspace.messages.values() if m.channel == channel.id and not m.to]
        page = history.thread_page if method == "conversations.replies" else history.channel_page
        try:
            return page(here, body)
        except history.BadQuery as bad:
            raise Refused(*bad.args) from None

    def _channel(self, name: str) -> Channel:
        """A channel, unless it is private and the bot is not in it."""
        channel = self.workspace.channels.get(name)
        if channel is None or (channel.private and not channel.bot_in):
            raise Refused("channel_not_found")
        return channel

    def _channel_info(self, name: str) -> Body:
        """https://docs.slack.dev/reference/methods/conversations.info: a scope for each kind."""
        channel = self._channel(name)
        self._need(history.scope_for(channel, "read"))
        return directory.channel(channel)

    def _groups(self, body: Body) -> list[Body]:
        """https://docs.slack.dev/reference/methods/usergroups.list."""
        return [
            directory.user_group(
                group,
                with_users=_is_true(body, "include_users"),
                with_count=_is_true(body, "include_count"),
            )
            for group in self.workspace.groups.values()
            if not group.disabled or _is_true(body, "include_disabled")
        ]

    def _members(self, body: Body) -> list[str]:
        """https://docs.slack.dev/reference/methods/usergroups.users.list."""
        group = self.workspace.groups.get(str(body.get("usergroup", "")))
        if group is None or (group.disabled and not _is_true(body, "include_disabled")):
            raise Refused("no_such_subteam")
        return [*group.users]

    def _user_info(self, body: Body) -> Body:
        """https://docs.slack.dev/reference/methods/users.info: the locale only if asked."""
        person = self.workspace.people.get(str(body.get("user", "")))
        if person is None:
            raise Refused("user_not_found")
        locale = {"locale": person.locale} if _is_true(body, "include_locale") else {}
        return {**directory.person(person, self.organization), **locale}


def _is_true(body: Body, name: str) -> bool:
    return str(body.get(name, "")).lower() in ("true", "1")
