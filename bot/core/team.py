"""Team: the accounts, groups and rules that a company writes down once, in `team.yaml`.

Ids are Slack's: `U…` and `W…` are people, `S…` user groups, `C…` and `G…` channels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.accounts import is_account_id

TEAM_FILE = "team.yaml"  # who answers a step, in the audit and in the thread


class AccountKind(StrEnum):
    """Kind of an AWS account, which decides how its root user is recovered."""

    STANDALONE = "standalone"
    MANAGEMENT = "management"
    MEMBER = "member"
    CHINA = "china"
    GOVCLOUD = "govcloud"


# In partitions with credentials of their own: AWS is asked about none of them.
OTHER_PARTITIONS = frozenset({AccountKind.CHINA, AccountKind.GOVCLOUD})


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
    number: str = ""  # the phone number on file, as AWS has it
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

    by: tuple[str, ...]  # people, user groups and names of groups
    tell: str  # the channel in which they are asked
    alone: Alone
    again: int  # until the first reminder
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Content of `team.yaml`; without a file everything is empty, and nothing is restricted.

    Where people are listed, ids of people and of user groups stand beside names of `groups`.
    """

    accounts: tuple[KnownAccount, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # ids by name
    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # people by flow
    channels: tuple[str, ...] = ()  # where runs may start; anywhere if there is none
    approval: Mapping[str, ApprovalRule] = field(default_factory=dict)  # by flow
    _by_name: Mapping[str, KnownAccount] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {name: one for one in reversed(self.accounts) for name in one.names}
        object.__setattr__(self, "_by_name", by_name)

    def members_of(self, listed: Iterable[str]) -> tuple[str, ...]:
        """Ids of people and user groups, for ids and names of groups; each once."""
        found = (self.groups.get(one, (one,)) for one in listed)
        return tuple(dict.fromkeys(one for some in found for one in some))

    def named(self) -> tuple[str, ...]:
        """Ids of all people and user groups that the file names, wherever it does; each once."""
        rules = (rule.by for rule in self.approval.values())
        lists = [(one.owner, *one.inbox, *one.phone) for one in self.accounts]
        lists += [*self.groups.values(), *self.may.values(), *rules]
        return tuple(filter(None, self.members_of(one for listed in lists for one in listed)))

    def account(self, name: str) -> KnownAccount | None:
        """Account of that name, canonically spelled; None if the file does not have it."""
        return self._by_name.get(name)

    def names(self, name: str) -> tuple[str, ...]:
        """All names of an account, the given one first; only itself if the file lacks it."""
        known = self.account(name)
        return tuple(dict.fromkeys((name, *known.names))) if known else (name,)

    def are_distinct(self, one: str, other: str) -> bool:
        """Whether the file says that two names are those of two accounts."""
        first, second = self.account(one), self.account(other)
        if first and second:
            return first is not second
        known, unlisted = (first, other) if first else (second, one)
        return known is not None and bool(known.id) and is_account_id(unlisted)


NO_TEAM_FILE = Team()
