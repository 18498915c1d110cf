"""The bot's side of the Web API, as a program without any SDK would use it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from tests.support.slack import TOKEN, Body, Slack

CHANNEL = "C0ONCALL"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Caller:
    url: str  # of the Web API
    session: ClientSession
    token: str = TOKEN

    async def call(self, method: str, **body: Any) -> Body:
        return await self._send(method, json=body)

    async def form(self, method: str, **fields: str) -> Body:
        return await self._send(method, data=urlencode(fields), headers=FORM)

    async def post(self, text: str = "Hello", channel: str = CHANNEL, **body: Any) -> Body:
        return await self.call("chat.postMessage", channel=channel, text=text, **body)

    async def posted(self, text: str = "Hello", channel: str = CHANNEL, **body: Any) -> str:
        """The ts of a message that was taken."""
        answer = await self.post(text, channel, **body)
        assert answer["ok"], answer
        return str(answer["ts"])

    async def update(self, ts: str, text: str = "Hello again", **body: Any) -> Body:
        about = {"channel": CHANNEL, "ts": ts, "text": text, **body}
        return await self.call("chat.update", **about)

    async def respond(self, url: str, **body: Any) -> tuple[int, str]:
        """To a response_url."""
        async with self.session.post(url, json=body) as response:
            return response.status, await response.text()

    async def _send(self, method: str, headers: dict[str, str] | None = None, **how: Any) -> Body:
        asks = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self.session.post(f"{self.url}{method}", headers=asks, **how) as response:
            assert response.status == 200, await response.text()
            return dict(json.loads(await response.text()))


async def everything(slack: Slack) -> Body:
    """What a page is told when it is opened."""
    async with slack.session.ws_connect(f"{slack.url}local/feed") as socket:
        return dict((await socket.receive_json())["all"])


def step(turn: int = 1) -> Body:
    """Metadata."""
    return {"event_type": "mfa_step", "event_payload": {"turn": turn}}


def actions(*buttons: Body, **fields: Any) -> Body:
    return {"type": "actions", "elements": [*buttons], **fields}


def button(label: str = "Go", **fields: Any) -> Body:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": "go", "text": text, **fields}


def section(text: str = "Hello", **fields: Any) -> Body:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **fields}


def rich(*elements: Body, **fields: Any) -> Body:
    """Rich text: a section of these elements, or of a word."""
    inside = [*elements] or [{"type": "text", "text": "Hello"}]
    section = {"type": "rich_text_section", "elements": inside}
    return {"type": "rich_text", "elements": [section], **fields}


def field_of(block_id: str = "answer", **fields: Any) -> Body:
    label = {"type": "plain_text", "text": "Account"}
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **fields}


def chooser_of(block_id: str = "reader", **fields: Any) -> Body:
    element = {"type": "users_select", "action_id": "chosen"}
    return field_of(block_id, element={**element, **fields})


def window(*blocks: Body, **fields: Any) -> Body:
    return {
        "type": "modal",
        "callback_id": "asks",
        "title": {"type": "plain_text", "text": "Account"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [*blocks] or [field_of()],
        **fields,
    }


def plain(characters: int = 5) -> Body:
    return {"type": "plain_text", "text": "x" * characters}


def alert(characters: int = 5, **fields: Any) -> Body:
    return {"type": "alert", "text": plain(characters), **fields}


def typed(**fields: Any) -> Body:
    return field_of(element={"type": "plain_text_input", "action_id": "typed", **fields})
