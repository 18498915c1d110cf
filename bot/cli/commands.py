"""Commands of `mfa-bot`."""

import asyncio
import json
import logging
import os
import sys
import threading
import webbrowser
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from bot import app
from bot.cli import accounts, attempts, differences, new_flow, report
from bot.cli.options import (
    FLOW,
    LANGUAGE,
    CommandError,
    country_names,
    environment_values,
    exit_with_sentence,
    flow_settings,
    incomplete_languages,
    load_environment,
    load_library,
    load_team,
    read_settings,
)
from bot.cli.printed_manifest import manifest
from bot.cli.runbook import NoPictures, mermaid, runbook, svg
from bot.core.phones import finder as phones
from bot.core.team import NO_TEAM_FILE
from bot.files.resources import resource
from bot.flowfiles import models
from bot.flowfiles.outdated import outdated
from bot.flowfiles.safety_checks import unasked_approvals
from bot.flowfiles.stats import table as stats_table
from bot.flowfiles.word_checks import hints_left
from bot.health import doctor
from bot.health.findings import Finding
from bot.process import logs, shutdown
from bot.serving import supervisor
from bot.settings import env_file, team_models
from bot.texts import prompts
from bot.texts.phones import cautions

log = logging.getLogger(__name__)


def today() -> date:
    """The author's day."""
    return date.today()  # noqa: DTZ011


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mfa-bot")
def main() -> None:
    """Lead an on-call engineer through AWS root MFA recovery, one step at a time."""
    logs.install_excepthook()


@main.command()
@click.option("--worker", type=int, hidden=True, help="Number of a worker process.")
def run(worker: int | None) -> None:
    """Serve Slack: over HTTP, or in Socket Mode when SLACK_APP_TOKEN is set."""
    given = load_environment()
    settings = read_settings(given.values)
    if worker is not None:
        logs.log_to_stderr(settings.log_level, settings.log_format, worker)
        shutdown.stop_with_input()
        exit_with_sentence(lambda: shutdown.run(app.run(settings, serves=click.echo)))
        return
    logs.log_to_stderr(settings.log_level, settings.log_format)
    for suspect in given.suspects:
        log.warning("%s Rename it, or leave it if another program reads it", suspect)
    serve = app.run if settings.workers == 1 else supervisor.run
    exit_with_sentence(lambda: shutdown.run(serve(settings)))


@main.command(name="try")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3100,
    show_default=True,
    help="Where the page is, if it is free.",
)
@click.option("--browser/--no-browser", default=None, help="Open the page (where there is one).")
@click.option("--fresh", is_flag=True, help="Forget the runs and messages of earlier times.")
@click.option("--watch", is_flag=True, help="Show changes of words and steps in open threads.")
def try_(port: int, browser: bool | None, fresh: bool, watch: bool) -> None:
    """Try the bot on this machine: a small Slack in the browser, no tokens, no Redis."""
    from bot.local import trial  # noqa: PLC0415 -- nothing that serves a real workspace loads it

    own = {name: value for name, value in os.environ.items() if name not in trial.OWN}
    settings = read_settings(own)
    home = settings.data_dir / "try"

    def opened(url: str) -> None:
        taken = port not in (0, urlsplit(url).port)
        page = f"Port {port} is taken; the page" if taken else "A small Slack"
        click.echo(f"{page} is at {url}\nType / in #on-call to see the commands. Ctrl-C ends it.")
        if _has_screen() if browser is None else browser:
            # Some browsers hold whoever opens them until they are closed.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    try:
        exit_with_sentence(
            lambda: asyncio.run(
                trial.serve(home, own, port, click.echo, opened, fresh=fresh, watch=watch)
            ),
        )
    except (trial.BotFailed, trial.Occupied) as stopped:
        raise CommandError(str(stopped)) from None
    click.echo("\nStopped. Runs and messages are kept for the next time; --fresh forgets them.")


def _has_screen() -> bool:
    """Whether there is a graphical screen: else a text browser would cover this terminal."""
    return sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


@main.command()
@FLOW
@click.option("--account", default="", help="Nickname or twelve digits of the AWS account.")
@click.option(
    "--press",
    "presses",
    default="",
    metavar="A,B,C",
    help="Press these from the first step on, then stop. answer=TEXT answers a question; a comma"
    " in TEXT is part of it unless the name of a press follows: answer=2, last 5 hours ago,known",
)
@click.option("--drill", is_flag=True, help="As practice, with attempts and runs of its own.")
@LANGUAGE
def play(flow: str, account: str, presses: str, language: str, *, drill: bool) -> None:
    """Play FLOW in this terminal, on the same guide and store as in Slack."""
    from bot.cli import play as player  # noqa: PLC0415 -- its terminal would make `run` start later

    settings = read_settings(environment_values())
    walk = player.PlayOptions(flow, language, account, player.presses(presses), drill)

    async def played() -> int:
        async with app.open_guide(settings) as (guide, library):
            return await player.play(guide, library, walk, settings.default_region)

    exit_with_sentence(lambda: sys.exit(shutdown.run(played())))


