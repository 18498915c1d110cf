"""Long texts that are hard to read: the time for one may grow with its length, not faster."""

import time
from collections.abc import Callable

LONGEST = 40_000  # characters of a message in Slack
AN_EIGHTH = LONGEST // 8
SECONDS = 0.5  # what grows with the square of the length takes 32 for the longest message


def is_read_in_time(read: Callable[[str], object], piece: str) -> bool:
    """Whether an eighth of the longest message, made of `piece` alone, is read soon enough.

    The processor's time, since on a busy machine the clock says nothing.
    """
    text = piece * (AN_EIGHTH // len(piece))
    began = time.process_time()
    read(text)
    return time.process_time() - began < SECONDS
