"""What Slack refuses: the fields and limits of the blocks that work in every client.

Limits are those of https://docs.slack.dev/reference/block-kit; a block or a field that is not in
the table is a mistake too, since Slack knows nothing of it or not every client shows it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement

MOST_IN_MESSAGE, MOST_IN_MODAL = 50, 100
LONGEST_TEXT = 4000  # best practice for a post; chat.update refuses more


def _text(kind: str, most: int) -> dict[str, Any]:
    extra = "emoji" if kind == "plain_text" else "verbatim"
    return _object(
        {
            "type": {"const": kind},
            "text": {"type": "string", "pattern": r"\S", "maxLength": most},
        },
        {extra: {"type": "boolean"}},
    )


def _object(needed: Mapping[str, Any], optional: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**needed, **optional},
        "required": [*needed],
        "additionalProperties": False,
    }


def _string(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


def _list(items: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


_STYLE = {"enum": ["primary", "danger"]}
_SAID = {"anyOf": [_text("mrkdwn", 3000), _text("plain_text", 3000)]}
_CONFIRM = _object(
    {
        "title": _text("plain_text", 100),
        "text": _text("plain_text", 300),
        "confirm": _text("plain_text", 30),
        "deny": _text("plain_text", 30),
    },
    {"style": _STYLE},
)
_BUTTON = _object(
    {"type": {"const": "button"}, "action_id": _string(255), "text": _text("plain_text", 75)},
    {
        "value": _string(2000),
        "url": _string(3000),
        "style": _STYLE,
        "confirm": _CONFIRM,
        "accessibility_label": _string(75),
    },
)
_INPUT = _object(
    {"type": {"const": "plain_text_input"}, "action_id": _string(255)},
    {
        "placeholder": _text("plain_text", 150),
        "initial_value": _string(3000),
        "multiline": {"type": "boolean"},
        "min_length": {"type": "integer", "minimum": 0, "maximum": 3000},
        "max_length": {"type": "integer", "minimum": 1, "maximum": 3000},
        "focus_on_load": {"type": "boolean"},
    },
)
_OWN: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "header": ({"text": _text("plain_text", 150)}, {}),
    "section": ({"text": _SAID}, {"fields": _list(_SAID, 10), "accessory": _BUTTON}),
    "context": ({"elements": _list(_SAID, 10)}, {}),
    "actions": ({"elements": _list(_BUTTON, 25)}, {}),
    "divider": ({}, {}),
    "input": (
        {"label": _text("plain_text", 2000), "element": _INPUT},
        {"hint": _text("plain_text", 2000), "optional": {"type": "boolean"}},
    ),
}
_BLOCKS = {
    kind: Draft7Validator(
        _object({"type": {"const": kind}, **needed}, {"block_id": _string(255), **optional})
    )
    for kind, (needed, optional) in _OWN.items()
}
_MODAL = Draft7Validator(
    _object(
        {
            "type": {"const": "modal"},
            "title": _text("plain_text", 24),
            "blocks": {"type": "array", "minItems": 1, "maxItems": MOST_IN_MODAL},
        },
        {
            "submit": _text("plain_text", 24),
            "close": _text("plain_text", 24),
            "callback_id": _string(255),
            "private_metadata": _string(3000, least=0),
            "clear_on_close": {"type": "boolean"},
            "notify_on_close": {"type": "boolean"},
            "external_id": _string(255),
        },
    )
)


def mistakes(blocks: Any, most: int = MOST_IN_MESSAGE) -> list[str]:
    """What Slack would say against these blocks; nothing when it takes them."""
    if not isinstance(blocks, list) or len(blocks) > most:
        return [f"not a list of at most {most} blocks"]
    found = [slip for block in blocks for slip in _block(block)]
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    return found + [f"block_id {name} is used {n} times" for name, n in ids.items() if n > 1]


def view_mistakes(view: Any) -> list[str]:
    slips = [error.message for error in _MODAL.iter_errors(view)]
    if slips:
        return slips
    has_input = any(block.get("type") == "input" for block in view["blocks"])
    if has_input and "submit" not in view:
        slips.append("a window with a field needs a submit button")
    return slips + mistakes(view["blocks"], MOST_IN_MODAL)


def _block(block: Any) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _BLOCKS:
        yield f"no block that every client shows: {kind}"
        return
    for error in _BLOCKS[kind].iter_errors(block):
        where = "/".join(map(str, error.absolute_path))
        yield f"{kind}/{where}: {error.message[:300]}"
    elements = block.get("elements", []) if kind == "actions" else []
    ids = Counter(element.get("action_id") for element in elements)
    yield from (f"action_id {name} is used {n} times" for name, n in ids.items() if n > 1)
    yield from _by_the_sdk(block, elements)


def _by_the_sdk(block: Mapping[str, Any], elements: list[Any]) -> Iterator[str]:
    """Slack's own models check a block, but not the elements in it unless asked."""
    try:
        for part in (Block.parse(block), *map(BlockElement.parse, elements)):
            if part is None:
                yield f"Slack's SDK does not know {block}"
            else:
                part.validate_json()
    except SlackObjectFormationError as error:
        yield str(error)
