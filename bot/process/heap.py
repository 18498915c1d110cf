"""Heap of a process that has started: what lives until it ends is not looked through again."""

import gc

# By default some hundred new objects are looked through at a time, and often all there are. Almost
# everything here is freed by its reference count, so that seldom finds anything.
THRESHOLDS = (50_000, 20, 50)


def freeze_started() -> None:
    """Takes what is there now out of garbage collection, and collects the rest less often.

    A full collection of modules, flows and sentences holds up every press for some 80 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
