"""Parser of `.env` files, compatible with Docker Compose's `env_file`.

Variables in it are not expanded. A line that the two could read in different ways is refused.
"""

import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from bot.settings.mistakes import BadSettings

FILE = Path(".env")

_NAME = re.compile(r"\s*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# With escapes that are the same everywhere.
_DOUBLE_QUOTED = re.compile(r'"(?:[^\\"]|\\[\\"nrt])*"')
_QUOTE_IT = "put the value in single quotes"


@dataclass(frozen=True, slots=True)
class EnvLine:
    """One line that sets a variable; `number` counts from 1."""

    number: int
    name: str
    value: str


class _BadLine(ValueError):
    """Invalid line; the text never repeats the line, which may hold a password."""


def read(file: Path) -> tuple[EnvLine, ...]:
    """Lines that set a variable; none if there is no file. Raises BadSettings."""
    found, mistakes = [], []
    for number, line in enumerate(_text(file).replace("\r\n", "\n").split("\n"), 1):
        try:
            if binding := _binding(line):
                found.append(EnvLine(number, *binding))
        except _BadLine as unclear:
            mistakes.append(f"{file}, line {number}: {unclear}")
    if mistakes:
        raise BadSettings(tuple(mistakes))
    return tuple(found)


def _text(file: Path) -> str:
    try:
        text = file.read_bytes().decode()
    except FileNotFoundError:
        if not file.is_symlink():
            return ""
        mistake = "is a broken symbolic link: fix or remove it."
    except OSError as error:
        mistake = f"can't be read ({error.strerror}): fix or remove it."
    except UnicodeDecodeError:
        mistake = "is not UTF-8 text: save it as that."
    else:
        if not text.startswith("\ufeff"):
            return text
        mistake = "starts with a byte order mark: save it as UTF-8 without one."
    raise BadSettings((f"{file} {mistake}",))


def _binding(line: str) -> tuple[str, str] | None:
    """Name and value of a line; None if it sets nothing."""
    if _UNSEEN.search(line):
        raise _BadLine("it contains an invisible character; type it again.")
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    named = _NAME.match(line)
    bindings = [*parse_stream(StringIO(line))]
    if not named or len(bindings) != 1 or (value := bindings[0].value) is None:
        raise _BadLine("it is not NAME=value, or a quote in it is not closed.")
    _check(line[named.end() :], value)
    return named[1], value


def _is_comment(left: str, value: str) -> bool:
    """Whether what is left of a line is surely no part of the value: of an address it may be."""
    return bool(re.match(" +# ", left)) and ("://" not in value or "@" in value)


def _check(written: str, value: str) -> None:
    """Check that Compose reads the same value. Raises _BadLine."""
    if written.startswith("'"):
        if r"\\" in written:
            raise _BadLine("Docker reads two backslashes in single quotes differently.")
        return
    if written.startswith('"'):
        if not _DOUBLE_QUOTED.match(written):
            raise _BadLine(f"Docker may read the backslash in it differently; {_QUOTE_IT}.")
    elif written.startswith("#"):
        raise _BadLine(
            "a comment needs a line of its own; a value that starts with # needs quotes."
        )
    elif "\t" in written.rstrip():
        raise _BadLine(f"it contains a tab: type a blank; if the value has one, {_QUOTE_IT}.")
    elif "@" in (left := written[len(value) :]) and not _is_comment(left, value):
        raise _BadLine(f"a part of the value would be left out; {_QUOTE_IT}.")
    if "$" in value:
        raise _BadLine(f"Docker would replace what follows the $; {_QUOTE_IT}.")
