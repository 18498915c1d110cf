"""Reminders of a walker: which are set, and what is said when one comes due."""

from bot.core import timers
from bot.core.run import Run
from bot.core.timers import ReminderDecision, TimerMode
from bot.core.view import View, view
from tests.core.paper import NOW, Walker


def seen(walker: Walker) -> View:
    return view(walker.flows, walker.run, walker.attempts, walker.now)


def wanted(walker: Walker) -> dict[str, int]:
    """Name: how long after NOW."""
    return {timer.name: timer.at - NOW for timer in walker.last.timers or ()}


def a_run() -> Run:
    """One that begins now."""
    return Walker(run_name="new").run


def kept(walker: Walker) -> set[str]:
    """Names of those whose time stands where they are set already."""
    return {timer.name for timer in walker.last.timers or () if timer.mode is not TimerMode.SET}


def ring(walker: Walker, name: str) -> ReminderDecision:
    return timers.decide_reminder(walker.flows, walker.run, walker.attempts, name, walker.now)
