"""Other names of AWS accounts, as far as this process has read them from Redis."""

from collections.abc import Iterable, Mapping

from bot.core.team import Team

MOST_ACCOUNTS = 10_000  # accounts that are remembered; a forgotten one costs one more round trip


class LearnedNames:
    """Cache of names by account; Redis is asked with each load whether it is still complete.

    The team file counts first: what it says are two accounts, nothing learned makes one.
    """

    def __init__(self, team_file: Team) -> None:
        self._team_file = team_file
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}

    def all_names(self, team: str, given: Iterable[str]) -> tuple[str, ...]:
        """All names of the account that has these, by the team file and as learned; the first of
        them first, and what is known of it before the next.
        """
        names: dict[str, None] = {}
        for one in given:
            left = [one]
            while left:
                name = left.pop(0)
                if name in names or any(self._team_file.are_distinct(name, n) for n in names):
                    continue
                names[name] = None
                left.extend(self._team_file.names(name))
                left.extend(self._names.get((team, name), ()))
        return tuple(names)

    def learn(self, team: str, found: Mapping[str, tuple[str, ...]]) -> None:
        """Keep what Redis has of each name: the other names of its account."""
        for name, others in found.items():
            self._names.pop((team, name), None)
            if others:
                self._names[team, name] = others
        while len(self._names) > MOST_ACCOUNTS:
            del self._names[next(iter(self._names))]
