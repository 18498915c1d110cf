"""Paths: of files that ship with the bot (`flows/`, `app.yaml`, `team.example.yaml`), and of those
that a setting names.
"""

from contextlib import suppress
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
# A wheel carries them inside the package; a checkout has them at its top.
_HOMES = (_PACKAGE / "data", _PACKAGE.parent)


def resource(name: str) -> Path:
    """Path of a shipped file or folder. Raises FileNotFoundError if the installation lacks it."""
    for home in _HOMES:
        path = home / name
        if path.exists():
            return path
    looked = " and ".join(str(home) for home in _HOMES)
    raise FileNotFoundError(
        f"{name} is missing (looked in {looked}): install mfa-bot again, or run it from a checkout."
    )


def named(text: str) -> Path:
    """Path that a setting names; ~ is somebody's home, unless there is no such user."""
    with suppress(RuntimeError):
        return Path(text).expanduser()
    return Path(text)


def flow_names(own: str = "") -> tuple[str, ...]:
    """Names of the procedures: those of their folders; `own`: FLOWS_DIR, which may add some."""
    homes = (resource("flows"), *([named(own)] if own else ()))
    return tuple(sorted({path.parent.name for home in homes for path in home.glob("*/flow.yaml")}))
