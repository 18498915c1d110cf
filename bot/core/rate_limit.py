"""How much one person may ask for in a moment: a bucket of tokens each, so that nobody waits for
somebody else's flood.
"""

from dataclasses import dataclass
from enum import StrEnum


class RateLimitResult(StrEnum):
    ALLOW = "allow"
    TELL = "tell"  # too fast, and not told yet
    DROP = "drop"  # too fast, and told a moment ago


@dataclass(frozen=True, slots=True)
class Rate:
    burst: int  # so many at once
    seconds: float  # in which as many come back


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: float = float("-inf")


class RateLimit:
    """Of at most `people` at once. Times are seconds of a clock that never goes back."""

    def __init__(self, rate: Rate, *, tell_again: float, people: int = 10_000) -> None:
        self._rate = rate
        self._tell_again = tell_again
        self._people = people
        self._buckets: dict[str, _Bucket] = {}  # whoever asked longest ago first

    def ask(self, who: str, now: float) -> RateLimitResult:
        rate = self._rate
        bucket = self._buckets.pop(who, None) or _Bucket(rate.burst, now)
        self._buckets[who] = bucket
        self._forget(now)
        back = (now - bucket.at) * rate.burst / rate.seconds
        bucket.tokens, bucket.at = min(rate.burst, bucket.tokens + back), now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return RateLimitResult.ALLOW
        if now - bucket.told < self._tell_again:
            return RateLimitResult.DROP
        bucket.told = now
        return RateLimitResult.TELL

    def _forget(self, now: float) -> None:
        """Those whose bucket is full again; and the oldest, where there are too many."""
        while len(self._buckets) > 1:
            who, oldest = next(iter(self._buckets.items()))
            if now - oldest.at < self._rate.seconds and len(self._buckets) <= self._people:
                return
            del self._buckets[who]
