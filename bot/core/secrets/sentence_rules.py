"""Rules for passwords, keys and recovery codes that a sentence introduces, in any form."""

import re

from bot.core.secrets.randomness import is_random
from bot.core.secrets.rule import Secret, rules
from bot.core.secrets.said_passwords import ARN, NO_PASSWORD, SET, said_to_be_password

_KEY_WORD = (
    r"(?:key|secret|token|seed|credential|signature|datadog|new ?relic|heroku|digitalocean|twilio"
    r"|mailgun|pagerduty|cloudflare|splunk|snyk|circleci|jenkins|金[鑰钥]|密[鑰钥]|私[鑰钥]|[權权]杖|令牌"
    r"|[種种]子|トークン|シークレット|秘密鍵|キー)"
)
_KEY_SAID = re.compile(
    rf"{_KEY_WORD}[a-z_-]{{0,8}}[\"'`*_)\]]{{0,2}}(?: (?:for|of|from) \S{{1,20}})?"
    rf"(?:\s{{0,3}}{SET}|[ \t](?:is|was)(?: now)?[ \t]|[ \t]?(?:是|為|为|は)|[ \t])"
    r"[\s*_`\"'「『:=<(]{0,4}(?=(?P<value>[A-Za-z0-9+/=_.~-]{12,200}))",
    re.IGNORECASE,
)
_LONG, _MOST_WORDS = 20, 5  # of a value: letters and digits; what hyphens part, as a UUID does
_INCIDENT = re.compile(r"Q[A-Z0-9]{13}")  # in PagerDuty
_ID_SAID = re.compile(r"id\b|_id|-id|arn", re.IGNORECASE)


def said_to_be_key(text: str) -> bool:
    """`aws_secret_access_key = …`, `"apiKey": "…"`, `token: …`, `金鑰: …`"""
    return any(
        not _ID_SAID.search(found[0]) and _could_be_key(found["value"])
        for found in _KEY_SAID.finditer(ARN.sub(" ", text))
    )


def _could_be_key(value: str) -> bool:
    plain = value.rstrip(".")
    solid = re.sub(r"[^A-Za-z0-9]", "", plain)
    digits = sum(map(str.isdigit, solid))
    if not digits or solid.isdigit() or _INCIDENT.fullmatch(plain) or NO_PASSWORD.fullmatch(plain):
        return False
    in_one = solid == plain or plain.count("-") < _MOST_WORDS
    return is_random(solid) or (len(solid) >= _LONG and in_one)


RECOVERY_WORD = (
    r"(?:(?:recovery|back-?up|rescue|emergency|scratch|bypass|one-time)[ _-]?"
    r"(?:code|key|password|phrase)s?|\bduo(?:[ _-](?:pass|bypass))?[ _-]?code|\bduo bypass"
    r"|(?:備[用份援]|备[用份]|復原|還原|恢[復复]|救援|救急)(?:[驗验][證证]|登入|存取)?"
    r"(?:[碼码]|代[碼码]|金[鑰钥])"
    r"|(?:リカバリー?|バックアップ|回復)(?:コード|キー))"
)
AFTER = r"(?P<after>[^\n]{0,120}(?:\n[^\n]{0,60}){0,2})"
_RECOVERY = re.compile(RECOVERY_WORD + AFTER, re.IGNORECASE)
_RECOVERY_VALUE = re.compile(
    r"(?<![A-Za-z0-9/#-])(?:(?=[A-Za-z0-9-]{0,23}\d)(?=[A-Za-z0-9-]{8})"
    r"[A-Za-z0-9]{4,24}(?:-[A-Za-z0-9]{4,10}){0,7}"
    r"|\d{4} \d{4}|\d{3}(?:[ -]\d{3}){2}|[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,})(?![A-Za-z0-9-]|\.\w)"
)
_NO_RECOVERY = re.compile(
    r"\d{12}|\d{4}-\d{4}-\d{4}|\d{4}-\d\d-\d\d|[A-Z]{2,10}-?\d{1,8}|1[Pp]assword"
    r"|(?:i|[A-Z][a-z]{2,9})(?:[A-Z][a-z]{2,9}){1,2}\d{1,2}[A-Z]?"  # iPhone15, YubiKey5C
)
# Twelve words right behind what they are called, none of them one that joins others.
_PHRASE = (
    r"(?i)(?:\b(?:(?:seed|recovery|back-?up|secret|wallet|mnemonic|12|24|twelve)[ -]"
    r"(?:phrase|words)|(?:wallet|ledger) seed|mnemonic|seed(?=[:=]| is)|1?[24]-word phrase)"
    r"|[助註注][記记][詞词]|[種种]子(?:[詞词]|短[語语]|(?=:))|[恢復复][原復复][短片][語语])"
    r"(?: ?(?:is|are|是|為|为))?(?:[\s:='\"`「(]|\d\d?[.)]){1,6}"
    r"(?:(?!(?:and|are|because|but|for|from|has|have|into|must|not|our|since|so|than|that|the|they"
    r"|this|until|was|were|when|which|while|will|with)\b)[a-z]{3,8}[\s,\d.)]{1,6}){11}"
    r"[a-z]{3,8}(?!\w)"
)


def said_to_be_recovery_code(text: str) -> bool:
    return any(
        not _NO_RECOVERY.fullmatch(value)
        for found in _RECOVERY.finditer(text)
        for value in _RECOVERY_VALUE.findall(found["after"])
    )


SAID = rules(
    ("said_key", Secret.TOKEN, "what configurations and people call a key", said_to_be_key),
    ("said_recovery_code", Secret.RECOVERY_CODE,
     "docs.github.com: recovery codes; support.google.com: backup codes", said_to_be_recovery_code),
    ("seed_phrase", Secret.RECOVERY_CODE, "BIP 39, words of three to eight letters", _PHRASE),
    ("said_password", Secret.PASSWORD, "what people call a password", said_to_be_password),
)  # fmt: skip
