"""Detection of attempts that are missing, by a summary that is stored beside them.

Redis can drop the attempts alone: for want of memory, by a clock that leapt, by hand.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.budget import Attempts
from bot.core.replacing import replace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AttemptsSummary:
    """Summary of an account's attempts when they were last written. Times are ms since 1970."""

    newest: int  # time of the newest attempt; 0 if there is none
    since: int  # attempts are known from then on
    names: frozenset[str] = frozenset()  # under which they were counted together

    @classmethod
    def parse(cls, text: str, names: frozenset[str]) -> "AttemptsSummary":
        newest, since = text.split(":")
        return cls(int(newest), int(since), names)

    @classmethod
    def of(cls, attempts: Attempts) -> "AttemptsSummary":
        return cls(max((a.at for a in attempts.made), default=0), attempts.since)

    def __str__(self) -> str:
        return f"{self.newest}:{self.since}"

    def misses(self, attempts: Attempts, now: int) -> bool:
        """Whether attempts are missing that would still count."""
        matters = self.newest + attempts.limits.longest > now
        return AttemptsSummary.of(attempts).newest < self.newest and matters


class LostAttempts:
    """Check for lost attempts; logs each account once in this process."""

    def __init__(self) -> None:
        self._logged: set[tuple[str, str]] = set()

    def as_known(
        self,
        names: Sequence[str],
        attempts: Attempts,
        counted: Sequence[AttemptsSummary],
        now: int,
        worked_on: bool,
    ) -> Attempts:
        """Attempts, known only from now on if some are missing.

        names: of the account, its own first
        counted: the summaries that were stored under them
        worked_on: whether other data of the account exists; it is written with the summaries, and
        expires no later
        """
        missing = [one for one in counted if one.misses(attempts, now)]
        emptied = worked_on and not counted and not attempts.made
        if not missing and not emptied:
            since = max((attempts.since, *(one.since for one in counted)))
            return attempts if since == attempts.since else replace(attempts, since=since)
        elsewhere = {name for one in missing for name in one.names} - {*names}
        if emptied or any(one.names <= {*names} for one in missing):
            self._log(_LOST, names[0])
        else:
            self._log(_ELSEWHERE, names[0], ", ".join(sorted(elsewhere)))
        return replace(attempts, since=now)

    def _log(self, sentence: str, account: str, *more: str) -> None:
        if (sentence, account) not in self._logged:
            self._logged.add((sentence, account))
            log.error(sentence, account, *more)


_LOST = (
    "Redis lost recorded attempts of account %s, and people are told so. Check maxmemory-policy"
    " (noeviction), the Redis clock, and who deletes keys."
)
# Nothing is lost: the team file is not read here, or was changed.
_ELSEWHERE = (
    "Attempts of account %s are kept under other names (%s), which this process's team file does"
    " not list. They are not counted here, and people are told since when the bot has counted. If"
    " it is the same account, add the name to the team file, and set TEAM_FILE."
)
