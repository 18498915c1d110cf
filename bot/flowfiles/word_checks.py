"""Checks of the words of a flow: each problem with its place and remedy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from bot.core.flow import PANELS, PERSON, Flow, Step
from bot.core.press import ANSWER, SKIP
from bot.core.words import (
    ABOUT,
    CONFIRM,
    OF_A_PICTURE,
    OF_THE_FLOW,
    OUTCOMES,
    PEOPLE,
    PICTURE,
    PICTURE_ALT,
    PLACEHOLDERS,
    SOURCES,
    START,
    TIMES,
    USAGE,
    Section,
    Words,
    placeholders,
    plain,
)
from bot.files.suggestions import suggestion
from bot.flowfiles.move_checks import Problem
from bot.texts import new_flow

ANSWER_LABELS = ("answer", "label", "example")
PERSON_LABELS = ("answer",)  # the fields of its window are the bot's own

_QUOTE = re.compile(r"^> ?(.+(?:\n>.*)*)", re.MULTILINE)
_BRACED = re.compile(r"\{\s*([A-Za-z][\w .-]*?)\s*\}")

# Slack's limits, less what the bot itself adds around a text: a header block takes 150
# characters, a button 75, a window's title 24, the answer to "Are you sure?" 30. Slack names no
# limit for rich text; a section of mrkdwn has 3000.
MAX_POINT, MAX_BODY, MAX_LABEL, MAX_MODAL_TITLE, MAX_CONFIRM = 140, 2800, 75, 24, 30
MAX_SHORTCUT = 24
MAX_QUESTION = 300  # the text of "Are you sure?"
MAX_OF_PICTURE = {PICTURE: 3000, PICTURE_ALT: 2000}


_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_UNSHOWN = {
    "heading_open": "a heading; write it in bold",
    "hr": "a line across; leave it out",
    "image": "a picture in a text; add lines '[picture] …' and '[picture_alt] …'",
}
_ROW_OF_A_TABLE = re.compile(r"^\|?[ :]*-{2,}[ :]*\|", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:a|b|br|code|del|div|em|font|h[1-6]|hr|i|img|kbd|li|ol|p|pre|s|span|strong|sub|sup|table"
    r"|td|th|tr|u|ul)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_CAN_BE_LINKED = re.compile(r"https?://[^/\s]|mailto:[^@\s]+@", re.IGNORECASE)

_OF_THE_FLOW = {
    ABOUT: "says in one sentence what the command does, and '[usage] …' what is typed after it",
    OUTCOMES: "names each end, with a line '[…] …' for each outcome",
}


def hints_left(flow: str, texts: Words) -> Iterator[Problem]:
    """Sentences that `mfa-bot new` wrote in place of the author's own."""
    hints, at = new_flow.hints(texts.language), f"{flow} / {texts.language}.md"
    places = {f"{at} / its title and introduction": [texts.title, texts.intro]}
    for section in texts.sections.values():
        places[place_of(at, section)] = [section.point, *section.body.split("\n\n")]
    for place, said in places.items():
        for hint in (text for text in map(str.strip, said) if text in hints):
            yield Problem(place, f"“{hint}” says what belongs here; write your own words.")


def check_sections(flow: Flow, texts: Words) -> Iterator[Problem]:
    """Problems in the words of one flow in one language."""
    at = f"{flow.name} / {texts.language}.md"
    notes = _notes(flow)
    for name in (*flow.steps, *sorted(notes)):
        if name in texts.sections:
            continue
        what = "step" if name in flow.steps else "panel or note"
        near = suggestion(name, (*texts.sections, *PANELS))
        yield Problem(at, f"the {what} '{name}' has no words; add a section '## {name}'.{near}")
    for name, what in _OF_THE_FLOW.items():
        if name not in texts.sections:
            yield Problem(at, f"there is no section '## {name}'; it {what}.")
    for section in texts.sections.values():
        place = place_of(at, section)
        if section.name in OF_THE_FLOW:
            yield from _of_the_flow(place, flow, section)
            continue
        if section.name in flow.steps:
            yield from _labels(place, flow.steps[section.name], section)
            yield from _picture(place, section)
        elif section.name not in notes:
            known = (*flow.steps, *notes)
            yield Problem(place, f"no step or note has this name.{suggestion(section.name, known)}")
        elif any(name in section.labels for name in OF_A_PICTURE):
            yield Problem(place, "a picture stands beside a step; put it into the step's section.")
        yield from _text(place, section)


