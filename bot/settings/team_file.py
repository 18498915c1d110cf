"""Reader of `team.yaml`: a Team, or every mistake in the file as a sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from bot.core.accounts import BadAccount, account
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.team import AccountKind, Alone, ApprovalRule, KnownAccount, Team
from bot.files import strict_yaml
from bot.settings.settings import BadSettings

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
_PEOPLE = re.compile(r"[UWS][A-Z0-9]{2,20}")


@dataclass(frozen=True)
class Spelled:
    """Annotation of a text that matches a pattern; `must` completes the sentence if it does not."""

    pattern: str
    must: str

    def _check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("spelling", "{must}", {"must": self.must})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, shape: Any, handler: GetJsonSchemaHandler) -> Any:
        return {**handler(shape), "pattern": f"^({self.pattern})$"}


def _account_name(text: str) -> str:
    try:
        name = account(text)
    except BadAccount:
        name = ""
    if not name or name.isdigit():
        must = "be a nickname: a letter first, 2 to 32 letters and digits; the digits of the"
        raise PydanticCustomError("spelling", "{must}", {"must": f"{must} account ID go into `id`"})
    return name


def _region(code: str) -> str:
    if code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise PydanticCustomError("spelling", "be a country code such as TW or JP")
    return code.upper()


_PERSON = "be a member ID such as U0123456789 (in Slack: the profile, ⋮, Copy member ID)"
_GROUP = "a user group's ID such as S0123456789"

Name = Annotated[str, AfterValidator(_account_name)]
Region = Annotated[str, AfterValidator(_region)]
AccountId = Annotated[
    str, Spelled(r"[0-9]{12}", "be the twelve digits of the account ID, in quotes")
]
Person = Annotated[str, Spelled(r"[UW][A-Z0-9]{2,20}", _PERSON)]
PersonOrGroup = Annotated[str, Spelled(_PEOPLE.pattern, f"{_PERSON}, or {_GROUP}")]
Listed = Annotated[
    str,
    Spelled(
        rf"{_PEOPLE.pattern}|[a-z][a-z0-9_-]{{0,40}}",
        f"{_PERSON}, {_GROUP}, or the name of one of the file's groups",
    ),
]
GroupName = Annotated[
    str, Spelled(r"[a-z][a-z0-9_-]{0,40}", "be a name of small letters, digits, _ and -")
]
Channel = Annotated[
    str,
    Spelled(
        r"[CG][A-Z0-9]{2,20}",
        "be a channel's ID such as C0123456789 (in Slack: at the end of the channel's details)",
    ),
]
Duration = Annotated[str, Spelled(r"[1-9][0-9]{0,3}[mhd]", "be a time such as 15m, 8h or 2d")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AccountModel(_Model):
    """One AWS account."""

    id: AccountId | None = Field(None, description="the account ID, twelve digits in quotes")
    also: list[Name] = Field([], description="its other names, as people type them")
    kind: AccountKind | None = Field(None, description="what kind of account it is")
    owner: PersonOrGroup | None = Field(None, description="who is asked when nobody answers")
    inbox: list[Person] = Field([], description="who can read the root inbox")
    phone: list[Person] = Field([], description="who holds the phone on file")
    phone_region: Region | None = Field(
        None, description="the country of its phone numbers that name none"
    )


class ApprovalModel(_Model):
    """Who approves, and what happens while nobody does."""

    by: Listed = Field(description="who may approve: a group of the file, or an ID")
    tell: Channel = Field(description="the channel in which they are asked")
    alone: Alone = Field(Alone.TOLD, description="whether the lead may go on alone")
    again: Duration = Field("15m", description="the time until they are asked again, first")
    expires: Duration = Field("8h", description="the time after which nothing is removed")


class TeamModel(_Model):
    """What the company knows: its accounts and its people, and who may do what."""

    accounts: dict[Name, AccountModel] = Field({}, description="the AWS accounts by name")
    groups: dict[GroupName, list[PersonOrGroup]] = Field(
        {}, description="people and user groups under one name"
    )
    may: dict[str, list[Listed]] = Field({}, description="by procedure: who may start and press")
    channels: list[Channel] = Field([], description="where threads may open; empty: anywhere")
    approval: dict[str, ApprovalModel] = Field({}, description="by procedure: who approves")


def schema() -> dict[str, Any]:
    """JSON Schema of `team.yaml`, for editors."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **TypeAdapter(TeamModel).json_schema(), "title": "team.yaml"}


