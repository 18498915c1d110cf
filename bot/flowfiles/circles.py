"""Circles in the graph of a flow's steps."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping


def circles(ways: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The shortest circle through each step; no step is in two of them.

    ways: the steps to which each step leads
    """
    told: set[str] = set()
    for name in ways:
        circle = _circle(name, ways)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            yield circle


def _circle(start: str, ways: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Shortest way from a step back to itself; empty if there is none."""
    wave: deque[tuple[str, ...]] = deque([(start,)])
    seen: set[str] = set()
    while wave:
        walked = wave.popleft()
        for target in ways.get(walked[-1], ()):
            if target == start:
                return walked
            if target not in seen:
                seen.add(target)
                wave.append((*walked, target))
    return ()
