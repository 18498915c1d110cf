"""Secrets from files: `NAME_FILE` has the path of a file that holds the value of `NAME`.

Docker, Kubernetes and systemd hand out secrets as files, which other processes do not see as they
see an environment.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.files.quoted import in_brackets
from bot.files.resources import named
from bot.settings.settings import Settings

SUFFIX = "_FILE"
NAMES = tuple(name.upper() for name, field in Settings.model_fields.items() if not field.repr)
MOST_BYTES = 16 * 1024  # the longest secret is an address of Redis, with all nodes of a Cluster


class BadSecretFile(ValueError):
    """File that holds no secret; the text never repeats what is in it."""


def read(values: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Secrets that `values` gives as files, by setting, and a sentence for each mistake."""
    secrets, mistakes = dict[str, str](), list[str]()
    for name in NAMES:
        variable = name + SUFFIX
        if not (path := values.get(variable, "").strip()):
            continue
        if values.get(name, "").strip():
            mistakes.append(f"{name} and {variable} are both set; keep one.")
            continue
        try:
            secrets[name] = _secret(named(path))
        except BadSecretFile as bad:
            shown = in_brackets(path) if "/" in path else ""  # else it may be the secret itself
            mistakes.append(f"{variable}{shown} {bad}")
    return secrets, tuple(mistakes)


def _secret(path: Path) -> str:
    """Content of a file, without the line break at its end. Raises BadSecretFile."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadSecretFile(f"can't be read: {error.strerror}.") from None
    except ValueError:  # a path with a NUL in it
        raise BadSecretFile("is not a path.") from None
    if len(content) > MOST_BYTES:
        raise BadSecretFile("is too long for a secret: it must hold the secret alone.")
    try:
        secret = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise BadSecretFile("is not UTF-8 text: save it as that.") from None
    if not secret:
        raise BadSecretFile("is empty: it must hold the secret.")
    if len(secret.split()) > 1 or "\x00" in secret:
        raise BadSecretFile("holds more than the secret: it must be one line without blanks.")
    return secret
