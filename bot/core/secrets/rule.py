"""The kinds of secrets, and rules that each recognize some of one kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Holds = Callable[[str], object]


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
    """Rule for one kind of secret.

    holds: takes the text that `folding.folded` returns, and must run in linear time
    source: the document in which the vendor gives the form, or why it is looked for
    """

    name: str
    secret: Secret
    source: str
    holds: Holds


def where(tells: Holds, *forms: re.Pattern[str], group: str | int = 0) -> Holds:
    """Test for a text in which a form is found whose text, or group, `tells` calls a secret."""
    return lambda text: any(tells(found[group]) for form in forms for found in form.finditer(text))


def without(known: re.Pattern[str], holds: Holds) -> Holds:
    """Test of the rest of a text, without what is known to be no secret."""
    return lambda text: holds(known.sub(" ", text))


def rules(*rows: tuple[str, Secret, str, str | Holds]) -> tuple[SecretRule, ...]:
    """Rules of a table; a row has a regular expression to look for, or a test of its own."""
    return tuple(
        SecretRule(name, secret, source, re.compile(form).search if isinstance(form, str) else form)
        for name, secret, source, form in rows
    )
