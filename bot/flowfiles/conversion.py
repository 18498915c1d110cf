"""Conversion of the validated models of flow.yaml to the flows of the core."""

import hashlib
from typing import Any

from pydantic import BaseModel

from bot.core.budget import DAY, HOUR
from bot.core.flow import Button, Flow, Review, Step
from bot.flowfiles.models import ButtonModel, FlowModel, StepModel


def flow_of(model: FlowModel) -> Flow:
    """Flow of a valid flow.yaml."""
    # Without defaults: a word that this vocabulary gains later changes no flow.
    moves = model.model_dump_json(include={"start", "steps"}, exclude_defaults=True)
    print_of = hashlib.sha256(moves.encode())
    return Flow(
        name=model.flow,
        command=model.command,
        takes=model.takes,
        start=model.start,
        goal=model.goal,
        review=Review(model.reviewed, model.documentation, model.screens),
        told=model.told,
        strict=model.strict,
        urgent=model.urgent,
        valid_for=_ms(model.valid_for) if model.valid_for else None,
        sources=dict(model.sources),
        steps={name: _step(name, step) for name, step in model.steps.items()},
        fingerprint=print_of.hexdigest()[:12],
    )


def _step(name: str, model: StepModel) -> Step:
    told = model.known
    other = {
        "buttons": {name: _button(name, form) for name, form in model.buttons.items()},
        "known": {fact: getattr(told, fact) for fact in sorted(told.model_fields_set)}
        if told
        else {},
        "follows_up": _ms(model.follows_up) if model.follows_up else None,
    }
    return Step(name=name, **_fields(model) | other)


def _button(name: str, form: str | ButtonModel) -> Button:
    return Button(name=name, **({"go": form} if isinstance(form, str) else _fields(form)))


def _fields(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _ms(wait: str) -> int:
    """Milliseconds of a time such as 24h or 3d."""
    return int(wait[:-1]) * (HOUR if wait.endswith("h") else DAY)
