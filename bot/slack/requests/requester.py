"""Requester: the person who sent a request, as known before a handler runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.access import Access, AccessRules, Standing
from bot.core.press import Offset, Press, is_direct, utc
from bot.core.replacing import replace
from bot.slack.render.voice import Voice


@dataclass(frozen=True, slots=True)
class Requester:
    """`channel`: where they asked, which says how much they may learn of a run. `shared`: whether
    people of another company read along there, where that matters. `access`: decisions on them by
    flow, where they are more than that the person may. `offset`: of their time zone.
    """

    team: str
    user: str
    channel: str
    voice: Voice
    standing: Standing = Standing.UNKNOWN
    shared: bool = False
    access: Mapping[str, Access] = field(default_factory=dict)
    offset: Offset = field(default=utc, compare=False, repr=False)

    @property
    def language(self) -> str:
        return self.voice.language

    def at(self, channel: str) -> "Requester":
        return replace(self, channel=channel)

    def access_to(self, flow: str) -> Access:
        return self.access.get(flow, Access.ALLOWED)

    def presses(self, press: Press, rules: AccessRules) -> Press:
        """The press, with what is known of whoever made it."""
        opens = not rules.channels or press.channel in rules.channels
        return replace(press, opens_here=opens, access=self.access, offset=self.offset)

    def beginning(self, rules: AccessRules, flow: str, *, told: bool) -> Access:
        """Decision on a run of the flow that would begin here; `told`: see AccessRules."""
        access = self.access_to(flow)
        direct = is_direct(self.channel)
        if (
            access is Access.NEEDS_APPROVAL and direct and flow not in rules.approved
        ):  # nobody else sees what is asked there
            return Access.UNKNOWN
        if not access.granted:
            return access
        return rules.of_channel(self.channel, direct=direct, shared=self.shared, told=told)

    def pressing(self, rules: AccessRules, *, begins_here: bool) -> Access:
        """Decision on a press, before the run is known; `begins_here`: a run may go on here."""
        access = rules.of_person(self.user, self.standing)
        if access.granted and begins_here and self.shared:
            return Access.SHARED
        return access
