"""Checks of the words of a flow as one language, and beside those of the model language."""

import re
from collections.abc import Iterator

from bot.core.flow import Flow, Step
from bot.core.verbs import Verb
from bot.core.words import PLACEHOLDERS, Words, bold_phrases, placeholders
from bot.flowfiles import language_lint
from bot.flowfiles.move_checks import Problem
from bot.flowfiles.word_checks import place_of
from bot.texts import buttons

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_MARKS = ("**", '"', "“", "「", "`")  # before the name of a button
_ITEM = re.compile(r"^\s*(?:-|\d+\.) ", re.MULTILINE)


def _known(text: str) -> frozenset[str]:
    return placeholders(text) & PLACEHOLDERS


def _code(text: str) -> frozenset[str]:
    return frozenset(found.strip("`\n") for found in _CODE.findall(text))


_SAME = {"placeholder": _known, "bold phrase": bold_phrases, "code": _code}


def check_language(flow: Flow, texts: Words, script: str) -> Iterator[Problem]:
    """Problems of language: other scripts, untranslated English, bold that does not show."""
    at = f"{flow.name} / {texts.language}.md"
    for text in language_lint.problems(script, f"{texts.title}\n\n{texts.intro}"):
        yield Problem(at, text)
    for section in texts.sections.values():
        whole = "\n\n".join((section.text, *section.labels.values()))
        for text in language_lint.problems(script, whole):
            yield Problem(place_of(at, section), text)
        step = flow.steps.get(section.name)
        for label in _absent_buttons(step, section.text, texts.language) if step else ():
            told = f"an end has no button '{label}'; say what to type in Slack instead."
            yield Problem(place_of(at, section), told)


def _absent_buttons(step: Step, text: str, language: str) -> Iterator[str]:
    """Labels of the bot's own buttons that the words of an end name, and that are not there."""
    if not step.end:
        return
    over, on, back = (buttons.verb(language, v) for v in (Verb.START_OVER, Verb.GO_ON, Verb.BACK))
    for label in (over, back) if step.resumes else (over, back, on):  # common words, too
        named = " " in label and label in text
        if named or any(f"{mark}{label}" in text for mark in _MARKS):
            yield label


def check_parity(flow: Flow, model: Words, other: Words) -> Iterator[Problem]:
    """Differences from the model language: placeholders, bold labels, code, lists, sources."""
    at = f"{flow.name} / {other.language}.md"
    for name, source in flow.sources.items():
        if not source.startswith("https://") and source not in other.sources:
            text = f"the source '{name}' is a sentence; add '[{name}] …' to a section '## sources'."
            yield Problem(at, text)
    for name, section in model.sections.items():
        twin = other.sections.get(name)
        if twin is None:
            continue  # `check_sections` reports it
        place = place_of(at, twin)
        for kind, find in _SAME.items():
            have, want = find(twin.text), find(section.text)
            for missing in sorted(want - have):
                yield Problem(place, f"the {kind} '{missing}' of {model.language}.md is missing.")
            for extra in sorted(have - want):
                yield Problem(place, f"the {kind} '{extra}' is not in {model.language}.md.")
        items, as_many = (len(_ITEM.findall(one.text)) for one in (twin, section))
        if items != as_many:
            text = f"items in its lists: {items}; in those of {model.language}.md: {as_many}."
            yield Problem(place, text)
