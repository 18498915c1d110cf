"""Access rules: who may start or change a run, and in which channels one may start."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.press import is_direct


class Standing(StrEnum):
    """Kind of membership in the bot's workspace."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # of another company or workspace
    GONE = "gone"  # deactivated
    BOT = "bot"
    UNKNOWN = "unknown"  # treated as a member: locking the team out would be worse


class AccessDenial(StrEnum):
    """Reason why somebody may not start or change a run."""

    GUEST = "guest"
    NO_MEMBER = "no_member"
    SHARED = "shared"  # people of another company read along
    ALONE = "alone"  # in direct messages, and this flow must be announced in a channel


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Access settings of the operator."""

    guests: bool = False
    tell_channel: str = ""

    def against(self, standing: Standing) -> AccessDenial | None:
        """Reason why this person may not change a run; None if they may."""
        if standing is Standing.GUEST:
            return None if self.guests else AccessDenial.GUEST
        return None if standing in (Standing.MEMBER, Standing.UNKNOWN) else AccessDenial.NO_MEMBER

    def against_beginning(
        self, standing: Standing, channel: str, *, shared: bool, told: bool
    ) -> AccessDenial | None:
        """Reason why no run may start here; None if one may.

        shared: the channel is shared with another company
        told: runs of this flow in direct messages must be announced in a channel
        """
        if bar := self.against(standing):
            return bar
        if shared:
            return AccessDenial.SHARED
        return AccessDenial.ALONE if told and is_direct(channel) and not self.tell_channel else None
