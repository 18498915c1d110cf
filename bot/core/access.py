"""Access rules: who may start a procedure and press its buttons, and where its threads may open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import filterfalse

from bot.core.membership import Members, Membership, is_group, membership
from bot.core.team import Team


class Standing(StrEnum):
    """Kind of membership in the bot's workspace."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # of another company or workspace
    GONE = "gone"  # deactivated
    BOT = "bot"
    UNKNOWN = "unknown"  # treated as a member: locking the team out would be worse


class Access(StrEnum):
    """Decision on whether somebody may start or change a run: that they may, or why not."""

    ALLOWED = "allowed"
    # Slack does not tell whether they are on the list. A procedure that grants nothing goes on, and
    # the audit says so: a team that is locked out is worse.
    UNCONFIRMED = "unconfirmed"
    # As UNCONFIRMED, in a `strict` procedure with a step that a second person can approve: they get
    # as far as that step, and need the approval even where the team has no rule for it.
    NEEDS_APPROVAL = "needs_approval"
    # As UNCONFIRMED, in a `strict` procedure without such a step: refused; only people whose own ID
    # is on the list may go on.
    UNKNOWN = "unknown"
    NOT_LISTED = "not_listed"
    GUEST = "guest"
    NO_MEMBER = "no_member"
    SHARED = "shared"  # people of another company read along
    ALONE = "alone"  # in direct messages, and this flow must be announced in a channel
    ELSEWHERE = "elsewhere"  # no thread may open in this channel

    @property
    def granted(self) -> bool:
        return self is Access.ALLOWED or self.is_uncertain

    @property
    def is_uncertain(self) -> bool:
        """Whether they may, though nobody knows that they are on the list; the audit says so."""
        return self in (Access.UNCONFIRMED, Access.NEEDS_APPROVAL)


_NAMED_ONLY = (Standing.GUEST, Standing.OUTSIDER)


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Access settings of the operator, and those of `team.yaml`.

    may: ids of people and user groups by flow; everybody may, where a flow has no list
    strict: flows that go on alone only for people whom Slack confirms to be on the list
    waiting: flows with a step that can wait for a second person; `approved`: those for which the
        team has a rule who that is
    channels: where threads may open; anywhere, if there is none
    named: all people whom the file names
    """

    guests: bool = False
    tell_channel: str = ""
    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strict: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()

    def of_team(self, team: Team, strict: Iterable[str], waiting: Iterable[str]) -> "AccessRules":
        """These settings with what the team file says.

        strict, waiting: flows that are strict, and those with a step that waits for an approval
        """
        return replace(
            self,
            may={flow: team.members_of(listed) for flow, listed in team.may.items()},
            strict=frozenset(strict),
            waiting=frozenset(waiting),
            approved=frozenset(team.approval),
            channels=team.channels,
            named=frozenset(filterfalse(is_group, team.named())),
        )

    def groups(self, who: str, flows: Iterable[str]) -> tuple[str, ...]:
        """User groups on which it depends whether somebody may use these flows."""
        lists = (self.may.get(flow, ()) for flow in flows)
        undecided = (name for listed in lists if who not in listed for name in listed)
        return tuple(dict.fromkeys(filter(is_group, undecided)))

    def of_person(self, who: str, standing: Standing) -> Access:
        """Decision on somebody, whatever the flow; a person whom the file names may use some."""
        if standing in _NAMED_ONLY and who in self.named:
            return Access.ALLOWED
        if standing is Standing.GUEST:
            return Access.ALLOWED if self.guests else Access.GUEST
        known = standing in (Standing.MEMBER, Standing.UNKNOWN)
        return Access.ALLOWED if known else Access.NO_MEMBER

    def of_flow(self, flow: str, who: str, standing: Standing, members: Members) -> Access:
        """Decision on somebody who would start a run of this flow, or press its buttons.

        A run on a visit to another flow stays one of the flow that was started.
        """
        listed = self.may.get(flow)
        if standing in _NAMED_ONLY and not (standing is Standing.GUEST and self.guests):
            theirs = who in (listed or ())
            stranger = Access.GUEST if standing is Standing.GUEST else Access.NO_MEMBER
            return Access.ALLOWED if theirs else stranger
        access = self.of_person(who, standing)
        if listed is None or not access.granted:
            return access
        match membership(who, listed, members):
            case Membership.YES:
                return Access.ALLOWED
            case Membership.NO:
                return Access.NOT_LISTED
            case Membership.UNKNOWN:
                return self._unknown(flow)

    def _unknown(self, flow: str) -> Access:
        if flow not in self.strict:
            return Access.UNCONFIRMED
        return Access.NEEDS_APPROVAL if flow in self.waiting else Access.UNKNOWN

    def of_channel(self, channel: str, *, direct: bool, shared: bool, told: bool) -> Access:
        """Decision on a channel in which a thread would open.

        Where channels are listed, direct messages are none of them: whoever lists channels wants
        others to see what is done.

        direct: the channel is somebody's direct messages
        shared: it is shared with another company
        told: runs of this flow in direct messages must be announced in a channel
        """
        if shared:
            return Access.SHARED
        if self.channels and channel not in self.channels:
            return Access.ELSEWHERE
        return Access.ALONE if told and direct and not self.tell_channel else Access.ALLOWED
