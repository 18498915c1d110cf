"""Reports that AWS shows something else than a step says, at the command line."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from bot.cli.options import read_settings
from bot.cli.workspaces import WORKSPACE, open_workspace
from bot.core.differences import ReportedStep, summary
from bot.flowfiles.library import Library
from bot.flowfiles.versions import version
from bot.process import shutdown


@click.command(name="differences")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one for each step.")
@WORKSPACE
def command(workspace: str, *, as_json: bool) -> None:
    """Show the steps where people report that AWS shows something else.

    For each: its language, the version of its words, how often it was reported, and what was seen.
    """
    settings = read_settings()

    async def looked() -> tuple[tuple[ReportedStep, ...], Library]:
        async with open_workspace(settings, workspace) as (guide, library, team):
            return summary(await guide.store.differences.all(team)), library

    found, library = shutdown.run(looked())
    if as_json:
        objects = [_as_object(one, library) for one in found]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(found, library)))


def _as_object(one: ReportedStep, library: Library) -> dict[str, object]:
    now = _is_current(one, library)
    return {**asdict(one.words), "current": now, "count": one.count, "sentences": [*one.sentences]}


def lines(found: tuple[ReportedStep, ...], library: Library) -> Iterator[str]:
    if not found:
        yield "Nobody has said in the last 90 days that AWS shows something else."
    for one in found:
        words, times = one.words, "once" if one.count == 1 else f"{one.count} times"
        old = "" if _is_current(one, library) else " (the words were changed since)"
        place = f"{words.flow} / {words.step}, {words.language}, version {words.version}{old}"
        yield f"{place}: {times}"
        yield from (f"  {sentence}" for sentence in one.sentences)


def _is_current(one: ReportedStep, library: Library) -> bool:
    """Whether the step has these words now."""
    words = library.words.get((one.words.flow, one.words.language))
    section = words.sections.get(one.words.step) if words else None
    return section is not None and version(section) == one.words.version
