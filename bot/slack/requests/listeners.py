"""Bolt's handlers: receive, translate, call the guide, answer, hand over to delivery.

What is asked of Slack or told to one person comes after the 200; what must not be lost is in
Redis before it.
"""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.slack.requests import error_handler
from bot.slack.requests.commands import Commands
from bot.slack.requests.mentions import Mentions
from bot.slack.requests.payload import Body
from bot.slack.requests.presses import Presses
from bot.slack.requests.responder import Desk

# The events that the manifest subscribes to, and the scopes that Slack wants for them.
EVENTS = {"app_mention": "app_mentions:read", "message.im": "im:history"}


def register(app: AsyncApp, desk: Desk) -> None:
    """Everything that the manifest announces, and an answer for what it doesn't."""
    commands, presses, mentions = Commands(desk), Presses(desk), Mentions(desk)
    app.action(re.compile(r"^(press|run):"))(presses.button)  # the most frequent one first
    app.command(re.compile(r".*"))(commands.command)
    app.action(re.compile(r".*"))(presses.unknown_button)
    app.view(re.compile(r"^start:"))(commands.account_typed)
    app.view("answer")(presses.answer_typed)
    app.view(re.compile(r".*"))(presses.unknown_window)
    app.event("app_mention")(mentions.message)
    app.event("message")(mentions.message)
    app.event(re.compile(r".*"))(_other_event)

    async def broken(error: Exception, body: Body) -> BoltResponse:
        """Whatever broke, the person hears of it, in the way that their request allows."""
        return error_handler.answer(desk, error, body)

    app.error(broken)


async def _other_event() -> None:
    """An event that nobody asked for still gets its 200: an error would be sent again."""
