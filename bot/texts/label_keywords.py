"""Words by which the check of flows knows what a button says, in each language's catalogue."""

from bot.texts import label


def blocked(language: str) -> tuple[str, ...]:
    """Words of a button which says that AWS blocks something."""
    return _words(label(language, "blocked"))


def removed(language: str) -> tuple[str, ...]:
    """Words of a button which says that a device is removed."""
    return _words(label(language, "removed"))


def _words(listed: str) -> tuple[str, ...]:
    """Words that a catalogue separates by `|`."""
    return tuple(word.strip().casefold() for word in listed.split("|"))
