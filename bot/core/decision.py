"""Decision on a press: all that it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.budget import Attempts
from bot.core.run import Run
from bot.core.timers import Timer


@dataclass(frozen=True, slots=True)
class Decision:
    """Changes of one accepted press, not written until they are committed."""

    run: Run
    attempts: Attempts
    audit: Mapping[str, str]
    timers: tuple[Timer, ...] | None  # None: keep the present ones
    parked: bool = False  # the run has ended, and can go on
    ends: tuple[str, ...] = ()  # ids of parked runs that this one takes the place of
    learned: Mapping[str, str] = field(default_factory=dict)  # name of the account: who said so
