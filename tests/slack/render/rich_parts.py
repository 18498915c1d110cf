"""Parts of rich text as a test writes them, and what is shown of a text in Markdown."""

from bot.local.slack.blockkit import block_violations
from bot.slack.render.rich_text import Block, rich_text
from bot.texts import Text, Value

AT = 1_790_000_000_999


def text(said: str, **style: bool) -> Block:
    return {"type": "text", "text": said, **({"style": style} if style else {})}


def bold(said: str) -> Block:
    return text(said, bold=True)


def code(said: str) -> Block:
    return text(said, code=True)


def link(url: str, *label: str, **style: bool) -> Block:
    named = {"text": label[0]} if label else {}
    return {"type": "link", "url": url, **named, **({"style": style} if style else {})}


def of(kind: str, *inside: Block | str) -> Block:
    elements = [text(each) if isinstance(each, str) else each for each in inside]
    return {"type": f"rich_text_{kind}", "elements": elements}


def section(*inside: Block | str) -> Block:
    return of("section", *inside)


def bullets(*items: Block, indent: int = 0) -> Block:
    made = {"type": "rich_text_list", "style": "bullet", "indent": indent}
    return {**made, "elements": list(items)}


def numbers(*items: Block, indent: int = 0, **offset: int) -> Block:
    return {**bullets(*items, indent=indent), "style": "ordered", **offset}


def shown(markdown: str, **values: Value) -> list[Block]:
    """Elements of the block; Slack takes it."""
    block = rich_text(Text(markdown, values))
    assert block_violations([block]) == []
    elements: list[Block] = block["elements"]
    return elements
