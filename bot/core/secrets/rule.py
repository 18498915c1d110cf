"""The kinds of secrets, and a rule that recognizes some of one kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Secret(StrEnum):
    PRIVATE_KEY = "private_key"
    TOKEN = "token"  # noqa: S105  # a vendor's token or API key
    ACCESS_KEY = "access_key"  # AWS: AKIA…, ASIA…
    SESSION_TOKEN = "session_token"  # noqa: S105  # AWS
    SECRET_KEY = "secret_key"  # noqa: S105  # AWS
    LINK = "link"  # whoever has it is signed in
    TOTP_SEED = "totp_seed"  # what an authenticator makes its codes from
    RECOVERY_CODE = "recovery_code"
    PASSWORD = "password"  # noqa: S105
    CODE = "code"  # a one-time code


@dataclass(frozen=True, slots=True)
class SecretRule:
    """Rule for one kind of secret; `holds` takes text of `folding.folded`, and linear time.

    source: the document in which the vendor gives the form, or why it is looked for
    """

    name: str
    secret: Secret
    source: str
    holds: Callable[[str], object]


def pattern(name: str, secret: Secret, source: str, form: str, flags: int = 0) -> SecretRule:
    return SecretRule(name, secret, source, re.compile(form, flags).search)
