"""Slack's Web API, as far as the bot calls it."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import aiohttp

from bot.core.access import Standing
from bot.process.proxies import Proxies
from bot.slack.api.backoff import Backoff
from bot.slack.api.calls import Calls
from bot.slack.api.errors import (
    REVOKED,
    TOO_MUCH,
    UNREADABLE,
    SlackAway,
    SlackRefused,
    entries,
    record,
)
from bot.slack.api.methods import HISTORY, LOOKING, OPENING
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.render.blocks import Message

log = logging.getLogger(__name__)

PAGE = 200  # messages in one answer; https://docs.slack.dev/reference/methods/conversations.history
# What the bot keeps of an answer, and shows in its log and in links.
_ID = re.compile(r"[A-Z][A-Z0-9]{1,40}")
_TS = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}")
_WORKSPACE_URL = re.compile(r"https?://[a-z0-9.:-]{1,200}/")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, as Slack's auth.test says."""

    team: str
    organization: str  # of Enterprise Grid that the workspace is part of; empty where of none
    url: str  # of the workspace, with a slash at the end
    bot_id: str
    bot_user: str
    scopes: frozenset[str]  # what the app was granted


@dataclass(frozen=True, slots=True)
class OpenView:
    """Window that is open; `hash`: of what it shows, another one after each change."""

    id: str
    hash: str


