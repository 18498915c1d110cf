"""Conversion of the validated models of flow.yaml to the flows of the core."""

import hashlib
from collections.abc import Mapping

from bot.core.budget import DAY, HOUR, AttemptKind, AttemptResult, Risk
from bot.core.flow import Button, Flow, Review, Step
from bot.flowfiles.models import ButtonModel, FlowModel, KnownModel, StepModel


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
    return Step(
        name=name,
        sources=tuple(model.sources),
        buttons={name: _button(name, form) for name, form in model.buttons.items()},
        asks=model.asks,
        roles=tuple(model.roles),
        turn_of=model.turn_of,
        proofs=model.proofs,
        go=model.go,
        skip=model.skip,
        doubtful=model.doubtful,
        known=_known(model.known) if model.known else {},
        once=model.once,
        shows=tuple(model.shows),
        reminds=model.reminds,
        end=model.end,
        follows_up=_ms(model.follows_up) if model.follows_up else None,
        resumes=model.resumes,
        with_gaps=model.with_gaps,
        needs_attempt={Risk(risk): step for risk, step in model.needs_attempt.items()},
        danger=model.danger,
        approval=model.approval,
        buttons_first=tuple(model.buttons_first),
    )


def _known(model: KnownModel) -> Mapping[str, Mapping[str, str]]:
    return {fact: dict(getattr(model, fact)) for fact in sorted(model.model_fields_set)}


def _ms(wait: str) -> int:
    """Milliseconds of a time such as 24h or 3d."""
    return int(wait[:-1]) * (HOUR if wait.endswith("h") else DAY)


def _button(name: str, form: str | ButtonModel) -> Button:
    if isinstance(form, str):
        return Button(name=name, go=form)
    return Button(
        name=name,
        go=form.go,
        spends=AttemptKind(form.spends) if form.spends else None,
        refused=form.refused,
        visits=form.visits,
        then=form.then,
        same_number=form.same_number,
        records=AttemptResult(form.records) if form.records else None,
        gives_back=form.gives_back,
        confirm=form.confirm,
        undo=form.undo,
        safe=form.safe,
        mfa=form.mfa,
        gap=form.gap,
        gap_of=form.gap_of,
    )
