"""Bolt's handlers: receive, translate, call the guide, answer, hand over to delivery.

What is asked of Slack or told to one person comes after the 200; what must not be lost is in
Redis before it.
"""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.files.manifest import FORMAT_NUMBERS, START
from bot.slack.api.errors import record
from bot.slack.render.codec import BEGIN
from bot.slack.render.fleet_window import ACCOUNTS
from bot.slack.requests.commands import Commands
from bot.slack.requests.error_replies import ErrorReplies
from bot.slack.requests.event_payload import Said
from bot.slack.requests.fleet_windows import FleetWindows
from bot.slack.requests.mentions import Mentions
from bot.slack.requests.payload import Body
from bot.slack.requests.presses import Presses
from bot.slack.requests.requester import Requester
from bot.slack.requests.run_starts import RunStarts
from bot.slack.requests.shortcuts import Shortcuts
from bot.slack.requests.typed_answers import TypedAnswers

# The events that the manifest subscribes to, and the scopes that Slack wants for them.
EVENTS = {
    "app_home_opened": "",  # needs none
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}


def register(
    app: AsyncApp,
    commands: Commands,
    starts: RunStarts,
    presses: Presses,
    answers: TypedAnswers,
    mentions: Mentions,
    shortcuts: Shortcuts,
    fleet: FleetWindows,
    error_replies: ErrorReplies,
) -> None:
    """Registers handlers for all that the manifest announces, and an answer for anything else. The
    bot's buttons are not among them: they leave Bolt before its listeners.
    """
    app.command(re.compile(r".*"))(commands.command)
    app.shortcut(re.compile(f"^{START}"))(shortcuts.start)
    app.shortcut(FORMAT_NUMBERS)(shortcuts.format_numbers)
    app.shortcut(re.compile(r".*"))(presses.unknown_button)
    app.action(re.compile(f"^{START}"))(shortcuts.start)
    app.action(re.compile(f"^{ACCOUNTS}"))(fleet.pressed)
    app.action(re.compile(f"^{BEGIN}"))(starts.account_chosen)
    app.action(re.compile(r".*"))(presses.unknown_button)
    app.view(re.compile(r"^start:"))(starts.account_typed)
    app.view("answer")(answers.submitted)
    app.view(re.compile(r".*"))(answers.unknown)

    async def event(said: Said | None, requester: Requester, body: Body) -> None:
        """An event that nobody subscribed to gets its 200 too: after an error Slack sends it
        again.
        """
        if said:
            await mentions.message(said, requester)
        elif record(body.get("event")).get("type") == "app_home_opened":
            await shortcuts.home_opened(record(body.get("event")), requester)

    app.event(re.compile(r".*"))(event)

    async def broken(error: Exception, body: Body) -> BoltResponse:
        """Tells the person that their request failed, in the way that it allows."""
        return error_replies.to_error(error, body)

    app.error(broken)
