"""How many examples Hypothesis draws: in the fast loop one in `fast.ONE_IN`."""

from hypothesis import settings

USUAL = 100  # as Hypothesis has it


def examples(most: int) -> int:
    """For tests that need more or fewer than the usual number."""
    return most * settings().max_examples // USUAL