def place_of(at: str, section: Section) -> str:
    return f"{section.file or at} line {section.line} / {section.name}"


def _notes(flow: Flow) -> frozenset[str]:
    """Sections that are no steps: what is shown below one, and what is to be done about a gap."""
    shown = {name for step in flow.steps.values() for name in step.shows} - PANELS
    buttons = (button for step in flow.steps.values() for button in step.buttons.values())
    return frozenset(shown | {button.gap for button in buttons if button.gap})


def _of_the_flow(at: str, flow: Flow, section: Section) -> Iterator[Problem]:
    """Problems of a section that is about the flow, not a step of it."""
    known = _labels_of_the_flow(flow, section.name)
    wanted = {SOURCES: [], OUTCOMES: known, ABOUT: [USAGE]}[section.name]
    what = {SOURCES: "source", OUTCOMES: "outcome", ABOUT: "label"}[section.name]
    for name in section.labels:
        if name not in known:
            yield Problem(at, f"there is no {what} '{name}'.{suggestion(name, known)}")
    for name in dict.fromkeys(wanted):
        if name not in section.labels:
            yield Problem(at, f"the {what} '{name}' has no text; add a line '[{name}] …'.")
    if section.name == ABOUT and not section.point:
        yield Problem(at, "there is no text; the first line says what the command does.")
    if len(section.labels.get(START, "")) > MAX_SHORTCUT and section.name == ABOUT:
        told = f"[{START}] is the name of a shortcut: {MAX_SHORTCUT} characters at most."
        yield Problem(at, told)
    for name in sorted(_braced(section.text)):
        yield Problem(at, f"this can't be filled; write it without {{{name}}}.")
    yield from _too_long(at, section)


def without_unused(flow: Flow, texts: Words) -> Words:
    """Words without what this flow has no place for: those of another version of it."""
    notes = _notes(flow)
    known = {*flow.steps, *notes, *OF_THE_FLOW}
    sections = (section for name, section in texts.sections.items() if name in known)
    return replace(
        texts, sections={one.name: _without_unused_labels(flow, one) for one in sections}
    )


def _without_unused_labels(flow: Flow, section: Section) -> Section:
    step = flow.steps.get(section.name)
    of_step = [*_required_labels(step), *OF_A_PICTURE] if step else []
    known = (*of_step, *_labels_of_the_flow(flow, section.name))
    labels = {name: label for name, label in section.labels.items() if name in known}
    return replace(section, labels=labels)


def _labels_of_the_flow(flow: Flow, section: str) -> list[str]:
    """Labels that a section about the flow may have."""
    ends = [step.end for step in flow.steps.values() if step.end]
    known = {SOURCES: [*flow.sources], OUTCOMES: ends, ABOUT: [USAGE, START]}
    return known.get(section, [])


def _confirm_labels(step: Step) -> list[str]:
    return [button.name + CONFIRM for button in step.buttons.values() if button.confirm]


def _required_labels(step: Step) -> list[str]:
    """Labels that a step needs."""
    asked = PERSON_LABELS if step.asks == PERSON else ANSWER_LABELS if step.asks else ()
    return [*step.buttons, *asked, *([SKIP] if step.skip else []), *_confirm_labels(step)]


def _labels(at: str, step: Step, section: Section) -> Iterator[Problem]:
    again, wanted = _confirm_labels(step), _required_labels(step)
    for name in wanted:
        if name not in section.labels:
            yield Problem(at, _no_label(name, again))
    extra = [name for name in section.labels if name not in (*wanted, *OF_A_PICTURE)]
    if not step.asks and (asking := [f"[{name}]" for name in extra if name in ANSWER_LABELS]):
        yield Problem(at, f"{', '.join(asking)}: the step asks nothing; remove, or add `asks:`.")
        extra = [name for name in extra if name not in ANSWER_LABELS]
    for name in extra:
        yield Problem(at, f"there is no button '{name}' in this step.{suggestion(name, wanted)}")
    for button in step.buttons.values():
        red = step.danger and button.name == next(iter(step.buttons))
        asked_again = button.spends or button.confirm or red
        if asked_again and len(section.labels.get(button.name, "")) > MAX_CONFIRM:
            text = f"[{button.name}] stands in a question too: {MAX_CONFIRM} characters at most."
            yield Problem(at, text)
    if len(section.labels.get(ANSWER, "")) > MAX_MODAL_TITLE:
        yield Problem(
            at, f"[answer] is a window's title too: {MAX_MODAL_TITLE} characters at most."
        )


