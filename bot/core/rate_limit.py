"""Rate limit by person: a token bucket each, so that one person's flood delays nobody else."""

from dataclasses import dataclass
from enum import StrEnum


class RateLimitResult(StrEnum):
    """What to do with a request: serve it, refuse it with a message, or drop it."""

    ALLOW = "allow"
    TELL = "tell"  # too fast: refuse, and tell the person
    DROP = "drop"  # too fast, and the person was told a moment ago


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate of a token bucket: `burst` requests at once, refilled in `seconds`."""

    burst: int
    seconds: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: float = float("-inf")


class RateLimit:
    """Token buckets for at most `people` persons. Times are seconds of a monotonic clock."""

    def __init__(self, rate: Rate, *, tell_again: float, people: int = 10_000) -> None:
        self._rate = rate
        self._tell_again = tell_again
        self._people = people
        self._buckets: dict[str, _Bucket] = {}  # by time of the last request, oldest first

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
        """Drop buckets that are full again, and the oldest if there are too many."""
        while len(self._buckets) > 1:
            who, oldest = next(iter(self._buckets.items()))
            if now - oldest.at < self._rate.seconds and len(self._buckets) <= self._people:
                return
            del self._buckets[who]
