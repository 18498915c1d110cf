"""Results of a start or a press: where the run is now, or why there is none."""

from dataclasses import dataclass

from bot.core.budget import Attempts
from bot.core.near_names import NearName
from bot.core.run import Run


@dataclass(frozen=True, slots=True)
class Moved:
    run: Run
    beside: tuple[tuple[str, str], ...] = ()  # of a start: (flow, run id) of the other open runs
    unlisted: bool = False  # of a start: the team file lists accounts, and this is none of them


@dataclass(frozen=True, slots=True)
class RunAlreadyOpen:
    """An open run of the same flow for the same account, found instead of starting a second."""

    run: Run
    attempts: Attempts


@dataclass(frozen=True, slots=True)
class RunParked:
    """A run of the same flow for the same account that has ended and can go on."""

    run: Run


@dataclass(frozen=True, slots=True)
class RunNotFound:
    """No run with this id: older than a month, of another store, or the store was emptied.

    since: when the store began to count attempts (ms since 1970), if that is within the window
    """

    since: int | None = None


class UnknownAccount(LookupError):
    """Account that nothing is known of, and known names that may be meant instead."""

    def __init__(self, name: str, near: tuple[NearName, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.near = near
