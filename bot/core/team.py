"""Team: the accounts, groups and rules that a company writes down once, in `team.yaml`.

Ids are Slack's: `U…` and `W…` are people, `S…` user groups, `C…` and `G…` channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AccountKind(StrEnum):
    """Kind of an AWS account, which decides how its root user is recovered."""

    STANDALONE = "standalone"
    MANAGEMENT = "management"
    MEMBER = "member"
    CHINA = "china"
    GOVCLOUD = "govcloud"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """AWS account as the team file describes it. All but the name may be empty."""

    name: str
    id: str = ""  # twelve digits
    also: tuple[str, ...] = ()  # its other names
    kind: AccountKind | None = None
    owner: str = ""  # a person or a user group
    inbox: tuple[str, ...] = ()  # people who can read the root inbox
    phone: tuple[str, ...] = ()  # people who hold the phone on file
    phone_region: str = ""  # country of its phone numbers that name none

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.id, *self.also) if name)


class Alone(StrEnum):
    """What the lead may do where nobody approves."""

    TOLD = "told"  # goes on alone, and the channel is told before
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Rule for steps that a second person has to approve. Times are ms."""

    by: tuple[str, ...]  # people and user groups
    tell: str  # channel in which they are asked
    alone: Alone
    again: int  # after which the first reminder comes
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Content of `team.yaml`; without a file everything is empty, and nothing is restricted."""

    accounts: tuple[KnownAccount, ...] = ()
    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by flow: people, user groups
    channels: tuple[str, ...] = ()  # where threads may open; anywhere if there is none
    approval: Mapping[str, ApprovalRule] = field(default_factory=dict)  # by flow

    def names(self, name: str) -> tuple[str, ...]:
        """All names of an account, the given one first; only itself if the file lacks it."""
        known = self.account(name)
        return tuple(dict.fromkeys((name, *known.names))) if known else (name,)

    def account(self, name: str) -> KnownAccount | None:
        """Account of that name, canonically spelled; None if the file does not have it."""
        return next((a for a in self.accounts if name in a.names), None)


NO_TEAM_FILE = Team()
