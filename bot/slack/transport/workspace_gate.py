"""Gate for one workspace: a request from any other is refused with a sentence.

In a channel that two companies share (Slack Connect) people of the other one see the bot's buttons
and may press them; and an app may be installed in a second workspace by mistake. Who is one of us:
`bot/slack/transport/tenancy.py`.
"""

import logging
from dataclasses import dataclass

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.core.access import AccessRules
from bot.slack.api.installation import Installation
from bot.slack.requests.error_replies import ErrorKind, ErrorReplies
from bot.slack.requests.payload import Body
from bot.slack.transport.colleagues import Colleagues
from bot.slack.transport.tenancy import HomeWorkspace, Tenancy, addressed, doer, is_for, tenancy_of
from bot.texts import errors

log = logging.getLogger(__name__)

NOT_OURS = (
    "refused a request that was not sent by somebody of workspace %s or its organization, or was"
    " not addressed to it"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Check of each request, over HTTP and in Socket Mode."""

    _installation: Installation
    _colleagues: Colleagues
    _replies: ErrorReplies
    _rules: AccessRules

    async def check(self, request: AsyncBoltRequest) -> BoltResponse | None:
        # Until Slack has said who the bot is, the workspace that Slack addresses is taken for ours:
        # a press must not be lost because Slack's API is away, and each workspace has its own keys.
        body, known = request.body, self._installation.identity
        home = HomeWorkspace(known.team, known.organization) if known else addressed(body)
        match await self._tenancy_of(body, home):
            case Tenancy.OURS:
                return None
            case Tenancy.UNKNOWN:
                log.warning("could not check which organization a request is from; refused it")
                return self._replies.reply(body, ErrorKind.SLACK_AWAY, errors.whose_unknown, 503)
            case _:
                log.warning(NOT_OURS, home.team)
                sentence = errors.other_workspace
                return self._replies.reply(body, ErrorKind.OTHER_WORKSPACE, sentence, 200)

    async def _tenancy_of(self, body: Body, home: HomeWorkspace) -> Tenancy:
        found, who = tenancy_of(body, home), doer(body)
        if found is not Tenancy.OURS and who in self._rules.named and is_for(body, home):
            return Tenancy.OURS  # as far as the workspace goes; what they may, the rules tell
        if found is Tenancy.OURS and "command" in body:
            self._colleagues.remember(who)  # Slack offers our commands to our own people alone
        return await self._colleagues.tenancy_of(who, home) if found is Tenancy.UNKNOWN else found
