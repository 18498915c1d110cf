"""Parser of what `load.lua` returns: a run, and its account under all of its names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.budget import Attempts, Limits
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.store.commit import PARKED
from bot.store.lost_attempts import AttemptsSummary, LostAttempts
from bot.store.records import NewerRecord, load_attempt
from bot.store.run_records import load_run
from bot.store.shown_records import load_shown


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """What Redis keeps under one name of an account."""

    revision: str
    attempts: Sequence[str]
    open: Sequence[str]
    counted: str | None
    word: str | None
    learned: Sequence[str]  # other names, each with who said so
    joined: str | None  # names that it was counted under together when it was last written

    def summary(self, name: str) -> AttemptsSummary | None:
        """What was counted when it was last written; `name`: the one that this is kept under."""
        names = frozenset((self.joined or "").split()) | {name}
        return AttemptsSummary.parse(self.counted, names) if self.counted else None

    @property
    def said(self) -> Mapping[str, str]:
        """Who said that it has each of its other names."""
        return dict(zip(self.learned[::2], self.learned[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Loaded:
    """Reply of `load.lua`; its part for each name of the account, the run's own first."""

    accounts: dict[str, StoredAccount]
    run: str | None
    shown: str | None
    oldest: Sequence[tuple[str, Sequence[str]]]  # entry of the audit
    time: Sequence[str]
    score: str | None  # on `due`, of what the run is held for
    tried: Sequence[str] | None  # accounts with attempts


def parse(loaded: Loaded, limits: Limits, now: int, losses: LostAttempts) -> Snapshot:
    """Snapshot of a reply; `now`: ms since 1970. Raises NewerRecord."""
    accounts, run, shown = loaded.accounts, loaded.run, loaded.shown
    written = written_at(loaded.oldest)
    since = now if written is None else written  # the store counts attempts since then
    stored = tuple(accounts.values())
    names = tuple(accounts)
    made = {text for account in stored for text in account.attempts}
    words = {account.word or "" for account in stored}
    attempts = Attempts(
        tuple(sorted(map(load_attempt, made), key=lambda a: (a.at, a.id))),
        limits,
        since,
        words.pop() if len(words) == 1 else "",  # nobody can tell which of several was the last
    )
    worked_on = any(account.revision != "0" or account.open for account in stored)
    counted = tuple(filter(None, (one.summary(name) for name, one in accounts.items())))
    entries = dict.fromkeys(member for one in stored for member in one.open)
    return Snapshot(
        run=load_run(run) if run else None,
        attempts=losses.as_known(names, attempts, counted, now, worked_on),
        revision="/".join(account.revision for account in stored),
        open=tuple(_entry(member) for member in entries if not member.startswith(PARKED)),
        parked_runs=tuple(
            _entry(member.removeprefix(PARKED)) for member in entries if member.startswith(PARKED)
        ),
        now=now,
        shown=_legible(shown) if shown else Shown(),
        names=names,
        learned={name: said for name, said in stored[0].said.items() if name in accounts},
        has_recent_run=any(account.revision != "0" for account in stored),
        tried=tuple(loaded.tried or ()),
    )


def written_at(entries: Sequence[tuple[str, Sequence[str]]]) -> int | None:
    """Time of the first of these audit entries, in ms since 1970; None without entries."""
    for name, fields in entries:
        told = dict(zip(fields[::2], fields[1::2], strict=True))
        return int(told.get("at") or name.partition("-")[0])
    return None


def _legible(shown: str) -> Shown:
    """Shown of a record, empty if a newer bot wrote it: that bot shows the run then."""
    try:
        return load_shown(shown)
    except NewerRecord:
        return Shown()


def _entry(member: str) -> tuple[str, str]:
    flow, _, run_id = member.partition("/")
    return flow, run_id