@main.command()
@click.argument(
    "directory", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
@click.option("--stats", is_flag=True, help="Print how long each scenario is (tab-separated).")
def check(directory: Path | None, *, stats: bool) -> None:
    """Check every flow and print all problems; those in DIRECTORY alone, if there is one.

    Without DIRECTORY: the shipped flows with FLOWS_DIR laid over them, and the team file.
    """
    library = load_library(directory)
    country_names()
    if directory is None and (halves := incomplete_languages(library)):
        raise CommandError("\n".join(halves))
    written = library.words.items()
    if hints := [hint for (flow, _), words in written for hint in hints_left(flow, words)]:
        raise CommandError("\n".join(map(str, hints)))
    for old in outdated(library, today()):
        click.echo(f"Warning: {old}", err=True)
    if stats:
        click.echo("\n".join((*stats_table(library), "")))
    walked = sum(map(len, library.scenarios.values()))
    names = ", ".join(library.flows)
    team = load_team() if directory is None else NO_TEAM_FILE
    if unasked := tuple(unasked_approvals(library.flows, team)):
        raise CommandError("\n".join(unasked))
    click.echo(f"{len(library.flows)} flows are sound: {names} ({walked} scenarios walked).")
    if team.accounts:
        click.echo(f"The team file is sound: {len(team.accounts)} accounts.")


@main.command()
@click.argument("name")
@click.argument(
    "directory", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
def new(name: str, directory: Path | None) -> None:
    """Make the files of a new procedure NAME in DIRECTORY (FLOWS_DIR, or flows/, by default)."""
    library = load_library(directory)
    spoken = sorted({language for _, language in library.words})
    home = directory or flow_settings().own_flows or resource("flows")
    try:
        made = new_flow.files(name, library.flows, spoken, today().isoformat())
    except new_flow.BadName as bad:
        raise CommandError(str(bad)) from None
    exit_with_sentence(
        lambda: click.echo(
            "\n".join(map(str, new_flow.write(home, name, made)))
            + "\n\nWrite your steps into them, and run `mfa-bot check` after every change. `make"
            f" schema` takes /{name} into app.yaml. Paste that into your app's settings"
            " in Slack (App Manifest), save, and start the bot again."
        )
    )


@main.command()
@FLOW
@click.option("--svg", "as_svg", is_flag=True, help="An SVG picture instead of Mermaid.")
@LANGUAGE
def picture(flow: str, as_svg: bool, language: str) -> None:
    """Draw FLOW: Mermaid, or SVG (needs the extra `pictures`)."""
    library = load_library(None)
    draw = svg if as_svg else mermaid
    try:
        drawn = draw(library.flows[flow], library.in_language(flow, language))
    except NoPictures as none:
        raise CommandError(str(none)) from None
    click.echo(drawn)


@main.command(name="print")
@FLOW
@LANGUAGE
def print_(flow: str, language: str) -> None:
    """Print FLOW as a runbook in Markdown."""
    library = load_library(None)
    click.echo(runbook(library.flows[flow], library.in_language(flow, language)))


@main.command()
@click.argument("text")
@click.option("--region", default=None, help="Country of numbers that name none, such as TW.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a number.")
@LANGUAGE
def phone(text: str, region: str | None, as_json: bool, language: str) -> None:
    """Show the phone numbers in TEXT the way AWS wants them."""
    given = region or environment_values().get("DEFAULT_REGION", "")
    region = read_settings({"DEFAULT_REGION": given}).default_region
    found = phones.find(text, region, names=country_names())
    if as_json:
        click.echo(json.dumps([_as_json(p, language) for p in found], ensure_ascii=False, indent=2))
    elif found:
        from bot.cli import play as player  # noqa: PLC0415 -- as in `play`

        player.show_phones(found, language)
    else:
        click.echo(prompts.no_number(language))
    sys.exit(0 if found and all(p.e164 for p in found) else 1)


def _as_json(found: phones.Phone, language: str) -> dict[str, Any]:
    return {
        "input": found.input,
        "contact": found.contact,
        "e164": found.e164,
        "keypad": found.keypad,
        "region": found.region,
        "kind": found.kind,
        "assumed": found.assumed,
        "extension": found.extension,
        "warnings": list(cautions(language, found.warnings)),
        "candidates": [asdict(one) for one in found.candidates],
    }


@main.command(name="doctor")
@click.argument("channels", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a finding.")
def doctor_(channels: tuple[str, ...], as_json: bool) -> None:
    """Check what the bot needs: settings, Slack, Redis, clocks, flows, ports.

    CHANNELS are IDs, such as C0123456789, to check whether the bot can post there. The exit status
    is 1 if anything is wrong; warnings don't count.
    """
    own = dict(os.environ)
    with suppress(CommandError):  # doctor reports it
        environment_values()
    examine = partial(doctor.examine, own, channels, env_file.FILE)
    exit_with_sentence(lambda: _tell(examine(), as_json=as_json))


def _tell(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(str, findings)))
    sys.exit(doctor.exit_status(findings))


main.add_command(accounts.command)
main.add_command(attempts.command)
main.add_command(differences.command)
main.add_command(report.command)


@main.command()
@click.option("--scenarios", is_flag=True, help="Of scenarios.yaml, not of flow.yaml.")
@click.option("--team", is_flag=True, help="Of team.yaml.")
def schema(*, scenarios: bool, team: bool) -> None:
    """Print the JSON Schema of flow.yaml (or of scenarios.yaml, or team.yaml), for editors."""
    shape = models.scenarios_schema() if scenarios else models.flow_schema()
    shape = team_models.schema() if team else shape
    click.echo(json.dumps(shape, indent=2))


main.add_command(manifest)
