"""What the bot asks of Slack."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import aiohttp
from prometheus_client import Counter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.access import Standing
from bot.slack.blocks import Message
from bot.slack.refusals import REVOKED, TOKEN, TOO_MUCH, SlackAway, SlackRefused, judged

log = logging.getLogger(__name__)

CALLS = Counter("mfa_slack_calls_total", "Calls to Slack's Web API", ["method", "result"])
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
# Each lets the bot look for a message of its own in one kind of channel; it works without them.
HISTORY = ("channels:history", "groups:history", "im:history")
# Each lets the bot see whether one kind of channel is shared with another company.
LOOKING = ("channels:read", "groups:read")
PAGE = 200  # messages in one answer; https://docs.slack.dev/reference/methods/conversations.history
READING = frozenset(
    {"conversations.history", "conversations.info", "conversations.replies", "users.info"}
)
# Every method that the bot calls, with the scopes for it; the manifest asks for these.
METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write", "chat:write.public"),
    "chat.update": ("chat:write",),
    "conversations.history": HISTORY,
    "conversations.info": LOOKING,
    "conversations.replies": HISTORY,
    "users.info": ("users:read",),
    "views.open": (),
}
for _refused in product(METHODS, TOKEN):  # from the start, for alerts: see REQUESTS
    CALLS.labels(*_refused)
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """How one person is answered: the address that came with what they did, and the thread in
    which they did it. Slack would show the answer in the channel, which they don't look at.
    """

    url: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, as Slack's auth.test says."""

    team: str
    url: str  # of the workspace, with a slash at the end
    bot_id: str
    bot_user: str
    scopes: frozenset[str]  # what the app was granted


