"""Account names: the twelve digits of an AWS account ID, or a nickname."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.core.digits import MAX_DIGITS, count_digits
from bot.core.secrets import possible_secret_in, secret_in
from bot.core.visible import visible, with_ascii_digits

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
_ID = r"(?<![0-9])[0-9]{4}(?P<gap>[ ._/-]?)[0-9]{4}(?P=gap)[0-9]{4}(?![0-9])"
_ARN = re.compile(r"<?arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}(?::\S*)?>?")
# Of the console and its sign-in page, in all parts of AWS; the host may begin with an alias.
_AWS_PAGE = re.compile(
    r"<?(?:https?://)?(?:(?P<alias>[a-z0-9][a-z0-9-]*)\.signin|[a-z0-9.-]*(?:signin|console))"
    r"\.(?:aws|amazonaws)[a-z-]*\.[a-z.]+(?:[/?#]\S*?)?>?"
)
# A shortcut of the access portal; its host has an ID of its own.
_PORTAL = re.compile(
    r"<?(?:https?://)?[a-z0-9.-]+\.(?:awsapps\.(?:com|cn)|app\.aws)/\S*?"
    r"\baccount_id=([0-9]{12})(?![0-9])\S*?>?"
)
_REGION = re.compile("[a-z]{2}(?:-[a-z]+)+-[0-9]")
_BRACKETED = re.compile(r"[(\[{【《〈]([^()\[\]{}]*)[)\]}】》〉]|_([^_]*)_")
_SAYS_ID = (
    "aws the our account acct id number no root".split()
    + "帳號 帳戶 账号 账户 アカウント 編號".split()
)
# Words that name no account beside the one that does: "the prod account, please".
_FILLERS = frozenset(
    "the our my aws account acct for please pls thanks".split()
    + "帳號 帳戶 アカウント 請 麻煩 謝謝".split()
)
_NO_WORD = re.compile(r"[^\w.-]+")
_SAYS_ID_IN_HAN = re.compile("|".join(word for word in _SAYS_ID if not word.isascii()))
_MEANT_AS_TYPED = frozenset(_QUOTES) - frozenset("*~`")  # those are Slack's mark-up
_LABEL = rf"(?:(?:{'|'.join(_SAYS_ID)})(?![a-z])[\s:#._\"'-]*)"
_NICKNAME = r"(?:[^\W\d_][\w.-]{0,31})"
_PLAIN = r"[^()\[\]0-9]{1,60}"
_REMARK = rf"(?:[(\[][^()\[\]]{{1,60}}[)\]]|\s?[|,;-] {_PLAIN})"
_BETWEEN = r"(?:(?<![\d-])[_/.-]|[\s:=,;|@#→]{1,3}|\s-\s)"
# `123456789012 (prod)`, `prod (1234-5678-9012)`, `prod 123456789012`, `account ID: 123456789012`,
# `Acme Production (123456789012)`, `123456789012 | root@example.com`
_NAMED_TWICE = re.compile(
    rf"(?:{_LABEL}{{0,5}}(?:{_NICKNAME}{_BETWEEN}{_LABEL}{{0,3}})?|{_LABEL}{{0,5}}{_PLAIN}(?=[(\[]))"
    rf"[(\[]?(?P<id>{_ID})[)\]]?(?:[\s:=/_|,;-]{{0,3}}(?:{_NICKNAME}|{_REMARK}))?"
)
# A password that everybody uses, and as often an account: admin001, dragon2.
_ALSO_A_PASSWORD = re.compile(
    "(?:admin|root|pass|secret|hunter|monkey|dragon|football|baseball|sunshine|princess)[0-9]{1,3}"
)


class BadAccountReason(StrEnum):
    """Reason why a text is no account name."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    SEVERAL = "several"  # IDs of more than one account
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
    maybe_secret = possible_secret_in(text)
    if maybe_secret and secret_in(text):
        raise BadAccount(BadAccountReason.SECRET)
    if is_account_id(name):
        return name  # the rest of the text is dropped
    if len(_account_ids(_plain(text))) > 1:
        raise BadAccount(BadAccountReason.SEVERAL)
    try:
        _check(name)
    except BadAccount as bad:
        if maybe_secret and bad.reason is BadAccountReason.CHARACTERS:
            raise BadAccount(BadAccountReason.SECRET) from None
        raise
    # Judged as typed and as kept: what passes must pass when it is typed again.
    if name != text and not maybe_secret:
        maybe_secret = possible_secret_in(name)
    words = (word.strip(f"{_QUOTES}.。") for word in text.casefold().split())
    if maybe_secret and not (_ALSO_A_PASSWORD.fullmatch(name) and name in words):
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
        return _only_account_id(plain) or plain  # an organization's ARN may name two
    if found := _PORTAL.fullmatch(plain):
        return found[1]
    if found := _AWS_PAGE.fullmatch(plain):
        alias = found["alias"] or ""
        names_none = re.search(_ID, plain) or _REGION.fullmatch(alias)
        return _only_account_id(plain) or ("" if names_none else alias)
    if _NAMED_TWICE.fullmatch(plain):
        return _only_account_id(plain) or plain
    said = [word.strip(":,") for word in plain.split()]
    names = [word for word in said if word not in _FILLERS]
    return names[0] if len(names) == 1 else plain


