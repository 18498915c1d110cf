"""`make coverage`: how many branches of the bot the tests took, and the files that lack most."""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import Coverage

LEAST = 10


@dataclass(frozen=True, slots=True)
class Branches:
    name: str
    taken: int
    all: int
    never_run: int  # lines

    @property
    def percent(self) -> float:
        return 100 * self.taken / self.all if self.all else 100

    def __str__(self) -> str:
        figures = f"{self.percent:6.1f} % {self.taken:5} of {self.all:5}"
        return f"{figures}  {self.never_run:4} lines never run  {self.name}"


def lines(report: dict[str, Any]) -> Iterator[str]:
    """Of coverage.py's JSON report."""
    files = [_branches(name, file["summary"]) for name, file in report["files"].items()]
    for file in sorted(files, key=lambda file: (file.percent, -file.never_run, file.name))[:LEAST]:
        yield str(file)
    yield str(_branches("all of bot", report["totals"]))


def _branches(name: str, about: dict[str, Any]) -> Branches:
    return Branches(name, about["covered_branches"], about["num_branches"], about["missing_lines"])


def main() -> None:
    measured = Coverage()
    measured.combine()
    with tempfile.TemporaryDirectory() as home:
        file = Path(home, "report.json")
        measured.json_report(outfile=str(file))
        report = json.loads(file.read_text(encoding="utf-8"))
    sys.stdout.write("\nBranches taken, least first:\n" + "\n".join(lines(report)) + "\n")


if __name__ == "__main__":
    main()
