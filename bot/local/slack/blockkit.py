"""Validation of blocks and windows: unknown fields, and values beyond Slack's limits.

Limits are those of https://docs.slack.dev/reference/block-kit. A block or a field that is not here
is a violation too: Slack does not know it, or not every client shows it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.blocks import BlockElement as SdkElement

MOST_IN_MESSAGE, MOST_IN_MODAL = 50, 100
LONGEST_TEXT = 4000  # best practice for a post; chat.update refuses more


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Plain(_Part):
    type: Literal["plain_text"]
    text: str = Field(pattern=r"\S")
    emoji: bool = True


class _Mrkdwn(_Part):
    type: Literal["mrkdwn"]
    text: str = Field(pattern=r"\S", max_length=3000)
    verbatim: bool = False


def _most(characters: int) -> AfterValidator:
    def check(said: _Plain | _Mrkdwn) -> _Plain | _Mrkdwn:
        if len(said.text) > characters:
            raise ValueError(f"must be at most {characters} characters; it has {len(said.text)}")
        return said

    return AfterValidator(check)


Plain24 = Annotated[_Plain, _most(24)]
Plain30 = Annotated[_Plain, _most(30)]
Plain75 = Annotated[_Plain, _most(75)]
Plain100 = Annotated[_Plain, _most(100)]
Plain150 = Annotated[_Plain, _most(150)]
Plain300 = Annotated[_Plain, _most(300)]
Plain2000 = Annotated[_Plain, _most(2000)]
Plain3000 = Annotated[_Plain, _most(3000)]
Said = Annotated[_Mrkdwn | Plain3000, Field(discriminator="type")]
SaidBriefly = Annotated[Annotated[_Mrkdwn, _most(2000)] | Plain2000, Field(discriminator="type")]
Id = Annotated[str, Field(min_length=1, max_length=255)]
Style = Literal["primary", "danger"]


class _Confirm(_Part):
    title: Plain100
    text: Plain300
    confirm: Plain30
    deny: Plain30
    style: Style | None = None


class _Button(_Part):
    type: Literal["button"]
    action_id: Id
    text: Plain75
    value: str | None = Field(None, min_length=1, max_length=2000)
    url: str | None = Field(None, pattern="^(https?|mailto|tel|slack):", max_length=3000)
    style: Style | None = None
    confirm: _Confirm | None = None
    accessibility_label: str | None = Field(None, min_length=1, max_length=75)


class _TextInput(_Part):
    type: Literal["plain_text_input"]
    action_id: Id
    placeholder: Plain150 | None = None
    initial_value: str | None = Field(None, max_length=3000)
    multiline: bool = False
    min_length: int | None = Field(None, ge=0, le=3000)
    max_length: int | None = Field(None, ge=1, le=3000)
    focus_on_load: bool = False


class _UsersSelect(_Part):
    type: Literal["users_select"]
    action_id: Id
    placeholder: Plain150 | None = None
    initial_user: str | None = Field(None, pattern="^[UW][A-Z0-9]+$")
    focus_on_load: bool = False


class _Option(_Part):
    text: Plain75
    value: str = Field(min_length=1, max_length=150)


class _StaticSelect(_Part):
    type: Literal["static_select"]
    action_id: Id
    placeholder: Plain150 | None = None
    options: list[_Option] = Field(min_length=1, max_length=100)
    initial_option: _Option | None = None
    focus_on_load: bool = False


class _Block(_Part):
    block_id: Id | None = None


class _Header(_Block):
    type: Literal["header"]
    text: Plain150


class _Section(_Block):
    type: Literal["section"]
    text: Said | None = None
    fields: list[SaidBriefly] | None = Field(None, min_length=1, max_length=10)
    accessory: _Button | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.fields):
            raise ValueError("a section needs a text or fields")
        return self


class _Context(_Block):
    type: Literal["context"]
    elements: list[Said] = Field(min_length=1, max_length=10)


class _Actions(_Block):
    type: Literal["actions"]
    elements: list[_Button] = Field(min_length=1, max_length=25)


class _Divider(_Block):
    type: Literal["divider"]


class _Input(_Block):
    type: Literal["input"]
    label: Plain2000
    element: Annotated[_TextInput | _UsersSelect | _StaticSelect, Field(discriminator="type")]
    hint: Plain2000 | None = None
    optional: bool = False


_MessageBlock = Annotated[
    _Header | _Section | _Context | _Actions | _Divider, Field(discriminator="type")
]
_ModalBlock = Annotated[
    _Header | _Section | _Context | _Actions | _Divider | _Input, Field(discriminator="type")
]


class _Modal(_Part):
    type: Literal["modal"]
    title: Plain24
    blocks: list[_ModalBlock] = Field(min_length=1, max_length=MOST_IN_MODAL)
    submit: Plain24 | None = None
    close: Plain24 | None = None
    callback_id: Id | None = None
    private_metadata: str = Field("", max_length=3000)
    clear_on_close: bool = False
    notify_on_close: bool = False
    external_id: Id | None = None


_BLOCKS: TypeAdapter[Any] = TypeAdapter(
    Annotated[list[_MessageBlock], Field(max_length=MOST_IN_MESSAGE)]
)
_MODAL: TypeAdapter[Any] = TypeAdapter(_Modal)


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
    path = ""
    for step in wrong["loc"]:
        if isinstance(step, int) or (isinstance(value, dict) and step in value):
            path += f"/{step}"
            value = value[step]
    return f"{path}/{wrong['loc'][-1]}" if wrong["type"] == "missing" else path


def _other_violations(blocks: list[dict[str, Any]], where: str) -> Iterator[str]:
    yield from _repeated("block_id", blocks, where)
    for n, block in enumerate(blocks):
        elements = block.get("elements", []) if block["type"] == "actions" else []
        yield from _repeated("action_id", elements, f"{where}/{n}/elements")
        yield from _sdk_violations(block, elements)


def _repeated(name: str, parts: list[dict[str, Any]], where: str) -> Iterator[str]:
    for value, times in Counter(part[name] for part in parts if name in part).items():
        if times > 1:
            yield f"{where}: {name} {value} is used {times} times"


def _sdk_violations(block: dict[str, Any], elements: list[Any]) -> Iterator[str]:
    """Violations that the SDK's models find; they check the elements of a block only one by one."""
    try:
        for part in (SdkBlock.parse(block), *map(SdkElement.parse, elements)):
            if part is None:
                yield f"Slack's SDK does not know {block}"
            else:
                part.validate_json()
    except SlackObjectFormationError as error:
        yield str(error)
