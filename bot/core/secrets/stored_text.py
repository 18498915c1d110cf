"""Stricter secret rules for text that is stored."""

import re
from functools import partial

from bot.core.secrets.codes import CODE_WORD, COUNTED, short_code, unexplained
from bot.core.secrets.folding import read_out
from bot.core.secrets.password_forms import in_a_form, may_be_password
from bot.core.secrets.randomness import (
    alternates,
    hexadecimal,
    is_random,
    maybe_random,
    mixed,
    rare_pairs,
)
from bot.core.secrets.rule import Secret, rules, where, without
from bot.core.secrets.said_passwords import (
    ARN,
    NO_PASSWORD,
    WORD,
    bare,
    looks_secret,
    maybe_in_han,
    maybe_password,
)
from bot.core.secrets.sentence_rules import AFTER, RECOVERY_WORD

# Looks random, but is a known kind of identifier.
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
_WITH_DIGITS = re.compile(
    r"(?<![\w@./#-])(?P<word>(?:[A-Za-z]{4,}\d{2,6}|[A-Za-z]{5,}\d)[a-z]{0,3}!?)(?![\w/@-]|\.\w)",
    re.ASCII,
)
_PASSWORD_WORD = re.compile(rf"{WORD}(?! ?(?:managers?|safe|store))[/.,:-]?", re.IGNORECASE)
# As people read a code out, and AWS's call: `482 then 913`.
_STATUS = r"(?:20[0-6]|30[0-8]|4[0-3]\d|451|50\d|51[01])"  # of HTTP
_HALVES = re.compile(
    rf"(?<![\w.,/:-])(?!{_STATUS}\D{{1,16}}{_STATUS}(?!\d))"
    rf"\d{{3}}(?!\d|{COUNTED.pattern})\D{{1,16}}(?<!\d)\d{{3}}(?![\w.,/:-]?\d|\w)",
    re.IGNORECASE,
)
_HALF = 3  # digits
_OF_HALVES = re.compile(
    rf"{CODE_WORD}|\b(?:first|last) (?:half|three|3)\b"
    r"|[前後后][三3][碼码]|先\s?\d",
    re.IGNORECASE,
)
# Four groups of four, as an authenticator's key is printed; a name may have one like that.
_SEED_GROUPS = re.compile(
    r"(?<![A-Za-z0-9])(?:[a-z2-7]{4}[ \t]{1,3}){3,}[a-z2-7]{4}(?![A-Za-z0-9])"
)
_ODD_GROUP = re.compile(r"\b(?:(?=[a-z]*[2-7])(?=[2-7]*[a-z])[a-z2-7]{4}|[b-df-hj-np-tv-xz]{4})\b")
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
_DIGITS_INSIDE = re.compile(r"[a-z]+\d+[a-z]{2,}|\d+[a-z]{4,}")
_NUMBERED = re.compile(r"[a-z]{3,}\d{1,3}[a-z]?")  # node1a-node1b
_LONG_GROUP = 5
_LONG_VALUE = 8
_SHORTEST = 6  # letters and digits of a value that has a name
_LICENCE = re.compile(r"(?:[A-Za-z0-9]{4,6}-){2,}[A-Za-z0-9]{4,6}")
_NAMED_KEY = re.compile(
    r"(?:(?<![a-z])(?:api|access|auth|bearer|secret|private|psk|wpa[23]?|wi-?fi|encryption)[ _-]?"
    r"(?:key|token)[\"'`]?"
    r"(?: ?[:=] ?| is | was | )|(?<![a-z])(?<!security )(?:token|key|secret)[:=] ?|_key="
    r"|(?<!安全)(?:金[鑰钥]|密[鑰钥]|私[鑰钥]|[權权]杖|令牌)(?: ?[:=是為为] ?| ))"
    r"(?!yubi|fido|titan)[\"'`]?(?=(?P<value>[!-~]{6,80}))",
    re.IGNORECASE,
)
# What is called a recovery code or an authenticator's key, and looks like no word.
_NAMED_VALUES = re.compile(
    rf"(?:{RECOVERY_WORD}|\b(?:secret|set-?up|manual(?: entry)?|configuration)[ _-]?key"
    r"|\b(?:mfa|2fa|totp|otp|authenticator|root)(?:'s)? (?:secret|seed|key)|\bseed\b|[種种]子"
    rf"|(?<!安全)[金密][鑰钥]){AFTER}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s:=,;/()「」『』]+")
_PRODUCT = re.compile(r"i(?:phone|pad|mac|os)|yubi|macbook|one(?:drive|login)", re.IGNORECASE)
_SIGN_INSIDE = re.compile(
    r"(?=.*[A-Za-z])(?=.*(?:\d|[a-z][A-Z]))\w+(?:[*$%^]+\w+.*|[#!]+\w+[#!]+.*)"
)
_EQUAL_GROUPS = re.compile(r"[A-Z\d]{4,6}(?:-[A-Z\d]{4,6})+|[a-z\d]{4,6}(?:-[a-z\d]{4,6})+")
_CAPITALS_IN_FOURS = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{4}[ \t]{1,3}){3,}[A-Z2-7]{4}(?!\w)")
_MANY_RARE = 3
# As the environment has them; no stand-in: ${KEY}, <key>, ****.
_SET_IN_CAPITALS = re.compile(
    r"\b(?:[A-Z0-9]{1,20}_){0,4}(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|SEED|PIN|OTP)"
    r" ?= ?[\"'`]?(?!(?i:none|null|value|unknown|empty|changed|redacted|xxx)\b)"
    r"[A-Za-z0-9]\S{2}"
)


