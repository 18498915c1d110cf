"""`make bench`: the figures that the bot promises, each beside its bar.

Most are ratios of one run, in which the bot and its peers are measured in turn on the same core.
Ends with 1 where a bar is missed. Without names of sections, all are measured.
"""

import asyncio
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.bench.environment import Environment, environment
from tests.bench.figures import ROWS, Figure, page, records
from tests.bench.processes import ROOT
from tests.bench.rush import at_once, flood_one, flood_two
from tests.bench.sections import many, presses, rest, start

SECTIONS = {
    "presses": presses,
    "at-once": at_once,
    "flood-two": flood_two,
    "flood-one": flood_one,
    "many": many,
    "start": start,
    "rest": rest,
}
PAGE, RECORDS = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.json"


async def figures(
    sections: tuple[str, ...], share: float, said: Callable[[str], None]
) -> list[Figure]:
    async with environment(share) as at:
        resting = asyncio.create_task(_section("rest", at)) if "rest" in sections else None
        found = []
        for name in sections:
            if name != "rest":  # it is measured beside the others
                said(f"{name} …")
                found += await _section(name, at)
        if resting:
            said("rest …")
            found += await resting
    return sorted(found, key=lambda figure: [*ROWS].index(figure.key))


async def _section(name: str, at: Environment) -> list[Figure]:
    return [figure async for figure in SECTIONS[name](at)]


def _table(found: list[Figure]) -> Table:
    shown = Table("What", "Measured", "Bar", "", box=None, pad_edge=False)
    for figure in found:
        shown.add_row(*figure.cells)
    return shown


def _about() -> str:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return (
        f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())} with Python"
        f" {platform.python_version()} on {platform.system()} ({platform.machine()},"
        f" {cores} cores)."
    )


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice([*SECTIONS]))
@click.option("--json", "json_path", type=click.Path(path_type=Path), envvar="BENCH_JSON")
@click.option("--table", is_flag=True, help="Write docs/benchmarks.md anew, from all sections.")
@click.option("--quick", is_flag=True, help="A tenth of it, to see that it runs.")
def main(sections: tuple[str, ...], json_path: Path | None, *, table: bool, quick: bool) -> None:
    """Measure what the bot promises."""
    if table and (sections or quick):
        raise click.UsageError("The table is written from a whole run.")
    console = Console(width=None if sys.stdout.isatty() else 160)
    found = asyncio.run(figures(sections or tuple(SECTIONS), 0.1 if quick else 1, console.print))
    console.print(_table(found))
    text = records(found, _about())
    if json_path:
        json_path.write_text(text, encoding="utf-8")
    if table:
        RECORDS.write_text(text, encoding="utf-8")
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    if any(figure.missed for figure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