def _picture(at: str, section: Section) -> Iterator[Problem]:
    """Problems of the picture beside a step, which Slack fetches by its address."""
    for name, other in (OF_A_PICTURE, OF_A_PICTURE[::-1]):
        if name in section.labels and other not in section.labels:
            what = {PICTURE: "the picture's address", PICTURE_ALT: "what the picture shows"}[other]
            yield Problem(at, f"[{name}] needs {what}; add a line '[{other}] …'.")
    if (address := section.labels.get(PICTURE)) and not _is_public(address):
        text = f"'{address}' is no address from which Slack can fetch a picture; write https://…"
        yield Problem(at, text)


def _is_public(address: str) -> bool:
    """Whether it may be an address on the public internet."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = "." in host.strip(".") and not host.replace(".", "").isdigit()
    return parts.scheme == "https" and named and "@" not in parts.netloc and " " not in address


def _no_label(name: str, again: list[str]) -> str:
    if name not in again:
        return f"the button '{name}' has no label; add a line '[{name}] …'."
    button = name.removesuffix(CONFIRM)
    return (
        f"the button '{button}' asks once more; add a line '[{name}] …', one sentence that says"
        " what it does."
    )


def _text(at: str, section: Section) -> Iterator[Problem]:
    if not section.point:
        yield Problem(at, "there is no text; the first line says what to do.")
    yield from _too_long(at, section)
    for name in sorted(_braced(section.text) - PLACEHOLDERS):
        near = suggestion(name.lower(), PLACEHOLDERS)
        yield Problem(at, f"there is no placeholder {{{name}}}.{near}")
    for what, names in (("a time", TIMES), ("who it is", PEOPLE)):
        for name in sorted(names & placeholders(section.point)):
            text = f"a first line can't show {what}; put {{{name}}} into the text below it."
            yield Problem(at, text)
    for name, label in section.labels.items():
        for braced in sorted(_braced(label)):
            yield Problem(at, f"[{name}] can't be filled; write it without {{{braced}}}.")


def check_markdown(flow: str, texts: Words) -> Iterator[Problem]:
    """Markdown that Slack shows as it stands, or refuses. Slow: every section is parsed."""
    for section in texts.sections.values():
        yield from _not_shown(place_of(f"{flow} / {texts.language}.md", section), section)


def _not_shown(at: str, section: Section) -> Iterator[Problem]:
    blocks = _MARKDOWN.parse(f"{section.point}\n\n{section.body}")
    tokens = [token for block in blocks for token in (block, *(block.children or ()))]
    unshown = {_UNSHOWN[token.type] for token in tokens if token.type in _UNSHOWN}
    if any(_ROW_OF_A_TABLE.search(block.content) for block in blocks if block.type == "inline"):
        unshown.add("a table; write a list")
    if any(_TAG.search(token.content) for token in tokens if token.type == "text"):
        unshown.add("HTML; write Markdown")
    for what in sorted(unshown):
        yield Problem(at, f"Slack can't show {what}.")
    for link in (str(token.attrGet("href")) for token in tokens if token.type == "link_open"):
        if not _CAN_BE_LINKED.match(link):
            yield Problem(at, f"'{link}' is no address that Slack can link to; write https://…")


def _too_long(at: str, section: Section) -> Iterator[Problem]:
    """Problems of texts that are too long for Slack, with what the bot adds around them."""
    large = "a quotation, which is shown large,"
    for what, text, most in (
        ("the first line", plain(section.point), MAX_POINT),
        ("the text", section.body, MAX_BODY),
        *((large, quote, MAX_POINT) for quote in _QUOTE.findall(section.body)),
        *((f"[{name}]", label, _length_limit(name)) for name, label in section.labels.items()),
    ):
        if len(text) > most:
            yield Problem(at, f"{what} has {len(text)} characters; {most} at most.")


def _length_limit(label: str) -> int:
    return MAX_QUESTION if label.endswith(CONFIRM) else MAX_OF_PICTURE.get(label, MAX_LABEL)


def _braced(text: str) -> frozenset[str]:
    """Names in braces: placeholders, and misspelled ones."""
    return frozenset(_BRACED.findall(text))
