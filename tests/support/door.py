"""The bot's own address, for what does not come from Slack, or not as Slack sends it."""

import json
import time
from dataclasses import dataclass

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.support.slack import BOT_USER, SECRET, TEAM, Body

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    seconds: float

    @property
    def json(self) -> Body:
        return dict(json.loads(self.text)) if self.text else {}


@dataclass(slots=True)
class Door:
    url: str
    operator: str
    session: aiohttp.ClientSession

    async def post(self, body: str | bytes, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        where = f"{self.url}/slack/events"
        async with self.session.post(where, data=body, headers=headers) as response:
            text = await response.text()
            return Answer(response.status, text, time.perf_counter() - began)

    async def get(self, path: str) -> Answer:
        """As an operator asks."""
        began = time.perf_counter()
        async with self.session.get(f"{self.operator}{path}") as response:
            text = await response.text()
            return Answer(response.status, text, time.perf_counter() - began)

    async def signed(self, body: str, content_type: str = _FORM) -> Answer:
        return await self.post(body, {**signature(body), "Content-Type": content_type})

    async def event(self, event: Body, event_id: str = "Ev1") -> Answer:
        body = {
            "token": "deprecated",
            "team_id": TEAM,
            "api_app_id": "A0",
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": 1795000000,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }
        return await self.signed(json.dumps(body), "application/json")


def signature(body: str, at: str = "", secret: str = SECRET) -> dict[str, str]:
    stamp = at or str(int(time.time()))
    signed = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
