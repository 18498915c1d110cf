"""What the page for operators tells them to type."""

import re
import shlex
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "operation.md"


def page_user(password: str) -> tuple[str, ...]:
    """The command that makes the user of Redis."""
    (line,) = re.findall(r"^redis-cli (ACL SETUSER .+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    return tuple(shlex.split(line.replace("PASSWORD", password)))
