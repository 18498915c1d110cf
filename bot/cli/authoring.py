"""Commands for whoever writes flows: check, new, picture, print, schema."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

from bot.cli import new_flow
from bot.cli.group import CommandError
from bot.cli.options import (
    FLOW,
    LANGUAGE,
    at_most_one,
    flow_settings,
    incomplete_languages,
    limit_settings,
    load_library,
    load_team,
)
from bot.cli.runbook import NoPictures, mermaid, runbook, svg
from bot.core.team import NO_TEAM_FILE
from bot.files.resources import resource
from bot.flowfiles.models import FlowModel, ScenarioModel
from bot.flowfiles.safety_checks import unasked_approvals
from bot.flowfiles.word_checks import hints_left
from bot.settings.team_models import TeamModel
from bot.texts.countries import by_name
from bot.texts.languages import ENGLISH, available

MOST_DAYS = 90  # since somebody last compared a flow with AWS


def today() -> date:
    """The author's day."""
    return date.today()  # noqa: DTZ011


@click.command()
@click.argument(
    "directory", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
def check(directory: Path | None) -> None:
    """Check every flow, or only those in DIRECTORY, and print all problems.

    Without DIRECTORY: the shipped flows with FLOWS_DIR laid over them, and the team file.
    """
    library = load_library(directory)
    by_name(available())  # what people call countries
    settings = flow_settings()
    wanted = settings.spoken_languages if settings.languages else ()
    if directory is None and (halves := incomplete_languages(library, wanted)):
        raise CommandError("\n".join(halves))
    spoken = () if directory else settings.spoken_languages
    # English is what all are compared with.
    read = [at for at in library.words if not spoken or at[1] in (ENGLISH, *spoken)]
    if hints := [hint for at in read for hint in hints_left(at[0], library.words[at])]:
        raise CommandError("\n".join(map(str, hints)))
    for name, flow in library.flows.items():
        days = (today() - date.fromisoformat(flow.review.day)).days
        if days < -1:  # a day ahead it is somewhere already
            raise CommandError(f"{name}: the day of `reviewed` in its flow.yaml is yet to come.")
        if days > MOST_DAYS:
            click.echo(
                f"Warning: {name} was last compared with AWS {days} days ago. Compare it again,"
                " and put today's date into `reviewed` in its flow.yaml.",
                err=True,
            )
    walked = sum(map(len, library.scenarios.values()))
    names = ", ".join(library.flows)
    team = load_team() if directory is None else NO_TEAM_FILE
    if unasked := tuple(unasked_approvals(library.flows, team)):
        raise CommandError("\n".join(unasked))
    click.echo(f"The flows are sound: {names} (scenarios walked: {walked}).")
    if team.accounts:
        click.echo(f"The team file is sound (accounts: {len(team.accounts)}).")


@click.command()
@click.argument("name")
@click.argument(
    "directory", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
def new(name: str, directory: Path | None) -> None:
    """Create the files of a new procedure NAME in DIRECTORY (default: FLOWS_DIR, or flows/)."""
    begins = directory is not None and not any(directory.glob("*/flow.yaml"))
    try:
        library = load_library(None if begins else directory)
    except CommandError as broken:
        raise CommandError(f"{broken}\nNo file was made for {name}: fix that first.") from None
    spoken = sorted({language for _, language in library.words})
    in_use = flow_settings().own_flows or resource("flows")
    home = directory or in_use
    if not directory and in_use == resource("flows") and not in_use.is_relative_to(Path.cwd()):
        raise CommandError(
            f"Name a directory for your own procedures: `mfa-bot new {name} DIRECTORY`. Without one"
            f" the files would be written into the installation ({in_use})."
        )
    try:
        made = new_flow.files(name, library.flows, spoken, today().isoformat())
    except new_flow.BadName as bad:
        raise CommandError(str(bad)) from None
    check_it = f"mfa-bot check {directory}" if directory else "mfa-bot check"
    elsewhere = home.resolve() != in_use.resolve()
    first = f" The bot has other flows: first set FLOWS_DIR={home.resolve()}." if elsewhere else ""
    click.echo(
        "\n".join(map(str, new_flow.write(home, name, made)))
        + f"\n\nWrite your steps into them, and run `{check_it}` after every change. Then"
        f" let Slack know /{name}.{first} Paste what `mfa-bot manifest` prints (over HTTP with"
        " `--url`) into your app's settings in Slack (App Manifest), save, and start the bot again."
        f"{_schemas_to_write(home)}"
    )


def _schemas_to_write(home: Path) -> str:
    """Commands for the schemas that the files name for editors, where the folder has none."""
    options = {"flow.schema.json": "", "scenarios.schema.json": " --scenarios"}
    lines = [
        f"\n  mfa-bot schema{option} > {home / name}"
        for name, option in options.items()
        if not (home / name).exists()
    ]
    return "\n\nSo that your editor completes and checks them:" + "".join(lines) if lines else ""


@click.command()
@FLOW
@click.option("--svg", "as_svg", is_flag=True, help="An SVG picture instead of Mermaid.")
@LANGUAGE
def picture(flow: str, as_svg: bool, language: str) -> None:
    """Draw FLOW: Mermaid, or SVG (needs the extra `pictures`)."""
    library = load_library(None, walked=False)
    draw = svg if as_svg else mermaid
    try:
        click.echo(draw(library.flows[flow], library.in_language(flow, language)))
    except NoPictures as none:
        raise CommandError(str(none)) from None


@click.command(name="print")
@FLOW
@LANGUAGE
def print_(flow: str, language: str) -> None:
    """Print FLOW as a runbook in Markdown."""
    library = load_library(None, walked=False)
    words = library.in_language(flow, language)
    click.echo(runbook(library.flows[flow], words, limit_settings().limits))


@click.command()
@click.option("--scenarios", is_flag=True, help="Print that of scenarios.yaml instead.")
@click.option("--team", is_flag=True, help="Print that of team.yaml instead.")
def schema(*, scenarios: bool, team: bool) -> None:
    """Print the JSON Schema of flow.yaml (or of scenarios.yaml, or team.yaml), for editors."""
    at_most_one(scenarios=scenarios, team=team)
    if scenarios:
        shape, title = TypeAdapter[Any](list[ScenarioModel]), "The scenarios of a flow of mfa-bot"
    elif team:
        shape, title = TypeAdapter(TeamModel), "team.yaml"
    else:
        shape, title = TypeAdapter(FlowModel), "A flow of mfa-bot"
    dialect = "https://json-schema.org/draft/2020-12/schema"
    click.echo(json.dumps({"$schema": dialect, **shape.json_schema(), "title": title}, indent=2))
