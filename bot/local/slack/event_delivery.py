"""Delivers to the bot what Slack sends: signed, within three seconds, and again when it fails."""

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
LOOK_EVERY = 0.1  # seconds
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One request to the bot, before it is signed."""

    name: str
    body: str
    content_type: str
    about: Body  # the same as data, for the eye
    retry: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the bot answered. `status` is 0 when it did not, and `text` is Slack's word for why."""

    status: int
    text: str
    seconds: float

    @property
    def ok(self) -> bool:
        return self.status == 200  # noqa: PLR2004 -- HTTP's own

    @property
    def json(self) -> Body:
        """The answer as data; {} where it says nothing. Raises ValueError."""
        found = json.loads(self.text) if self.text.strip() else {}
        if not isinstance(found, dict):
            raise TypeError("the answer is no JSON object")
        return found


@dataclass(slots=True)
class Courier:
    workspace: Workspace
    clock: Callable[[], int]
    secret: str
    request_url: str = ""
    twice: bool = False
    _last: dict[str, Parcel] = field(default_factory=dict)  # by person
    _later: list[tuple[int, Parcel]] = field(default_factory=list)  # due by the clock
    _session: aiohttp.ClientSession | None = None

    def points_to(self, bot: str) -> None:
        """Where the bot is, as its settings in Slack would say: `http://127.0.0.1:3000`."""
        self.request_url = f"{bot}/slack/events"

    async def form(self, by: str, name: str, fields: Body) -> Receipt:
        """A slash command."""
        return await self._send(by, Parcel(name, urlencode(fields), _FORM, fields))

    async def interaction(self, by: str, payload: Body) -> Receipt:
        body = urlencode({"payload": json.dumps(payload)})
        return await self._send(by, Parcel(payload["type"], body, _FORM, payload))

    async def event(self, by: str, about: Body) -> Receipt:
        number, seconds = self.workspace.number(), self.clock() // 1000
        shared = self.workspace.channels[about["channel"]].shared == "connected"
        body = payloads.event(about, f"Ev{number:09d}", seconds, shared=shared)
        return await self._send(by, Parcel(about["type"], json.dumps(body), _JSON, body))

    async def again(self, by: str) -> Receipt | None:
        """Deliver once more what this person did last."""
        parcel = self._last.get(by)
        return await self._post(parcel) if parcel else None

    async def _send(self, by: str, parcel: Parcel) -> Receipt:
        self._last[by] = parcel
        receipt = await self._post(parcel)
        if self.twice:
            await self._post(parcel)
        return receipt

    async def _post(self, parcel: Parcel) -> Receipt:
        began = time.perf_counter()
        headers = {**self._signature(parcel.body), "Content-Type": parcel.content_type}
        if parcel.retry:
            headers["X-Slack-Retry-Num"] = str(parcel.retry)
            headers["X-Slack-Retry-Reason"] = parcel.reason
        no_retry = False
        try:
            async with self._client().post(
                self.request_url, data=parcel.body, headers=headers
            ) as response:
                status, text = response.status, await response.text(errors="replace")
                no_retry = response.headers.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            status, text = 0, "http_timeout"
        except aiohttp.ClientError:
            status, text = 0, "connection_failed"
        receipt = Receipt(status, text, time.perf_counter() - began)
        self._note(parcel, receipt)
        if parcel.content_type == _JSON and not receipt.ok and not no_retry:
            self._try_later(parcel, receipt)
        return receipt

    def _note(self, parcel: Parcel, receipt: Receipt) -> None:
        try:
            answer: object = receipt.json
        except (ValueError, TypeError):
            answer = receipt.text
        self.workspace.note(
            "bot",
            parcel.name,
            status=receipt.status,
            ms=round(receipt.seconds * 1000, 1),
            retry=parcel.retry,
            sent=parcel.about,
            answer=answer,
        )

    def _try_later(self, parcel: Parcel, receipt: Receipt) -> None:
        if parcel.retry < len(RETRIES):
            reason = "http_error" if receipt.status else receipt.text
            again = Parcel(
                *(parcel.name, parcel.body, parcel.content_type, parcel.about),
                *(parcel.retry + 1, reason),
            )
            self._later.append((self.clock() + RETRIES[parcel.retry], again))

    async def retry(self) -> None:
        """Send again what is due, until cancelled."""
        while True:
            now = self.clock()
            due = [parcel for at, parcel in self._later if at <= now]
            self._later = [(at, parcel) for at, parcel in self._later if at > now]
            for parcel in due:
                await self._post(parcel)
            await asyncio.sleep(LOOK_EVERY)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        return self._session

    def _signature(self, body: str) -> dict[str, str]:
        """By the real clock, as the bot checks it by that."""
        stamp = str(int(time.time()))
        signed = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed or ""}
