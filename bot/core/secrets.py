"""Is there a secret in what somebody typed? By shape alone, so that nothing else needs to read it.

Every pattern runs in linear time: its quantifiers are bounded, or what follows is of other
characters. Where shape cannot tell, an ordinary sentence is let through rather than scolded.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum


class Secret(StrEnum):
    """In the order in which they are looked for: what must be rotated first comes first."""

    PRIVATE_KEY = "private_key"  # PEM, also PGP's
    SLACK_TOKEN = "slack_token"  # noqa: S105  # xoxb-…, xapp-…
    ACCESS_KEY = "access_key"  # AWS IAM user guide, "unique identifiers": AKIA…, ASIA…
    SESSION_TOKEN = "session_token"  # noqa: S105  # a hundred or more characters of base64
    SECRET_KEY = "secret_key"  # noqa: S105  # forty characters of base64
    TOTP_SEED = "totp_seed"  # otpauth://, or base32 as beside a QR code
    PASSWORD = "password"  # noqa: S105  # said to be one: "password: …", "密碼是…"
    CODE = "code"  # six digits alone, or six to eight that are said to be one


_LINK = re.compile(r"<[^<>|]*\|([^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")
_URL = re.compile(r"https?://\S+")

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_SLACK_TOKEN = re.compile(r"(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8}")
_ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9])A(?:KI|SI|BI|CC)A[A-Z0-9]{16}(?![A-Za-z0-9])")
_STS_TOKEN = re.compile(r"(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9/+%=]{60}")
_LONG_BASE64 = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{100,}")
# Five slashes are a path: chance puts less than one into forty characters.
_SECRET_KEY = re.compile(
    r"(?<![A-Za-z0-9/+])(?!(?:[^/\s]{0,40}/){5})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
)

_OTPAUTH = re.compile(r"otpauth(?:-migration)?://", re.IGNORECASE)
# AIDA…, AROA… are ids of users and roles, as long as a seed and no secret.
_BASE32 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?!A[A-Z]{2}A[A-Z0-9]{12,17}(?![A-Z0-9]))[A-Z2-7]{16,}(?![A-Za-z0-9])"
)
# A digit between letters tells a seed from PRODUCTIONACCOUNT2, and so does length.
_WORDLIKE = re.compile(r"[2-7]*[A-Z]{0,31}[2-7]*|.*(.)\1{4}.*")
_GROUPS = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,}|[a-z2-7]{4}(?: [a-z2-7]{4}){3,})"
    r"(?![A-Za-z0-9])"
)
_MIXED_GROUP = re.compile(r"\b(?![2-7]{4}|[A-Za-z]{4})\w{4}\b")

_SIX = r"(?:\d{3}[ -]?\d{3})"
_PAIR = r"(?:\d{6}[ \t\n,;/&、]{1,4}(?:(?:and|then|和) {0,2})?\d{6})"
_STOP = r"(?![A-Za-z0-9]|[ -]?\d)"
_CODE_ALONE = re.compile(rf"{_SIX}|{_PAIR}")
_CODE_WORD = (
    r"(?:(?<!postal )(?<!zip )(?<!area )(?<!country )(?<!error )(?<!status )(?<!exit )"
    r"\b(?:codes?|otp|passcode|pin)\b|[驗验認认][證証证][碼码]|[動动][態态][碼码]|認証コード)"
)
_IS = r"[ \t:=\"'`*]{0,3}(?:(?:is|was|are|now|it|says|shows|just)[ :=]{1,3}){0,3}(?:[是為为] ?)?"
_FORWARD = rf"(?:{_CODE_WORD}|\b(?:totp|mfa|2fa|token)\b){_IS}(?:{_SIX}|\d{{7,8}}|{_PAIR}){_STOP}"
_BACKWARD = (
    rf"(?<![\d+-])(?<!\d ){_SIX}(?![ -]?\d)\W{{1,3}}(?:is|was|are)\W(?:\w{{1,12}}\W){{0,3}}"
    rf"{_CODE_WORD}"
)
_HEARD = (
    r"(?:\b(?:enter(?:ed)?|typed?|keyed|says?|said|shows?|reads?)(?: in)?|輸入|顯示)"
    rf"[ :\"'`*]{{0,3}}{_SIX}{_STOP}"
)
# AWS Account Management API, Otp: `[a-zA-Z0-9]{6}`.
_LETTERED = rf"{_CODE_WORD}(?: is)?[ :=]{{1,3}}(?=[a-z]{{1,5}}\d|\d{{1,5}}[a-z])[a-z\d]{{6}}{_STOP}"
_CODE_SAID = tuple(
    re.compile(said, re.IGNORECASE | re.ASCII) for said in (_FORWARD, _BACKWARD, _HEARD, _LETTERED)
)

_SECRET_WORD = r"(?:(?<![a-z0-9])(?:password|passwd|passphrase|pwd|pw)|密碼|密码|パスワード)"  # noqa: S105
_ASSIGNED = re.compile(
    rf"{_SECRET_WORD}[\"'`*_)\]]{{0,2}}\s{{0,2}}[:=][\s*_`]{{0,4}}(?=(?P<value>[^\n]{{1,200}}))",
    re.IGNORECASE,
)
_STATED = re.compile(
    rf"{_SECRET_WORD}(?:(?: \S{{1,20}}){{0,5}} (?:is|was)(?: now)?\s| ?(?:是|為|为|改成|改為)"
    r"|(?<=[碼码]))"
    r"[\s:=]{0,3}(?=(?P<value>\S{4,80}))",
    re.IGNORECASE,
)
_TYPEABLE = re.compile(r"[!-~]{4,}")
_STRONG = re.compile(r"(?=.*[A-Za-z])(?=.*[\d!@#$%^&*_+=~]).*|\d{4,10}")
_STAND_IN = re.compile(r"\$\{\w+\}|\$[A-Z_]+|%\w+%|\{\{.*|[xX\W_]+|.*://.*")
_REMARKS = frozenset(
    re.findall(
        r"\S+",
        """
        1password 2fa a account an and are ask asked by can cannot changed check checked correct do
        does expired fine for forgot forgotten found from good has have hidden how i if in incorrect
        invalid is it keeper known lastpass later lost manager me mfa missing my n/a need needed new
        next no none not of ok okay on optional or our password please recovery redacted required
        reset same secret see set still stored text the their then there they this to todo tried
        unchanged unknown use vault wait want was we what when where which who why will with works
        wrong yes you your
        """,
    )
)


def secret_in(text: str) -> Secret | None:
    """The gravest secret that `text` seems to hold, however Slack or a keyboard dressed it."""
    plain = _plain(text)
    return next((secret for secret, holds in _CHECKS.items() if holds(plain)), None)


def _plain(text: str) -> str:
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    bare = _LINK.sub(r" \1 ", _MENTION.sub(" ", visible))
    return unicodedata.normalize("NFKC", bare.replace("&amp;", "&"))


def _session_token(text: str) -> bool:
    if _STS_TOKEN.search(text):
        return True
    return any(map(_mixed, _LONG_BASE64.findall(_URL.sub(" ", text))))


def _secret_key(text: str) -> bool:
    return any(map(_mixed, _SECRET_KEY.findall(_URL.sub(" ", text))))


def _mixed(run: str) -> bool:
    return all(re.search(kind, run) for kind in ("[a-z]", "[A-Z]", r"\d"))


def _totp_seed(text: str) -> bool:
    return (
        bool(_OTPAUTH.search(text))
        or any(not _WORDLIKE.fullmatch(run) for run in _BASE32.findall(text))
        or any(map(_is_grouped_seed, _GROUPS.findall(text)))
    )


def _is_grouped_seed(run: str) -> bool:
    """`JBSW Y3DP …`; words of four letters have no mixed group, `acme-ec2a-west-prod` has one."""
    mixed = len(_MIXED_GROUP.findall(run))
    return mixed > 1 or (mixed == 1 and run.isupper() and "-" not in run)


def _password(text: str) -> bool:
    return any(_is_value(found["value"]) for found in _ASSIGNED.finditer(text)) or any(
        _looks_secret(_bare(found["value"])) for found in _STATED.finditer(text)
    )


def _is_value(said: str) -> bool:
    """After a colon stands a password, a remark or a question; small words tell a remark."""
    words = [_bare(word) for word in said.split()]
    if not words or not _could_be(words[0]):
        return False
    asks = said.rstrip().endswith(("?", ":"))
    small = any(word.casefold() in _REMARKS for word in words)
    return bool(_STRONG.fullmatch(words[0])) or not (asks or small)


def _looks_secret(word: str) -> bool:
    return _could_be(word) and bool(_STRONG.fullmatch(word))


def _could_be(word: str) -> bool:
    typeable = _TYPEABLE.fullmatch(word) and not _STAND_IN.fullmatch(word)
    return bool(typeable) and word.casefold() not in _REMARKS


def _bare(word: str) -> str:
    return word.strip("\"'`*()[]<>,;.?。「」『』")


def _code(text: str) -> bool:
    alone = _CODE_ALONE.fullmatch(_bare(text.strip()).strip())
    return bool(alone) or any(said.search(text) for said in _CODE_SAID)


_CHECKS: Mapping[Secret, Callable[[str], object]] = {
    Secret.PRIVATE_KEY: _PRIVATE_KEY.search,
    Secret.SLACK_TOKEN: _SLACK_TOKEN.search,
    Secret.ACCESS_KEY: _ACCESS_KEY.search,
    Secret.SESSION_TOKEN: _session_token,
    Secret.SECRET_KEY: _secret_key,
    Secret.TOTP_SEED: _totp_seed,
    Secret.PASSWORD: _password,
    Secret.CODE: _code,
}
