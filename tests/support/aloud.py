"""What a screen reader says of a message: its text, and not its blocks."""

import re

from tests.support.slack import Body, texts

_WORD = re.compile(r"[^\W_]+")


def unspoken(text: str, blocks: list[Body]) -> set[str]:
    """Words in the blocks that the text has not.

    Left out: the names of buttons, and the small print about sources.
    """
    told = [block for block in blocks if block["type"] in ("header", "rich_text")]
    shown = {word for part in texts(told) for word in _WORD.findall(part)}
    missing = shown - set(_WORD.findall(text))
    return {word for word in missing if word.isascii() or word not in text}  # Chinese has no spaces
