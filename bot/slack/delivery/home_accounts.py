"""Accounts of the Home tab: those of the team file, and others that have attempts or runs."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
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
    checked = await guide.readiness(team)
    found_in = (name for of in checked.values() for name in of if not is_drill(name))
    named = [account.name for account in guide.team.accounts]
    others = map(guide.canonical, (*named, *found_in))
    names = [*dict.fromkeys((*await _busy(guide, team, MOST), *others))]
    states = (await _states(guide, team, names[:MOST], checked)).values()
    shown = tuple(state for state in states if state.matters or state.name in named)
    return HomeAccounts(shown, len({*named} - {*names[:MOST]}))


async def counted(
    guide: Guide, team: str, most: int, others: Iterable[str] = ()
) -> Mapping[tuple[str, ...], AccountState]:
    """Accounts with attempts or runs, and these others, each by all of its names.

    Raises StoreAway.
    """
    names = dict.fromkeys((*await _busy(guide, team, most), *others))
    return await _states(guide, team, [*names][:most], {})


async def _busy(guide: Guide, team: str, most: int) -> Sequence[str]:
    """Names of accounts with attempts, then of those with runs."""
    runs = guide.store.runs
    tried = await runs.tried(team, most)
    listed = await asyncio.gather(*(runs.of_flow(team, flow, most) for flow in guide.flows))
    running = (account_of(run) for one in listed for run in one.open)
    real = (name for name in (*tried, *running) if not is_drill(name))
    return [*dict.fromkeys(map(guide.canonical, real))]


async def _states(
    guide: Guide, team: str, names: Sequence[str], checked: Mapping[str, Mapping[str, Readiness]]
) -> Mapping[tuple[str, ...], AccountState]:
    found = _apart(names, await guide.accounts(team, names))
    return {one.names: await _state(guide, team, name, one, checked) for name, one in found}


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