def nickname_beside(text: str) -> str:
    """Nickname beside the account ID that a text names the account by: `prod 123456789012`; '' if
    there is none.
    """
    plain = _plain(text)
    if is_account_id(plain) or not is_account_id(canonical_spelling(text)):
        return ""
    rest = _SAYS_ID_IN_HAN.sub(" ", re.sub(_ID, " ", plain))
    words = [word.strip("-._") for word in _NO_WORD.split(rest)]
    names = [word for word in words if word and word not in _FILLERS.union(_SAYS_ID)]
    return names[0] if len(names) == 1 else ""


def is_quoted(text: str) -> bool:
    """Whether a text is in quotes, so that it is meant as it stands."""
    said = text.strip()
    return len(said) > 1 and said[0] in _MEANT_AS_TYPED and said[-1] in _MEANT_AS_TYPED


def _only_account_id(text: str) -> str:
    """The one account ID in a text; '' if there is none, or more than one."""
    ids = _account_ids(text)
    return ids.pop() if len(ids) == 1 else ""


def _account_ids(text: str) -> set[str]:
    return {re.sub("[^0-9]", "", found[0]) for found in re.finditer(_ID, text)}


def _plain(text: str) -> str:
    unlinked = _LINK.sub(r"\1", visible(text).strip())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", unlinked).casefold())
    name = with_ascii_digits(folded).strip()
    while name != (bare := _unwrapped(name)):
        name = bare
    return _DASHES.sub("-", name.removeprefix("#"))


def _unwrapped(name: str) -> str:
    """Name without one layer of what stands around it."""
    bare = name.strip(_QUOTES).rstrip(_ENDS).strip()
    found = _BRACKETED.fullmatch(bare)
    return (found[1] or found[2] or "").strip() if found else bare


def _check(name: str) -> None:
    if not name:
        raise BadAccount(BadAccountReason.EMPTY)
    numeric = name[0].isalnum() or name[0] in "+("  # as a phone number begins
    if numeric and (count_digits(name) > MAX_DIGITS or _NUMBER.fullmatch(name)):
        raise BadAccount(BadAccountReason.DIGITS)
    if len(name) > MAX_NICKNAME:
        raise BadAccount(BadAccountReason.TOO_LONG)
    if not name[0].isalpha() or not all(map(_is_nickname_character, name)):
        raise BadAccount(BadAccountReason.CHARACTERS)
    if len(name) < MIN_NICKNAME:
        raise BadAccount(BadAccountReason.TOO_SHORT)


def _is_nickname_character(char: str) -> bool:
    """Whether a nickname may have this character; vowel signs count: उत्पादन, การผลิต."""
    mark = unicodedata.category(char) in {"Mn", "Mc"}
    return char.isalnum() or mark or char in "._-"
