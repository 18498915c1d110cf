"""People's actions, such as to type and to press: Slack asks the bot, and shows its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.local.slack import payloads
from bot.local.slack.event_delivery import BotResponse, EventDelivery
from bot.local.slack.message_checks import Refused
from bot.local.slack.payloads import Values
from bot.local.slack.view_actions import ActionError, Pressed, person_called, read_answer
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import (
    BOT_NAME,
    BOT_USER,
    SLACKBOT,
    Body,
    Channel,
    Message,
    Person,
    Workspace,
)

BUILT_IN = {
    "/invite": ("Add the bot to this channel", "@mfa-bot"),
    "/remove": ("Take the bot out of this channel", "@mfa-bot"),
}


@dataclass(frozen=True, slots=True)
class Actions:
    workspace: Workspace
    api: WebApi
    delivery: EventDelivery
    commands: Mapping[str, Body]  # of the manifest, by name
    shortcuts: Sequence[Body]  # of the manifest

    async def say(self, by: str, channel: str, thread: str, text: str) -> BotResponse | None:
        """A command or a message; None when the bot is not told of it. Raises ActionError."""
        person, place = self._person_and_channel(by, channel)
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
            text = self._as_delivered(text)
        hook = self.api.hook(channel.id, person.id)
        trigger = self.api.views.trigger(person.id)
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
            self.api.reply(
                command, channel.id, person.id, read_answer(response, {"text": response.text})
            )
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
        message = Message(channel.id, stamp, person.id, self._as_delivered(text), thread=thread)
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
            f"{BOT_NAME} is not in this channel and can't see your message."
            f" Type /invite @{BOT_NAME} first.",
        )
        return None

    async def press(
        self, by: str, channel: str, ts: str, pressed: Pressed, values: Values
    ) -> BotResponse:
        """Press a button of a message, or choose something in it. Raises ActionError."""
        person, place = self._person_and_channel(by, channel)
        message = self.workspace.messages.get((channel, ts))
        if message is None or message.to not in ("", by):
            raise ActionError("This message is gone.")
        action = pressed.as_sent(self.workspace.new_ts())
        hook, trigger = self.api.hook(channel, by, message), self.api.views.trigger(by)
        payload = payloads.block_actions(person, place, message, action, hook, trigger, values)
        return await self.delivery.interaction(by, payload)

    async def use_shortcut(self, by: str, callback: str) -> BotResponse:
        """A global shortcut. Raises ActionError."""
        self._check_shortcut(callback, "global")
        person, trigger = person_called(self.workspace, by), self.api.views.trigger(by)
        payload = payloads.shortcut(person, callback, self.workspace.new_ts(), trigger)
        return await self.delivery.interaction(by, payload)

    async def use_on_message(self, by: str, channel: str, ts: str, callback: str) -> BotResponse:
        """A shortcut on a message; Slack offers none on one that only this person sees."""
        self._check_shortcut(callback, "message")
        person, place = self._person_and_channel(by, channel)
        message = self.workspace.find(channel, ts)
        if message is None:
            raise ActionError("This message is gone.")
        hook, trigger = self.api.hook(channel, by), self.api.views.trigger(by)
        payload = payloads.message_action(person, place, message, callback, hook, trigger)
        return await self.delivery.interaction(by, payload)

    def _check_shortcut(self, callback: str, kind: str) -> None:
        if (callback, kind) not in {(each["callback_id"], each["type"]) for each in self.shortcuts}:
            raise ActionError(f"The app has no such shortcut: {callback}.")

    async def delete(self, by: str, channel: str, ts: str) -> BotResponse | None:
        """Deletion of a person's own message. Raises ActionError."""
        _, place = self._person_and_channel(by, channel)
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
            raise ActionError("Nothing that you did has been delivered to the bot yet.")
        return response

    def _person_and_channel(self, by: str, channel: str) -> tuple[Person, Channel]:
        person, place = person_called(self.workspace, by), self.workspace.channels.get(channel)
        if place is None or place.im not in ("", by):
            raise ActionError("There is no such channel.")
        return person, place

    def _tell(self, person: Person, channel: Channel, text: str) -> None:
        """A message of Slackbot that only this person sees."""
        stamp = self.workspace.new_ts()
        self.workspace.put(Message(channel.id, stamp, SLACKBOT, text, to=person.id))

    def _as_delivered(self, text: str) -> str:
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
