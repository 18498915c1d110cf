"""Detection of attempts that Redis lost, by a summary that is stored beside them.

Redis can drop the attempts alone: for want of memory, by a clock that leapt, by hand.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.budget import Attempts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AttemptsSummary:
    """Summary of an account's attempts when they were last written. Times are ms since 1970."""

    newest: int  # time of the newest attempt; 0 if there is none
    since: int  # attempts are known from then on

    @classmethod
    def parse(cls, text: str) -> "AttemptsSummary":
        newest, since = text.split(":")
        return cls(int(newest), int(since))

    @classmethod
    def newest_of(cls, texts: Iterable[str]) -> "AttemptsSummary | None":
        """Summary of all names of an account; None without any."""
        parsed = [cls.parse(text) for text in texts]
        if not parsed:
            return None
        return cls(max(one.newest for one in parsed), max(one.since for one in parsed))

    @classmethod
    def of(cls, attempts: Attempts) -> "AttemptsSummary":
        return cls(max((a.at for a in attempts.made), default=0), attempts.since)

    def __str__(self) -> str:
        return f"{self.newest}:{self.since}"

    def lost_from(self, attempts: Attempts, now: int) -> bool:
        """Whether attempts are missing that would still count."""
        matters = self.newest + attempts.limits.longest > now
        return AttemptsSummary.of(attempts).newest < self.newest and matters


class LostAttempts:
    """Check for lost attempts; logs each account once in this process."""

    def __init__(self) -> None:
        self._logged: set[str] = set()

    def as_known(
        self,
        account: str,
        attempts: Attempts,
        then: AttemptsSummary | None,
        now: int,
        worked_on: bool,
    ) -> Attempts:
        """Attempts, known only from now on if Redis lost some and kept other data of the account.

        then: the summary that was stored; None if there is none
        worked_on: whether other data of the account exists; it is written with the summary, and
        expires no later
        """
        if then and not then.lost_from(attempts, now):
            known = max(attempts.since, then.since)
            return attempts if known == attempts.since else replace(attempts, since=known)
        if then is None and (attempts.made or not worked_on):
            return attempts
        if account not in self._logged:
            self._logged.add(account)
            log.error(
                "Redis lost recorded attempts of account %s, and people are told so. Check"
                " maxmemory-policy (noeviction), the Redis clock, and who deletes keys.",
                account,
            )
        return replace(attempts, since=now)
