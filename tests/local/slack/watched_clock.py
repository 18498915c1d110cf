"""A clock that tells when others have seen what it shows."""

from tests.support.bots import Clock, eventually


class WatchedClock(Clock):
    """Stands still, and knows how often it was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = 0

    def __call__(self) -> int:
        self._looks += 1
        return super().__call__()

    async def seen(self) -> None:
        """Until whoever waits for the present time has done what is due."""
        known = self._looks
        await eventually(lambda: self._looks >= known + 3)
