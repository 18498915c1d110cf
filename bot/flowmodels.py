"""The shape of `flow.yaml` and `scenarios.yaml`: the closed vocabulary, and its JSON Schema."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core.answers import RULES
from bot.core.budget import Result
from bot.core.check import meant
from bot.core.timers import REMINDERS

NAME = r"^[a-z][a-z0-9_]*$"
FLOW_NAME = r"^[a-z][a-z0-9-]*$"


def _one_of(known: frozenset[str]) -> Callable[[str], str]:
    """As `Literal`, for names that are kept where they are used."""
    expected = " or ".join(f"'{name}'" for name in sorted(known))

    def check(given: str) -> str:
        if given not in known:
            raise PydanticCustomError("literal_error", "unknown", {"expected": expected})
        return given

    return check


Name = Annotated[str, Field(pattern=NAME, max_length=40)]
FlowName = Annotated[str, Field(pattern=FLOW_NAME, max_length=40)]
Rule = Annotated[
    str, Field(json_schema_extra={"enum": sorted(RULES)}), AfterValidator(_one_of(RULES))
]
Reminder = Annotated[
    str, Field(json_schema_extra={"enum": sorted(REMINDERS)}), AfterValidator(_one_of(REMINDERS))
]
Spends = Literal["call", "sms"]  # of Kind; the third kind is what people tell us
Detour = Literal["risky", "very_risky", "used_up"]  # of Risk; a clear way needs no detour


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ButtonModel(_Model):
    """A button with more to it than a step to go to."""

    go: Name | None = Field(None, description="the step that it leads to")
    spends: Spends | None = Field(None, description="counts one attempt: a voice call or an SMS")
    refused: Name | None = Field(None, description="where `spends` leads when nothing is left")
    visits: FlowName | None = Field(None, description="another flow to walk before `then`")
    then: Name | None = Field(None, description="the step to come back to after `visits`")
    records: Result | None = Field(None, description="what came of the attempt spent last")
    gives_back: bool = Field(
        default=False, description="gives the last attempt back, within two minutes"
    )


def _button_form(value: Any) -> str:
    return "button" if isinstance(value, Mapping | ButtonModel) else "step"


ButtonForm = Annotated[
    Annotated[Name, Tag("step")] | Annotated[ButtonModel, Tag("button")],
    Discriminator(_button_form),
]


class StepModel(_Model):
    sources: list[Name] = Field(min_length=1, description="names from the flow's `sources`")
    buttons: dict[Name, ButtonForm] = Field({}, description="button: the step that it leads to")
    asks: Rule | None = Field(None, description="a typed answer, checked by this rule")
    go: Name | None = Field(None, description="where a good answer leads")
    skip: Name | None = Field(None, description="where no answer leads; without it, one is needed")
    shows: list[Name] = Field([], description="panels and notes below the text")
    reminds: Reminder | None = Field(None, description="the reminder that starts here")
    end: Name | None = Field(None, description="the run ends here, with this outcome")
    resumes: Name | None = Field(None, description="where an ended run may be taken up again")
    needs_attempt: dict[Detour, Name] = Field(
        {}, description="the step to pass first when the next attempt is that risky"
    )
    danger: bool = Field(default=False, description="the main button is red and asks again")


class FlowModel(_Model):
    """One procedure: where each button leads. The words stand beside it, one file a language."""

    flow: FlowName = Field(description="the name of the folder")
    command: str = Field(pattern=r"^/[a-z][a-z0-9-]{0,30}$", description="the slash command")
    start: Name = Field(description="the first step")
    goal: Name = Field(description="the end that most runs aim at")
    reviewed: str = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}$", description="when somebody last held it against AWS"
    )
    sources: dict[Name, str] = Field(
        min_length=1, description="name: an https address, or a sentence"
    )
    steps: dict[Name, StepModel] = Field(min_length=1)


class ScenarioModel(_Model):
    """What the author expects: these presses, from the start, lead to that end."""

    title: str = Field(min_length=1)
    presses: list[str] = Field(min_length=1)
    end: Name


def schema() -> dict[str, Any]:
    """JSON Schema of `flow.yaml`, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A flow of mfa-bot",
        **FlowModel.model_json_schema(),
    }


