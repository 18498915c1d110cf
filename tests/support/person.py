"""Somebody in Slack: types, presses and answers, as the local Slack's page would."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.door import Answer
from tests.support.slack import Body, Message, Slack, fields_of

CHANNEL = "C0ONCALL"


@dataclass(slots=True)
class Person:
    slack: Slack
    id: str
    channel: str = CHANNEL

    async def _do(self, doing: str, **about: Any) -> Answer:
        """What the bot answered to what Slack delivered."""
        told = await self.slack.do(doing, **{"as": self.id}, **about)
        assert "delivered" in told, told
        return Answer(**told["delivered"])

    async def command(self, command: str, text: str = "", channel: str = "") -> Answer:
        """A slash command; what the bot answers at once is shown to this person alone."""
        return await self.say(f"{command} {text}" if text else command, channel)

    async def say(self, text: str, channel: str = "") -> Answer:
        return await self._do("say", channel=channel or self.channel, thread="", text=text)

    async def mention(self, text: str) -> Answer:
        return await self.say(f"@mfa-bot {text}")

    async def direct(self, text: str) -> Answer:
        return await self.say(text, f"D{self.id[1:]}")

    async def again(self) -> Answer:
        """Slack delivers once more what this person did last."""
        return await self._do("redeliver")

    async def press(self, button: str, message: Message | None = None) -> Answer:
        """Press the newest such button that this person sees: by label, action id or name."""
        at, found = self.find(button, message)
        return await self.click(at, found)

    async def click(self, at: Message, button: Body) -> Answer:
        """Press this very button, also when the message shows it no more."""
        return await self._do("press", channel=at.channel, ts=at.ts, action=button)

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
        """Type into a window and press the button that sends it."""
        values = {f["block_id"]: {f["element"]["action_id"]: text} for f in fields_of(window)}
        if "last" in values and text:  # how many there were, and when the last one was
            many, _, last = text.partition(",")
            values["answer"]["answer"] = many
            values["last"]["answer"] = self._age(window, last)
        return await self._do("submit", window=window["id"], values=values)

    def _age(self, window: Body, last: str) -> str:
        """The choice for `last 5 hours ago`; none is left empty."""
        (field,) = (field for field in fields_of(window) if field["block_id"] == "last")
        options = field["element"]["options"]
        hours = "".join(filter(str.isdigit, last))
        known = [one["value"] for one in options if hours and int(one["value"][:-2]) <= int(hours)]
        return known[-1] if known else ""

    async def fills(self, window: Body, **fields: str) -> Answer:
        """Fill in some fields of a window, by block id; the others stay empty."""
        values = {
            block["block_id"]: {block["element"]["action_id"]: fields.get(block["block_id"])}
            for block in window["blocks"]
            if block["type"] == "input"
        }
        return await self._do("submit", window=window["id"], values=values)

    async def names(self, window: Body, **people: str) -> Answer:
        """Fill in a window that asks for people: a user id by role, or `<role>_name`."""
        values: Body = {}
        for block in fields_of(window):
            role, beside, _ = block["block_id"].partition(".name")
            chosen = block["element"].get("initial_user") or block["element"].get("initial_value")
            said = people.get(f"{role}_name" if beside else role, chosen)
            values[block["block_id"]] = {block["element"]["action_id"]: said}
        return await self._do("submit", window=window["id"], values=values)

    async def answer(self, text: str) -> Answer:
        return await self.submit(await self.window(), text)
