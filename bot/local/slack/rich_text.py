"""Validation of the elements of rich text.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block: it names no limit of size.
"""

from typing import Annotated, Literal

from pydantic import Field

from bot.local.slack.elements import Part


class _Style(Part):
    bold: bool = False
    italic: bool = False
    strike: bool = False
    underline: bool = False


class _TextStyle(_Style):
    code: bool = False


class _Text(Part):
    type: Literal["text"]
    text: str = Field(min_length=1)
    style: _TextStyle | None = None


class _Link(Part):
    type: Literal["link"]
    url: str = Field(pattern="^(https?|mailto|tel|slack):", max_length=3000)
    text: str | None = Field(None, min_length=1)
    style: _TextStyle | None = None


class _User(Part):
    type: Literal["user"]
    user_id: str = Field(pattern="^[UW][A-Z0-9]+$")
    style: _Style | None = None


class _UserGroup(Part):
    type: Literal["usergroup"]
    usergroup_id: str = Field(pattern="^S[A-Z0-9]+$")
    style: _Style | None = None


class _Channel(Part):
    type: Literal["channel"]
    channel_id: str = Field(pattern="^[CDG][A-Z0-9]+$")
    style: _Style | None = None


class _Date(Part):
    type: Literal["date"]
    timestamp: int
    format: str = Field(pattern=r"\{[a-z_]+\}")
    fallback: str | None = Field(None, min_length=1)
    url: str | None = Field(None, pattern="^https?:")
    style: _Style | None = None


_Inline = Annotated[
    _Text | _Link | _User | _UserGroup | _Channel | _Date,
    Field(discriminator="type"),
]


class _Section(Part):
    type: Literal["rich_text_section"]
    elements: list[_Inline] = Field(min_length=1)


class _List(Part):
    type: Literal["rich_text_list"]
    style: Literal["bullet", "ordered"]
    indent: int = Field(0, ge=0, le=8)
    offset: int = Field(0, ge=0)
    border: Literal[0, 1] = 0
    elements: list[_Section] = Field(min_length=1)


class _Quote(Part):
    type: Literal["rich_text_quote"]
    border: Literal[0, 1] = 0
    elements: list[_Inline] = Field(min_length=1)


class _Preformatted(Part):
    type: Literal["rich_text_preformatted"]
    border: Literal[0, 1] = 0
    elements: list[Annotated[_Text | _Link, Field(discriminator="type")]] = Field(min_length=1)


RichTextElement = Annotated[_Section | _List | _Quote | _Preformatted, Field(discriminator="type")]