def _named_key(text: str) -> bool:
    """`api_key=abc123def456`, `DB_KEY=abc`, however short."""
    return bool(_SET_IN_CAPITALS.search(text)) or any(
        looks_secret(found["value"])
        for found in _NAMED_KEY.finditer(_KNOWN.sub(" ", ARN.sub(" ", text)))
    )


def _named_value(text: str) -> bool:
    """`recovery code obajk-nyurz`, `MFA secret DXGEWUMPUFQIEQAW`, however few digits it has."""
    return any(
        _is_odd(bare(word))
        for found in _NAMED_VALUES.finditer(text)
        for word in _BETWEEN.split(found["after"])
    )


def _is_odd(word: str) -> bool:
    if len(word) < _SHORTEST or not word.isascii() or NO_PASSWORD.fullmatch(word):
        return False
    solid = re.sub("[^A-Za-z0-9]", "", word)
    if solid.isdigit() or _PRODUCT.match(word):
        return False
    in_groups = word != solid and bool(_EQUAL_GROUPS.fullmatch(word))
    one_case = (word == solid and solid.isupper()) or in_groups
    long = len(solid) >= _LONG_VALUE
    return (
        is_random(solid)
        or bool(_SIGN_INSIDE.fullmatch(word))
        or (in_groups and alternates(solid))
        or (one_case and rare_pairs(word) > (0 if in_groups else 1))
        or (mixed(solid) and rare_pairs(word) > 0)
        or bool(long and _SHUFFLED.fullmatch(word))
        or bool(long and _DIGITS_INSIDE.fullmatch(word) and rare_pairs(word))
    )


def _beside_password(text: str) -> bool:
    """A word with digits behind it, in a text about a password: `password now reads fluffy99`."""
    return bool(_PASSWORD_WORD.search(text)) and any(
        may_be_password(found["word"])
        for found in _WITH_DIGITS.finditer(_PASSWORD_WORD.sub(" ", text))
    )


def _in_halves(text: str) -> bool:
    return bool(_OF_HALVES.search(text)) and bool(_HALVES.search(read_out(text, _HALF)))


def _is_seed_in_groups(run: str) -> bool:
    return len(_ODD_GROUP.findall(run)) > 1


def _random(text: str) -> bool:
    return maybe_random(text) or hexadecimal(text) or bool(_UUID.search(text))


def _is_grouped_key(run: str) -> bool:
    """`ABCD-12EF-…`: a key of recovery or of a licence; `k3j9-x2m4`: a code of recovery."""
    both = [group for group in re.split("[ ._/-]", run) if not (group.isalpha() or group.isdigit())]
    if len(both) > 1 and (any(map(_SHUFFLED.fullmatch, both)) or all(map(mixed, both))):
        return True
    drawn = all(len(group) >= _LONG_GROUP and not _NUMBERED.fullmatch(group) for group in both)
    alike = run.islower() and bool(_EQUAL_GROUPS.fullmatch(run))
    if len(both) > 1 and drawn and alike and alternates(run.replace("-", "")):
        return True
    letters_and_digits = bool(re.search(r"\d", run)) and bool(re.search("[A-Za-z]", run))
    return bool(_LICENCE.fullmatch(run)) and letters_and_digits and not run.islower()


KEPT = rules(
    ("random", Secret.TOKEN, "what password generators produce", without(_KNOWN, _random)),
    ("groups", Secret.RECOVERY_CODE, "recovery keys, as vendors print them",
     without(_KNOWN, where(_is_grouped_key, _MASKED, _TWO_GROUPS))),
    ("named_key", Secret.TOKEN, "what configurations and people call a key", _named_key),
    ("named_value", Secret.RECOVERY_CODE, "docs.github.com: recovery codes; RFC 4648, base32",
     without(_KNOWN, _named_value)),
    ("capitals_in_fours", Secret.TOTP_SEED, "RFC 4648, base32, as apps show it",
     where(lambda run: rare_pairs(run) >= _MANY_RARE, _CAPITALS_IN_FOURS)),
    ("password_form", Secret.PASSWORD,
     "what rules for passwords ask for; nordpass.com: most common passwords", in_a_form),
    ("password_in_words", Secret.PASSWORD, "what people call a password", maybe_password),
    ("password_beside", Secret.PASSWORD, "what people call a password", _beside_password),
    ("password_in_han", Secret.PASSWORD, "what people call a password", maybe_in_han),
    ("app_password", Secret.PASSWORD,
     "support.google.com: app passwords, sixteen small letters in fours",
     where(_NO_VOWEL.search, _FOUR_LETTERS)),
    ("seed_in_small_groups", Secret.TOTP_SEED, "as apps show it, in groups",
     where(_is_seed_in_groups, _SEED_GROUPS)),
    ("code_in_halves", Secret.CODE, "AWS's call and people read codes in halves", _in_halves),
    ("short_code", Secret.CODE, "codes of four digits or more", without(_KNOWN, short_code)),
    ("unexplained_digits", Secret.CODE, "RFC 6238, six to eight digits",
     without(_KNOWN, partial(unexplained, candidate=_DIGITS))),
)  # fmt: skip
