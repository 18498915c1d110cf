"""Parsers of typed answers, by the name that a flow's `asks` uses."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from bot.core import phones, reported_counts
from bot.core.accounts import BadAccount, account, canonical_spelling
from bot.core.digits import MAX_DIGITS, count_digits
from bot.core.people import as_name, is_user, user_in
from bot.core.reported_counts import EarlierAttempts
from bot.core.secrets import possible_secret_in, secret_in
from bot.core.visible import EMPTY

Values = Mapping[str, str]
Names = Mapping[str, str]  # ISO codes by country name, see phones.finder.find


class BadAnswer(ValueError):
    """Typed answer that is refused.

    code: what is wrong; `bot/texts/input_errors.py` has the sentence
    found: phone numbers in the answer, if they are what is wrong
    part: the role or field that is wrong, in an answer about several
    """

    def __init__(self, code: str, found: tuple[phones.Phone, ...] = (), part: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.found = found
        self.part = part


_LENGTH = {"reason": (3, 200), "name": (1, 60), "difference": (1, 200)}
_JOINERS = "\u200c\u200d"  # letters of some scripts, and emoji, look different without them
_BETWEEN_DIGITS = re.compile(r"[\s-]|^\s*#")
_ADDRESS = re.compile(r"\A@|\S+@[a-z-]+(?:\.[a-z-]+)+\b", re.IGNORECASE)  # a handle's sign, email
_CASE_NUMBER = re.compile(r"[0-9]{6,20}")
# Typed where nobody is known to have a role.
_NO_NAMES = frozenset(
    "nobody|no one|no-one|noone|none|n/a|unknown|not sure|don't know"
    "|沒有|沒有人|沒人|無|無人|不知道|不確定|没有|没人".split("|")
)


def phone_number(text: str, region: str, names: Names = phones.NO_NAMES) -> Values:
    """Values of the one phone number in a text: its spellings by placeholder, and its warnings.

    The same number may occur twice. A second number is refused, usable or not: the wrong one
    could be saved in AWS. Raises BadAnswer.
    """
    found = phones.find(text, region, names=names)
    usable = {p.e164 for p in found if p.e164}
    if not usable:
        raise BadAnswer("phone", found)
    if len(usable) > 1:
        raise BadAnswer("phone_many", found)
    if not all(p.e164 for p in found):
        raise BadAnswer("phone_also", found)
    one = found[0]
    return {
        "contact": one.contact or "",
        "e164": one.e164 or "",
        "keypad": one.keypad or "",
        "region": one.region or "",
        "kind": one.kind or "",
        "assumed": one.assumed or "",
        "warnings": " ".join(one.warnings),
    }


def earlier(text: str) -> EarlierAttempts:
    """Count and age of earlier attempts, as `reported_counts` reads them. Raises BadAnswer."""
    told = reported_counts.parse(text)
    if told is None:
        raise BadAnswer("earlier")
    if told.newest_ago and not told.total:
        raise BadAnswer("earlier_none")
    if told.total > reported_counts.MOST_ATTEMPTS:
        raise BadAnswer("earlier_many")
    return told


def confirmation(text: str, name: str) -> None:
    """Check that a text repeats the account's name. Raises BadAnswer.

    It compares spellings, since an old name may break a newer rule for names.
    """
    if canonical_spelling(text) != canonical_spelling(name):
        raise BadAnswer("confirmation")


def account_id(text: str) -> Mapping[str, str]:
    """Twelve digits of an account ID, as a value. Raises BadAnswer."""
    try:
        number = account(text)
    except BadAccount:
        number = ""
    if not (number.isascii() and number.isdigit()):
        raise BadAnswer("account_id")
    return {"account_id": number}


def case_number(text: str) -> Values:
    """Number of a case at AWS Support, as a value. Raises BadAnswer."""
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    if not _CASE_NUMBER.fullmatch(digits):
        raise BadAnswer("case_number")
    return {"case_number": digits}


def people(text: str, roles: tuple[str, ...]) -> Values:
    """Who has each role: a user id or a name for each, separated by line ends or semicolons.

    Raises BadAnswer.
    """
    given = [text] if len(roles) == 1 else text.split("\n" if "\n" in text else ";")
    if len(given) != len(roles):
        raise BadAnswer("people")
    chosen = {role: _person(who.strip(), role) for role, who in zip(roles, given, strict=True)}
    # Each name may hold half of one phone number, or half of one secret.
    names = {role: who for role, who in chosen.items() if not is_user(who)}
    if count_digits("\n".join(names.values())) > MAX_DIGITS:
        raise BadAnswer("names_digits", part=max(names, key=lambda role: count_digits(names[role])))
    if possible_secret_in("".join(_ADDRESS.sub("", who) for who in names.values())):
        raise BadAnswer("names_secret", part=max(names, key=lambda role: len(names[role])))
    return chosen


def _person(text: str, role: str) -> str:
    if not any(map(str.isalnum, text)) or text.casefold().rstrip(".!?。？") in _NO_NAMES:
        raise BadAnswer("person", part=role)
    try:
        return user_in(text) or as_name(line(without_secret(text), "name"))
    except BadAnswer as bad:
        raise BadAnswer(bad.code, part=role) from None


def correction(text: str) -> tuple[EarlierAttempts, str]:
    """Corrected count as for `earlier`, and after a line break or semicolon the reason."""
    count, _, why = text.partition("\n" if "\n" in text else ";")
    for part, said in (("", count), ("reason", text)):  # half of it may stand in each
        if secret_in(said):
            raise BadAnswer("secret", part=part)
    told = earlier(count)
    try:
        return told, line(why, "reason")
    except BadAnswer as bad:
        raise BadAnswer(bad.code, part="reason") from None


def line(text: str, kind: str) -> str:
    """One line of free text; `kind` is `reason`, `name` or `difference`. Raises BadAnswer.

    It is stored, a reason in the audit, so it must hold nothing like a secret or a phone number.
    """
    low, high = _LENGTH[kind]
    cleaned = " ".join("".join(map(_printed, text)).split())
    judged = {text, cleaned}  # as typed and as stored
    if max(map(count_digits, judged)) > MAX_DIGITS:
        raise BadAnswer(f"{kind}_digits")
    if any(map(possible_secret_in, judged)):
        raise BadAnswer(f"{kind}_secret")
    wide = sum(unicodedata.east_asian_width(char) == "W" and char.isalpha() for char in cleaned)
    if len(cleaned) + wide < low or len(cleaned) > high:  # two characters of Han are a word
        raise BadAnswer(kind)
    return cleaned


def _printed(char: str) -> str:
    """The character as it is stored: a blank in place of a control character or an empty-looking
    one, and nothing in place of one that reverses the text after it or is half a character.
    """
    if char in EMPTY:
        return " "
    match unicodedata.category(char):
        case "Cc":
            return " "
        case "Cf" | "Cs":
            return char if char in _JOINERS else ""
        case _:
            return char


def difference(text: str) -> str:
    """What somebody sees instead of what a step says. Raises BadAnswer."""
    return line(without_secret(text), "difference")


def without_secret(text: str) -> str:
    """The text, if it holds no secret. Raises BadAnswer, before any parser could store it."""
    if secret_in(text):
        raise BadAnswer("secret")
    return text


# Rules whose values are stored in the run. `earlier` goes to the budget, `reason` to the audit.
KEPT: Mapping[str, Callable[[str, str, Names], Values]] = {
    "phone": phone_number,
    "account_id": lambda text, *_: account_id(text),
    "case_number": lambda text, *_: case_number(text),
}
# Value that shows again what was typed by each rule.
SHOWN_AS = {"phone": "e164"} | {rule: rule for rule in KEPT if rule != "phone"}
ROLES = ("inbox_reader", "phone_holder")
RULES = frozenset({*KEPT, "person", "earlier", "confirmation", "reason"})