class SlackApi:
    """One HTTP session for all calls. Repeating is delivery's business, so nothing repeats here."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        clock: Callable[[], int],
    ) -> None:
        self._client = client
        self._session = session
        self._clock = clock
        self._not_before: dict[tuple[str, str], int] = {}  # until when Slack told us to wait
        self._scopes: frozenset[str] | None = None  # None until Slack has told
        self._team = ""  # so too

    async def identity(self) -> Identity:
        response = await self._ask("auth.test", {})
        answer = _data(response)
        scopes = str(response.headers.get("x-oauth-scopes", ""))
        self._scopes = frozenset(scope.strip() for scope in scopes.split(","))
        self._team = str(answer.get("team_id", ""))
        return Identity(
            team=self._team,
            url=str(answer.get("url", "")),
            bot_id=str(answer.get("bot_id", "")),
            bot_user=str(answer.get("user_id", "")),
            scopes=self._scopes,
        )

    async def find(
        self, fits: Callable[[Mapping[str, Any]], bool], where: Mapping[str, str]
    ) -> str:
        """The ts of the message whose metadata fits; empty where there is none, or where the bot
        may not look. `where`: the channel, `ts` for a thread, `oldest` and `latest`.
        """
        if not await self._may_look(where["channel"]):
            return ""
        method = "conversations.replies" if "ts" in where else "conversations.history"
        asked = {**where, "include_all_metadata": "true", "limit": str(PAGE)}
        while True:
            try:
                page = await self._call(method, asked)
            except SlackRefused as refused:  # the bot is no member there, or the scope is missing
                if refused.code in REVOKED:
                    raise
                log.info("can't look for a message: %s", refused)
                return ""
            for message in page.get("messages", ()):
                if fits(message.get("metadata", {})):
                    return str(message["ts"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return ""
            asked = {**asked, "cursor": cursor}

    async def profile(self, user: str) -> tuple[str, Standing]:
        """The language of somebody's Slack, as an IETF tag (empty where Slack names none), and
        what they are in the workspace.
        """
        answer = await self._call("users.info", {"user": user, "include_locale": "true"})
        about = answer.get("user", {})
        return str(about.get("locale") or ""), _standing(about, self._team)

    async def is_shared(self, channel: str) -> bool | None:
        """Whether people of another company are in it, or are invited; None where the bot may not
        look.
        """
        if (await self._granted()).isdisjoint(LOOKING):
            return None
        answer = await self._call("conversations.info", {"channel": channel})
        about = answer.get("channel", {})
        return bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared"))

    async def _granted(self) -> frozenset[str]:
        return self._scopes if self._scopes is not None else (await self.identity()).scopes

    async def _may_look(self, channel: str) -> bool:
        """Of a channel's id only the one of direct messages tells its kind."""
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
        """Post, and tell (channel, ts): posting to a person opens a channel of its own."""
        where: dict[str, Any] = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        if thread:
            where["thread_ts"] = thread
        answer = await self._send("chat.postMessage", where, message)
        return str(answer.get("channel", channel)), str(answer["ts"])

    async def update(self, channel: str, ts: str, message: Message) -> None:
        await self._send("chat.update", {"channel": channel, "ts": ts}, message)

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        await self._call("views.open", {"trigger_id": trigger, "view": view})

    async def respond(self, to: ReplyTo, message: Message, *, replace: bool = False) -> None:
        """Tell one person alone."""
        body = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": message.text,
            "blocks": message.blocks,
        }
        if to.thread and not replace:
            body["thread_ts"] = to.thread
        try:
            async with self._session.post(to.url, json=body, timeout=TIMEOUT) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:  # its words may hold the address
            CALLS.labels("response_url", "away").inc()
            raise SlackAway(f"response_url: {type(error).__name__}", after=1) from error
        CALLS.labels("response_url", str(status)).inc()
        if status >= 500 or status == 429:  # noqa: PLR2004 -- HTTP's own numbers
            raise SlackAway(f"response_url: {status}", after=1)
        if status >= 400:  # noqa: PLR2004 -- HTTP's own line
            raise SlackRefused("response_url", str(status))

    async def _send(
        self, method: str, where: Mapping[str, Any], message: Message
    ) -> Mapping[str, Any]:
        try:
            return await self._call(method, {**where, **message.body()})
        except SlackRefused as refused:
            if refused.code not in TOO_MUCH:
                raise
        # The text alone, rather than nothing: an empty list takes former blocks away.
        text = {"text": message.text[:3000], "blocks": []}
        return await self._call(method, {**where, **message.body(), **text})

    async def _call(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return _data(await self._ask(method, body))

    async def _ask(self, method: str, body: Mapping[str, Any]) -> AsyncSlackResponse:
        if method not in METHODS:
            raise LookupError(f"{method} is missing in METHODS, so the manifest may lack its scope")
        place = (method, str(body.get("channel", "")))
        if (wait := self._not_before.get(place, 0) - self._clock()) > 0:
            raise SlackAway(f"{method}: told to wait", after=wait / 1000, undone=True)
        self._not_before.pop(place, None)
        try:
            if method in READING:  # these take no JSON
                response = await self._client.api_call(method, http_verb="GET", params=dict(body))
            else:
                response = await self._client.api_call(method, json=dict(body))
        except SlackApiError as error:
            code, no = judged(method, error)
            CALLS.labels(method, code).inc()
            if isinstance(no, SlackAway) and no.told:
                self._not_before[place] = self._clock() + int(no.after * 1000)
            raise no from error
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            CALLS.labels(method, "away").inc()
            why = f"{method}: {type(error).__name__}"
            raise SlackAway(why, after=1, undone=isinstance(error, _NOT_CONNECTED)) from error
        CALLS.labels(method, "ok").inc()
        return response


def _standing(about: Mapping[str, Any], home: str) -> Standing:
    """https://docs.slack.dev/reference/objects/user-object. `home`: the bot's own workspace."""
    teams = {about.get("team_id") or home, *about.get("enterprise_user", {}).get("teams", ())}
    if about.get("deleted"):
        return Standing.GONE
    if about.get("is_stranger") or (home and home not in teams):
        return Standing.OUTSIDER
    if about.get("is_bot"):
        return Standing.BOT
    guest = about.get("is_restricted") or about.get("is_ultra_restricted")
    return Standing.GUEST if guest else Standing.MEMBER


def _data(response: AsyncSlackResponse) -> Mapping[str, Any]:
    return dict(response.data) if isinstance(response.data, dict) else {}
