"""Pydantic models of `flow.yaml` and `scenarios.yaml`, and their JSON Schemas."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from bot.core.answers import ROLES, RULES
from bot.core.budget import AttemptKind, AttemptResult, Risk
from bot.core.evidence import Fact
from bot.core.team import AccountKind
from bot.core.timers import REMINDERS

NAME = r"^[a-z][a-z0-9_]*$"
WAIT = r"^[1-9][0-9]{0,2}[hd]$"
FLOW_NAME = r"^[a-z][a-z0-9-]*$"


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise PydanticCustomError("string_pattern_mismatch", "no date") from None


def _month(given: str) -> str:
    try:
        return date.fromisoformat(f"{given}-01").isoformat()[:7]
    except ValueError:
        raise PydanticCustomError("month", "no month") from None


def _wait(given: str) -> str:
    if not re.match(WAIT, given):
        raise PydanticCustomError("wait", "no time")
    return given


def _source(given: str) -> str:
    if given.startswith("https://") or " " in given:
        return given
    raise PydanticCustomError("source", "no source")


Name = Annotated[str, Field(pattern=NAME, max_length=40)]
FlowName = Annotated[str, Field(pattern=FLOW_NAME, max_length=40)]
# Names that other modules define; mypy takes only those that are written here.
AnswerRule: TypeAlias = Literal[tuple(sorted(RULES))]  # type: ignore[valid-type]
Month = Annotated[
    str, Field(json_schema_extra={"pattern": r"^\d{4}-\d{2}$"}), AfterValidator(_month)
]
Reminder: TypeAlias = Literal[tuple(sorted(REMINDERS))]  # type: ignore[valid-type]
# Only editors read this pattern: `mfa-bot check` walks each press, and tells more about it.
PressForm = Annotated[
    str, Field(json_schema_extra={"pattern": r"^(\+[0-9]+[hm]|[a-z][a-z0-9_]*(=.*)?)$"})
]
Spends = Literal[AttemptKind.CALL, AttemptKind.SMS]  # the other kinds are what people tell us
Role: TypeAlias = Literal[tuple(sorted(ROLES))]  # type: ignore[valid-type]
Wait = Annotated[str, Field(json_schema_extra={"pattern": WAIT}), AfterValidator(_wait)]
# That root signed in proves nothing: it may have been somebody else.
Proof: TypeAlias = Literal[tuple(fact for fact in Fact if fact is not Fact.ROOT_SIGNED_IN)]  # type: ignore[valid-type]
Detour = Literal[Risk.RISKY, Risk.VERY_RISKY, Risk.USED_UP]  # a clear way needs no detour


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ButtonModel(_Model):
    """A button with more to it than a step to go to."""

    go: Name | None = Field(None, description="the step that it leads to")
    spends: Spends | None = Field(None, description="counts one attempt: a voice call or an SMS")
    refused: Name | None = Field(None, description="where `spends` leads when nothing is left")
    visits: FlowName | None = Field(None, description="another flow to walk before `then`")
    then: Name | None = Field(None, description="the step to come back to after `visits`")
    same_number: bool = Field(
        default=False, description="with `visits`: it takes the run's number, and asks for none"
    )
    records: AttemptResult | None = Field(None, description="what came of the attempt spent last")
    gives_back: bool = Field(
        default=False, description="gives the last attempt back, within two minutes"
    )
    confirm: bool = Field(
        default=False, description="asks once more, with the sentence [<button>_confirm] in words"
    )
    undo: bool = Field(default=False, description="can be taken back, once, within two minutes")
    safe: bool = Field(
        default=False,
        description="of a step with `approval`: it needs none, and is where the run goes without"
        " one",
    )
    mfa: Literal["on", "off"] | None = Field(
        None, description="what this press says of root's MFA device; `off` starts reminders"
    )
    gap: Name | None = Field(
        None, description="the note that says what is to be done, now that this was pressed"
    )
    gap_of: Role | None = Field(
        None, alias="for", description="with `gap`: the role whose task that is"
    )


def _button_form(value: Any) -> str:
    return "button" if isinstance(value, Mapping | ButtonModel) else "step"


ButtonForm = Annotated[
    Annotated[Name, Tag("step")] | Annotated[ButtonModel, Tag("button")],
    Discriminator(_button_form),
]


Given = dict[Literal["given"], Name]


class KnownModel(_Model):
    """What `team.yaml` may know, and the button that is then right: the bot presses it itself."""

    kind: dict[AccountKind, Name] = Field({}, description="the kind of the account: the button")
    id: Given = Field({}, description="whether the account ID is known: the button")
    inbox: Given = Field({}, description="whether it is known who reads the inbox: the button")
    phone: Given = Field({}, description="whether it is known who holds the phone: the button")
    number: Given = Field({}, description="whether the number on file is known: the button")


class StepModel(_Model):
    sources: tuple[Name, ...] = Field(min_length=1, description="names from the flow's `sources`")
    buttons: dict[Name, ButtonForm] = Field({}, description="button: the step that it leads to")
    asks: AnswerRule | None = Field(None, description="a typed answer, checked by this rule")
    roles: tuple[Role, ...] = Field((), description="with `asks: person`: whom it asks for")
    turn_of: Role | None = Field(None, alias="for", description="the role whose turn the step is")
    go: Name | None = Field(None, description="where a good answer leads")
    skip: Name | None = Field(None, description="where no answer leads; without it, one is needed")
    doubtful: Name | None = Field(
        None, description="with `asks: phone`: where a number leads that may be wrong as written"
    )
    known: KnownModel | None = Field(
        None,
        description="what `team.yaml` may know, and the button that the bot then presses itself",
    )
    once: bool = Field(
        default=False, description="passed over if the run has come past such a question"
    )
    shows: tuple[Name, ...] = Field((), description="panels and notes below the text")
    reminds: Reminder | None = Field(None, description="the reminder that starts here")
    end: Name | None = Field(None, description="the run ends here, with this outcome")
    follows_up: Wait | None = Field(
        None, description="after an end: the bot asks again after that time, such as 24h or 3d"
    )
    resumes: Name | None = Field(
        None, description="where Go On leads: from an end, or once attempts are free again"
    )
    with_gaps: Name | None = Field(
        None, description="the step to go to instead, if a press has noted a gap"
    )
    needs_attempt: dict[Detour, Name] = Field(
        {}, description="the step to pass first when the next attempt is that risky"
    )
    proofs: dict[Proof, Name] = Field(
        {}, description="what AWS may confirm, and the button that this presses"
    )
    danger: bool = Field(default=False, description="the main button is red and asks again")
    approval: bool = Field(
        default=False,
        description="where the team file has a rule for this flow, a second person has to agree"
        " before any button but the `safe` ones can be pressed",
    )
    buttons_first: tuple[Name, ...] = Field(
        (), description="buttons that stand right below the headline; the others below the text"
    )


class FlowModel(_Model):
    """One procedure: where each button leads. The words stand beside it, one file a language."""

    flow: FlowName = Field(description="the name of the folder")
    command: str = Field(pattern=r"^/[a-z][a-z0-9-]{0,30}$", description="the slash command")
    start: Name = Field(description="the first step")
    goal: Name = Field(description="the end that most runs aim at")
    reviewed: Annotated[str, AfterValidator(_day)] = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}$", description="when somebody last compared it with AWS"
    )
    documentation: Month | None = Field(
        None, description="the month of AWS's documentation that it was compared with"
    )
    screens: Month | None = Field(
        None, description="the month in which somebody last reported what AWS's screens show"
    )
    takes: Literal["account", "number"] = Field(
        "account",
        description="what is typed after the command: an account, or a phone number that is shown"
        " the way AWS wants it",
    )
    told: bool = Field(
        default=False, description="a run in direct messages is told to TELL_CHANNEL"
    )
    strict: bool = Field(
        default=False,
        description="where `may` in team.yaml lists who may, and Slack does not tell whether"
        " somebody is in a group there, they may not go on alone",
    )
    urgent: bool = Field(
        default=False, description="it comes first where procedures are offered to be started"
    )
    valid_for: Wait | None = Field(
        None,
        description="of a check, which changes nothing in AWS: for how long what it finds counts,"
        " such as 90d; then the bot asks to check again",
    )
    sources: dict[Name, Annotated[str, AfterValidator(_source)]] = Field(
        min_length=1, description="name: an https address, or a sentence"
    )
    steps: dict[Name, StepModel] = Field(min_length=1)


class ScenarioKnownModel(_Model):
    """What `team.yaml` says of the account of a scenario."""

    kind: AccountKind | None = None
    id: Literal["given"] | None = None
    inbox: Literal["given"] | None = None
    phone: Literal["given"] | None = None
    number: Literal["given"] | None = None


class ScenarioModel(_Model):
    """What the author expects: these presses, from the start, lead to that end."""

    title: str = Field(min_length=1, description="what happens, in one line")
    presses: tuple[PressForm, ...] = Field(
        min_length=1,
        description="buttons by their names; `answer=TEXT` and `skip` answer a question;"
        " `back`, `stop`, `start_over` and `go_on` are the bot's own; `+24h` and `+90m` let"
        " time pass",
    )
    end: Name = Field(description="the outcome at the end, as `end` in flow.yaml names it")
    known: ScenarioKnownModel | None = Field(
        None, description="what `team.yaml` says of the account; without it, nothing"
    )
