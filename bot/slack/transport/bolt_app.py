"""Bolt app, with its checks and handlers, behind the admission of requests."""

import logging
import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.access import AccessRules
from bot.files.manifest import FORMAT_NUMBERS, START
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.settings.settings import Settings
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import record
from bot.slack.api.installation import Installation
from bot.slack.api.profiles import Profiles
from bot.slack.api.shared_channels import SharedChannels
from bot.slack.api.user_groups import UserGroups
from bot.slack.delivery.delivery import Delivery
from bot.slack.delivery.fleet_watch import FleetWatch
from bot.slack.delivery.home_tabs import HomeTabs
from bot.slack.delivery.run_lines import RunLines
from bot.slack.render.codec import BEGIN, UnknownValue
from bot.slack.render.fleet_window import ACCOUNTS
from bot.slack.requests.approvers import Approvers
from bot.slack.requests.busy_replies import BusyReplies
from bot.slack.requests.commands import Commands
from bot.slack.requests.differences import DifferenceReports
from bot.slack.requests.error_replies import ErrorReplies
from bot.slack.requests.event_payload import UserMessage
from bot.slack.requests.fleet_windows import FleetWindows
from bot.slack.requests.mentions import Mentions
from bot.slack.requests.number_formatter import NumberFormatter
from bot.slack.requests.payload import Body
from bot.slack.requests.presses import Presses
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.slack.requests.run_replies import RunReplies
from bot.slack.requests.run_starts import RunStarts
from bot.slack.requests.shortcuts import Shortcuts
from bot.slack.requests.typed_answers import TypedAnswers
from bot.slack.transport.admission import Admission
from bot.slack.transport.button_presses import ButtonPresses, RequestChecks
from bot.slack.transport.colleagues import Colleagues
from bot.slack.transport.rate_limiter import RateLimiter
from bot.slack.transport.requester_lookup import RequesterLookup
from bot.slack.transport.workspace_gate import Gate

# The events that the manifest subscribes to, and the scopes that Slack wants for them.
EVENTS = {
    "app_home_opened": "",  # needs none
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Authorization that Bolt insists on: it names nobody and gives no token, since nobody calls
    Slack by Bolt's client.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def build_admission(
    settings: Settings,
    *,
    guide: Guide,
    library: Library,
    api: SlackApi,
    installation: Installation,
    profiles: Profiles,
    groups: UserGroups,
    delivery: Delivery,
    homes: HomeTabs,
    lines: RunLines,
    fleet: FleetWatch,
    rules: AccessRules,
    background: BackgroundTasks,
    foreground: Foreground,
) -> Admission:
    """Admission to all that requests may ask for."""
    store, clock = guide.store, guide.store.uptime
    runs = RunReplies(guide, library, installation, rules)
    responder = Responder(delivery, api, runs)
    replies = ErrorReplies(responder, profiles, background, settings.runbook_url)
    formatter = NumberFormatter(settings.default_region, guide.names)
    windows = FleetWindows(fleet, responder, runs, replies)
    starts = RunStarts(guide, responder, runs, background, rules, formatter.region)
    commands = Commands(guide, responder, runs, background, starts, formatter, lines, windows)
    approvers, differences = Approvers(guide, groups), DifferenceReports(store, library)
    presses = Presses(
        guide,
        responder,
        runs,
        replies,
        profiles.languages,
        rules,
        starts,
        approvers,
        differences,
    )
    busy = BusyReplies(replies, foreground, background)
    limiter = RateLimiter(installation, api, profiles, replies, background)
    checks = RequestChecks(
        limiter.hold_back,
        Gate(installation, Colleagues(api, clock), replies, rules).check,
        limiter.tell,
        RequesterLookup(profiles, SharedChannels(api, clock), groups, guide.flows, rules).check,
        busy.forget,
    )
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # its warnings are advice for programmers
    bolt = AsyncApp(
        logger=quiet,
        name="mfa-bot",  # without one, Bolt reads the whole stack to find a name
        before_authorize=ButtonPresses(checks, presses.button),
        client=AsyncWebClient(),  # or Bolt makes one with the environment's token
        authorize=authorize,
        process_before_response=True,  # the state is durable before Slack gets its 200
        request_verification_enabled=False,  # the server's door has done it
        ignoring_self_events_enabled=False,  # `user_message` tells the bot's own messages
    )
    bolt.use(checks)

    async def unknown() -> None:
        """Refuse what an older or a newer version of the bot has made."""
        raise UnknownValue("a button, shortcut or window of another version")

    # What is asked of Slack or told to one person comes after the 200; what must not be lost is in
    # Redis before it. All that the manifest announces has a handler, and anything else an answer.
    # The buttons of runs are not among them: they leave Bolt before its listeners.
    shortcuts = Shortcuts(responder, runs, background, formatter, homes)
    bolt.command(re.compile(r".*"))(commands.command)
    bolt.shortcut(re.compile(f"^{START}"))(shortcuts.start)
    bolt.shortcut(FORMAT_NUMBERS)(shortcuts.format_numbers)
    bolt.shortcut(re.compile(r".*"))(unknown)
    bolt.action(re.compile(f"^{START}"))(shortcuts.start)
    bolt.action(re.compile(f"^{ACCOUNTS}"))(windows.pressed)
    bolt.action(re.compile(f"^{BEGIN}"))(starts.account_chosen)
    bolt.action(re.compile(r".*"))(unknown)
    answers = TypedAnswers(guide, responder, runs, replies, rules, approvers, differences)
    bolt.view(re.compile(f"^{START}"))(starts.account_typed)
    bolt.view("answer")(answers.submitted)
    bolt.view(re.compile(r".*"))(unknown)
    mentions = Mentions(store, api, background, formatter, library)

    async def event(said: UserMessage | None, requester: Requester, body: Body) -> None:
        """An event that nobody subscribed to gets its 200 too: after an error Slack sends it
        again.
        """
        if said:
            await mentions.message(said, requester)
        elif record(body.get("event")).get("type") == "app_home_opened":
            await shortcuts.home_opened(record(body.get("event")), requester)

    async def broken(error: Exception, body: Body) -> BoltResponse:
        """Tell the person that their request failed, in the way that it allows."""
        return replies.to_error(error, body)

    bolt.event(re.compile(r".*"))(event)
    bolt.error(broken)
    return Admission(bolt, busy, foreground, background)
