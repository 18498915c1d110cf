"""Elements of Block Kit and their texts, as models: unknown fields and limits are refused.

Limits are those of https://docs.slack.dev/reference/block-kit. What is not here is refused too:
Slack does not know it, or not every client shows it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Plain(Part):
    type: Literal["plain_text"]
    text: str = Field(pattern=r"\S")
    emoji: bool = True


class Mrkdwn(Part):
    type: Literal["mrkdwn"]
    text: str = Field(pattern=r"\S", max_length=3000)
    verbatim: bool = False


def most(characters: int) -> AfterValidator:
    def check(said: Plain | Mrkdwn) -> Plain | Mrkdwn:
        if len(said.text) > characters:
            raise ValueError(f"must be at most {characters} characters; it has {len(said.text)}")
        return said

    return AfterValidator(check)


Plain24 = Annotated[Plain, most(24)]
Plain30 = Annotated[Plain, most(30)]
Plain75 = Annotated[Plain, most(75)]
Plain100 = Annotated[Plain, most(100)]
Plain150 = Annotated[Plain, most(150)]
Plain300 = Annotated[Plain, most(300)]
Plain2000 = Annotated[Plain, most(2000)]
Plain3000 = Annotated[Plain, most(3000)]
Said = Annotated[Mrkdwn | Plain3000, Field(discriminator="type")]
Id = Annotated[str, Field(min_length=1, max_length=255)]
Style = Literal["primary", "danger"]


class Confirm(Part):
    title: Plain100
    text: Plain300
    confirm: Plain30
    deny: Plain30
    style: Style | None = None


class Button(Part):
    type: Literal["button"]
    action_id: Id
    text: Plain75
    value: str | None = Field(None, min_length=1, max_length=2000)
    style: Style | None = None
    confirm: Confirm | None = None
    accessibility_label: str | None = Field(None, min_length=1, max_length=75)


class TextInput(Part):
    type: Literal["plain_text_input"]
    action_id: Id
    placeholder: Plain150 | None = None
    initial_value: str | None = Field(None, max_length=3000)
    multiline: bool = False
    min_length: int | None = Field(None, ge=0, le=3000)
    max_length: int | None = Field(None, ge=1, le=3000)
    focus_on_load: bool = False


class _Chooser(Part):
    """What all elements have in which something is chosen."""

    action_id: Id
    placeholder: Plain150 | None = None
    confirm: Confirm | None = None
    focus_on_load: bool = False


class UsersSelect(_Chooser):
    type: Literal["users_select"]
    initial_user: str | None = Field(None, pattern="^[UW][A-Z0-9]+$")


class _Filter(Part):
    include: list[Literal["im", "mpim", "private", "public"]] | None = Field(None, min_length=1)
    exclude_external_shared_channels: bool = False
    exclude_bot_users: bool = False


class ConversationsSelect(_Chooser):
    type: Literal["conversations_select"]
    initial_conversation: str | None = Field(None, pattern="^[CDGUW][A-Z0-9]+$")
    default_to_current_conversation: bool = False
    response_url_enabled: bool = False
    filter: _Filter | None = None


class Option(Part):
    text: Plain75
    value: str = Field(min_length=1, max_length=150)
    description: Plain75 | None = None


class OptionGroup(Part):
    label: Plain75
    options: list[Option] = Field(min_length=1, max_length=100)


class StaticSelect(_Chooser):
    type: Literal["static_select"]
    options: list[Option] | None = Field(None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(None, min_length=1, max_length=100)
    initial_option: Option | None = None

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if (self.options is None) == (self.option_groups is None):
            raise ValueError("it needs either options or option_groups")
        if self.initial_option and self.initial_option not in [*self._all()]:
            raise ValueError("initial_option is none of its options")
        return self

    def _all(self) -> Iterator[Option]:
        yield from self.options or ()
        for group in self.option_groups or ():
            yield from group.options


Choosers = UsersSelect | ConversationsSelect | StaticSelect
