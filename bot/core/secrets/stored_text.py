"""Stricter secret rules for text that is stored."""

import re
from functools import partial

from bot.core.secrets.codes import short_code, unexplained
from bot.core.secrets.password_forms import in_a_form
from bot.core.secrets.randomness import hexadecimal, maybe_random, mixed
from bot.core.secrets.rule import Secret, rules, where, without
from bot.core.secrets.said_passwords import looks_secret, maybe_in_han, maybe_password

# What looks drawn by lot and is known to name something.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9-])(?:acl|ami|cgw|dopt|eigw|eipalloc|eni|fl|fs|fsap|i|igw|lt|nat|pcx|pl|r|rtb"
    r"|sg|sgr|sir|snap|subnet|tgw|vgw|vol|vpc|vpce|vpn)-[0-9a-f]{8}(?:[0-9a-f]{9})?"
    r"(?![A-Za-z0-9])"  # EC2: i-0abc…
    r"|(?<![A-Za-z0-9-])ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}(?![A-Za-z0-9-])"  # AWS Organizations
    r"|(?<![A-Za-z0-9-])(?:o-[0-9a-z]{10}|p-[0-9a-z]{8})(?![A-Za-z0-9-])"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"  # IPv4
    r"|(?<![A-Za-z0-9])A(?:IDA|ROA|GPA|NPA|NVA|PKA|SCA|IPA)[A-Z0-9]{12,17}(?![A-Z0-9])"  # IAM
    r"|(?<![A-Za-z0-9])[CDGTUW]0[A-Z0-9]{7,10}(?![A-Za-z0-9])"  # Slack
    r"|(?<![A-Za-z0-9])E[A-Z0-9]{12,13}(?![A-Za-z0-9])"  # CloudFront
    r"|(?<![A-Za-z0-9])Q[A-Z0-9]{13}(?![A-Za-z0-9])|pagerduty\.com/[a-z_]{1,30}/[A-Z0-9]{7,14}\b"
    # Quarters, halves and weeks of a year: FY2026Q3
    r"|(?<![A-Za-z0-9])(?:(?:[FC]Y)?(?:20)?\d\d)?[QHW]\d{1,2}(?:[FC]Y(?:20)?\d\d)?(?![A-Za-z0-9])"
    # Route 53
    r"|(?i:(?<![a-z])(?:hosted)?zone(?:s| id)?[ :=/]{1,3})Z[A-Z0-9]{12,20}(?![A-Za-z0-9])"
    r"|(?<![\d./-])20\d\d(?:/(?:20)?\d\d|\.(?:0\d|1[0-2]))(?![\d./-])"  # 2024/25, 2024.06
    r"|(?i:commit|sha\w{0,4}|rev(?:ision)?|ref(?:erence)?|digest|版本)[ :@/#\"'`]{1,3}"
    r"[0-9a-f]{7,64}(?![0-9a-f])"
    r"|(?<!\d)(?:19|20)\d\d(?:-\d\d(?![\d-])|-?[01]\d-?[0-3]\d)"  # ISO 8601
    r"(?:[T ]\d\d:?\d\d(?::?\d\d(?:\.\d{1,6})?)?Z?)?(?!\d)"
    r"|(?<![\d./])(?:(?:[0-2]?\d|3[01])(?P<day>[./])(?:[0-2]?\d|3[01])(?P=day)(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?P<year>[./])[01]?\d(?P=year)[0-3]?\d)(?![./]?\d)"  # 27/11/2026
    r"|(?<![A-Za-z0-9-])(?:\d{1,3}(?:d|h|m|s|min)){2,4}(?![A-Za-z0-9-])"  # 1h30m
    r"|(?<![\d/])24/7/365(?![\d/])"
    r"|(?<![A-Za-z0-9])v\d{1,2}(?:alpha|beta|rc)\d{1,2}(?![A-Za-z0-9])"  # Kubernetes
)
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9+./_#@-])(?<!\d[ .·_/-])(?:\d(?:[ .·_/-]?\d){5,7})"
    r"(?![A-Za-z0-9]|[ .·_/:-]{0,2}\d)"
)
_FOUR_LETTERS = re.compile(r"(?<![A-Za-z0-9])(?:[a-z]{4}[ -]){3,}[a-z]{4}(?![A-Za-z0-9])")
_NO_VOWEL = re.compile(r"\b[b-df-hj-np-tvwxz]{4}\b")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MASKED = re.compile(r"(?<![A-Za-z0-9-])(?:[A-Za-z0-9]{3,8}-){1,}[A-Za-z0-9]{3,8}(?![A-Za-z0-9-])")
_BOTH = r"(?=\d{0,4}[A-Za-z])(?=[A-Za-z]{0,4}\d)[A-Za-z0-9]{4,5}"
_TWO_GROUPS = re.compile(  # k3f9 x7q2, but k8s1 k8s2
    rf"(?<![A-Za-z0-9])(?!(..)\w{{2,3}}[ ._/]\1){_BOTH}[ ._/]{_BOTH}(?![A-Za-z0-9])"
)
# Digits in the midst of letters or the other way round: k3j9, 4f9c2; but web01, m5a and 2xl.
_SHUFFLED = re.compile(r"[A-Za-z]+\d+[A-Za-z]+\d\w*|\d+[A-Za-z]+\d\w*")
_LICENCE = re.compile(r"(?:[A-Za-z0-9]{4,6}-){2,}[A-Za-z0-9]{4,6}")
_NAMED_KEY = re.compile(
    r"(?:(?<![a-z])(?:api|access|auth|bearer|secret|private|psk|wpa[23]?|wi-?fi|encryption)[ _-]?"
    r"(?:key|token)[\"'`]?"
    r"(?: ?[:=] ?| is | was | )|(?<![a-z])(?:token|secret)=|_key=)"
    r"[\"'`]?(?=(?P<value>[!-~]{6,80}))",
    re.IGNORECASE,
)
# As the environment has them; no stand-in: ${KEY}, <key>, ****.
_SET_IN_CAPITALS = re.compile(
    r"\b(?:[A-Z0-9]{1,20}_){0,4}(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|SEED|PIN|OTP)"
    r" ?= ?[\"'`]?(?!(?i:none|null|value|unknown|empty|changed|redacted|xxx)\b)"
    r"[A-Za-z0-9]\S{2}"
)


