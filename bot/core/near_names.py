"""Near names: known account names that a person may have meant when they typed another name.

An unknown name has a count of its own, so after a typing mistake counting would begin at 0.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.core.accounts import is_account_id
from bot.core.team import KnownAccount

MOST_NAMES = 3  # names that are offered
LONG = 8  # letters; a name as long may have two slips, a shorter one has one
MOST_LISTED = 10_000  # names whose words are remembered
MIN_PART = 3  # letters of a name that stand for a longer one
_BETWEEN_WORDS = re.compile(r"[-_.]+")
_VOWELS = frozenset("aeiou")
# Letters of Cyrillic and Greek that look like a Latin one, also in capitals, and i without a dot.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεζηικμνορτυχγı", "abekmhopctyxijsdqwhlabezhikmnoptuxyi"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
# Words that name no account.
_SAYS_ACCOUNT = frozenset("aws account accounts acct acc root the".split())
_SAYS_IT_IN_HAN = re.compile("帳戶|帳號|账户|账号|アカウント")
_NUMBER = re.compile(r"[0-9]+")
_SLIPS = 2  # the most that are looked for; what is no slip, but short for a name, comes after them
_PART, _SHORT = _SLIPS + 1, _SLIPS + 2


@dataclass(frozen=True, slots=True)
class NearName:
    """A name that is close to a typed one, and the account that has it."""

    name: str
    account: str


def near_names(typed: str, accounts: Iterable[KnownAccount]) -> tuple[NearName, ...]:
    """The nearest names, of each account at most one: several where they are equally near."""
    found = [
        (distance, NearName(name, known.name))
        for known in accounts
        for distance, name in [_nearest(typed, known.names)]
        if distance is not None
    ]
    least = min((distance for distance, _ in found), default=0)
    return tuple(near for distance, near in found if distance == least)[:MOST_NAMES]


def near_tried(typed: str, tried: Iterable[str]) -> tuple[NearName, ...]:
    """As `near_names`, among accounts that no file lists but that have attempts.

    Nobody says which accounts there are: only a slip counts, no part of a name, and names that
    differ in their numbers (`prod-1`, `prod-2`) are those of different accounts.
    """
    names = [name for name in tried if _numbers(name) == _numbers(typed) or is_account_id(name)]
    found = [(slips, name) for name in names if (slips := distance(typed, name)) is not None]
    least = min((slips for slips, _ in found), default=0)
    near = [NearName(name, name) for slips, name in found if slips == least <= _SLIPS]
    return tuple(near[:MOST_NAMES])


def _numbers(name: str) -> list[str]:
    return _NUMBER.findall(name)


def _nearest(typed: str, names: Iterable[str]) -> tuple[int | None, str]:
    near = [(found, name) for name in names if (found := distance(typed, name)) is not None]
    return min(near, key=lambda one: one[0], default=(None, ""))


def distance(typed: str, known: str) -> int | None:
    """How far one canonically spelled name is from the other; None if they are not near.

    Twelve digits are near twelve digits that differ in one place, or in two that are swapped. A
    nickname is near where one or two letters are wrong, where words stand in another order, and
    where one is short for the other.
    """
    if is_account_id(typed) or is_account_id(known):
        return (
            1
            if is_account_id(typed) and is_account_id(known) and _is_one_edit(typed, known)
            else None
        )
    one, other = _words(typed), _words(known)
    if sorted(one) == sorted(other):
        return 0
    short, long = sorted(("".join(one), "".join(other)), key=len)
    allowed = 1 if len(long) < LONG else _SLIPS
    for slips in range(allowed + 1):
        if len(long) - len(short) <= slips and _within_edits(short, long, slips):
            return slips
    if len(short) < MIN_PART:
        return None
    if long.startswith(short) or {short} < set(one) or {short} < set(other):
        return _PART
    return _SHORT if len(one) == len(other) == 1 and _is_short_for(short, long) else None


def _as_seen(name: str) -> str:
    """Name as it looks: without accents, and with look-alike letters replaced by Latin ones."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", name)).translate(_LOOKALIKES)
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=MOST_LISTED)
def _words(name: str) -> tuple[str, ...]:
    """Words of a name as it looks, without words such as "account", if any others are left."""
    seen = _as_seen(name)
    words = [word for word in _BETWEEN_WORDS.split(_SAYS_IT_IN_HAN.sub("-", seen)) if word]
    telling = [word for word in words if word not in _SAYS_ACCOUNT]
    return tuple(telling or words or [seen])


def _is_one_edit(one: str, other: str) -> bool:
    wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(wrong) == 1 or (len(wrong) == 2 and wrong[0] == wrong[1][::-1])  # noqa: PLR2004


def _within_edits(one: str, other: str, slips: int) -> bool:
    """Whether at most that many letters are wrong, missing, too many, or swapped with the next."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:  # one of them is over
        return abs(len(one) - len(other)) <= slips
    if not slips:
        return False
    one, other, left = one[same:], other[same:], slips - 1
    return (
        _within_edits(one[1:], other[1:], left)
        or _within_edits(one[1:], other, left)
        or _within_edits(one, other[1:], left)
        or (one[:2] == other[1::-1] and _within_edits(one[2:], other[2:], left))
    )


def _is_short_for(short: str, long: str) -> bool:
    """Whether it is the first letter and some later ones but vowels, as `stg` of `staging`."""
    rest = iter(long[1:])
    consonants = _VOWELS.isdisjoint(short[1:])
    return consonants and short[0] == long[0] and all(letter in rest for letter in short[1:])
