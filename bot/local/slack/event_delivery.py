"""Delivery of commands, interactions and events to the bot: signed, timed out, retried."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.local.slack import payloads
from bot.local.slack.workspace import Body, Workspace

PATIENCE = aiohttp.ClientTimeout(total=3)  # https://docs.slack.dev/apis/events-api#responding
# ms on the clock after which an event is sent again; https://docs.slack.dev/apis/events-api#retries
RETRIES = (1_000, 60_000, 300_000)
POLL_SECONDS = 0.1
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class BotRequest:
    """A request to the bot, before it is signed."""

    name: str
    body: str
    content_type: str
    about: Body  # the body as data, for the page
    retry: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BotResponse:
    """The bot's answer. Without one, `status` is 0 and `text` is Slack's error code."""

    status: int
    text: str
    seconds: float

    @property
    def ok(self) -> bool:
        return self.status == 200  # noqa: PLR2004 -- HTTP's own

    @property
    def json(self) -> Body:
        """The answer as data; {} when it is empty. Raises ValueError, TypeError."""
        found = json.loads(self.text) if self.text.strip() else {}
        if not isinstance(found, dict):
            raise TypeError("the answer is no JSON object")
        return found


@dataclass(slots=True)
class EventDelivery:
    workspace: Workspace
    clock: Callable[[], int]
    secret: str
    request_url: str = ""
    twice: bool = False
    _last: dict[str, BotRequest] = field(default_factory=dict)  # by person
    _later: list[tuple[int, BotRequest]] = field(default_factory=list)  # due by the clock
    _session: aiohttp.ClientSession | None = None

    def set_bot_url(self, url: str) -> None:
        """Set the bot's address, such as `http://127.0.0.1:3000`."""
        self.request_url = f"{url}/slack/events"

    async def form(self, by: str, name: str, fields: Body) -> BotResponse:
        """A slash command."""
        return await self._send(by, BotRequest(name, urlencode(fields), _FORM, fields))

    async def interaction(self, by: str, payload: Body) -> BotResponse:
        body = urlencode({"payload": json.dumps(payload)})
        return await self._send(by, BotRequest(payload["type"], body, _FORM, payload))

    async def event(self, by: str, about: Body) -> BotResponse:
        number, seconds = self.workspace.number(), self.clock() // 1000
        shared = self.workspace.channels[about["channel"]].shared == "connected"
        body = payloads.event(about, f"Ev{number:09d}", seconds, shared=shared)
        return await self._send(by, BotRequest(about["type"], json.dumps(body), _JSON, body))

    async def redeliver(self, by: str) -> BotResponse | None:
        """Deliver this person's last request once more; None when there was none."""
        request = self._last.get(by)
        return await self._post(request) if request else None

    async def _send(self, by: str, request: BotRequest) -> BotResponse:
        self._last[by] = request
        response = await self._post(request)
        if self.twice:
            await self._post(request)
        return response

    async def _post(self, request: BotRequest) -> BotResponse:
        began = time.perf_counter()
        headers = {**self._signature(request.body), "Content-Type": request.content_type}
        if request.retry:
            headers["X-Slack-Retry-Num"] = str(request.retry)
            headers["X-Slack-Retry-Reason"] = request.reason
        no_retry = False
        try:
            async with self._client().post(
                self.request_url, data=request.body, headers=headers
            ) as got:
                status, text = got.status, await got.text(errors="replace")
                no_retry = got.headers.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            status, text = 0, "http_timeout"
        except aiohttp.ClientError:
            status, text = 0, "connection_failed"
        response = BotResponse(status, text, time.perf_counter() - began)
        self._log(request, response)
        if request.content_type == _JSON and not response.ok and not no_retry:
            self._schedule_retry(request, response)
        return response

    def _log(self, request: BotRequest, response: BotResponse) -> None:
        try:
            answer: object = response.json
        except (ValueError, TypeError):
            answer = response.text
        self.workspace.log_traffic(
            "bot",
            request.name,
            status=response.status,
            ms=round(response.seconds * 1000, 1),
            retry=request.retry,
            sent=request.about,
            answer=answer,
        )

    def _schedule_retry(self, request: BotRequest, response: BotResponse) -> None:
        if request.retry < len(RETRIES):
            reason = "http_error" if response.status else response.text
            again = BotRequest(
                *(request.name, request.body, request.content_type, request.about),
                *(request.retry + 1, reason),
            )
            self._later.append((self.clock() + RETRIES[request.retry], again))

    async def retry_due(self) -> None:
        """Send again the requests that are due, until cancelled."""
        while True:
            now = self.clock()
            due = [request for at, request in self._later if at <= now]
            self._later = [(at, request) for at, request in self._later if at > now]
            for request in due:
                await self._post(request)
            await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        return self._session

    def _signature(self, body: str) -> dict[str, str]:
        """Headers with the real time: the bot compares them with the real clock."""
        stamp = str(int(time.time()))
        signed = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed or ""}
