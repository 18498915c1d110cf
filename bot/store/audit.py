"""Audit of a workspace in Redis: the entries of one run, and the latest runs of an account."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from bot.core.run import account_of, request_of
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.keys import key

PAGE = 500  # entries a call: Redis serves nobody else meanwhile

Fields = Mapping[str, str]


class Audit:
    """Reader; entries are written by `commit.lua`, with the press that they tell of."""

    def __init__(self, client: Client) -> None:
        self._redis = client
        self.page = PAGE
        self._entries = Script(client, "entries")

    async def entries(self, team: str, run_id: str) -> tuple[Fields, ...]:
        """Fields of all entries about a run, oldest first. Raises StoreAway."""
        found: list[Fields] = []
        at = ""
        while True:
            page, at = await self._page(team, run_id, at)
            found += page
            if not at:
                return tuple(reversed(found))

    @retried
    async def _page(self, team: str, run_id: str, at: str) -> tuple[list[Fields], str]:
        """Entries, latest first, and the time of the one before them."""
        keys = [key(team, "history", account_of(run_id)), key(team, "audit")]
        found, before = await self._entries(keys, [run_id, request_of(run_id), self.page, at])
        return [_fields(*entry) for entry in found], before

    @retried
    async def runs(self, team: str, accounts: Sequence[str], most: int) -> tuple[str, ...]:
        """Ids of the runs of an account under these names, the latest press first.

        Raises StoreAway.
        """
        found: list[tuple[float, str]] = []
        for account in accounts:
            latest: Any = await self._redis.zrevrange(
                key(team, "history", account), 0, most - 1, withscores=True
            )
            found += [(at, f"{account}.{request}") for request, at in latest]
        return tuple(run for _, run in sorted(found, reverse=True)[:most])

    async def search(self, team: str, **wanted: Collection[str]) -> tuple[Fields, ...]:
        """Entries whose fields have one of the wanted values each; all of the audit is read.

        For what an older bot wrote. Raises StoreAway.
        """
        return tuple(
            [
                entry
                async for entry in self._all(team)
                if all(entry.get(name) in values for name, values in wanted.items())
            ]
        )

    async def _all(self, team: str) -> AsyncIterator[Fields]:
        after = "-"
        while page := await self._read(team, after):
            for entry in page:
                yield entry
            after = f"({page[-1]['id']}"

    @retried
    async def _read(self, team: str, after: str) -> list[Fields]:
        found: Any = await self._redis.xrange(key(team, "audit"), after, "+", self.page)
        return [_fields(*entry) for entry in found]


def _fields(name: str, fields: Sequence[str] | Fields) -> Fields:
    """Fields of an entry with its id. Scripts give them as a list, commands as a mapping."""
    if not isinstance(fields, Mapping):
        fields = dict(zip(fields[::2], fields[1::2], strict=True))
    return {"id": name, **fields}
