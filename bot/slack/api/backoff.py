"""Back-off of calls to Slack, for each channel and for Slack as a whole.

After a 429, calls wait for as long as Slack said; after failures, for longer and longer. When the
time is over, one call is made first. Others do not wait for its result: a delivery that waited
would block others, so it is put off and tried again later.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.slack.api.errors import SHORTEST_WAIT, SlackAway, SlackRefused

Place = tuple[str, str]  # a method, and the channel where it names one
SLACK: Place = ("", "")  # all calls, where nothing answers
LONGEST = 10.0  # seconds; what is owed is shown within 15 s of Slack's return
IN_A_ROW = 3  # failures without a success between them, after which other calls wait too


@dataclass(slots=True, eq=False)
class _Trouble:
    failed: int = 0  # calls, in a row
    pause: float = 0.0  # seconds, without jitter
    calls: int = 0  # that had begun by the last failure
    until: float = 0.0
    told: bool = False  # Slack itself said until when
    trying: bool = False  # one call finds out whether it is over

    @property
    def closed(self) -> bool:
        return self.told or self.failed >= IN_A_ROW


class Backoff:
    """Back-off of one process; several processes learn of a limit one by one.

    `clock` is monotonic, in seconds. The time of day may be set back, and a wait that goes by it
    would then last for hours. `jitter`: random share of a pause, so that retries spread out.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1),  # noqa: S311 -- no secret
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._troubles: dict[Place, _Trouble] = {}
        self._calls = 0  # that have begun

    def raise_if_away(self) -> None:
        """Check before the work that leads to a call. Raises SlackAway while nothing answers."""
        self._refuse_early("a delivery", SLACK)

    @contextmanager
    def heeded(self, place: Place) -> Iterator[None]:
        """Context of one call. Raises SlackAway while it is too early.

        A SlackAway that the call raises is told when to try again.
        """
        mine = self._refuse_early(place[0], SLACK, place)  # this call tells whether they have ended
        for trouble in mine:
            trouble.trying = True
        self._calls += 1
        began, number = self._clock(), self._calls
        try:
            yield
        except SlackAway as away:
            where = (place,) if away.asks_to_wait or away.answered else (place, SLACK)
            took = self._clock() - began
            away.after = max(self._failed(each, away, took, number) for each in where)
            raise
        except SlackRefused:  # it answers, which is all that counts here
            self._forget_past(place, mine)
            raise
        else:
            self._forget_past(place, mine)
        finally:
            for trouble in mine:
                trouble.trying = False

    def _refuse_early(self, what: str, *places: Place) -> list[_Trouble]:
        """Troubles of these places that close them. Raises SlackAway while it is too early."""
        found = [self._troubles[place] for place in places if place in self._troubles]
        closed = [trouble for trouble in found if trouble.closed]
        if left := max(map(self._left, closed), default=0):
            raise SlackAway(
                f"{what}: still backing off from Slack", left, asks_to_wait=True, not_done=True
            )
        return closed

    def _left(self, trouble: _Trouble) -> float:
        if trouble.trying:
            return SHORTEST_WAIT * self._jitter()
        return max(trouble.until - self._clock(), 0)

    def _failed(self, place: Place, away: SlackAway, took: float, number: int) -> float:
        """Seconds to wait. Calls that fail together lengthen the pause once."""
        now, trouble = self._clock(), self._troubles.setdefault(place, _Trouble())
        if away.asks_to_wait:
            trouble.told, trouble.until = True, now + away.after
        else:
            if number > trouble.calls:
                trouble.pause = min(2 * trouble.pause or SHORTEST_WAIT, LONGEST)
            # Of a call that hung, the pause began with it.
            pause = max(trouble.pause * self._jitter() - took, SHORTEST_WAIT / 2)
            trouble.failed, trouble.until = trouble.failed + 1, now + pause
        trouble.calls = self._calls
        return trouble.until - now

    def _forget_past(self, place: Place, mine: list[_Trouble]) -> None:
        """Forget troubles that are over; a call from before a 429 does not end its wait."""
        for p in (SLACK, place):
            trouble = self._troubles.get(p)
            if trouble and (trouble in mine or not trouble.closed):
                del self._troubles[p]
