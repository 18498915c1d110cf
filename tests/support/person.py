"""Somebody in Slack: types, presses and answers, and Slack delivers that to the bot, signed."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.support.slack import BOT_USER, TEAM, Body, Message, Slack

SECRET = "planted-signing-secret"
CHANNEL = "C0ONCALL"
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
    """The address that Slack knows of the bot."""

    slack: Slack
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: str | bytes, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        where = f"{self.url}/slack/events"
        async with self.session.post(where, data=body, headers=headers) as response:
            text = await response.text()
            return Answer(response.status, text, time.perf_counter() - began)

    async def get(self, path: str) -> Answer:
        began = time.perf_counter()
        async with self.session.get(f"{self.url}{path}") as response:
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


@dataclass(slots=True)
class Person:
    door: Door
    id: str
    channel: str = CHANNEL
    sent: list[str] = field(default_factory=list)  # bodies that Slack delivered, as they were

    @property
    def slack(self) -> Slack:
        return self.door.slack

    async def command(self, command: str, text: str = "", channel: str = "") -> Answer:
        """A slash command; what the bot answers at once is shown to this person alone."""
        slack, channel = self.slack, channel or self.channel
        form = {
            "token": "deprecated",
            "team_id": TEAM,
            "team_domain": "acme",
            "channel_id": channel,
            "channel_name": "on-call",
            "user_id": self.id,
            "user_name": self.id.lower(),
            "command": command,
            "text": text,
            "api_app_id": "A0",
            "is_enterprise_install": "false",
            "response_url": slack.hook(channel, self.id),
            "trigger_id": slack.trigger(),
        }
        answer = await self._deliver(urlencode(form))
        if answer.text:
            slack.whisper(channel, self.id, answer.json)
        return answer

    async def _deliver(self, body: str) -> Answer:
        self.sent.append(body)
        return await self.door.signed(body)

    async def press(self, button: str, message: Message | None = None) -> Answer:
        """Press the newest such button that this person sees: by label, action id or name."""
        at, found = self.find(button, message)
        return await self.click(at, found)

    async def again(self) -> Answer:
        """Slack delivers once more what this person did last."""
        return await self._deliver(self.sent[-1])

    def find(self, button: str, message: Message | None = None) -> tuple[Message, Body]:
        where = [message] if message else reversed(self.slack.seen_by(self.id))
        names = {button, f"press:{button}", f"run:{button}"}
        for at in where:
            for element in at.buttons:
                if element["action_id"] in names or element["text"]["text"] == button:
                    return at, element
        raise LookupError(f"{self.id} sees no button {button}; buttons: {[*self.buttons()]}")

    def buttons(self) -> Iterator[str]:
        """Action ids that this person could press now, newest message first."""
        for message in reversed(self.slack.seen_by(self.id)):
            yield from (element["action_id"] for element in message.buttons)

    async def click(self, at: Message, button: Body) -> Answer:
        """Press this very button; each press has a time of its own."""
        slack = self.slack
        action = {
            **{name: button[name] for name in ("action_id", "text", "value") if name in button},
            "block_id": "made.by.slack",
            "type": "button",
            "action_ts": slack._ts(),
        }
        where = {"type": "message", "message_ts": at.ts, "channel_id": at.channel}
        shown = {"type": "message", "user": BOT_USER, "bot_id": "B0BOT", "ts": at.ts}
        payload = {
            "type": "block_actions",
            "user": {"id": self.id, "username": self.id.lower(), "team_id": TEAM},
            "api_app_id": "A0",
            "token": "deprecated",
            "container": {**where, "is_ephemeral": bool(at.to)},
            "trigger_id": slack.trigger(),
            "team": {"id": TEAM, "domain": "acme"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": at.channel, "name": "on-call"},
            **({} if at.to else {"message": {**shown, "text": at.text, "blocks": at.blocks}}),
            "state": {"values": {}},
            "response_url": slack.hook(at.channel, self.id, at),
            "actions": [action],
        }
        return await self._interact(payload)

    async def _interact(self, payload: Body) -> Answer:
        return await self._deliver(urlencode({"payload": json.dumps(payload)}))

    async def window(self, button: str = "answer") -> Body:
        """Press a button that opens a window, and wait for it."""
        known = len(self.slack.windows)
        await self.press(button)
        return await self._opened(known)

    async def asks_window(self, command: str) -> Body:
        """Type a command alone, and wait for the window that asks for the account."""
        known = len(self.slack.windows)
        await self.command(command)
        return await self._opened(known)

    async def _opened(self, known: int) -> Body:
        await self.slack.until(lambda: len(self.slack.windows) > known)
        return self.slack.windows[-1]

    async def submit(self, window: Body, text: str | None) -> Answer:
        """Type into a window and press Save."""
        fields = [block for block in window["blocks"] if block["type"] == "input"]
        values = {
            f["block_id"]: {
                f["element"]["action_id"]: {"type": "plain_text_input", "value": text},
            }
            for f in fields
        }
        payload = {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "acme"},
            "user": {"id": self.id, "username": self.id.lower(), "team_id": TEAM},
            "api_app_id": "A0",
            "token": "deprecated",
            "trigger_id": self.slack.trigger(),
            "view": {**window, "state": {"values": values}, "hash": "1795000000.abc"},
            "response_urls": [],
            "is_enterprise_install": False,
            "enterprise": None,
        }
        return await self._interact(payload)

    async def answer(self, text: str) -> Answer:
        return await self.submit(await self.window(), text)

    async def mention(self, text: str, event_id: str = "Ev1", ts: str = "1795.1") -> Answer:
        event = {
            "type": "app_mention",
            "user": self.id,
            "text": f"<@{BOT_USER}> {text}",
            "ts": ts,
            "channel": self.channel,
            "event_ts": ts,
        }
        return await self._say(event, event_id)

    async def direct(
        self, text: str, event_id: str = "Ev1", ts: str = "1795.2", **more: Any
    ) -> Answer:
        event = {
            "type": "message",
            "channel_type": "im",
            "user": self.id,
            "text": text,
            "ts": ts,
            "channel": f"D{self.id[1:]}",
            "event_ts": ts,
            **more,
        }
        return await self._say(event, event_id)

    async def _say(self, event: Body, event_id: str) -> Answer:
        """The message stands in Slack before the bot hears of it."""
        channel, ts = event["channel"], event["ts"]
        if not self.slack._find(channel, ts):
            self.slack._keep(Message(channel, ts, event["text"], []))
        return await self.door.event(event, event_id)
