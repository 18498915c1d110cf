"""Garbage collection of a long-running process: objects of the start are never examined again."""

import gc

# By default the collector runs after some hundred new objects, and often examines all there are.
# Almost everything here is freed by its reference count, so it seldom finds anything.
THRESHOLDS = (50_000, 20, 50)


def freeze_started() -> None:
    """Exempt all present objects from garbage collection, and collect the others less often.

    A full collection of modules, flows and sentences holds up every press for some 80 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
