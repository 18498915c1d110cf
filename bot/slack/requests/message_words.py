"""Words of a message as people see them, whichever fields of its payload hold them.

What people type is in `text`. A message that somebody forwards comes as an attachment, and what
bots post is often in blocks or attachments alone.
"""

from collections.abc import Iterator
from html import unescape

from bot.slack.requests.payload import Body

# Fields of blocks and attachments that people read, or that hold such fields, from top to bottom.
_SEEN = (
    *("pretext", "title", "text", "value", "fields", "elements", "rows", "blocks"),
    *("message_blocks", "message", "attachments"),
)
_IN_ONE_LINE = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})
_PRESSED = frozenset({"actions", "input"})  # what their values say is for the app


def words_of(message: Body) -> str:
    """Words of a message; what blocks or attachments repeat stands there once."""
    words = str(message.get("text") or "")
    known = unescape(words)
    for line in _lines([message.get("blocks"), message.get("attachments")]):
        parts = (piece.strip() for part in line for piece in unescape(part).splitlines())
        if not all(part in known for part in parts):
            added = "".join(line)
            words = f"{words}\n{added}" if words else added
            known = f"{known}\n{unescape(added)}"
    return words


def _lines(found: object) -> Iterator[tuple[str, ...]]:
    """Lines that people see, each in the parts of which it is made."""
    match found:
        case str():
            yield (found,)
        case list():
            for each in found:
                yield from _lines(each)
        case {"type": str(kind)} if kind in _PRESSED:
            return
        case {"type": str(kind), "elements": elements} if kind in _IN_ONE_LINE:
            yield tuple(part for line in _lines(elements) for part in line)
        case dict():
            for name in _SEEN:
                yield from _lines(found.get(name))
