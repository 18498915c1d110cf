"""Account names: the twelve digits of an AWS account ID, or a nickname."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.core.digits import MAX_DIGITS, count_digits
from bot.core.secrets import possible_secret_in, secret_in
from bot.core.secrets.folding import visible, with_ascii_digits

ID_DIGITS = 12
MIN_NICKNAME, MAX_NICKNAME = 2, 32

# Slack makes links of prod.example.com and of #prod.
_LINK = re.compile(r"<(?:(?:tel|https?|mailto):|#)[^<>|]*\|([^<>|]+)>")
_QUOTES = (
    "\"'`*~\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f"
    "\u2032\u2033\u2039\u203a\u00ab\u00bb「」『』〝〞"
)
_ENDS = ".,;:!?。、"  # of a sentence
_LONG_VOWEL = "\u30fc"  # a letter of サーバー, and a dash between digits
_DASHES = re.compile("-+")
_NUMBER = re.compile(r"[\d\s-]+")
_ID = r"(?<![0-9])[0-9]{4}(?P<gap>[ -]?)[0-9]{4}(?P=gap)[0-9]{4}(?![0-9])"
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:\S+")
_SIGN_IN = re.compile(r"<?(?:https://)?([0-9]{12})\.signin\.(?:aws|amazonaws)[a-z-]*\.[a-z/.]+>?")
_SAYS_ID = (
    "aws account acct id number no root".split() + "帳號 帳戶 账号 账户 アカウント 編號".split()
)
_LABEL = rf"(?:(?:{'|'.join(_SAYS_ID)})(?![a-z])[\s:#._-]*)"
_NICKNAME = r"(?:[^\W\d][\w.-]{0,31})"
_REMARK = r"(?:[(\[][^()\[\]]{1,60}[)\]])"
# `123456789012 (prod)`, `prod (1234-5678-9012)`, `prod 123456789012`, `account ID: 123456789012`
_NAMED_TWICE = re.compile(
    rf"{_LABEL}{{0,5}}(?:{_NICKNAME}(?:(?<![\d-])[_/-]|[\s:=]{{1,3}}))?[(\[]?(?P<id>{_ID})[)\]]?"
    rf"(?:[\s:=/_-]{{0,3}}(?:{_NICKNAME}|{_REMARK}))?"
)
_INVISIBLE_LETTERS = (
    "\u034f\u115f\u1160\u17b4\u17b5"  # letters and marks to Unicode, blank to people
)


class BadAccountReason(StrEnum):
    """Reason why a text is no account name."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    DIGITS = "digits"  # a number, but not of twelve digits
    CHARACTERS = "characters"
    SECRET = "secret"  # noqa: S105  # must not be repeated to anybody


class BadAccount(ValueError):
    """Typed text that is no account name; without that text, which may be a secret."""

    def __init__(self, reason: BadAccountReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class KnownId:
    """Account ID that is known for a name."""

    id: str
    by: str = ""  # the person who said so in a run; empty if it is certain
    at: int = 0  # ms since 1970


def is_account_id(name: str) -> bool:
    return len(name) == ID_DIGITS and name.isascii() and name.isdigit()


def account(text: str) -> str:
    """Account name of a typed text: twelve digits without dashes, or a nickname.

    A nickname has 2 to 32 characters after NFKC and case folding: a letter first, then letters and
    digits of any script, `.`, `_`, `-`, and at most six digits: it is kept in the audit, where no
    phone number may stand. So it can't be taken for an ID, and has no character that means
    anything in a Redis key (`:`, `{`, `}`), a button's value (`|`) or Slack's mark-up.

    Raises BadAccount.
    """
    name = canonical_spelling(text)
    if secret_in(text):
        raise BadAccount(BadAccountReason.SECRET)
    if is_account_id(name):
        return name  # the rest of the text is dropped
    _check(name)
    # Judged as typed and as kept: what passes must pass when it is typed again.
    if possible_secret_in(text) or possible_secret_in(name):
        raise BadAccount(BadAccountReason.SECRET)
    return name


def canonical_spelling(text: str) -> str:
    """Canonical spelling of a typed text, whether or not it is a valid name.

    Quotes and links around it, dots after it, and invisible characters in it come with a paste or
    a sentence and are dropped. Keyboards make a dash of two hyphens, so every run of them is one.
    """
    plain = _plain(text)
    number = plain.replace(_LONG_VOWEL, "-")
    if _NUMBER.fullmatch(number):
        return re.sub(r"[\s-]", "", number)
    if _ARN.fullmatch(plain):
        ids = set(re.findall(r"(?<![0-9])[0-9]{12}(?![0-9])", plain))
        return ids.pop() if len(ids) == 1 else plain  # an organization's ARN may name two
    if found := _SIGN_IN.fullmatch(plain):
        return found[1]
    if found := _NAMED_TWICE.fullmatch(plain):
        return re.sub(r"[ -]", "", found["id"])
    return plain


def _plain(text: str) -> str:
    unlinked = _LINK.sub(r"\1", visible(text).strip())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", unlinked).casefold())
    name = with_ascii_digits(folded).strip()
    while name != (bare := name.strip(_QUOTES).rstrip(_ENDS).strip()):
        name = bare
    return _DASHES.sub("-", name.removeprefix("#"))


def _check(name: str) -> None:
    if not name:
        raise BadAccount(BadAccountReason.EMPTY)
    if name[0].isalnum() and (count_digits(name) > MAX_DIGITS or _NUMBER.fullmatch(name)):
        raise BadAccount(BadAccountReason.DIGITS)
    if len(name) > MAX_NICKNAME:
        raise BadAccount(BadAccountReason.TOO_LONG)
    if not name[0].isalpha() or not all(map(_may_stand, name)):
        raise BadAccount(BadAccountReason.CHARACTERS)
    if len(name) < MIN_NICKNAME:
        raise BadAccount(BadAccountReason.TOO_SHORT)


def _may_stand(char: str) -> bool:
    """Whether a nickname may have this character; vowel signs count: उत्पादन, การผลิต."""
    mark = unicodedata.category(char) in {"Mn", "Mc"}
    return (char.isalnum() or mark or char in "._-") and char not in _INVISIBLE_LETTERS
