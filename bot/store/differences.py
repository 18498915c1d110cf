"""Reports that AWS shows something other than a step says: in Redis, the latest of a workspace."""

from collections.abc import Iterator

import orjson

from bot.core.budget import DAY
from bot.core.differences import Difference, Observation, Reporter, StepWords
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.keys import key
from bot.store.records import encode

KEEP, MOST_REPORTS = 90 * DAY, 2_000  # reports, and sentences too
# Kinds of records; a bot leaves those alone that it does not know.
PRESSED, SAID = "pressed", "said"


class Differences:
    def __init__(self, client: Client) -> None:
        self._redis = client
        self._keep = Script(client, "difference")

    @retried
    async def add(self, team: str, report: Difference | Observation, at: int) -> None:
        """Keep a report; the same one, sent twice, is one. Raises StoreAway."""
        await self._keep([key(team, "differences")], [at, _dump(report), KEEP, MOST_REPORTS])

    @retried
    async def all(self, team: str) -> tuple[Difference | Observation, ...]:
        """All reports that are kept, oldest first. Raises StoreAway."""
        records = await self._redis.zrange(key(team, "differences"), 0, -1)
        return tuple(_load(map(str, records)))


def _dump(report: Difference | Observation) -> str:
    who = report.reporter
    match report:
        case Difference(words=words):
            kind, about = PRESSED, [words.flow, words.step, words.language, words.version]
        case Observation(sentence=sentence):
            kind, about = SAID, [sentence]
    record = [kind, who.run, who.turn, who.by, *about]
    return encode(record)


def _load(records: Iterator[str]) -> Iterator[Difference | Observation]:
    for record in records:
        kind, run, turn, by, *about = orjson.loads(record)
        if kind == PRESSED:
            yield Difference(Reporter(run, turn, by), StepWords(*about))
        elif kind == SAID:
            yield Observation(Reporter(run, turn, by), *about)
