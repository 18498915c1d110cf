"""Buttons that take a count of attempts back or put it right, and walkers who press them."""

from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import FLOWS, Walker

UNDO, CORRECT = Verb.UNDO, Verb.CORRECT_COUNT


def verbs(walker: Walker) -> tuple[Verb, ...]:
    return view(FLOWS, walker.run, walker.attempts, walker.now).verbs


def on_card(walker: Walker) -> tuple[Verb, ...]:
    return view(FLOWS, walker.run, walker.attempts, walker.now).card_verbs


def used(walker: Walker) -> int:
    return walker.attempts.used(walker.now)


def at_the_count(**how: object) -> Walker:
    return Walker(**how).walk("explain", "on", "later")  # type: ignore[arg-type]
