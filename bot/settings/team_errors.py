"""Sentences on the mistakes of one entry of `team.yaml`, from pydantic's errors."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.files.quoted import printable, quoted
from bot.files.suggestions import suggestion
from bot.settings.team_models import AccountModel, ApprovalModel, TeamModel

_SHAPES = {
    "model_type": "a mapping such as `key: value`",
    "list_type": "a list such as [one, two]",
    "dict_type": "at least one entry `name: …`",
}
_ENTRIES: dict[str, type[BaseModel]] = {"accounts": AccountModel, "approval": ApprovalModel}


def sentences(error: ValidationError) -> list[str]:
    return [_sentence(one) for one in error.errors(include_url=False)]


def _sentence(detail: ErrorDetails) -> str:
    """Sentence of one error, with its place and remedy."""
    path = [str(part) for part in detail["loc"] if part != "[key]"]
    given, kind = detail["input"], detail["type"]
    shown = quoted(given) if isinstance(given, str) else "this"
    if kind == "extra_forbidden":
        *path, key = path
        told = _no_such_key(key, path)
    elif kind == "missing":
        *path, key = path
        told = f"'{key}' is missing; add it."
    elif kind == "enum":
        known = _ENTRIES[path[0]].model_fields[path[2]].annotation
        names = [str(one) for one in _members(known)]
        told = f"{shown} must be one of {', '.join(names)}.{suggestion(str(given), names)}"
    elif kind == "secret":
        if detail["loc"][-1] == "[key]":
            path.pop()  # the name itself
        told = "a name here looks like a password or a code, and is not repeated; choose another."
    elif kind == "spelling":
        told = f"{shown} must {detail['msg']}."
    else:
        told = f"{_SHAPES.get(kind, 'one name or text')} is expected here."
        told = told[0].upper() + told[1:] if not path else told
    return f"{' / '.join(map(printable, path))}: {told}" if path else told


def _no_such_key(key: str, path: list[str]) -> str:
    model = _ENTRIES[path[0]] if path else TeamModel
    known = model.model_fields
    name, colon, _ = key.partition(":")
    if colon and name.strip() in known:
        return f"a space is missing after '{name.strip()}:'; add it."
    shown = quoted(key, "of this name")
    return f"there is no key {shown} here.{suggestion(key, known)} It takes {', '.join(known)}."


def _members(kind: Any) -> Any:
    """Members of an enum, or of the one in `Enum | None`."""
    return next(iter(getattr(kind, "__args__", (kind,))))
