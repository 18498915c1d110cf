"""How many examples Hypothesis draws: in the fast loop half of them."""

from hypothesis import settings

USUAL = 100  # as Hypothesis has it


def examples(most: int) -> int:
    """For tests that need more or fewer than the usual number."""
    return most * settings().max_examples // USUAL
