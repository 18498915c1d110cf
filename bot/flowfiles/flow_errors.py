"""Pydantic's errors in a flow as sentences for its author, and the valid rest of the flow."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.files.suggestions import suggestion
from bot.flowfiles.models import ButtonModel, FlowModel, KnownModel, ScenarioModel, StepModel

# By pydantic's name for the mistake, and by the key where one says it better.
_SENTENCES: Mapping[str | tuple[str, str], str] = {
    "missing": "'{key}' is missing; add it.",
    "extra_forbidden": "there is no key '{key}' here.{near_key}",
    "literal_error": "'{given}' is not known here.{near} It takes {allowed}.",
    "enum": "'{given}' is not known here.{near} It takes {allowed}.",
    ("string_pattern_mismatch", "reviewed"): "'{given}' is not a date; write it like 2026-11-22.",
    "month": "'{given}' is not a month; write it like 2026-10.",
    "wait": "'{given}' is not a time; write it like 24h or 3d.",
    ("string_pattern_mismatch", "command"): "'{given}' is not a slash command;"
    " use small letters, digits and -, after a /.",
    "string_pattern_mismatch": "'{given}' is not a name;"
    " use small letters, digits and _ (flows: -), a letter first.",
    "too_short": "'{key}' is empty; give at least one.",
    "string_too_long": "'{given}' is too long; {most} characters at most.",
    "string_too_short": "'{key}' is empty; write something.",
    "string_type": "this is {shape}; a single name or text is expected.",
    "tuple_type": "this is {shape}; a list is expected, such as [one, two].",
    "dict_type": "this is {shape}; `name: …` is expected, once or more.",
    "model_type": "this is {shape}; keys are expected: {keys}.",
    "source": "{shape} is not a source; give an https address, or a sentence.",
    "bool_parsing": "'{given}' is neither true nor false.",
    "bool_type": "{shape} is neither true nor false.",
}


def sentences(
    error: ValidationError, model: type[FlowModel | ScenarioModel] = FlowModel
) -> Iterable[tuple[tuple[str, ...], str]]:
    """Place and sentence with remedy, for each mistake that pydantic found in a `model`."""
    for detail in error.errors(include_url=False, include_context=True):
        path = _data_path(detail["loc"])
        yield _place(path), _sentence(path, detail, model)


def _data_path(loc: tuple[Any, ...]) -> tuple[str, ...]:
    """Path in the file, from pydantic's location without its internal names."""
    union_tag = 4 if loc[2:3] == ("buttons",) and loc[4:5] in (("step",), ("button",)) else None
    return tuple(str(part) for n, part in enumerate(loc) if n != union_tag and part != "[key]")


def _place(path: tuple[str, ...]) -> tuple[str, ...]:
    """Place as an author names it: step / button / key."""
    if path[:1] != ("steps",) or len(path) == 1:
        return path
    inside = path[:2] if path[2:3] == ("buttons",) and len(path) > 3 else path[:3]  # noqa: PLR2004 -- a button
    return (*inside[1:], *path[3:])


def _sentence(
    path: tuple[str, ...], detail: ErrorDetails, model: type[FlowModel | ScenarioModel]
) -> str:
    key, given, context = path[-1] if path else "", detail["input"], detail.get("ctx", {})
    keys = list(_keys_at(path, model))
    allowed = re.findall(r"'([^']+)'", str(context.get("expected", "")))
    kind = detail["type"]
    sentence = _SENTENCES.get((kind, key)) or _SENTENCES.get(kind, "{given}: {message}.")
    return sentence.format(
        key=key,
        keys=", ".join(keys),
        near_key=suggestion(key, keys),
        given=given,
        shape=_shape(given),
        near=suggestion(str(given), allowed),
        allowed=", ".join(allowed),
        most=context.get("max_length"),
        message=detail["msg"],
    )


def _shape(given: Any) -> str:
    """Description of a wrong value, in YAML's terms."""
    if isinstance(given, list):
        return "a list"
    return "a mapping" if isinstance(given, Mapping) else f"'{given}'" if given else "nothing"


def _keys_at(path: tuple[str, ...], model: type[FlowModel | ScenarioModel]) -> Iterable[str]:
    if "buttons" in path[:-1]:
        return ButtonModel.model_fields
    if "known" in path:
        return KnownModel.model_fields
    of = StepModel if path[:1] == ("steps",) else model
    return [field.alias or name for name, field in of.model_fields.items()]
