"""Phone numbers with letters: a word to dial (1-800-FLOWERS), or O for 0."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from phonenumbers import convert_alpha_characters_in_number

from bot.core.phones.parsing import Caution, digits_with_plus, e164, parse, states_country
from bot.core.phones.plain_text import shown
from bot.core.phones.spelling import Candidate, Phone, with_plus

_WORD = re.compile(r"[A-Za-z0-9]+")
_GAP = re.compile(r"[ ().-]{1,3}")
_MARKS = re.compile(r"x|ext|p|w|tel|fax", re.IGNORECASE)  # of an extension, or before a number
_HIDDEN = re.compile(r"[xX]{2,}")  # digits, as in 0912-xxx-678
_LOOKALIKES = str.maketrans("OoIlSsBZz", "001155822")
_FEWEST, _MOST = 7, 15  # characters, by ITU-T E.164
_FEWEST_DIGITS, _FEWEST_ALONE = 3, 4  # with fewer, all that is written is a name: t3.2xlarge
_NORTH_AMERICA = re.compile(r"1[ .(-]")  # where most numbers with words in them are dialled
_LETTERS_OF_COUNTRY = 2
_SPOKEN = 3  # letters: no country code, no OK
_MOST_GROUPS = 50  # of one text, so that a pasted log can't hold the bot up


@dataclass(frozen=True, slots=True)
class LetteredNumber:
    """Possible phone number with letters.

    as_digits: its digits, as long as the text
    bare: its digits without the letters, if those may be a word beside it
    hidden: its letters stand for digits that are not shown
    """

    start: int
    end: int
    as_digits: str
    bare: str | None
    hidden: bool


def lettered_numbers(clean: str) -> Iterator[tuple[LetteredNumber, ...]]:
    """Possible numbers with letters in a plain text (see `plain_text.plain`): for each group of
    words the whole group, then from its first and up to its last word with letters.
    """
    for words in islice(_groups(clean), _MOST_GROUPS):
        first, *_ = mixed = [n for n, word in enumerate(words) if not word[0].isdigit()]
        cuts = ((0, len(words)), (first, len(words)), (0, mixed[-1] + 1), (first, mixed[-1] + 1))
        found = (_one(clean, words[slice(*cut)]) for cut in dict.fromkeys(cuts))
        if there := tuple(filter(None, found)):
            yield there


def with_letters(text: str, one: LetteredNumber, country: str | None, default: str) -> Phone | None:
    """Number written with letters; None if it is no number, or is one without the letters."""
    region = country or default
    if one.bare and parse(digits_with_plus(one.bare), region).numbers:
        return None
    numbers = parse(digits_with_plus(one.as_digits), region).numbers
    if numbers:
        write = f"{one.as_digits} {country}" if country else one.as_digits
        candidates = tuple(Candidate(write, e164(number)) for number in numbers[:1])
    elif _NORTH_AMERICA.match(one.as_digits):
        numbers = parse(f"+{digits_with_plus(one.as_digits)}", region).numbers
        candidates = with_plus(numbers)
    if not numbers:
        return None
    stated = country or states_country(numbers[0])
    return Phone(
        shown(text, one.start, one.end),
        region=country,
        assumed=None if stated else default,
        warnings=(Caution.LETTERS,),
        candidates=() if one.hidden else candidates,
    )


def invalid_with_letters(
    text: str, clean: str, one: LetteredNumber, default: str
) -> Iterator[tuple[int, Phone]]:
    """Invalid number with letters: it begins with a +, or is all that was written."""
    plus = clean[one.start] == "+"
    rest = re.findall(r"\w", clean[: one.start] + clean[one.end :])
    digits = re.findall(r"\d", clean[one.start : one.end])
    if plus or (len(rest) <= _LETTERS_OF_COUNTRY and len(digits) >= _FEWEST_ALONE):
        assumed, written = None if plus else default, shown(text, one.start, one.end)
        yield one.start, Phone(written, assumed=assumed, warnings=(Caution.LETTERS,))


def _groups(clean: str) -> Iterator[list[re.Match[str]]]:
    """Groups of words that only spaces, dashes, dots and brackets separate, digits in the first;
    a word without digits only after a dash, or in capitals.
    """
    group: list[re.Match[str]] = []
    for word in _WORD.finditer(clean):
        gap = clean[group[-1].end() : word.start()] if group else ""
        has_digit = any(map(str.isdigit, word[0]))
        keyed = "-" in gap or (word[0].isupper() and len(word[0]) >= _SPOKEN)
        keyed = keyed or _HIDDEN.fullmatch(word[0]) is not None
        if group and _GAP.fullmatch(gap) and (has_digit or keyed):
            group.append(word)
            continue
        if _has_letters(group):
            yield group
        group = [word] if has_digit else []
    if _has_letters(group):
        yield group


def _has_letters(group: list[re.Match[str]]) -> bool:
    return not all(word[0].isdigit() for word in group)


def _one(clean: str, words: list[re.Match[str]]) -> LetteredNumber | None:
    start, end = words[0].start(), words[-1].end()
    start -= clean[max(0, start - 1) : start] == "+"
    text = clean[start:end]
    signs = re.sub(r"[^A-Za-z0-9]", "", text)
    letters = re.findall("[A-Za-z]+", text)
    digits = sum(map(str.isdigit, signs))
    if not _FEWEST <= len(signs) <= _MOST or digits < _FEWEST_DIGITS:
        return None
    if any(_MARKS.fullmatch(word) for word in letters):
        return None
    looks = text.translate(_LOOKALIKES)
    slips = not re.search("[A-Za-z]", looks) and not re.search(r"(?<!\w)[A-Za-z]+(?!\w)", text)
    if not slips and re.match("[A-Za-z]{2}", text):  # a word before a number: Line0912-345-678
        return None
    keyed = convert_alpha_characters_in_number(text)
    hidden = all(map(_HIDDEN.fullmatch, letters))
    alone = None if slips or hidden else re.sub("[A-Za-z]", "", text)
    return LetteredNumber(start, end, looks if slips else keyed, alone, hidden)
