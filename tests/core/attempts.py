"""Attempts at given times, and figures of the count, for its tests."""

from hypothesis import strategies as st

from bot.core.budget import (
    DAY,
    HOUR,
    Attempt,
    AttemptKind,
    Attempts,
    Limits,
)

T = 1_790_000_000_000
FIGURES = st.builds(
    Limits,
    limit=st.integers(1, 6),
    risky=st.integers(1, 6),
    window=st.sampled_from([HOUR, DAY, 3 * DAY]),
)


def attempt(
    at: int, name: str = "", run: str = "prod.a", kind: AttemptKind = AttemptKind.CALL
) -> Attempt:
    return Attempt(name or f"at {at}", at, "UANA", kind, run)


def spent(*times: int, limits: Limits | None = None) -> Attempts:
    attempts = Attempts(limits=limits or Limits())
    for at in times:
        attempts = attempts.spend(attempt(at))
    return attempts


def told(at: int, run: str = "prod.a", name: str = "told") -> Attempt:
    return attempt(at, name, run, AttemptKind.EARLIER)
