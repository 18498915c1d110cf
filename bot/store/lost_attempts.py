"""What was counted for an account, noted beside its attempts: so that it is seen when Redis drops
those alone (for want of memory, by a clock that leapt, by hand).
"""

import logging
from dataclasses import dataclass, replace

from bot.core.budget import BLOCKED_FOR, Attempts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counted:
    """An account's attempts in brief, as of when they were last written."""

    newest: int  # when that attempt was made; 0 where there is none
    since: int  # when they began to be counted

    @classmethod
    def parse(cls, text: str) -> "Counted":
        newest, since = text.split(":")
        return cls(int(newest), int(since))

    @classmethod
    def of(cls, attempts: Attempts) -> "Counted":
        return cls(max((a.at for a in attempts.made), default=0), attempts.since)

    def __str__(self) -> str:
        return f"{self.newest}:{self.since}"

    def lost_from(self, attempts: Attempts, now: int) -> bool:
        """Whether attempts are gone that would still matter."""
        longest = max(attempts.limits.window, BLOCKED_FOR)
        return Counted.of(attempts).newest < self.newest and self.newest + longest > now


class Losses:
    """Of this process: each account is told of once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def as_known(self, account: str, attempts: Attempts, counted: str, now: int) -> Attempts:
        """With since when they are known, where Redis has dropped them and kept the rest."""
        if not counted:
            return attempts
        then = Counted.parse(counted)
        if not then.lost_from(attempts, now):
            return replace(attempts, since=max(attempts.since, then.since))
        if account not in self._told:
            self._told.add(account)
            log.error(
                "Redis has lost attempts of account %s: those made before are no longer known, and"
                " people are told so. Look at maxmemory-policy (noeviction), at its clock, and at"
                " who deletes keys.",
                account,
            )
        return replace(attempts, since=now)