def sentences(error: ValidationError) -> Iterable[tuple[tuple[str, ...], str]]:
    """(place, sentence with the remedy) for each mistake that pydantic found."""
    for detail in error.errors(include_url=False, include_context=True):
        yield _place(detail["loc"]), _sentence(_data_path(detail["loc"]), detail)


def mended(data: Any) -> FlowModel | None:
    """The flow without what pydantic refuses, so that the rest can be checked in the same go."""
    for _ in range(20):
        try:
            return FlowModel.model_validate(data)
        except ValidationError as error:
            if not isinstance(data, dict) or not all(
                [_mend(data, detail) for detail in error.errors(include_url=False)]
            ):
                return None
    return None


def _mend(data: dict[str, Any], detail: ErrorDetails) -> bool:
    *way, last = _data_path(detail["loc"])
    spot: Any = data
    for part in way:
        spot = spot.get(part) if isinstance(spot, dict) else None
    if last == "sources" and isinstance(spot, dict):
        spot["sources"] = (
            list(data.get("sources") or {"unknown": ""})[:1] if way else {"unknown": ""}
        )
    elif isinstance(spot, dict) and last in spot:
        del spot[last]
    elif spot is data and (stand_in := _stand_in(last, data)):
        spot[last] = stand_in
    else:
        return False
    return True


def _stand_in(key: str, data: dict[str, Any]) -> str | None:
    """For what a flow must have and this one has not, while the rest of it is checked."""
    steps = data.get("steps")
    named = list(steps.items()) if isinstance(steps, dict) else []
    ends = [name for name, step in named if isinstance(step, dict) and "end" in step]
    first, end = next((name for name, _ in named), None), next(iter(ends), None)
    fixed = {"flow": "unnamed", "command": "/unnamed", "reviewed": "2000-01-01"}
    return {**fixed, "start": first, "goal": end}.get(key)


def _data_path(loc: tuple[Any, ...]) -> tuple[str, ...]:
    """Pydantic's place, less the names of its own machinery."""
    union_tag = 4 if loc[2:3] == ("buttons",) and loc[4:5] in (("step",), ("button",)) else None
    return tuple(str(part) for n, part in enumerate(loc) if n != union_tag and part != "[key]")


def _place(loc: tuple[Any, ...]) -> tuple[str, ...]:
    """As an author would name it: flow / step / button / key."""
    path = _data_path(loc)
    if path[:1] != ("steps",) or len(path) == 1:
        return path
    return tuple(part for n, part in enumerate(path) if n != 0 and (n, part) != (2, "buttons"))


def _sentence(loc: tuple[str, ...], detail: ErrorDetails) -> str:
    key, given, context = loc[-1], detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"'{key}' is missing; add it."
        case "extra_forbidden":
            return f"there is no key '{key}' here.{meant(key, _keys_at(loc))}"
        case "literal_error" | "enum":
            allowed = re.findall(r"'([^']+)'", context["expected"])
            near = meant(str(given), allowed)
            return f"'{given}' is not known here.{near} It takes {', '.join(allowed)}."
        case "string_pattern_mismatch" if key == "reviewed":
            return f"'{given}' is no date; write it like 2026-11-22."
        case "string_pattern_mismatch" if key == "command":
            return f"'{given}' is no slash command; write it like /mfa-lost."
        case "string_pattern_mismatch":
            return (
                f"'{given}' is no name; use small letters, digits and _ (flows: -), a letter first."
            )
        case "too_short":
            return f"'{key}' is empty; give at least one."
        case "string_type":
            return f"{given!r} is no name; give the name of one step, or {{go: step, …}}."
        case "bool_parsing" | "bool_type":
            return f"'{given}' is neither true nor false."
        case _:
            return f"{detail['msg']} (given: {given!r})."


def _keys_at(loc: tuple[str, ...]) -> Iterable[str]:
    if "buttons" in loc[:-1]:
        return ButtonModel.model_fields
    if loc[:1] == ("steps",):
        return StepModel.model_fields
    return ScenarioModel.model_fields if loc[0].isdigit() else FlowModel.model_fields
