"""Stricter secret rules for text that is stored."""

import re

from bot.core.secrets.codes import unexplained
from bot.core.secrets.randomness import hexadecimal, maybe_random
from bot.core.secrets.rule import Secret, SecretRule
from bot.core.secrets.said import bare, looks_secret, maybe_password

# What looks drawn by lot and is known to name something.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9-])[a-z]{1,9}-[0-9a-f]{8}(?:[0-9a-f]{9})?(?![A-Za-z0-9])"  # EC2: i-0abc…
    r"|(?<![A-Za-z0-9-])ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}(?![A-Za-z0-9-])"  # AWS Organizations
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"  # IPv4
    r"|(?<![A-Za-z0-9])A(?:IDA|ROA|GPA|NPA|NVA|PKA|SCA|IPA)[A-Z0-9]{12,17}(?![A-Z0-9])"  # IAM
    r"|(?<![A-Za-z0-9])[CDGTUW]0[A-Z0-9]{7,10}(?![A-Za-z0-9])"  # Slack
    r"|(?<![A-Za-z0-9])[EZ][A-Z0-9]{12,20}(?![A-Za-z0-9])"  # CloudFront, Route 53
    r"|(?i:commit|sha\w{0,4}|rev|revision|digest|版本)[ :@/#\"'`]{1,3}[0-9a-f]{7,64}(?![0-9a-f])"
    r"|(?<!\d)(?:19|20)\d\d(?:-\d\d(?![\d-])|-?[01]\d-?[0-3]\d)"  # ISO 8601
    r"(?:[T ]\d\d:?\d\d(?::?\d\d(?:\.\d{1,6})?)?Z?)?(?!\d)"
    r"|(?<![A-Za-z0-9])(?:\d{1,3}(?:d|h|m|s|min)){2,4}(?![A-Za-z0-9])"  # 1h30m
    r"|(?<![A-Za-z0-9])v\d{1,2}(?:alpha|beta|rc)\d{1,2}(?![A-Za-z0-9])"  # Kubernetes
)
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9+./_#@-])(?<!\d[ .·_/-])(?:\d(?:[ .·_/-]?\d){5,7})"
    r"(?![A-Za-z0-9]|[ .·_/:-]{0,2}\d)"
)
_SYMBOL = re.compile(
    r"[A-Za-z0-9].*[!@#$%^&*~=|\\?].*[A-Za-z0-9]|^[$!@%^&*]+\w*\d\w*$|[A-Za-z]+\d+[!@#$%^&*]+$"
    r"|^(?:passw[o0]rd|welcome|qwerty|letmein|changeme)\d{1,4}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r".*://.*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.-]+=[\w.:/-]*|[A-Za-z]+[&@+][A-Za-z]+|git@.*|mailto:.*"
    r"|[\w./-]+\.(?:md|html?)#[\w-]+"
)
_SHORTEST, _LONGEST = 6, 80  # characters of a password that somebody types
_FOUR_LETTERS = re.compile(r"(?<![A-Za-z0-9])(?:[a-z]{4}[ -]){3,}[a-z]{4}(?![A-Za-z0-9])")
_NO_VOWEL = re.compile(r"\b[b-df-hj-np-tvwxz]{4}\b")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MASKED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{4,6}-){2,}[A-Za-z0-9]{4,6}(?![A-Za-z0-9])")
_CODE = re.compile(
    r"\b(?<!error )(?<!status )(?<!exit )(?<!country )(?<!area )(?<!postal )(?<!zip )"
    r"(?:codes?|otp|passcode|pin)\b(?: \w{1,12}){0,4}[ :=]{1,3}\d{4,10}(?!\w)"
    r"|[驗验認认][證证証][碼码]\D{0,4}\d{4,10}(?!\w)",
    re.IGNORECASE,
)


_NAMED_KEY = re.compile(
    r"(?:(?<![a-z])(?:api|access|auth|bearer|secret|private)[ _-]?(?:key|token)[\"'`]?"
    r"(?: ?[:=] ?| is | was | )|_(?:token|key|secret)=)"
    r"[\"'`]?(?=(?P<value>[!-~]{6,80}))",
    re.IGNORECASE,
)


def _named_key(text: str) -> bool:
    """`api_key=abc123def456`, however short."""
    return any(looks_secret(found["value"]) for found in _NAMED_KEY.finditer(_KNOWN.sub(" ", text)))


def _unexplained_digits(text: str) -> bool:
    return unexplained(_KNOWN.sub(" ", text), _DIGITS)


def _short_code(text: str) -> bool:
    return bool(_CODE.search(_KNOWN.sub(" ", text)))


def _random(text: str) -> bool:
    rest = _KNOWN.sub(" ", text)
    return maybe_random(rest) or hexadecimal(rest) or bool(_UUID.search(rest))


def _with_symbols(text: str) -> bool:
    """`Tr0ub4dor&3`, `p@ssw0rd`: a word with a sign in it, and a digit."""
    return any(
        len(word) >= _SHORTEST and bool(_SYMBOL.search(word)) and not _ADDRESS.fullmatch(word)
        for word in (bare(word)[:_LONGEST] for word in text.split())
        if re.search(r"[A-Za-z]", word) and re.search(r"\d|[@$]", word)
    )


def _app_password(text: str) -> bool:
    return any(_NO_VOWEL.search(run) for run in _FOUR_LETTERS.findall(text))


def _in_groups(text: str) -> bool:
    """`ABCD-12EF-…`: a key of recovery or of a licence."""
    runs = (run for run in _MASKED.findall(_KNOWN.sub(" ", text)) if not run.islower())
    return any(re.search(r"\d", run) and re.search("[A-Za-z]", run) for run in runs)


KEPT: tuple[SecretRule, ...] = (
    SecretRule("random", Secret.TOKEN, "what a generator of passwords gives out", _random),
    SecretRule("groups", Secret.RECOVERY_CODE, "recovery keys, as vendors print them", _in_groups),
    SecretRule("named_key", Secret.TOKEN, "what configurations and people call a key", _named_key),
    SecretRule("with_symbols", Secret.PASSWORD, "what rules for passwords ask for", _with_symbols),
    SecretRule("password_in_words", Secret.PASSWORD, "what people call a password", maybe_password),
    SecretRule(
        "app_password",
        Secret.PASSWORD,
        "support.google.com: app passwords, sixteen small letters in fours",
        _app_password,
    ),
    SecretRule("short_code", Secret.CODE, "codes of four digits or more", _short_code),
    SecretRule(
        "unexplained_digits", Secret.CODE, "RFC 6238, six to eight digits", _unexplained_digits
    ),
)
