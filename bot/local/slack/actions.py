"""People's actions, such as to type and to press: Slack asks the bot, and shows its answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.local.slack import payloads
from bot.local.slack.blockkit import view_violations
from bot.local.slack.event_delivery import BotResponse, EventDelivery
from bot.local.slack.message_checks import Refused
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import (
    BOT_NAME,
    BOT_USER,
    SLACKBOT,
    Body,
    Channel,
    Message,
    Person,
    Window,
    Workspace,
)

BUILT_IN = {
    "/invite": ("Add the bot to this channel", "@mfa-bot"),
    "/remove": ("Take the bot out of this channel", "@mfa-bot"),
}
_SENT = (
    "action_id",
    "block_id",
    "text",
    "value",
)  # fields of the pressed button that the bot is sent
SILENT = "mfa-bot did not answer. Try again."


class ActionError(ValueError):
    """An action that can't be done; its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Actions:
    workspace: Workspace
    api: WebApi
    delivery: EventDelivery
    commands: Mapping[str, Body]  # of the manifest, by name

    async def say(self, by: str, channel: str, thread: str, text: str) -> BotResponse | None:
        """A command or a message; None when the bot is not told of it. Raises ActionError."""
        person, place = self._here(by, channel)
        if not text.strip():
            raise ActionError("There is nothing to send.")
        if thread and not self.workspace.find(channel, thread):
            raise ActionError("This thread is gone.")
        if not text.startswith("/"):
            return await self._message(person, place, thread, text)
        command, rest = [*text.strip().split(maxsplit=1), ""][:2]
        if command not in self.commands and command not in BUILT_IN:
            raise ActionError(f"{command} is not a command here. Type / to see those that are.")
        if thread:
            raise ActionError(f"{command} does not work in threads. Type it in the channel.")
        if command in BUILT_IN:
            self._move_bot(person, place, command, rest)
            return None
        return await self._command(person, place, command, rest)

    async def _command(
        self, person: Person, channel: Channel, command: str, text: str
    ) -> BotResponse:
        if self.commands[command].get("should_escape"):
            text = self._marked(text)
        hook = self.api.hook(channel.id, person.id)
        trigger = self.api.trigger(person.id)
        fields = payloads.slash_command(person, channel, command, text, hook, trigger)
        response = await self.delivery.form(person.id, command, fields)
        if not response.ok:
            why = "operation_timeout" if response.text == "http_timeout" else "dispatch_failed"
            self._tell(person, channel, f'{command} failed with the error "{why}"')
        elif response.text.strip():
            self._answer(person, channel, command, response)
        return response

    def _answer(
        self, person: Person, channel: Channel, command: str, response: BotResponse
    ) -> None:
        try:
            self.api.reply(command, channel.id, person.id, _read(response, {"text": response.text}))
        except Refused as refused:
            self._tell(person, channel, f'{command} failed with the error "{refused.args[0]}"')

    def _move_bot(self, person: Person, channel: Channel, command: str, whom: str) -> None:
        if whom.strip() != f"@{BOT_NAME}" or channel.im:
            raise ActionError(f"Type {command} @{BOT_NAME} in a channel.")
        self.workspace.join(channel, bot_in=command == "/invite")
        what = "added to" if channel.bot_in else "removed from"
        self._tell(person, channel, f"{BOT_NAME} was {what} #{channel.name}.")

    async def _message(
        self, person: Person, channel: Channel, thread: str, text: str
    ) -> BotResponse | None:
        stamp = self.workspace.new_ts()
        message = Message(channel.id, stamp, person.id, self._marked(text), thread=thread)
        self.workspace.put(message)
        if channel.im:
            return await self.delivery.event(person.id, payloads.message_im(message))
        if f"<@{BOT_USER}>" not in message.text:
            return None
        if channel.bot_in:
            return await self.delivery.event(person.id, payloads.app_mention(message))
        self._tell(
            person,
            channel,
            f"{BOT_NAME} is not in this channel and does not hear you."
            f" Type /invite @{BOT_NAME} first.",
        )
        return None

    async def press(self, by: str, channel: str, ts: str, action: Body) -> BotResponse:
        """`action`: the button as the message had it when it was pressed. Raises ActionError."""
        person, place = self._here(by, channel)
        message = self.workspace.messages.get((channel, ts))
        if message is None or message.to not in ("", by):
            raise ActionError("This message is gone.")
        pressed: Body = {name: action[name] for name in _SENT if name in action}
        pressed |= {"type": "button", "action_ts": self.workspace.new_ts()}
        hook, trigger = self.api.hook(channel, by, message), self.api.trigger(by)
        payload = payloads.block_actions(person, place, message, pressed, hook, trigger)
        return await self.delivery.interaction(by, payload)

    async def submit(
        self, by: str, window: str, values: dict[str, dict[str, str | None]]
    ) -> BotResponse:
        person, found = self._window(by, window)
        trigger = self.api.trigger(by)
        payload = payloads.view_submission(person, found, values, trigger)
        response = await self.delivery.interaction(by, payload)
        if window not in self.workspace.windows:  # closed before the bot answered
            return response
        found.errors, found.failed = {}, ""
        if not response.ok:
            found.failed = SILENT
            self.workspace.show(found)
        else:
            self._settle(found, _read(response, {"response_action": "without JSON"}))
        return response

    def _settle(self, window: Window, answer: Body) -> None:
        """Apply the bot's answer to a submission to the window."""
        action = answer.get("response_action", "clear")
        if action == "clear":
            self.workspace.close(window)
            return
        if action == "errors":
            window.errors = dict(answer.get("errors", {}))
            fields = {b.get("block_id") for b in window.view["blocks"] if b["type"] == "input"}
            if not window.errors or window.errors.keys() - fields:
                self.workspace.report_violation(
                    "view_submission", "errors for fields that are not there"
                )
        elif action != "update":
            window.failed = SILENT
            self.workspace.report_violation(
                "view_submission", f"response_action {action} is not played here"
            )
        elif violations := view_violations(answer.get("view")):
            window.failed = SILENT
            self.workspace.report_violation("view_submission", *violations)
        else:
            window.view = self.api.opened(window.id, answer["view"])
        self.workspace.show(window)

    async def close(self, by: str, window: str) -> None:
        person, found = self._window(by, window)
        self.workspace.close(found)
        if found.view.get("notify_on_close"):
            await self.delivery.interaction(by, payloads.view_closed(person, found))

    async def delete(self, by: str, channel: str, ts: str) -> BotResponse | None:
        """Only a person's own message. Raises ActionError."""
        _, place = self._here(by, channel)
        message = self.workspace.find(channel, ts)
        if message is None or message.user != by:
            raise ActionError("Only your own messages can be deleted.")
        self.workspace.remove(message)
        if not place.im:
            return None
        about = payloads.message_deleted(message, self.workspace.new_ts())
        return await self.delivery.event(by, about)

    async def redeliver(self, by: str) -> BotResponse:
        response = await self.delivery.redeliver(by)
        if response is None:
            raise ActionError("You have done nothing yet that was delivered to the bot.")
        return response

    def _here(self, by: str, channel: str) -> tuple[Person, Channel]:
        person, place = self.workspace.people.get(by), self.workspace.channels.get(channel)
        if person is None:
            raise ActionError(f"There is nobody called {by}.")
        if place is None or place.im not in ("", by):
            raise ActionError("There is no such channel.")
        return person, place

    def _window(self, by: str, window: str) -> tuple[Person, Window]:
        person, found = self.workspace.people.get(by), self.workspace.windows.get(window)
        if person is None or found is None or found.user != by:
            raise ActionError("This window is closed.")
        return person, found

    def _tell(self, person: Person, channel: Channel, text: str) -> None:
        """A message of Slackbot that only this person sees."""
        stamp = self.workspace.new_ts()
        self.workspace.put(Message(channel.id, stamp, SLACKBOT, text, to=person.id))

    def _marked(self, text: str) -> str:
        """The text as Slack delivers it: &, < and > escaped, names as ids."""
        names = {p.name: f"<@{p.id}>" for p in self.workspace.people.values()}
        names[BOT_NAME] = f"<@{BOT_USER}>"
        for group in self.workspace.groups.values():
            names[group.handle] = f"<!subteam^{group.id}|@{group.handle}>"
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return re.sub(
            rf"(?<!\w)@({'|'.join(map(re.escape, names))})(?!\w)",
            lambda found: names[found[1]],
            escaped,
        )


def _read(response: BotResponse, otherwise: Body) -> Body:
    """The answer as data; `otherwise` when it is not JSON."""
    try:
        return response.json
    except (ValueError, TypeError):
        return otherwise
