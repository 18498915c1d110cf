"""Phone numbers in typed text, with their spellings for AWS and for a keypad."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.core.phones.parsing import Caution
from bot.core.phones.spelling import Candidate, Phone

__all__ = ["NO_NAMES", "Candidate", "Caution", "Phone", "find"]

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def find(
    text: str, default_region: str, *, names: Mapping[str, str] = NO_NAMES
) -> tuple[Phone, ...]:
    """Phone numbers in a text, as `finder.find` finds them."""
    from bot.core.phones import finder  # noqa: PLC0415 -- compiled for the first text, not at start

    return finder.find(text, default_region, names=names)
