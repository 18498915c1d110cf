"""Words of a flow for paper: placeholders become blanks, and what only the bot does is left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from bot.core.budget import BLOCKED_FOR, HOUR, Limits
from bot.core.words import Words, fill, placeholders, plain
from bot.texts import cldr, label, steps

ACCOUNT_ID, PHONE_NUMBER = "ACCOUNT_ID", "PHONE_NUMBER"
_BLANK = "____"
_BETWEEN_CHARACTERS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff（])")
_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_BLOCK_OF_A_COMMAND = re.compile(r"^```\w*\n/[a-z]")
_COMMAND = re.compile(r"`/[a-z][a-z0-9-]*(?: [^`]*)?`")
_COMMAND_IN_BRACKETS = re.compile(rf"\s*[(（]{_COMMAND.pattern}[)）]")
_MARK = re.compile(r"^\s*(?:(?:[-*>]|\d+\.)\s+)?")
# A sentence ends with its mark, and what closes after it; Chinese puts no space behind.
_SENTENCE = re.compile(r"(?<=[.!?])(?:[*)\"”’]*)\s+|(?<=[。！？])(?=[^*」）”])")
# AWS's labels, quotations and code are nobody's voice.
_QUOTED = re.compile(r"\*\*.+?\*\*|`[^`]+`|\"[^\"]*\"|“[^”]*”")


def on_paper(language: str, words: Words, limits: Limits) -> Words:
    """Words as they stand in a printed runbook."""

    def written(text: str) -> str:
        return _filled(language, _without_the_bot(language, text), limits)

    sections = {
        name: replace(
            section,
            point=written(section.point) or _filled(language, section.point, limits),
            body=written(section.body),
        )
        for name, section in words.sections.items()
    }
    return replace(words, intro=written(words.intro), sections=sections)


def point(language: str, words: Words, step: str, account: str) -> str:
    """Point of a step in every run for an account: what was typed in one is left out."""
    known = {**_values(language, Limits()), "account": account, "account_id": account}
    return plain(_joined(fill(words.point(step), {**known, "e164": known["contact"]})))


def numbered(words: Words, chapters: Iterable[str]) -> Words:
    """Words whose points begin with the number of their chapter: paper has no links."""
    sections = dict(words.sections)
    for number, name in enumerate(chapters, start=1):
        sections[name] = replace(sections[name], point=f"{number}. {sections[name].point}")
    return replace(words, sections=sections)


def blanks(language: str, words: Words) -> Mapping[str, str]:
    """What to fill in at the top, by what stands in the text for it."""
    used = placeholders("\n".join(section.text for section in words.sections.values()))
    told = {
        "account": (label(language, "Account"), ""),
        "account_id": (ACCOUNT_ID, label(language, "the account's twelve digits")),
        "e164": (
            PHONE_NUMBER,
            label(language, "the phone number: +, country code, the rest without spaces"),
        ),
        "case_number": (
            label(language, "Case number"),
            label(language, "of AWS Support, once you have it"),
        ),
    }
    return {name: what for key, (name, what) in told.items() if key in used}


def reopens(language: str, limits: Limits) -> str:
    """When the next attempt is possible, once none is left."""
    window, block = cldr.hours(language, limits.window), cldr.hours(language, BLOCKED_FOR)
    if limits.window == BLOCKED_FOR:
        return label(language, "{hours} after the last attempt or the block", hours=block)
    return label(
        language,
        "{window} after the last attempt, and {block} after a block",
        window=window,
        block=block,
    )


def _values(language: str, limits: Limits) -> Mapping[str, str]:
    number = label(language, "(your number)")
    return {
        "account": label(language, "your account"),
        "account_id": ACCOUNT_ID,
        "e164": PHONE_NUMBER,
        "contact": number,
        "keypad": steps.number_to_key_in(language),
        "case_number": label(language, "(your case number)"),
        "inbox_reader": label(language, "whoever reads the inbox"),
        "phone_holder": label(language, "whoever holds the phone"),
        "reopens": reopens(language, limits),
        "blocked_until": label(
            language, "{hours} after the block", hours=cldr.hours(language, BLOCKED_FOR)
        ),
        "used": _BLANK,
        "left": _BLANK,
        "limit": str(limits.limit),
        "window_hours": str(limits.window // HOUR),
    }


def _filled(language: str, text: str, limits: Limits) -> str:
    """Text with its blanks."""
    return _joined(fill(text, _values(language, limits)))


def _joined(text: str) -> str:
    """Text without spaces between two Chinese characters: they stood there for a name in Latin
    letters.
    """
    return _BETWEEN_CHARACTERS.sub("", text)


def _without_the_bot(language: str, text: str) -> str:
    """Text without the bot's commands, and what speaks of it; other blocks of code stay whole."""
    parts: list[str] = []
    for fenced, part in _parts(text):
        if _BLOCK_OF_A_COMMAND.match(part):
            parts[-1:] = map(_without_introduction, parts[-1:])
        else:
            parts.append(part if fenced else _prose(language, part))
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def _without_introduction(text: str) -> str:
    """Text without the sentence at its end that introduces what follows."""
    *lines, last = text.rstrip().split("\n")
    if not last.endswith((":", "：")):
        return text
    mark, rest = _marked(last)
    begins = max((found.end() for found in _SENTENCE.finditer(rest)), default=0)
    kept = [mark + rest[:begins].rstrip()] if begins else []
    return "\n".join([*lines, *kept])


def _parts(text: str) -> list[tuple[bool, str]]:
    return [(n % 2 == 1, part) for n, part in enumerate(_FENCED.split(text))]


def _prose(language: str, text: str) -> str:
    lines = []
    for line in text.splitlines():
        mark, rest = _marked(line)
        kept = _line(language, rest)
        if kept or not line.strip():
            lines.append(mark + kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _marked(line: str) -> tuple[str, str]:
    """Mark of a list's item or a quotation, and the rest of a line."""
    begins = found.end() if (found := _MARK.match(line)) else 0
    return line[:begins], line[begins:]


def _line(language: str, line: str) -> str:
    spoken, line = _of_the_bot(language), _COMMAND_IN_BRACKETS.sub("", line)
    cut = [0, *(found.end() for found in _SENTENCE.finditer(line)), len(line)]
    sentences = (line[one:other] for one, other in pairwise(cut))
    kept = (s for s in sentences if not (_COMMAND.search(s) or spoken.search(_QUOTED.sub("", s))))
    return "".join(kept).strip()


def _of_the_bot(language: str) -> re.Pattern[str]:
    """Pattern of what only the bot can say: I, me, my; its thread and report; its button Go On."""
    pattern = label(language, "I|[Mm]e|[Mm]y|I'm|I'll|thread|in the channel|in the report|Go On")
    return re.compile(rf"\b(?:{pattern})\b" if pattern.isascii() else pattern)
