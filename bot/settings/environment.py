"""Environment for the settings: variables of the process, and under them those of `.env`.

A variable that seems to give the address of Redis and would be ignored stops the start: the bot
would count in another, empty store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.settings import env_file, secret_files
from bot.settings.env_file import EnvLine
from bot.settings.mistakes import BadSettings
from bot.settings.secret_files import SUFFIX
from bot.settings.settings import Settings

SETTINGS = frozenset(name.upper() for name in Settings.model_fields)
NAMES = SETTINGS | {name + SUFFIX for name in secret_files.NAMES}
REDIS_URL = "REDIS_URL"

_ALIKE = 0.84
_LONG = len("LANGUAGES")  # names shorter than that are like those of others
_SHORT = len("WORKERS")  # the same for names in the bot's own file
_OF_COMPOSE = {"REDIS_PASSWORD"}
# Other programs have some like these; the last two are looked at below.
_COMMON = {"HOST", "PORT", REDIS_URL, REDIS_URL + SUFFIX}
_USUAL = {"LANGUAGE"}  # set on many machines, by gettext's rules
_SAYS_WHERE = re.compile(
    r"(REDIS|VALKEY).*(URL|URI|HOST|ADDR|ENDPOINT|SERVER|DSN|PASS|PORT|NODE|SENTINEL|CLUSTER|CONN)"
)
_PART_OF_ADDRESS = re.compile("(REDIS|VALKEY)_(DB|DATABASE|USER|USERNAME|TLS|SSL)")
_AN_ADDRESS = re.compile(r"\s*(redis|rediss|valkey|valkeys)(\+\w+)?://", re.IGNORECASE)
_SERVICE_LINK = re.compile(r".+_(SERVICE_(HOST|PORT).*|PORT_\d.*)")  # of Kubernetes, by itself


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables for the settings, and what is suspicious about them."""

    values: Mapping[str, str]
    secrets: frozenset[str] = frozenset()  # settings whose values come from files of their own
    redis_url_from: str = ""  # for people; empty where REDIS_URL is not set
    suspects: tuple[str, ...] = ()  # sentences on names that look like a setting misspelled


def read(environ: Mapping[str, str], file: Path | None) -> Environment:
    """Environment from `environ`, then `file`; an empty setting counts as not set.

    Raises BadSettings, also if both set REDIS_URL to different values.
    """
    lines = env_file.read(file) if file else ()
    written = {line.name: line.value for line in lines}
    named = _over(written, environ)
    secrets, unreadable = secret_files.read(named)
    values = {**named, **secrets}
    mistakes = [
        *unreadable,
        *(
            f"{file}, line {line.number}: {why}"
            for line in lines
            if (why := _misspelling(line.name))
        ),
        *(
            f"{file}, line {number}: {name} is set a second time."
            for number, name in _duplicates(lines)
        ),
        *_unused(values, {name for name in written if _misspelling(name)}),
    ]
    given, in_file = (_set(each) for each in (environ, written))
    if in_file and not given and REDIS_URL in environ:
        mistakes.append(
            f"{REDIS_URL} is set in {file} and empty in the environment; unset it there."
        )
    if in_file and given and in_file != given:
        mistakes.append(
            f"{REDIS_URL} is set in {file} and, to something else, in the environment; keep one."
        )
    if mistakes:
        raise BadSettings(tuple(mistakes))
    where = "the environment" if given else str(file) if in_file else ""
    where = where or (named[REDIS_URL + SUFFIX].strip() if REDIS_URL in secrets else "")
    return Environment(values, frozenset(secrets), where, tuple(_suspects(environ)))


def unchecked(environ: Mapping[str, str], file: Path | None) -> Mapping[str, str]:
    """Values as of `read`, for whoever needs a few of them, whatever is wrong with others.

    Raises BadSettings where the file can't be read.
    """
    lines = env_file.read(file) if file else ()
    return _over({line.name: line.value for line in lines}, environ)


def _over(written: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in environ.items() if value.strip() or name not in NAMES}
    return {**written, **own}


def _suspects(environ: Mapping[str, str]) -> Iterator[str]:
    """Sentences on variables like misspelled settings; they only warn: other programs use some."""
    for name, value in environ.items():
        meant = "" if name in NAMES | _USUAL or _is_link(name, value) else _similar_setting(name)
        of_others = meant in _COMMON or name.upper().endswith(f"_{meant}")
        if meant and value.strip() and not of_others:
            yield f"{name} in the environment is not a setting of the bot; did you mean {meant}?"


def _set(environ: Mapping[str, str]) -> str:
    return environ.get(REDIS_URL, "").strip()


def _duplicates(lines: tuple[EnvLine, ...]) -> Iterator[tuple[int, str]]:
    met: set[str] = set()
    for line in lines:
        if line.name in met & NAMES:
            yield line.number, line.name
        met.add(line.name)


def _misspelling(name: str) -> str:
    """Sentence on a name in the file that seems a misspelled setting; empty if it does not."""
    if name in NAMES or name in _OF_COMPOSE:
        return ""
    if _PART_OF_ADDRESS.fullmatch(name):
        return f"{name} is not a setting of the bot: the whole address belongs in {REDIS_URL}."
    meant = _similar_setting(name, _SHORT)
    if name.upper().endswith(f"_{meant}"):  # such as AWS_DEFAULT_REGION
        return ""
    if meant and _folded(meant) == _folded(name):
        return f"{name} must be spelled {meant}."
    return f"{name} is not a setting of the bot; did you mean {meant}?" if meant else ""


def _similar_setting(name: str, shortest: int = _LONG) -> str:
    """Setting with a name like this one; empty if there is none of `shortest` letters or more."""
    same = (known for known in NAMES if _folded(known) == _folded(name))
    like = get_close_matches(name.upper(), [n for n in NAMES if len(n) >= shortest], 1, _ALIKE)
    return next(same, like[0] if like else "")


def _unused(values: Mapping[str, str], told: set[str]) -> Iterator[str]:
    """Sentences on variables that seem to give Redis' address under another name."""
    for name, value in values.items():
        if name in NAMES or name in told or not value.strip():
            continue
        if _folded(name) == _folded(REDIS_URL):
            yield f"{name} must be spelled {REDIS_URL}."
        elif not _set(values) and _gives_address(name, value):
            yield f"{name} is set, but the bot reads {REDIS_URL} alone: set that, or unset {name}."


def _gives_address(name: str, value: str) -> bool:
    """Whether a variable seems to give the address of Redis, by its name or its value."""
    if _AN_ADDRESS.match(value):
        return True
    like = get_close_matches(name.upper(), [REDIS_URL], 1, _ALIKE)
    return not _is_link(name, value) and bool(like or _SAYS_WHERE.match(name.upper()))


def _is_link(name: str, value: str) -> bool:
    return bool(_SERVICE_LINK.fullmatch(name)) or value.startswith("tcp://")


def _folded(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())
