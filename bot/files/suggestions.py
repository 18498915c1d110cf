"""Suggestion of what somebody may have meant to write."""

import difflib
from collections.abc import Iterable


def suggestion(given: str, known: Iterable[str]) -> str:
    """' Did you mean …?', where something known is close."""
    close = difflib.get_close_matches(given, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
