"""Validation of blocks, windows and Home tabs: unknown fields, and values beyond Slack's limits.

Limits are those of https://docs.slack.dev/reference/block-kit. A block or a field that is not here
is a violation too: Slack does not know it, or not every client shows it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.local.slack.elements import (
    Button,
    Choosers,
    Id,
    Part,
    Plain24,
    Plain150,
    Plain2000,
    Said,
    TextInput,
    most,
)
from bot.local.slack.rich_text import RichTextElement

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
LONGEST_TEXT = 4000  # best practice for a post; chat.update refuses more


class _Block(Part):
    block_id: Id | None = None


class _Header(_Block):
    type: Literal["header"]
    text: Plain150


class _Section(_Block):
    type: Literal["section"]
    text: Said


class _Context(_Block):
    type: Literal["context"]
    elements: list[Said] = Field(min_length=1, max_length=10)


class _Actions(_Block):
    type: Literal["actions"]
    elements: list[Annotated[Button | Choosers, Field(discriminator="type")]] = Field(
        min_length=1, max_length=25
    )


class _Image(_Block):
    type: Literal["image"]
    image_url: str = Field(pattern=r"^https://\S+$", max_length=3000)
    alt_text: str = Field(pattern=r"\S", max_length=2000)


class _Alert(_Block):
    type: Literal["alert"]
    text: Annotated[Said, most(200)]
    level: Literal["default", "info", "warning", "error", "success"] = "default"


class _RichText(_Block):
    type: Literal["rich_text"]
    elements: list[RichTextElement] = Field(min_length=1)


class _Input(_Block):
    type: Literal["input"]
    label: Plain2000
    element: Annotated[TextInput | Choosers, Field(discriminator="type")]
    hint: Plain2000 | None = None
    optional: bool = False


_MessageBlock = Annotated[
    _Header | _Section | _RichText | _Context | _Actions | _Image,
    Field(discriminator="type"),
]
_HomeBlock = Annotated[
    _Header | _Section | _RichText | _Context | _Actions | _Input,
    Field(discriminator="type"),
]
_ModalBlock = Annotated[
    _Header | _Section | _RichText | _Context | _Actions | _Input | _Alert,
    Field(discriminator="type"),
]


class _View(Part):
    callback_id: Id | None = None
    private_metadata: str = Field("", max_length=3000)
    external_id: Id | None = None


class _Modal(_View):
    type: Literal["modal"]
    blocks: list[_ModalBlock] = Field(min_length=1, max_length=MOST_IN_VIEW)
    title: Plain24
    submit: Plain24 | None = None
    close: Plain24 | None = None


class _Home(_View):
    type: Literal["home"]
    blocks: list[_HomeBlock] = Field(min_length=1, max_length=MOST_IN_VIEW)


_BLOCKS: TypeAdapter[Any] = TypeAdapter(
    Annotated[list[_MessageBlock], Field(max_length=MOST_IN_MESSAGE)]
)
_MODAL: TypeAdapter[Any] = TypeAdapter(_Modal)
_HOME: TypeAdapter[Any] = TypeAdapter(_Home)


def block_violations(blocks: Any) -> list[str]:
    """Reasons why Slack refuses the blocks of a message; none when it takes them."""
    return _shape_violations(_BLOCKS, blocks, "/blocks") or [*_other_violations(blocks, "/blocks")]


def view_violations(view: Any) -> list[str]:
    """Reasons why Slack refuses a window; none when it takes it."""
    if violations := _shape_violations(_MODAL, view, "/view"):
        return violations
    blocks = view["blocks"]
    if any(block["type"] == "input" for block in blocks) and not view.get("submit"):
        return ["/view: a window with a field needs a submit button"]
    return [*_other_violations(blocks, "/view/blocks")]


def home_violations(view: Any) -> list[str]:
    """Reasons why Slack refuses a Home tab; none when it takes it."""
    found = _shape_violations(_HOME, view, "/view")
    return found or [*_other_violations(view["blocks"], "/view/blocks")]


def _shape_violations(shape: TypeAdapter[Any], value: Any, root: str) -> list[str]:
    try:
        shape.validate_python(value)
    except ValidationError as error:
        return [
            f"{root}{_pointer(value, wrong)}: {wrong['msg'].removeprefix('Value error, ')}"
            for wrong in error.errors()
        ]
    return []


def _pointer(value: Any, wrong: ErrorDetails) -> str:
    """Path of the wrong value; pydantic's own also has the names of the models that it tried."""
    path, model = "", ""
    for step in wrong["loc"]:
        if isinstance(value, dict) and step == value.get("type") and not model:
            model = str(step)  # rich text has an element "text" with a field "text"
        elif isinstance(step, int) or (isinstance(value, dict) and step in value):
            path += f"/{step}"
            value, model = value[step], ""
    return f"{path}/{wrong['loc'][-1]}" if wrong["type"] == "missing" else path


def _other_violations(blocks: list[dict[str, Any]], where: str) -> Iterator[str]:
    yield from _repeated("block_id", blocks, where)
    for n, block in enumerate(blocks):
        elements = block.get("elements", []) if block["type"] == "actions" else []
        yield from _repeated("action_id", elements, f"{where}/{n}/elements")
    if sum(_has_focus(block) for block in blocks) > 1:
        yield f"{where}: focus_on_load is set more than once"


def _has_focus(block: dict[str, Any]) -> bool:
    return bool(block.get("element", {}).get("focus_on_load"))


def _repeated(name: str, parts: list[dict[str, Any]], where: str) -> Iterator[str]:
    for value, times in Counter(part[name] for part in parts if name in part).items():
        if times > 1:
            yield f"{where}: {name} {value} is used {times} times"
