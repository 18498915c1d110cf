"""Loading of a run with its account, in one round trip once the account's names are known."""

from collections.abc import Sequence

from redis.exceptions import InvalidResponse

from bot.core.budget import Limits
from bot.core.snapshot import Snapshot
from bot.core.team import Team
from bot.store import error_sentences, snapshots
from bot.store.calls import Script
from bot.store.client import Client
from bot.store.clock import StoreClock
from bot.store.keys import key, of_account
from bot.store.learned_names import LearnedNames
from bot.store.lost_attempts import LostAttempts
from bot.store.snapshots import Loaded, StoredAccount

MOST_TRIED = 200  # accounts with attempts that a typed name is compared with


class Loader:
    """Reader of runs and accounts."""

    def __init__(self, client: Client, limits: Limits, clock: StoreClock, team_file: Team) -> None:
        self._limits = limits
        self._clock = clock
        self._names = LearnedNames(team_file)
        self._losses = LostAttempts()
        self._load = Script(client, "load")

    async def load(
        self,
        team: str,
        account: str,
        run_id: str,
        also: Sequence[str] = (),
        hold: Sequence[str | int] = (),
        *,
        starts: bool = False,
    ) -> Loaded | None:
        """Reply of Redis; names that are not known yet are learned from it.

        also: names that are about to be learned
        hold: arguments to hold the run with; the result is None while another holds it
        starts: with the accounts that have attempts, one of which may be meant
        """
        given = (account, *also)
        names = self._names.all_names(team, given)
        while True:
            keys = [key(team, "run", run_id), key(team, "audit"), key(team, "shown", run_id)]
            keys += of_account(team, names)
            if hold:
                keys += [key(team, "delivering", run_id), key(team, "due")]
            if starts:
                keys.append(key(team, "tried"))
            answer = await self._load(keys, [len(names), *hold, *([MOST_TRIED] if starts else [])])
            if not answer:
                return None
            try:
                *reply, stored = answer
                accounts = dict(zip(names, (StoredAccount(*one) for one in stored), strict=True))
                loaded = Loaded(accounts, *reply)
            except (TypeError, ValueError):
                raise InvalidResponse(error_sentences.NOT_REDIS) from None
            self._names.learn(team, {name: tuple(one.said) for name, one in accounts.items()})
            read, names = names, self._names.all_names(team, given)
            if set(names) <= set(read):
                return loaded

    def snapshot(self, loaded: Loaded | None) -> Snapshot:
        """Snapshot of a reply. Raises NewerRecord."""
        if loaded is None:
            raise InvalidResponse(error_sentences.NOT_REDIS)
        now = self._clock.hear(loaded.time)
        return snapshots.parse(loaded, self._limits, now, self._losses)