def read(path: Path, flows: frozenset[str]) -> Team:
    """Team of a file; `flows`: the names of the procedures. Raises BadSettings."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadSettings((f"TEAM_FILE can't be read ({path}): {error.strerror}.",)) from None
    except UnicodeDecodeError:
        raise BadSettings((f"{path}: save the file as UTF-8.",)) from None
    data, slips = strict_yaml.read(text)
    if slips:
        raise BadSettings(tuple(f"{path} line {slip.line}: {slip.text}" for slip in slips))
    try:
        model = TeamModel.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise BadSettings(tuple(f"{path}: {_sentence(one)}" for one in problems)) from None
    if mistakes := tuple(f"{path}: {told}" for told in _mistakes(model, flows)):
        raise BadSettings(mistakes)
    return _team(model)


def _mistakes(model: TeamModel, flows: frozenset[str]) -> Iterator[str]:
    """Mistakes that only show between entries."""
    owners: dict[str, str] = {}
    for name, entry in model.accounts.items():
        for one in (name, *entry.also, *([entry.id] if entry.id else [])):
            if (other := owners.setdefault(one, name)) != name:
                yield f"accounts / {name}: '{one}' stands in accounts / {other} too; keep one."
    for section in ("may", "approval"):
        for flow in getattr(model, section):
            if flow not in flows:
                near = _near(flow, flows) or f" There are {', '.join(sorted(flows))}."
                yield f"{section} / {flow}: there is no such procedure.{near}"
    yield from _unknown_groups(model)
    for name, listed in (*model.may.items(), *model.groups.items()):
        if not listed:
            yield f"{name}: the list is empty, so nobody may; name somebody, or remove it."


def _unknown_groups(model: TeamModel) -> Iterator[str]:
    used = [(f"may / {flow}", one) for flow, some in model.may.items() for one in some]
    used += [(f"approval / {flow} / by", rule.by) for flow, rule in model.approval.items()]
    for place, one in used:
        if not _PEOPLE.fullmatch(one) and one not in model.groups:
            near = _near(one, model.groups) or " Add it to `groups`."
            yield f"{place}: there is no group '{one}'.{near}"


def _team(model: TeamModel) -> Team:
    def people(listed: list[str]) -> tuple[str, ...]:
        inside = (model.groups.get(one, [one]) for one in listed)
        return tuple(dict.fromkeys(one for some in inside for one in some))

    return Team(
        accounts=tuple(
            KnownAccount(
                name=name,
                id=entry.id or "",
                also=tuple(entry.also),
                kind=entry.kind,
                owner=entry.owner or "",
                inbox=tuple(entry.inbox),
                phone=tuple(entry.phone),
                phone_region=entry.phone_region or "",
            )
            for name, entry in model.accounts.items()
        ),
        may={flow: people(listed) for flow, listed in model.may.items()},
        channels=tuple(model.channels),
        approval={
            flow: ApprovalRule(
                by=people([rule.by]),
                tell=rule.tell,
                alone=rule.alone,
                again=_milliseconds(rule.again),
                expires=_milliseconds(rule.expires),
            )
            for flow, rule in model.approval.items()
        },
    )


def _milliseconds(text: str) -> int:
    return int(text[:-1]) * _UNITS[text[-1]]


_SHAPES = {"list_type": "a list such as [one, two]", "dict_type": "`name: …`, once or more"}


def _sentence(detail: ErrorDetails) -> str:
    """Sentence of one of pydantic's errors, with its place and remedy."""
    path = [str(part) for part in detail["loc"] if part != "[key]"]
    key, given, kind = path[-1] if path else "", detail["input"], detail["type"]
    place = " / ".join(path)
    shown = f"'{given}'" if isinstance(given, str) else "this"
    if kind == "extra_forbidden":
        place = " / ".join(path[:-1])
        model = {0: TeamModel, 2: AccountModel if path[0] == "accounts" else ApprovalModel}
        known = model.get(len(path) - 1, TeamModel).model_fields
        told = f"there is no key '{key}' here.{_near(key, known)} It takes {', '.join(known)}."
    elif kind == "missing":
        place, told = " / ".join(path[:-1]), f"'{key}' is missing; add it."
    elif kind == "enum":
        told = f"{shown} must be {detail.get('ctx', {}).get('expected')}."
    elif kind == "spelling":
        told = f"{shown} must {detail['msg']}."
    else:
        told = f"{_SHAPES.get(kind, 'one name or text')} is expected here."
        told = told[0].upper() + told[1:] if not place else told
    return f"{place}: {told}" if place else told


def _near(given: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    close = get_close_matches(given, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
