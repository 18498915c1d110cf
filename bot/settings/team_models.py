"""Models of `team.yaml`: the shape of each part, and the JSON Schema for editors."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from bot.core.accounts import BadAccount, BadAccountReason, account
from bot.core.team import AccountKind, Alone

MOST_NAMES = 50_000  # that are remembered; each is looked at twice, and looking takes long
ID = re.compile("[UWS][A-Z0-9]{2,20}")  # of a person or a user group
_PERSON = "be a member ID such as U0123456789 (in Slack: the profile, ⋮, Copy member ID)"
_GROUP = "a user group's ID such as S0123456789"


def wrong(must: str) -> PydanticCustomError:
    """Error of a text; `must` completes the sentence "'…' must"."""
    return PydanticCustomError("spelling", "{must}", {"must": must})


@dataclass(frozen=True)
class Matches:
    """Annotation of a text that matches a pattern, also in the JSON Schema."""

    pattern: str
    must: str

    def _check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise wrong(self.must)
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, shape: Any, handler: GetJsonSchemaHandler) -> Any:
        return {**handler(shape), "pattern": f"^({self.pattern})$"}


@lru_cache(maxsize=MOST_NAMES)
def account_name(text: str) -> str:
    """Canonical spelling of a nickname; '' if the text is none."""
    try:
        name = account(text)
    except BadAccount:
        return ""
    return "" if name.isdigit() else name


def _name(text: str) -> str:
    if name := account_name(text):
        return name
    try:
        account(text)
    except BadAccount as bad:
        if bad.reason is BadAccountReason.SECRET:
            raise PydanticCustomError("secret", "looks like a secret") from None
    raise wrong(
        "be a nickname: a letter first, 2 to 32 letters and digits; the digits of the account"
        " ID go into `id`"
    )


def _region(code: str) -> str:
    if code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise wrong("be a country code such as TW or JP")
    return code.upper()


def is_group_name(text: str) -> bool:
    """Whether it can name a group: capitals would look like an ID."""
    letters = text[:1].isalpha() and all(c.isalnum() or c in "-_" for c in text)
    return letters and text == text.casefold() and len(text) <= 40  # noqa: PLR2004 -- enough


def _group_name(text: str) -> str:
    if is_group_name(text):
        return text
    raise wrong("be a name of small letters, digits, - and _, a letter first")


def _listed(text: str) -> str:
    if ID.fullmatch(text) or is_group_name(text):
        return text
    raise wrong(f"{_PERSON}, {_GROUP}, or the name of one of the file's groups")


def _as_list(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


Name = Annotated[str, AfterValidator(_name)]
Region = Annotated[str, AfterValidator(_region)]
AccountId = Annotated[
    str, Matches("[0-9]{12}", "be the twelve digits of the account ID, in quotes")
]
Person = Annotated[str, Matches("[UW][A-Z0-9]{2,20}", _PERSON)]
PersonOrGroup = Annotated[str, Matches(ID.pattern, f"{_PERSON}, or {_GROUP}")]
GroupName = Annotated[str, AfterValidator(_group_name)]
Listed = Annotated[str, AfterValidator(_listed)]
Channel = Annotated[
    str,
    Matches(
        "[CG][A-Z0-9]{2,20}",
        "be a channel's ID such as C0123456789 (in Slack: at the end of the channel's details)",
    ),
]
Duration = Annotated[
    str, Matches("[1-9][0-9]{0,3}[mhd]", "be a time such as 15m, 8h or 2d, in quotes or not")
]


class _Entry(BaseModel):
    """Part of the file; a known key with nothing after it counts as not set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        if given == "":
            return {}
        if not isinstance(given, dict):
            return given
        # To YAML, {id:123} is a key `id:123` with nothing after it.
        known = cls.model_fields
        return {key: value for key, value in given.items() if value != "" or key not in known}


class AccountModel(_Entry):
    """One AWS account."""

    id: AccountId | None = Field(None, description="the account ID, twelve digits in quotes")
    also: list[Name] = Field([], description="its other names, as people type them")
    kind: AccountKind | None = Field(None, description="what kind of account it is")
    owner: PersonOrGroup | None = Field(None, description="who is asked when nobody answers")
    inbox: list[Person] = Field([], description="who can read the root inbox")
    phone: list[Person] = Field([], description="who holds the phone on file")
    number: str | None = Field(None, description="the phone number on file, as AWS has it")
    phone_region: Region | None = Field(
        None, description="the country of its phone numbers that name none"
    )


class ApprovalModel(_Entry):
    """Who approves, and what happens while nobody does."""

    by: Annotated[list[Listed], BeforeValidator(_as_list)] = Field(
        description="who may approve: IDs, and names of the file's groups",
        json_schema_extra={"type": ["array", "string"]},
    )
    tell: Channel = Field(description="the channel in which they are asked")
    alone: Alone = Field(Alone.TOLD, description="whether the lead may go on alone")
    again: Duration = Field("15m", description="how long until they are first asked again")
    expires: Duration = Field("8h", description="the time after which nothing is removed")


class TeamModel(_Entry):
    """What the company knows: its accounts and its people, and who may do what."""

    accounts: dict[Name, AccountModel] = Field({}, description="the AWS accounts by name")
    groups: dict[GroupName, list[PersonOrGroup]] = Field(
        {}, description="people and user groups under one name"
    )
    may: dict[str, list[Listed]] = Field({}, description="by procedure: who may start and press")
    channels: list[Channel] = Field([], description="where runs may start; empty: anywhere")
    approval: dict[str, ApprovalModel] = Field({}, description="by procedure: who approves")
