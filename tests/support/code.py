"""The code of the bot as tests read it, each file once in a process."""

import ast
from functools import cache
from pathlib import Path

from bot.cli import catalogue


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


extracted = cache(catalogue.extracted)
