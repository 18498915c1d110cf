"""Context of a press: what is known beside the run, its attempts and the press itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.accounts import KnownId
from bot.core.team import NO_TEAM_FILE, ApprovalRule, KnownAccount, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the account and of countries, and the team's rules.

    identity: the account's ID, where that is known
    account: what the team file says of it
    approvals: rules by flow, for steps that a second person has to approve
    names: ISO codes by country name, see `bot.core.phones.finder.find`
    rival: id of another open run of the flow for the account; empty if there is none
    team: the team file
    """

    identity: KnownId | None = None
    account: KnownAccount | None = None
    approvals: Mapping[str, ApprovalRule] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rival: str = ""
    team: Team = NO_TEAM_FILE


NOTHING_KNOWN = Context()