def _named_key(text: str) -> bool:
    """`api_key=abc123def456`, `DB_KEY=abc`, however short."""
    return bool(_SET_IN_CAPITALS.search(text)) or any(
        looks_secret(found["value"]) for found in _NAMED_KEY.finditer(_KNOWN.sub(" ", text))
    )


def _random(text: str) -> bool:
    return maybe_random(text) or hexadecimal(text) or bool(_UUID.search(text))


def _is_grouped_key(run: str) -> bool:
    """`ABCD-12EF-…`: a key of recovery or of a licence; `k3j9-x2m4`: a code of recovery."""
    both = [group for group in re.split("[ ._/-]", run) if not (group.isalpha() or group.isdigit())]
    if len(both) > 1 and (any(map(_SHUFFLED.fullmatch, both)) or all(map(mixed, both))):
        return True
    letters_and_digits = bool(re.search(r"\d", run)) and bool(re.search("[A-Za-z]", run))
    return bool(_LICENCE.fullmatch(run)) and letters_and_digits and not run.islower()


KEPT = rules(
    ("random", Secret.TOKEN, "what a generator of passwords gives out", without(_KNOWN, _random)),
    ("groups", Secret.RECOVERY_CODE, "recovery keys, as vendors print them",
     without(_KNOWN, where(_is_grouped_key, _MASKED, _TWO_GROUPS))),
    ("named_key", Secret.TOKEN, "what configurations and people call a key", _named_key),
    ("password_form", Secret.PASSWORD,
     "what rules for passwords ask for; nordpass.com: most common passwords", in_a_form),
    ("password_in_words", Secret.PASSWORD, "what people call a password", maybe_password),
    ("password_in_han", Secret.PASSWORD, "what people call a password", maybe_in_han),
    ("app_password", Secret.PASSWORD,
     "support.google.com: app passwords, sixteen small letters in fours",
     where(_NO_VOWEL.search, _FOUR_LETTERS)),
    ("short_code", Secret.CODE, "codes of four digits or more", without(_KNOWN, short_code)),
    ("unexplained_digits", Secret.CODE, "RFC 6238, six to eight digits",
     without(_KNOWN, partial(unexplained, candidate=_DIGITS))),
)  # fmt: skip
