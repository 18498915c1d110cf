"""Requester: the person who sent a request, as known before a handler runs."""

from dataclasses import dataclass, field, replace

from bot.core.access import AccessDenial, AccessRules, Standing
from bot.core.press import Offset, utc
from bot.slack.render.voice import Voice


@dataclass(frozen=True, slots=True)
class Requester:
    """`channel`: where they asked, which says how much they may learn of a run. `shared`: whether
    people of another company read along there, where that matters. `offset`: of their time
    zone.
    """

    team: str
    user: str
    channel: str
    voice: Voice
    standing: Standing = Standing.UNKNOWN
    shared: bool = False
    offset: Offset = field(default=utc, compare=False, repr=False)

    @property
    def language(self) -> str:
        return self.voice.language

    def at(self, channel: str) -> "Requester":
        return replace(self, channel=channel)

    def bar(
        self, rules: AccessRules, *, told: bool = False, here: bool = True
    ) -> AccessDenial | None:
        """Why they may not begin or change a run; `here`: also whether it may be from this channel.

        `told`: the flow never goes on in direct messages alone.
        """
        channel = self.channel if here else ""
        shared = self.shared and here
        return rules.against_beginning(self.standing, channel, shared=shared, told=told)
