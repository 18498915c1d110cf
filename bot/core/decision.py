"""Decision on a press: all that it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.budget import Attempts
from bot.core.due import Due
from bot.core.readiness import Readiness
from bot.core.run import Run
from bot.core.timers import Timer


@dataclass(frozen=True)
class Decision:
    """Changes of one accepted press, not written until they are committed."""

    run: Run
    attempts: Attempts
    audit: Mapping[str, str]
    timers: tuple[Timer, ...] | None  # None: keep the present ones
    parked: bool = False  # the run has ended, and can go on
    unsafe: bool = False  # it has ended for good, and root has no MFA device, of which it reminds
    supersedes: tuple[str, ...] = ()  # ids of parked runs that this one replaces
    learned: Mapping[str, str] = field(default_factory=dict)  # name of the account: who said so
    done: Due | None = None  # what this press was to do
    answered: tuple[Mapping[str, str], ...] = ()  # audit entries of what the bot answered itself
    readiness: Readiness | None = None  # that this press has found
    counts_for: int = 0  # of a check: for how many ms what it finds counts


@dataclass(frozen=True, slots=True)
class Correction:
    """Changes of a count that the operator corrects, in no run; `id` is the same if repeated."""

    id: str
    attempts: Attempts
    audit: Mapping[str, str]
    tells: tuple[Due, ...]  # to the account's runs
