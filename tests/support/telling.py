"""What tests tell at the very end of a run, whichever process they ran in."""

from collections.abc import Iterable, Iterator

import pytest

_MARK = "told: "
_told: list[tuple[str, str]] = []


def tell(title: str, line: str) -> None:
    """Below this title, with the other lines of other tests."""
    _told.append((_MARK + title, line))


def taken() -> list[tuple[str, str]]:
    """What the present test has told; it goes with its report to the process that prints."""
    taken = [*_told]
    _told.clear()
    return taken


def sections(reports: Iterable[pytest.TestReport]) -> Iterator[tuple[str, list[str]]]:
    """Titles with their lines; of single ones that begin alike (`name: figure`) the last."""
    found: dict[str, dict[str, str]] = {}
    for report in reports:
        for title, told in report.user_properties:
            line = str(told)
            if title.startswith(_MARK):
                name = line if "\n" in line else line.rsplit(":", 1)[0]
                lines = found.setdefault(title.removeprefix(_MARK), {})
                lines[name] = max(lines.get(name, ""), line)
    return ((title, [*lines.values()]) for title, lines in found.items())
