"""Rows of the fleet's table: what needs care first, a page at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.core.budget import HOUR
from bot.core.evidence import PhoneStatus, Unknown
from bot.core.fleet import FleetAccount
from bot.core.home import AccountState
from bot.core.readiness import Readiness, newest_by_flow

ROWS = 20  # of a page: a window holds 100 blocks and 250 kB
STALE = HOUR  # ms after which whoever opens the table has AWS asked anew
_UNVERIFIED = (PhoneStatus.UNVERIFIED, PhoneStatus.PENDING)


class Urgency(IntEnum):
    """What an account needs most, the most urgent first. Unknown is never "off"."""

    MFA_OFF = 0
    PHONE_UNVERIFIED = 1
    OPEN_RUN = 2
    USED_UP = 3  # attempts
    GAPS = 4  # that a check found
    UNKNOWN = 5
    NONE = 6


class Group(IntEnum):
    """Part of the table."""

    NEEDS_CARE = 0
    UNKNOWN = 1
    IN_ORDER = 2


@dataclass(frozen=True, slots=True)
class FleetRow:
    """Account, the state of its attempts (None where none count and no run is open), and what each
    check found of it.
    """

    account: FleetAccount
    state: AccountState | None = None
    readiness: Mapping[str, Readiness] = field(default_factory=dict)  # by flow

    @property
    def urgency(self) -> Urgency:
        facts, state = self.account.facts, self.state
        if facts.mfa is False:
            return Urgency.MFA_OFF
        if facts.phone in _UNVERIFIED:
            return Urgency.PHONE_UNVERIFIED
        if state and state.leads:
            return Urgency.OPEN_RUN
        if state and (state.budget.blocked or not state.budget.left):
            return Urgency.USED_UP
        if any(found.gaps for found in self.readiness.values()):
            return Urgency.GAPS
        mfa_known = facts.no_root or facts.mfa is not None
        return Urgency.NONE if mfa_known and facts.phone else Urgency.UNKNOWN

    @property
    def group(self) -> Group:
        if self.urgency < Urgency.UNKNOWN:
            return Group.NEEDS_CARE
        return Group.UNKNOWN if self.urgency is Urgency.UNKNOWN else Group.IN_ORDER


@dataclass(frozen=True, slots=True)
class Page:
    """`number`: from 0; `of`: how many pages there are."""

    rows: Sequence[FleetRow]
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """All rows in order, and when AWS was asked about them.

    checked_at: ms since 1970; None where it was not asked
    asks: whether AWS is asked at all
    unlisted: why Organizations did not list the company's accounts
    """

    rows: Sequence[FleetRow]
    checked_at: int | None
    asks: bool
    now: int
    unlisted: Unknown | None = None

    @property
    def stale(self) -> bool:
        """Whether AWS is to be asked anew."""
        return self.asks and (self.checked_at is None or self.now - self.checked_at >= STALE)

    @property
    def reasons(self) -> tuple[Unknown, ...]:
        """Why AWS did not answer, each once."""
        found = (why for row in self.rows for why in row.account.facts.unknown.values())
        return tuple(sorted(set(found)))

    def count(self, group: Group) -> int:
        return sum(row.group is group for row in self.rows)

    def page(self, number: int) -> Page:
        """Page of that number; the last one where there are fewer by now."""
        of = max(1, -(-len(self.rows) // ROWS))
        number = min(max(number, 0), of - 1)
        return Page(self.rows[number * ROWS : (number + 1) * ROWS], number, of)


def in_order(rows: Iterable[FleetRow]) -> tuple[FleetRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.urgency, row.account.name)))


def rows_of(
    accounts: Sequence[FleetAccount],
    counted: Mapping[tuple[str, ...], AccountState],
    checked: Mapping[str, Mapping[str, Readiness]],
) -> Iterator[FleetRow]:
    """Each account with its attempts and runs, and what its checks found; and the accounts that
    only attempts or checks mention.

    counted: by all names of an account; checked: by flow and name
    """
    names_of = {name: names for names in counted for name in names}
    others = [FleetAccount("", state.name, None) for state in counted.values() if state.matters]
    others += [FleetAccount("", name, None) for of in checked.values() for name in of]
    met: set[str] = set()
    for n, each in enumerate([*accounts, *others]):
        known = next((names_of[name] for name in (each.id, each.name) if name in names_of), ())
        # A nickname that AWS's name gives may be another account's, where the ID has its own count.
        own = {each.name} if not known or each.name in known else set()
        names = {each.id, *own, *known} - {""}
        if n >= len(accounts) and not met.isdisjoint(names):
            continue
        met |= names
        yield FleetRow(each, counted.get(known), newest_by_flow(checked, names))
