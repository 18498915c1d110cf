"""Lookup of who sent a request: language, standing and access."""

import asyncio
from dataclasses import dataclass

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.core.access import Access, AccessRules
from bot.core.flow import Flows
from bot.core.membership import Members
from bot.process.time_zones import offset_in
from bot.slack.api.profiles import Profiles
from bot.slack.api.shared_channels import SharedChannels
from bot.slack.api.user_groups import UserGroups
from bot.slack.render.voice import Voice
from bot.slack.requests import payload
from bot.slack.requests.payload import Body
from bot.slack.requests.requester import Requester


@dataclass(frozen=True, slots=True)
class RequesterLookup:
    """Middleware that looks up who sent a request and puts the `requester` into the context.

    It runs after the rate limiter, which puts `said` there. It never raises, and takes far less
    than the 3 s that Slack waits.
    """

    _profiles: Profiles
    _channels: SharedChannels
    _groups: UserGroups
    _flows: Flows
    _rules: AccessRules

    async def check(self, request: AsyncBoltRequest) -> None:
        """Lookup, which answers nothing itself."""
        body = request.body
        if body.get("type") == "event_callback":
            said = request.context["said"]
            if said and body.get("is_ext_shared_channel"):
                self._channels.met_shared(said.channel)
            who = (said.user, said.channel) if said else ("", "")
        else:
            who = (payload.user(body), payload.channel(body))
        request.context["requester"] = await self._requester(body, *who)

    async def _requester(self, body: Body, user: str, channel: str) -> Requester:
        team = payload.team(body)
        if not user:
            return Requester(team, user, channel, Voice(self._profiles.remembered_language(user)))
        looks = channel if payload.begins_there(body) else ""
        flows = self._concerned(body)
        groups = self._rules.groups(user, flows)
        about = self._profiles.look_up(team, user)
        members: Members = {}
        if looks or groups:
            (language, standing, zone), shared, members = await asyncio.gather(
                about, self._channels.is_shared(looks), self._groups.members(team, groups)
            )
        else:  # the most frequent case, where tasks of their own would only cost time
            (language, standing, zone), shared = await about, False
        decided = {flow: self._rules.of_flow(flow, user, standing, members) for flow in flows}
        access = {flow: found for flow, found in decided.items() if found is not Access.ALLOWED}
        offset = offset_in(zone, self._profiles.zone)
        return Requester(team, user, channel, Voice(language), standing, shared, access, offset)

    def _concerned(self, body: Body) -> tuple[str, ...]:
        """Flows that a request may be about: for a press, only its run can tell."""
        if body.get("type") == "event_callback":
            return ()
        flow = self._flows.by_command(str(body.get("command", "")))
        return (flow.name,) if flow else tuple(self._flows)
