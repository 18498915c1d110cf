"""Private keys, AWS's keys and the seeds of authenticators, known by their form."""

import re

from bot.core.secrets.randomness import long_random, mixed
from bot.core.secrets.rule import Secret, rules, where, without

_URL = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://\S+", re.IGNORECASE)
# Five slashes are a path: chance puts less than one into forty characters.
_SECRET_KEY = re.compile(
    r"(?<![A-Za-z0-9/+])(?!(?:[^/\s]{0,40}/){5})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
)
# AIDA…, AROA… are ids of users and roles, as long as a seed and no secret.
_BASE32 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?!A[A-Z]{2}A[A-Z0-9]{12,17}(?![A-Z0-9]))"
    r"(?:[A-Z2-7]{16,}|[a-z2-7]{16,})=*(?![A-Za-z0-9])"
)
# A digit between letters tells a seed from PRODUCTIONACCOUNT2, and so does length.
_WORDLIKE = re.compile(r"[2-7]*[A-Z]{0,31}[2-7]*|.*(.)\1{4}.*")
_BETWEEN = re.compile(r"(?<=[a-z])[2-7]+(?=[a-z])")
_APART = r"[ \t\n._/,;:|-]{1,3}"
_GROUPS = tuple(
    re.compile(
        rf"(?<![A-Za-z0-9])(?:[A-Z2-7]{{{size}}}(?:{_APART}[A-Z2-7]{{{size}}}){{{more},}}"
        rf"|[a-z2-7]{{{size}}}(?:{_APART}[a-z2-7]{{{size}}}){{{more},}})(?![A-Za-z0-9])"
    )
    for size, more in ((4, 3), (5, 2), (6, 2), (8, 1))
)
_MIXED = re.compile(r"(?![2-7]+$)(?=.*[2-7]).+")
_MANY_GROUPS = 8  # more than words of one length stand in a row
_NAME_LIKE = re.compile(r"[a-z]+[2-7]+")  # web2


def _is_seed(padded: str) -> bool:
    run = padded.rstrip("=")
    return not _WORDLIKE.fullmatch(run) and (run.isupper() or len(_BETWEEN.findall(run)) > 1)


def _is_grouped_seed(run: str) -> bool:
    """`JBSW Y3DP …`; words of four letters have no mixed group, `acme-ec2a-west-prod` has one."""
    words = re.split(_APART, run)
    groups = [word for word in words if _MIXED.match(word)]
    if run.isupper():
        return len(groups) > (0 if " " in run else 1)  # a name may have one group like that
    if len(words) >= _MANY_GROUPS:
        return bool(groups)
    return sum(not _NAME_LIKE.fullmatch(group) for group in groups) > 1


KEYS = rules(
    ("private_key_header", Secret.PRIVATE_KEY,
     "RFC 7468, RFC 4716, RFC 9580; PuTTY's manual, appendix C",
     r"BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d|Private-Lines: ?\d"),
    ("private_key_body", Secret.PRIVATE_KEY,
     ("RFC 8017, RFC 5958, RFC 5915, RFC 7292 (DER of PKCS #1, #8, #12 and EC); OpenSSH's"
      " PROTOCOL.key; RFC 9580; the first of these in base64 again"),
     (r"(?<![A-Za-z0-9+/])(?:MI[GIJKLMN][A-Za-z0-9+/]{40}|M[CHI][A-Za-z0-9]CAQ[AE]"
      r"[A-Za-z0-9+/]{24}|b3BlbnNzaC1rZXkt|lQ[A-Z][A-Z0-9]B[GF][A-Za-z0-9+/]{40}|LS0tLS1CRUdJTi)")),
    ("aws_access_key", Secret.ACCESS_KEY, "docs.aws.amazon.com/IAM: unique identifiers",
     r"(?<![A-Za-z0-9])(?:A(?:KI|SI|BI|CC)A[A-Z0-9]{16}|akia[a-z0-9]{16})(?![A-Za-z0-9])"),
    ("aws_session_token", Secret.SESSION_TOKEN, "docs.aws.amazon.com/STS: session tokens",
     r"(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9/+%=]{40}"),
    ("aws_bedrock", Secret.SECRET_KEY, "docs.aws.amazon.com/bedrock: API keys",
     r"ABSK[A-Za-z0-9+/]{30}|bedrock-api-key-[\w=+/-]{20}"),
    ("aws_secret_key", Secret.SECRET_KEY, "docs.aws.amazon.com/IAM: access keys",
     without(_URL, where(mixed, _SECRET_KEY))),
    ("otpauth", Secret.TOTP_SEED, "github.com/google/google-authenticator/wiki/Key-Uri-Format",
     r"(?i)otpauth(?:-migration)?://"),
    ("totp_seed", Secret.TOTP_SEED, "RFC 4648, base32, as beside a QR code",
     where(_is_seed, _BASE32)),
    ("said_seed", Secret.TOTP_SEED,
     "docs.aws.amazon.com/IAM: assign a virtual MFA device, Show secret key",
     (r"(?i)(?:(?:secret|set-?up|manual(?: entry)?) ?key|seed|[種种]子|金[鑰钥])"
      r"(?: ?[:=]| is|[是為为]) ?"
      r"(?:[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,}|[A-Z2-7]{16,})(?![A-Z0-9])")),
    ("totp_seed_in_groups", Secret.TOTP_SEED, "as apps show it, in groups",
     where(_is_grouped_seed, *_GROUPS)),
)  # fmt: skip
# After everything that knows the vendor.
RANDOM = rules(
    ("long_random", Secret.TOKEN, "what a generator of tokens gives out",
     without(_URL, long_random)),
)  # fmt: skip
