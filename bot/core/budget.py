"""Attempt budget of one AWS account: attempts left, risk of the next one, time of reopening.

The figures are experience, not from AWS: two or three phone verifications within a day,
answered or not, are reported to lock phone verification for 24 hours. AWS publishes no limit.
Voice calls and SMS share the budget, because nobody knows that they don't.

Times are milliseconds since 1970 (UTC) throughout the core.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.replacing import replace

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
UNDO_WITHIN = 2 * MINUTE
BLOCKED_FOR = DAY  # as reported; whatever the window of the count is


class AttemptKind(StrEnum):
    CALL = "call"
    SMS = "sms"
    EARLIER = "earlier"  # made before, or without, the bot
    BLOCK = "block"  # no attempt: AWS says that it is blocked, and the bot knows of no attempt


class AttemptResult(StrEnum):
    SIGNED_IN = "signed_in"
    NO_RING = "no_ring"
    FAILED = "failed"
    BLOCKED = "blocked"


class Risk(StrEnum):
    """How risky the next attempt would be."""

    CLEAR = "clear"
    RISKY = "risky"
    VERY_RISKY = "very_risky"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Limits:
    limit: int = 3
    risky: int = 2
    window: int = DAY

    @property
    def longest(self) -> int:
        """How long an attempt can matter by itself: in the window, or for a block."""
        return max(self.window, BLOCKED_FOR)

    @property
    def kept(self) -> int:
        """How long an attempt is kept: as long as it can matter, and a day more."""
        return self.longest + DAY


@dataclass(frozen=True, slots=True)
class Attempt:
    id: str
    at: int
    by: str
    kind: AttemptKind
    run: str
    result: AttemptResult | None = None


@dataclass(frozen=True)
class Attempts:
    """Known attempts for one account, oldest first, and the limits they count against."""

    made: tuple[Attempt, ...] = ()
    limits: Limits = Limits()
    since: int = 0  # nothing that was made before is known here
    last_word: str = ""  # the run in which somebody last told, reported or corrected any of these

    def counted(self, now: int) -> tuple[Attempt, ...]:
        """Attempts inside the rolling window; one leaves it `window` ms after it was made."""
        inside = (a for a in self.made if a.at + self.limits.window > now)
        return tuple(a for a in inside if a.kind is not AttemptKind.BLOCK)

    def unknown_before(self, now: int) -> int | None:
        """Time since which attempts are known, if an earlier one could still matter, else None."""
        return self.since if self.since + self.limits.longest > now else None

    def used(self, now: int) -> int:
        return len(self.counted(now))

    def left(self, now: int) -> int:
        return 0 if self.reopens_at(now) else max(0, self.limits.limit - self.used(now))

    def blocked(self, now: int) -> bool:
        """Whether AWS reported a block that still lasts; that overrides any count."""
        ends = self.block_ends()
        return ends is not None and ends > now

    def reopens_at(self, now: int) -> int | None:
        """Time when the next attempt is free; None if one is free now."""
        counted = self.counted(now)
        surplus = len(counted) - self.limits.limit
        by_count = counted[surplus].at + self.limits.window if surplus >= 0 else now
        reopens = max(by_count, self.block_ends() or now)
        return reopens if reopens > now else None

    def clear_at(self, now: int) -> int | None:
        """Time when the next attempt is as little risky as it can be; None if it is so now."""
        if self.risk(now) is Risk.CLEAR:
            return None
        counted = self.counted(now)
        clear_with = min(self.limits.risky - 2, self.limits.limit - 1)
        surplus = len(counted) - max(0, clear_with)
        by_count = counted[surplus - 1].at + self.limits.window if surplus > 0 else now
        clear = max(by_count, self.block_ends() or now)
        return clear if clear > now else None  # with `risky` at 1 each is risky

    def blocked_until(self, now: int) -> int:
        """Time when the next attempt would be free again if AWS blocks one that is made now."""
        refused = Attempt("", now, "", AttemptKind.CALL, "", AttemptResult.BLOCKED)
        return self.spend(refused).reopens_at(now) or now

    def risk(self, now: int) -> Risk:
        if not self.left(now):
            return Risk.USED_UP
        following = self.used(now) + 1
        if following < self.limits.risky:
            return Risk.CLEAR
        return Risk.VERY_RISKY if following > self.limits.risky else Risk.RISKY

    def spend(self, attempt: Attempt) -> "Attempts":
        made = (*(a for a in self.made if a.id != attempt.id), attempt)
        return replace(self, made=_sorted(made))

    def give_back(self, attempt_id: str, now: int) -> "Attempts | None":
        """Attempts without that one; None if it is unknown, over two minutes old, or has a result,
        which means that it reached AWS.
        """
        spent = self.find(attempt_id)
        if spent is None or now - spent.at > UNDO_WITHIN or spent.result is not None:
            return None
        return self._without(spent)

    def record(self, attempt_id: str | None, result: AttemptResult, block: Attempt) -> "Attempts":
        """Attempts with the result of one of them.

        A block after attempts that the bot does not know is recorded as `block`, which counts as
        no attempt but closes the budget all the same.
        """
        counted = self.counted(block.at)
        seen = self.find(attempt_id)
        if result is AttemptResult.BLOCKED and seen not in counted:
            seen = counted[-1] if counted else block
        if seen and seen.result is AttemptResult.BLOCKED:  # a later result never removes a block
            result = AttemptResult.BLOCKED
        reported = replace(self, last_word=block.run)
        return reported.spend(replace(seen, result=result)) if seen else self

    def without_told(self, run: str) -> "Attempts":
        """Attempts without the earlier ones that a run was told of; a block stays."""
        told = [a for a in self.made if a.kind is AttemptKind.EARLIER and a.run == run]
        return self._without(*(a for a in told if a.result is not AttemptResult.BLOCKED))

    def recount_earlier(self, total: int, newest: Attempt, now: int) -> "Attempts":
        """Attempts with as many in the window as a person reports.

        Only the difference to the bot's own count is added, and an earlier answer of the same run
        is replaced, so nothing counts twice; a block stays. All get the time of the newest, which
        is the safe side.
        """
        attempts = self.without_told(newest.run)
        for n in range(total - attempts.used(now)):
            attempts = attempts.spend(replace(newest, id=f"{newest.id}.{n}"))
        return replace(attempts, last_word=newest.run)  # also where it adds nothing

    def correct(self, total: int, newest: Attempt, now: int) -> "Attempts | None":
        """Attempts with reported ones and blocks replaced, so that `total` are in the window.

        None if `total` is less than the bot counted itself: that can't be corrected.
        """
        of_aws = (AttemptKind.CALL, AttemptKind.SMS)
        pressed = (a for a in self.made if a.kind in of_aws)
        # A block that was reported by mistake becomes a failed attempt: that can't be given back.
        unblocked = (
            replace(a, result=AttemptResult.FAILED) if a.result is AttemptResult.BLOCKED else a
            for a in pressed
        )
        attempts = replace(self, made=tuple(unblocked))
        if total < attempts.used(now):
            return None
        return attempts.recount_earlier(total, newest, now)

    def undo(self, gone: tuple[Attempt, ...], new: tuple[Attempt, ...]) -> "Attempts":
        """Attempts without one change, which removed `gone` and added `new`; later changes stay."""
        kept = [a for a in self.made if a not in new]
        known = {a.id for a in kept}
        return replace(self, made=_sorted((*kept, *(a for a in gone if a.id not in known))))

    def find(self, attempt_id: str | None) -> Attempt | None:
        return next((a for a in self.made if a.id == attempt_id), None)

    def forget(self, now: int) -> "Attempts":
        """Attempts without those too old to matter, whatever the window is set to later.

        A block is forgotten as a whole, a day after its end at the earliest: the attempts that
        renewed it close the account only together with the one that began it.
        """
        young = (group for group in self._groups() if group[-1].at + self.limits.kept >= now)
        return replace(self, made=tuple(attempt for group in young for attempt in group))

    def block_ends(self) -> int | None:
        """End of the last block: a day after its last attempt; None if there was none."""
        blocks = [group for group in self._groups() if group[0].result is AttemptResult.BLOCKED]
        return blocks[-1][-1].at + BLOCKED_FOR if blocks else None

    def _groups(self) -> list[list[Attempt]]:
        """Groups of attempts: a block with the attempts that renewed it; each other one alone."""
        groups: list[list[Attempt]] = []
        ends = None
        for attempt in self.made:
            renews = ends is not None and attempt.at < ends
            if renews:
                groups[-1].append(attempt)
            else:
                groups.append([attempt])
            in_block = renews or attempt.result is AttemptResult.BLOCKED
            ends = attempt.at + BLOCKED_FOR if in_block else None
        return groups

    def _without(self, *gone: Attempt) -> "Attempts":
        return replace(self, made=tuple(a for a in self.made if a not in gone))


def _sorted(made: Iterable[Attempt]) -> tuple[Attempt, ...]:
    return tuple(sorted(made, key=lambda a: (a.at, a.id)))
