"""Garbage collector settings of a long-running process: rare runs that skip startup objects."""

import gc

# By default the collector runs after some hundred new objects, and often examines all there are.
# Almost everything here is freed by its reference count, so it seldom finds anything.
THRESHOLDS = (50_000, 20, 50)


def collect_seldom() -> None:
    """Collect garbage so seldom that importing the bot's modules takes a sixth less time."""
    gc.set_threshold(*THRESHOLDS)


def freeze_started() -> None:
    """Exempt all present objects from garbage collection.

    A full collection of modules, flows and sentences holds up every press for some 80 ms. Nothing
    is collected before the freeze: that would free half a megabyte and delay the start by as long.
    """
    collect_seldom()  # for entry points other than the command line
    gc.freeze()
