"""Other names of AWS accounts, as far as this process has read them from Redis."""

from collections.abc import Iterable, Mapping

MOST = 10_000  # accounts that are remembered; a forgotten one costs one more round trip


class LearnedNames:
    """Cache of names by account; Redis is asked with each load whether it is still complete."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, team: str, known: Iterable[str]) -> tuple[str, ...]:
        """These names and all that were learned of them, in this order."""
        names: dict[str, None] = {}
        left = list(known)
        while left:
            name = left.pop(0)
            if name not in names:
                names[name] = None
                left.extend(self._names.get((team, name), ()))
        return tuple(names)

    def is_complete(self, team: str, found: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether these are all names of an account; `found`: the other names of each, by Redis.

        What is found is kept for the next time.
        """
        for name, others in found.items():
            self._names.pop((team, name), None)
            if others:
                self._names[team, name] = others
        while len(self._names) > MOST:
            del self._names[next(iter(self._names))]
        return all(set(others) <= found.keys() for others in found.values())
