"""Checks of what no change of a flow may lose: counted attempts, the state of MFA, a way out."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from bot.core.budget import AttemptResult
from bot.core.flow import Button, Flow, Step
from bot.core.team import Team
from bot.core.typed_ids import ACCOUNT_ID
from bot.core.words import Words
from bot.flowfiles.circles import circles
from bot.flowfiles.move_checks import COUNTING, Problem, effects
from bot.texts import label_keywords
from bot.texts.languages import ENGLISH

_BOLD = re.compile(r"\*\*.+?\*\*")  # AWS's own labels, some of which are questions

Change = Callable[[Button, bool], bool]
Telling = Callable[[str], tuple[str, ...]]  # words by language


def check_safety(
    flow: Flow, flows: Mapping[str, Flow], words: Iterable[Words]
) -> Iterator[Problem]:
    """Problems of one flow whose moves are sound. `words`: in each language, English first."""
    languages = tuple(words)
    for step in flow.steps.values():
        for button in step.buttons.values():
            at = f"{flow.name} / {step.name} / {button.name}"
            yield from _unrecorded_claims(at, step, button, languages)
    yield from _uncounted(flow, flows)
    yield from _bypasses(flow)
    if languages:
        yield from _answer_loops(flow, languages[0])
        yield from _unasked_ids(flow, languages[0])


def unasked_approvals(flows: Mapping[str, Flow], team: Team) -> Iterator[str]:
    """Sentences on rules for approvals that no step of their procedure asks for."""
    for name in team.approval:
        flow = flows.get(name)
        if flow and not any(step.approval for step in flow.steps.values()):
            yield (
                f"team.yaml, approval: no step of '{name}' has `approval: true`, so nobody would be"
                " asked; remove the rule, or mark the step in its flow.yaml."
            )


def _unrecorded_claims(
    at: str, step: Step, button: Button, words: Iterable[Words]
) -> Iterator[Problem]:
    """Problems of a button that says something which the bot must know, by its name or a label."""
    labels = [(text.language, text.label(step.name, button.name)) for text in words]
    labels.append((ENGLISH, button.name.rpartition("_")[2]))
    if button.records is not AttemptResult.BLOCKED and _has_word(labels, label_keywords.blocked):
        yield Problem(
            at,
            "the button says that AWS has blocked something, and nothing is counted; add"
            " `records: blocked`, or use another word.",
        )
    if button.mfa is None and _has_word(labels, label_keywords.removed):
        yield Problem(
            at,
            "the button says that a device is removed; add `mfa: off`, or `mfa: on` where root has"
            " another one, or use another word.",
        )


def _has_word(labels: Iterable[tuple[str, str]], telling: Telling) -> bool:
    """Whether a label has one of the words that tell so in its language."""
    return any(_pattern(telling, language).search(label.casefold()) for language, label in labels)


@cache
def _pattern(telling: Telling, language: str) -> re.Pattern[str]:
    """Pattern of these words, as whole words where the language writes words apart."""
    words = "|".join(map(re.escape, telling(language)))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def _uncounted(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    """Steps that report an attempt which no press has counted on some way there."""

    def spent(button: Button, before: bool) -> bool:
        ended = button.gives_back or button.records
        return True if button.spends else before and not ended

    reached = _reachable(flow, flows, spent, first=False)
    for step in flow.steps.values():
        results = [b.records for b in step.buttons.values() if b.records]
        told = [str(r) for r in results if r is not AttemptResult.BLOCKED]
        if told and (step.name, False) in reached:
            before = reached[step.name, False]
            yield Problem(
                f"{flow.name} / {step.name}",
                f"`records: {told[0]}` reports an attempt that is not counted on the way from"
                f" '{before}'; lead here with a button that `spends` only.",
            )


def _bypasses(flow: Flow) -> Iterator[Problem]:
    """Ways past a step that waits for a second person, to what it keeps closed."""
    closed = {name: _without_held(step) for name, step in flow.steps.items()}
    free = replace(flow, steps=closed).reachable()
    for step in flow.steps.values():
        for button in step.buttons.values():
            target = button.then or button.go
            if step.approval and not button.safe and target in free:
                yield Problem(
                    f"{flow.name} / {step.name} / {button.name}",
                    f"'{target}' can be reached without the approval that this step waits for; lead"
                    " every way there through this step.",
                )


def _without_held(step: Step) -> Step:
    """Step as it is while nobody has approved it."""
    if not step.approval:
        return step
    return replace(step, buttons={name: b for name, b in step.buttons.items() if b.safe})


def _reachable(
    flow: Flow, flows: Mapping[str, Flow], change: Change, *, first: bool
) -> Mapping[tuple[str, bool], str]:
    """All (step, state) that some walk reaches, each with the step before it.

    `change`: the state after a press.
    """
    reached = {(flow.start, first): ""}
    wave = deque(reached)
    while wave:
        here, state = wave.popleft()
        for target, after in _presses(flow.steps[here], state, flows, change):
            if target in flow.steps and (target, after) not in reached:
                reached[target, after] = here
                wave.append((target, after))
    return reached


def _presses(
    step: Step, state: bool, flows: Mapping[str, Flow], change: Change
) -> Iterator[tuple[str, bool]]:
    """(target, state) of everything that can be done at a step."""
    for button in step.buttons.values():
        if button.visits in flows:
            yield from ((button.then or "", s) for s in _end_states(button, state, flows, change))
        else:
            yield button.go or "", change(button, state)
        if button.refused:
            yield button.refused, state
    for target in (step.go, step.skip, *(target for _, target in step.detours())):
        if target:
            yield target, state


def _end_states(
    button: Button, state: bool, flows: Mapping[str, Flow], change: Change
) -> frozenset[bool]:
    """States in which a visited flow can end."""
    visited = flows[button.visits or ""]
    reached = _reachable(visited, {}, change, first=state)
    return frozenset(s for name, s in reached if visited.steps[name].end)


def _answer_loops(flow: Flow, words: Words) -> Iterator[Problem]:
    """Loops of answers alone: who answers truthfully would go round for ever."""
    answers = {name: tuple(_answers(step, words)) for name, step in flow.steps.items()}
    for circle in circles(answers):
        way = " → ".join((*circle, circle[0]))
        yield Problem(
            f"{flow.name} / {circle[0]}",
            f"answers alone lead in a circle: {way}; let one of them lead on to something to do, or"
            " to an end.",
        )


def _unasked_ids(flow: Flow, words: Words) -> Iterator[Problem]:
    """Steps with an account ID that nobody may have been asked for.

    They would show an example, and a command with that number would be about another account.
    """
    closed = {n: _without_answer(s) for n, s in flow.steps.items()}
    unasked = replace(flow, steps=closed).reachable()
    for step in flow.steps.values():
        sections = (words.sections.get(name) for name in (step.name, *step.shows))
        shown = any(f"{{{ACCOUNT_ID}}}" in section.text for section in sections if section)
        if shown and step.name in unasked and step.asks != ACCOUNT_ID:
            yield Problem(
                f"{flow.name} / {step.name}",
                "the words have {account_id}, and the step can be reached without the question for"
                " it; lead every way here through a step with `asks: account_id`.",
            )


def _without_answer(step: Step) -> Step:
    """Question for an account ID as it is for somebody who leaves it by another button."""
    return replace(step, asks=None, go=None) if step.asks == ACCOUNT_ID else step


def asks_what_is_so(step: Step, words: Words) -> bool:
    """Whether a step asks something; any other tells somebody to do something."""
    return "?" in _BOLD.sub("", words.point(step.name))


def _answers(step: Step, words: Words) -> Iterator[str]:
    """Targets of the presses that only say what is so."""
    if not asks_what_is_so(step, words):
        return
    for button in step.buttons.values():
        if button.go and not effects(button, (*COUNTING, "mfa")):
            yield button.go
    if step.skip:
        yield step.skip