class SlackApi:
    def __init__(
        self,
        token: str,
        url: str,
        session: aiohttp.ClientSession,
        proxies: Proxies,
        monotonic: Callable[[], float],
    ) -> None:
        """`url`: of the Web API, with a slash at the end. `monotonic`: a clock, in seconds, that
        is never set back.
        """
        self.backoff = Backoff(monotonic)
        self._calls = Calls(token, url, session, proxies.for_url(url), self.backoff)
        self.response_urls = ResponseUrls(session, proxies, url)
        self._identity: Identity | None = None  # until Slack has told

    async def identity(self) -> Identity:
        answer, headers = await self._calls.ask("auth.test", {})
        scopes = headers.get("X-OAuth-Scopes", "").split(",")
        team = _checked_shape(answer.get("team_id"), _ID)
        if not team:
            raise SlackAway("auth.test: the answer names no workspace", code=UNREADABLE)
        self._identity = Identity(
            team=team,
            organization=_checked_shape(answer.get("enterprise_id"), _ID),
            url=_checked_shape(answer.get("url"), _WORKSPACE_URL),
            bot_id=_checked_shape(answer.get("bot_id"), _ID),
            bot_user=_checked_shape(answer.get("user_id"), _ID),
            scopes=frozenset(scope.strip() for scope in scopes),
        )
        return self._identity

    async def find(
        self, fits: Callable[[Mapping[str, Any]], bool], where: Mapping[str, str]
    ) -> tuple[str, str]:
        """(channel, ts) of the message whose metadata fits; no ts where there is none, or where the
        bot may not look. `where`: the channel, or the person of direct messages; `ts` for a thread,
        `oldest` and `latest`.
        """
        channel = await self._direct_channel(where["channel"])
        if not await self._may_look(channel):
            return channel, ""
        method = "conversations.replies" if "ts" in where else "conversations.history"
        asked = {**where, "channel": channel, "include_all_metadata": "true", "limit": str(PAGE)}
        while True:
            try:
                page = await self._calls.answer(method, asked)
            except SlackRefused as refused:  # the bot is no member there, or the scope is missing
                if refused.code in REVOKED:
                    raise
                log.info("can't search the channel for an earlier message: %s", refused)
                return channel, ""
            for message in map(record, entries(page.get("messages"))):
                ts = _checked_shape(message.get("ts"), _TS)
                if ts and fits(record(message.get("metadata"))):
                    return channel, ts
            cursor = record(page.get("response_metadata")).get("next_cursor")
            if not cursor:
                return channel, ""
            asked = {**asked, "cursor": cursor}

    async def profile(self, user: str) -> Mapping[str, Any]:
        """Answer of users.info about a person, with the language of their Slack as `locale`."""
        answer = await self._calls.answer("users.info", {"user": user, "include_locale": "true"})
        return record(answer.get("user"))

    def standing(self, profile: Mapping[str, Any]) -> Standing:
        """Standing of a person in the workspace, by that answer:
        https://docs.slack.dev/reference/objects/user-object.

        Unknown until Slack has said which workspace is ours.
        """
        known, grid = self._identity, record(profile.get("enterprise_user"))
        home, organization = (known.team, known.organization) if known else ("", "")
        own, *others = (profile.get("team_id"), *entries(grid.get("teams")))
        teams = {_checked_shape(own, _ID) or home, *(_checked_shape(one, _ID) for one in others)}
        colleague = organization and grid.get("enterprise_id") == organization
        if profile.get("deleted"):
            return Standing.GONE
        if profile.get("is_stranger") or (home and home not in teams and not colleague):
            return Standing.OUTSIDER
        if not home:
            return Standing.UNKNOWN
        if profile.get("is_bot"):
            return Standing.BOT
        guest = profile.get("is_restricted") or profile.get("is_ultra_restricted")
        return Standing.GUEST if guest else Standing.MEMBER

    async def group_members(self, group: str) -> frozenset[str]:
        """Ids of the people in a user group; at least one.

        Slack saves no group without people, so an answer that names none tells nothing.
        """
        answer = await self._calls.answer("usergroups.users.list", {"usergroup": group})
        users = entries(answer.get("users"))
        members = frozenset(_checked_shape(each, _ID) for each in users) - {""}
        if not members:
            raise SlackAway("usergroups.users.list: the answer names nobody", code=UNREADABLE)
        return members

    async def is_shared(self, channel: str) -> bool | None:
        """Whether people of another company are in the channel or invited; None if the bot may not
        look.
        """
        if (await self._granted()).isdisjoint(LOOKING):
            return None
        answer = await self._calls.answer("conversations.info", {"channel": channel})
        about = record(answer.get("channel"))
        return bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared"))

    async def _granted(self) -> frozenset[str]:
        return (self._identity or await self.identity()).scopes

    async def _direct_channel(self, channel: str) -> str:
        """Channel of direct messages with a person. Anything else comes back as it is: other
        channels, and a person with whom the bot may open none. Slack opens it once, however often
        it is asked.
        """
        if channel[:1] not in {"U", "W"} or OPENING not in await self._granted():
            return channel
        try:
            answer = await self._calls.answer("conversations.open", {"users": channel})
        except SlackRefused as refused:
            if refused.code in REVOKED:
                raise
            return channel
        return _checked_shape(record(answer.get("channel")).get("id"), _ID) or channel

    async def _may_look(self, channel: str) -> bool:
        """Whether the bot may look there: of channel ids only the one of direct messages tells its
        kind.
        """
        granted = await self._granted()
        *shared, direct = HISTORY
        match channel[:1]:
            case "D":
                return direct in granted
            case "C" | "G":
                return not granted.isdisjoint(shared)
            case _:  # a person, whose channel only an answer to a post tells
                return False

    async def post(self, channel: str, message: Message, thread: str = "") -> tuple[str, str]:
        """(channel, ts) of a new message: posting to a person opens a channel of its own."""
        where: dict[str, Any] = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        if thread:
            where["thread_ts"] = thread
        answer = await self._send("chat.postMessage", where, message)
        ts = _checked_shape(answer.get("ts"), _TS)
        if not ts:
            raise SlackAway("chat.postMessage: the answer names no message", code=UNREADABLE)
        return _checked_shape(answer.get("channel"), _ID) or channel, ts

    async def update(self, channel: str, ts: str, message: Message) -> None:
        await self._send("chat.update", {"channel": channel, "ts": ts}, message)

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> OpenView:
        answer = await self._calls.answer("views.open", {"trigger_id": trigger, "view": view})
        return open_view(answer)

    async def update_view(self, shown: OpenView, view: Mapping[str, Any]) -> OpenView:
        """Show another view in a window, unless it has been closed or changed meanwhile."""
        body = {"view_id": shown.id, "hash": shown.hash, "view": view}
        return open_view(await self._calls.answer("views.update", body))

    async def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        await self._calls.answer("views.publish", {"user_id": user, "view": view})

    async def _send(
        self, method: str, where: Mapping[str, Any], message: Message
    ) -> Mapping[str, Any]:
        for one in chain([message], message.reduced(replaces=method == "chat.update")):
            try:
                return await self._calls.answer(method, {**where, **one.body()})
            except SlackRefused as no:
                refused = no
                if no.code not in TOO_MUCH:
                    break
        raise refused


def open_view(answer: Mapping[str, Any]) -> OpenView:
    """Window that an answer of Slack, or a press in it, tells of."""
    view = record(answer.get("view"))
    return OpenView(str(view.get("id") or ""), str(view.get("hash") or ""))


def _checked_shape(found: object, shape: re.Pattern[str]) -> str:
    """The value, if it has the expected shape, else ''."""
    return found if isinstance(found, str) and shape.fullmatch(found) else ""
