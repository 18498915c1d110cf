"""Who may begin or change a run, and where one may begin."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.run import is_direct


class Standing(StrEnum):
    """What somebody is in the bot's workspace."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # of another company or workspace
    GONE = "gone"  # deactivated
    BOT = "bot"
    UNKNOWN = "unknown"  # taken for a member: a team that is locked out is worse


class AccessDenial(StrEnum):
    """Why somebody may not."""

    GUEST = "guest"
    NO_MEMBER = "no_member"
    SHARED = "shared"  # people of another company read along
    ALONE = "alone"  # nobody reads along, and this flow is to be seen


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What whoever runs the bot has set."""

    guests: bool = False
    tell_channel: str = ""

    def against(self, standing: Standing) -> AccessDenial | None:
        """Changing a run."""
        if standing is Standing.GUEST:
            return None if self.guests else AccessDenial.GUEST
        return None if standing in (Standing.MEMBER, Standing.UNKNOWN) else AccessDenial.NO_MEMBER

    def against_beginning(
        self, standing: Standing, channel: str, *, shared: bool, told: bool
    ) -> AccessDenial | None:
        """`told`: the flow never goes on in direct messages alone."""
        if bar := self.against(standing):
            return bar
        if shared:
            return AccessDenial.SHARED
        return AccessDenial.ALONE if told and is_direct(channel) and not self.tell_channel else None
