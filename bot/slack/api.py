"""What the bot asks of Slack, and the two ways in which Slack says no: later, or not so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from prometheus_client import Counter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.blocks import Message

CALLS = Counter("mfa_slack_calls_total", "Calls to Slack's Web API", ["method", "result"])
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
# Every method that the bot calls, with the scopes for it; the manifest asks for these.
METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write", "chat:write.public"),
    "chat.update": ("chat:write",),
    "views.open": (),
}
LATER = frozenset(
    "ratelimited rate_limited message_limit_exceeded internal_error fatal_error request_timeout"
    " service_unavailable team_added_to_org".split()
)
# The bot can't post there, however often it tries.
NOT_HERE = frozenset(
    "not_in_channel channel_not_found is_archived restricted_action"
    " restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel ekm_access_denied".split()
)
TOKEN = frozenset(
    "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope".split()
)


class SlackAway(ConnectionError):
    """Slack does not answer, or asks to wait; the same call may work in `after` seconds.

    `told`: Slack itself named that time.
    """

    def __init__(self, why: str, after: float, *, told: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.told = told


class SlackRefused(RuntimeError):
    """Slack's answer is no; `code` is its word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.code = code


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

    async def identity(self) -> Identity:
        answer = await self._call("auth.test", {})
        return Identity(
            team=str(answer.get("team_id", "")),
            url=str(answer.get("url", "")),
            bot_id=str(answer.get("bot_id", "")),
            bot_user=str(answer.get("user_id", "")),
        )

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
                CALLS.labels("response_url", str(answer.status)).inc()
                if answer.status >= 400:  # noqa: PLR2004 -- HTTP's own line
                    raise SlackRefused("response_url", str(answer.status))
        except (aiohttp.ClientError, TimeoutError) as error:
            CALLS.labels("response_url", "away").inc()
            raise SlackAway(str(error), after=1) from error

    async def _send(
        self, method: str, where: Mapping[str, Any], message: Message
    ) -> Mapping[str, Any]:
        try:
            return await self._call(method, {**where, **message.body()})
        except SlackRefused as refused:
            if refused.code not in ("invalid_blocks", "invalid_blocks_format", "msg_too_long"):
                raise
        # The text alone, rather than nothing: an empty list takes former blocks away.
        text = {"text": message.text[:3000], "blocks": []}
        return await self._call(method, {**where, **message.body(), **text})

    async def _call(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        if method not in METHODS:
            raise LookupError(f"{method} is missing in METHODS, so the manifest may lack its scope")
        place = (method, str(body.get("channel", "")))
        if (wait := self._not_before.get(place, 0) - self._clock()) > 0:
            raise SlackAway(f"{method}: told to wait", after=wait / 1000)
        self._not_before.pop(place, None)
        try:
            response = await self._client.api_call(method, json=dict(body))
        except SlackApiError as error:
            no = _no(method, error)
            if isinstance(no, SlackAway) and no.told:
                self._not_before[place] = self._clock() + int(no.after * 1000)
            raise no from error
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            CALLS.labels(method, "away").inc()
            raise SlackAway(f"{method}: {type(error).__name__}", after=1) from error
        CALLS.labels(method, "ok").inc()
        return dict(response.data) if isinstance(response.data, dict) else {}


def _no(method: str, error: SlackApiError) -> SlackAway | SlackRefused:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # something between Slack and us answered
        CALLS.labels(method, "unreadable").inc()
        return SlackAway(f"{method}: the answer can't be read", after=1)
    data = response.data if isinstance(response.data, dict) else {}
    code = str(data.get("error", f"http_{response.status_code}"))
    CALLS.labels(method, code).inc()
    if response.status_code >= 500 or code in LATER:  # noqa: PLR2004 -- HTTP's own line
        told = str(response.headers.get("Retry-After", ""))
        after = float(told) if told.isdigit() else 1.0
        return SlackAway(f"{method}: {code}", after, told=told.isdigit())
    return SlackRefused(method, code)
