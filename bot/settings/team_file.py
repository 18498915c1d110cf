"""Reader of `team.yaml`: a Team, or every mistake in the file as a sentence."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core.accounts import BadAccount, account, is_account_id
from bot.core.team import KnownAccount, Team
from bot.files import strict_yaml
from bot.files.suggestions import suggestion


class BadTeamFile(ValueError):
    """Team file that can't be used; `mistakes` has one sentence for each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _account_id(text: str) -> str:
    if not is_account_id(text):
        must = "be the twelve digits of the account ID, in quotes"
        raise PydanticCustomError("spelling", "{must}", {"must": must})
    return text


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


Name = Annotated[str, AfterValidator(_account_name)]
Region = Annotated[str, AfterValidator(_region)]
AccountId = Annotated[
    str, AfterValidator(_account_id), Field(json_schema_extra={"pattern": "^[0-9]{12}$"})
]


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AccountModel(_StrictModel):
    """One AWS account."""

    id: AccountId | None = Field(None, description="the account ID, twelve digits in quotes")
    also: list[Name] = Field([], description="its other names, as people type them")
    phone_region: Region | None = Field(
        None, description="the country of its phone numbers that name none"
    )


class TeamModel(_StrictModel):
    """What the team knows about its accounts."""

    accounts: dict[Name, AccountModel] = Field({}, description="the AWS accounts by name")


def schema() -> dict[str, Any]:
    """JSON Schema of `team.yaml`, for editors."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **TypeAdapter(TeamModel).json_schema(), "title": "team.yaml"}


def read(path: Path) -> Team:
    """Team of a file. Raises BadTeamFile."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadTeamFile((f"TEAM_FILE can't be read ({path}): {error.strerror}.",)) from None
    except UnicodeDecodeError:
        raise BadTeamFile((f"{path}: save the file as UTF-8.",)) from None
    data, slips = strict_yaml.read(text)
    if slips:
        raise BadTeamFile(tuple(f"{path} line {slip.line}: {slip.text}" for slip in slips))
    try:
        model = TeamModel.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise BadTeamFile(tuple(f"{path}: {_sentence(one)}" for one in problems)) from None
    if mistakes := tuple(
        f"{path}: {told}" for told in _used_twice(data.get("accounts", {}), model)
    ):
        raise BadTeamFile(mistakes)
    return _team(model)


def _used_twice(written: Mapping[str, Any], model: TeamModel) -> Iterator[str]:
    """Names that would lead to two accounts; `written`: with the keys as they were spelled."""
    owners: dict[str, str] = {}
    for spelled in written:
        name = account(spelled)
        entry = model.accounts[name]
        if (other := owners.get(name)) and account(other) == name:  # spelled in two ways
            yield f"accounts / {spelled}: '{name}' stands in accounts / {other} too; keep one."
            continue
        for one in (name, *entry.also, *([entry.id] if entry.id else [])):
            if (other := owners.setdefault(one, spelled)) != spelled:
                yield f"accounts / {spelled}: '{one}' stands in accounts / {other} too; keep one."


def _team(model: TeamModel) -> Team:
    return Team(
        accounts=tuple(
            KnownAccount(
                name=name,
                id=entry.id or "",
                also=tuple(entry.also),
                phone_region=entry.phone_region or "",
            )
            for name, entry in model.accounts.items()
        )
    )


_SHAPES = {
    "model_type": "a mapping with the keys `accounts`",
    "list_type": "a list such as [one, two]",
    "dict_type": "`name: …`, once or more",
}


def _sentence(detail: ErrorDetails) -> str:
    """Sentence of one of pydantic's errors, with its place and remedy."""
    path = [str(part) for part in detail["loc"] if part != "[key]"]
    key, given, kind = path[-1] if path else "", detail["input"], detail["type"]
    place = " / ".join(path)
    shown = f"'{given}'" if isinstance(given, str) else "this"
    if kind == "extra_forbidden":
        place = " / ".join(path[:-1])
        known = (AccountModel if path[:-1] else TeamModel).model_fields
        told = f"there is no key '{key}' here.{suggestion(key, known)} It takes {', '.join(known)}."
    elif kind == "spelling":
        told = f"{shown} must {detail['msg']}."
    else:
        told = f"{_SHAPES.get(kind, 'one name or text')} is expected here."
        told = told[0].upper() + told[1:] if not place else told
    return f"{place}: {told}" if place else told
