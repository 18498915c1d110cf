"""Words of a flow for paper: placeholders become blanks, and what only the bot does is left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from bot.core.budget import HOUR, Limits
from bot.core.words import Words, fill, placeholders, plain
from bot.texts import label, steps

ACCOUNT_ID, PHONE_NUMBER = "ACCOUNT_ID", "PHONE_NUMBER"
_BLANK = "____"
_BETWEEN_CHARACTERS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff（])")
_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_COMMAND_OF_THE_BOT = re.compile(r"^```\w*\n/[a-z]")
_MARK = re.compile(r"^\s*(?:(?:[-*>]|\d+\.)\s+)?")
# A sentence ends with its mark, and what closes after it; Chinese puts no space behind.
_SENTENCE = re.compile(r"(?<=[.!?])(?:[*)\"”’]*)\s+|(?<=[。！？])(?=[^*」）”])")
# AWS's labels, quotations and code are nobody's voice.
_QUOTED = re.compile(r"\*\*.+?\*\*|`[^`]+`|\"[^\"]*\"|“[^”]*”")


def on_paper(language: str, words: Words) -> Words:
    """Words as they stand in a printed runbook."""
    sections = {
        name: replace(
            section,
            point=_written(language, section.point) or _filled(language, section.point),
            body=_written(language, section.body),
        )
        for name, section in words.sections.items()
    }
    return replace(words, intro=_written(language, words.intro), sections=sections)


def point(language: str, words: Words, step: str, account: str) -> str:
    """Point of a step in every run for an account: what was typed in one is left out."""
    known = {**_values(language), "account": account, "account_id": account}
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
    }
    return {name: what for key, (name, what) in told.items() if key in used}


def _values(language: str) -> Mapping[str, str]:
    limits = Limits()
    hours = str(limits.window // HOUR)
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
        "reopens": label(
            language, "{hours} hours after the last attempt or the block", hours=hours
        ),
        "blocked_until": label(language, "{hours} hours after the block", hours=hours),
        "used": _BLANK,
        "left": _BLANK,
        "limit": str(limits.limit),
        "window_hours": hours,
    }


def _filled(language: str, text: str) -> str:
    """Text with its blanks."""
    return _joined(fill(text, _values(language)))


def _joined(text: str) -> str:
    """Text without spaces between two Chinese characters: they stood there for a name in Latin
    letters.
    """
    return _BETWEEN_CHARACTERS.sub("", text)


def _written(language: str, text: str) -> str:
    """Text without the sentences that speak of the bot; blocks of code stay whole."""
    parts = (
        part if fenced else _prose(language, part)
        for fenced, part in _parts(text)
        if not _COMMAND_OF_THE_BOT.match(part)
    )
    whole = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return _filled(language, whole)


def _parts(text: str) -> list[tuple[bool, str]]:
    return [(n % 2 == 1, part) for n, part in enumerate(_FENCED.split(text))]


def _prose(language: str, text: str) -> str:
    lines = []
    for line in text.splitlines():
        mark = _MARK.match(line)
        begins = mark[0] if mark else ""
        rest = _without_bot(language, line[len(begins) :])
        if rest or not line.strip():
            lines.append(begins + rest)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _without_bot(language: str, line: str) -> str:
    spoken = _of_the_bot(language)
    cut = [0, *(found.end() for found in _SENTENCE.finditer(line)), len(line)]
    sentences = (line[one:other] for one, other in pairwise(cut))
    return "".join(s for s in sentences if not spoken.search(_QUOTED.sub("", s))).strip()


def _of_the_bot(language: str) -> re.Pattern[str]:
    """Pattern of what only the bot can say: I, me, my; its thread; its button Go On."""
    pattern = label(language, "I|me|my|I'm|I'll|thread|Go On")
    return re.compile(rf"\b(?:{pattern})\b" if pattern.isascii() else pattern)
