"""Accounts of the Home tab: those of the team file, and others that have attempts or runs."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.home import AccountState, account_state
from bot.core.readiness import Readiness
from bot.core.run import account_of, is_drill
from bot.core.snapshot import Snapshot
from bot.guide import Guide

MOST = 20  # accounts that are named


@dataclass(frozen=True, slots=True)
class HomeAccounts:
    """`left`: how many accounts of the team file are not named."""

    states: tuple[AccountState, ...]
    left: int


async def read(guide: Guide, team: str) -> HomeAccounts:
    """Accounts with attempts first, then those with runs, then the others of the team file, and
    those that were checked.

    Raises StoreAway.
    """
    runs = guide.store.runs
    tried = await runs.tried(team, MOST)
    listed = await asyncio.gather(*(runs.of_flow(team, flow, MOST) for flow in guide.flows))
    running = (account_of(run) for one in listed for run in one.open)
    checked = await guide.readiness(team)
    found_in = (name for of in checked.values() for name in of)
    named = [account.name for account in guide.team.accounts]
    real = (name for name in (*tried, *running, *named, *found_in) if not is_drill(name))
    names = [*dict.fromkeys(map(guide.canonical, real))]
    found = await guide.accounts(team, names[:MOST])
    states = [await _state(guide, team, name, one, checked) for name, one in _apart(names, found)]
    shown = tuple(state for state in states if state.matters or state.name in named)
    return HomeAccounts(shown, len({*named} - {*names[:MOST]}))


def _apart(names: Iterable[str], found: Iterable[Snapshot]) -> Iterable[tuple[str, Snapshot]]:
    """Each account once, by the first of its names."""
    seen: set[str] = set()
    for name, snapshot in zip(names, found, strict=False):
        if seen.isdisjoint(snapshot.names):
            yield name, snapshot
        seen.update(snapshot.names)


async def _state(
    guide: Guide,
    team: str,
    name: str,
    found: Snapshot,
    checked: Mapping[str, Mapping[str, Readiness]],
) -> AccountState:
    looks = await guide.looks(team, (run for _, run in found.open))
    leads = tuple(dict.fromkeys(look.run.lead for look in looks if look.run and look.run.open))
    return account_state(name, found, leads, checked)
