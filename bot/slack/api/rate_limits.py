"""Slack's rate limits: after a 429, calls wait for Retry-After, then one goes first."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.slack.api.errors import SlackAway, SlackRefused

Place = tuple[str, str]  # a method, and the channel where it names one


class RateLimits:
    """Of this process: each of several learns of a limit by itself.

    `clock` is monotonic, in seconds. The time of day may be set back, and what waits by it would
    then wait for hours.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[Place, float] = {}
        self._trying: dict[Place, asyncio.Event] = {}

    @asynccontextmanager
    async def heeded(self, place: Place) -> AsyncIterator[None]:
        """Around one call. Raises SlackAway while it is too early.

        When the time is over, many may be waiting. The first of them tries, and the others wait
        for what comes of it: sixteen at once would only be told to wait again.
        """
        while trying := self._trying.get(place):
            await trying.wait()
        left = self._until.get(place, 0) - self._clock()
        if left > 0 and place in self._until:
            raise SlackAway(f"{place[0]}: told to wait", left, told=True, undone=True)
        if place in self._until:
            async with self._first(place):
                yield
            return
        try:
            yield
        except SlackAway as away:
            if away.told:
                self._wait(place, away)
            raise

    @asynccontextmanager
    async def _first(self, place: Place) -> AsyncIterator[None]:
        """The call that finds out whether Slack takes calls again; a refusal tells so too. Where
        it is given up, the next one tries.
        """
        tried = self._trying[place] = asyncio.Event()
        try:
            yield
        except SlackAway as away:
            self._wait(place, away)
            raise
        except SlackRefused:
            self._until.pop(place, None)
            raise
        else:
            self._until.pop(place, None)
        finally:
            del self._trying[place]
            tried.set()

    def _wait(self, place: Place, away: SlackAway) -> None:
        self._until[place] = self._clock() + away.after
