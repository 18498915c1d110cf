"""Attempts, open runs and latest checks of AWS accounts, for the Home tab and the accounts list."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.fleet import FleetAccount
from bot.core.fleet_rows import FleetRow, rows_of
from bot.core.home import AccountState, account_state
from bot.core.readiness import Readiness
from bot.core.run import account_of, is_drill
from bot.core.snapshot import Snapshot
from bot.guide import Guide

MOST_NAMED = 20  # accounts on a Home tab
AT_ONCE = 100  # accounts that are read within the time that a press may take

Checked = Mapping[str, Mapping[str, Readiness]]  # by flow and account


@dataclass(frozen=True, slots=True)
class HomeAccounts:
    """`left`: how many accounts of the team file are not named."""

    states: tuple[AccountState, ...]
    left: int


async def of_home_tab(guide: Guide, team: str) -> HomeAccounts:
    """Accounts with attempts first, then those with runs, then the others of the team file, and
    those that were checked.

    Raises StoreAway.
    """
    checked = await guide.readiness(team)
    named = [account.name for account in guide.team.accounts]
    found = await _states(guide, team, MOST_NAMED, (*named, *_names_in(checked)), checked)
    shown = tuple(state for state in found.values() if state.matters or state.name in named)
    return HomeAccounts(shown, len({*named}.difference(*found)))


async def of_fleet(
    guide: Guide, team: str, accounts: Sequence[FleetAccount], most: int
) -> tuple[FleetRow, ...]:
    """Rows of these accounts, then of others; `most`: accounts whose attempts and runs are read.

    Raises StoreAway.
    """
    checked = await guide.readiness(team)
    counted = await _states(guide, team, most, _names_in(checked), checked)
    return tuple(rows_of(accounts, counted, checked))


def _names_in(checked: Checked) -> Iterable[str]:
    return (name for of in checked.values() for name in of)


async def _states(
    guide: Guide, team: str, most: int, others: Iterable[str], checked: Checked
) -> Mapping[tuple[str, ...], AccountState]:
    """Accounts with attempts, with runs, and these others, each by all of its names."""
    runs = guide.store.runs
    tried = await runs.accounts_with_attempts(team, most)
    listed = await asyncio.gather(*(runs.of_flow(team, flow, most) for flow in guide.flows))
    running = (account_of(run) for one in listed for run in one.open)
    real = (name for name in (*tried, *running) if not is_drill(name))
    names = [*dict.fromkeys(map(guide.canonical, (*real, *others)))][:most]
    parts = [names[n : n + AT_ONCE] for n in range(0, len(names), AT_ONCE)]
    snapshots = [each for part in parts for each in await guide.accounts(team, part)]
    states: dict[tuple[str, ...], AccountState] = {}
    seen: set[str] = set()
    for name, snapshot in zip(names, snapshots, strict=True):
        if seen.isdisjoint(snapshot.names):
            leads = await _leads(guide, team, snapshot)
            states[snapshot.names] = account_state(name, snapshot, leads, checked)
        seen.update(snapshot.names)
    return states


async def _leads(guide: Guide, team: str, found: Snapshot) -> tuple[str, ...]:
    looks = await guide.looks(team, (run for _, run in found.open))
    return tuple(dict.fromkeys(look.run.lead for look in looks if look.run and look.run.open))
