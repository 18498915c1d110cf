"""What was counted for an account, noted beside its attempts: so that it is seen when Redis drops
those alone (for want of memory, by a clock that leapt, by hand).
"""

import logging
from dataclasses import dataclass, replace

from bot.core.budget import Attempts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AttemptsSummary:
    """An account's attempts in brief, as of when they were last written."""

    newest: int  # when that attempt was made; 0 where there is none
    since: int  # when they began to be counted

    @classmethod
    def parse(cls, text: str) -> "AttemptsSummary":
        newest, since = text.split(":")
        return cls(int(newest), int(since))

    @classmethod
    def of(cls, attempts: Attempts) -> "AttemptsSummary":
        return cls(max((a.at for a in attempts.made), default=0), attempts.since)

    def __str__(self) -> str:
        return f"{self.newest}:{self.since}"

    def lost_from(self, attempts: Attempts, now: int) -> bool:
        """Whether attempts are gone that would still matter."""
        matters = self.newest + attempts.limits.longest > now
        return AttemptsSummary.of(attempts).newest < self.newest and matters


class LostAttempts:
    """Of this process: each account is told of once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def as_known(
        self, account: str, attempts: Attempts, counted: str, now: int, worked_on: bool
    ) -> Attempts:
        """With since when they are known, where Redis has dropped them and kept the rest.

        `worked_on`: whether anything else of the account is there. It is written together with the
        note of what was counted, and expires no later.
        """
        then = AttemptsSummary.parse(counted) if counted else None
        if then and not then.lost_from(attempts, now):
            return replace(attempts, since=max(attempts.since, then.since))
        if then is None and (attempts.made or not worked_on):
            return attempts
        if account not in self._told:
            self._told.add(account)
            log.error(
                "Redis has lost attempts of account %s: those made before are no longer known, and"
                " people are told so. Look at maxmemory-policy (noeviction), at its clock, and at"
                " who deletes keys.",
                account,
            )
        return replace(attempts, since=now)
