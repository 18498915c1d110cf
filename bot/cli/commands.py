"""Commands of `mfa-bot`: those that serve, `play`, and the modules of all others."""

import asyncio
import logging
import os
import sys
import threading
import webbrowser
from importlib import import_module
from urllib.parse import urlsplit

import click

from bot import app
from bot.cli.options import (
    FLOW,
    LANGUAGE,
    CommandError,
    SentenceGroup,
    counting,
    load_environment,
    read_settings,
)
from bot.process import logs, shutdown
from bot.serving import supervisor
from bot.settings.settings import read

log = logging.getLogger(__name__)

_ELSEWHERE = {  # by name: the module of bot.cli, and what it calls the command
    "accounts": ("accounts", "command"),
    "attempts": ("attempts", "command"),
    "check": ("authoring", "check"),
    "differences": ("differences", "command"),
    "doctor": ("doctor", "command"),
    "manifest": ("printed_manifest", "manifest"),
    "new": ("authoring", "new"),
    "phone": ("phone", "command"),
    "picture": ("authoring", "picture"),
    "print": ("authoring", "print_"),
    "report": ("report", "command"),
    "schema": ("authoring", "schema"),
}


class CommandGroup(SentenceGroup):
    """Group that imports the module of a command when it is asked for: `run` starts without."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _ELSEWHERE[cmd_name]
        command: click.Command = getattr(import_module(f"bot.cli.{module}"), name)
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mfa-bot")
def main() -> None:
    """Lead an on-call engineer through AWS root MFA recovery, one step at a time."""
    logs.install_excepthook()


@main.command()
@click.option("--worker", type=int, hidden=True, help="Number of a worker process.")
def run(worker: int | None) -> None:
    """Serve Slack: over HTTP, or in Socket Mode when SLACK_APP_TOKEN is set."""
    given = load_environment()
    settings = read(given.values)
    if worker is not None:
        logs.log_to_stderr(settings.log_level, settings.log_format, worker)
        shutdown.stop_with_input()
        shutdown.run(app.run(settings, serves=click.echo))
        return
    logs.log_to_stderr(settings.log_level, settings.log_format)
    for suspect in given.suspects:
        log.warning("%s Rename it, or leave it if another program reads it", suspect)
    serve = app.run if settings.workers == 1 else supervisor.run
    shutdown.run(serve(settings))


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
    """Try the bot on this machine: a small Slack in the browser, no tokens, no Redis.

    Runs and messages are kept in DATA_DIR/try (.data/try) for the next time.
    """
    from bot.local import trial  # noqa: PLC0415 -- nothing that serves a real workspace loads it

    own = {name: value for name, value in os.environ.items() if name not in trial.OWN}
    settings = read(own)
    home = settings.data_dir.absolute() / "try"
    goes_on = not fresh and trial.has_data(home)

    def opened(url: str) -> None:
        taken = port not in (0, urlsplit(url).port)
        page = f"Port {port} is taken; the page" if taken else "A small Slack"
        click.echo(f"{page} is at {url}\nType / in #on-call to see the commands. Ctrl-C ends it.")
        if goes_on:
            click.echo(f"It goes on with what {home} keeps; `mfa-bot try --fresh` begins anew.")
        if _has_screen() if browser is None else browser:
            # Some browsers hold whoever opens them until they are closed.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    try:
        asyncio.run(trial.serve(home, own, port, click.echo, opened, fresh=fresh, watch=watch))
    except (trial.BotFailed, trial.Occupied) as stopped:
        raise CommandError(str(stopped)) from None
    click.echo(
        f"\nStopped. {home} keeps runs and messages for the next time; `mfa-bot try --fresh` begins"
        " anew."
    )


def _has_screen() -> bool:
    """Whether there is a graphical screen: else a text browser would cover this terminal."""
    return sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


@main.command()
@FLOW
@click.option("--account", default=None, help="Nickname or twelve digits of the AWS account.")
@click.option(
    "--press",
    "listed",
    default=None,
    metavar="A,B,C",
    help="Press these from the first step on, then stop. answer=TEXT answers a question; a comma"
    " in TEXT is part of it unless the name of a press follows: answer=2, last 5 hours ago,known",
)
@click.option("--drill", is_flag=True, help="As practice, with attempts and runs of its own.")
@LANGUAGE
def play(flow: str, account: str | None, listed: str | None, language: str, *, drill: bool) -> None:
    """Play FLOW in this terminal, as in Slack, in a workspace of its own."""
    from bot.cli import play as player  # noqa: PLC0415 -- its terminal would make `run` start later

    presses = player.presses(listed or "")
    if listed is not None and not presses:
        raise click.UsageError("--press names no button: leave it out to choose them one by one.")
    settings = read_settings()
    walk = player.PlayOptions(flow, language, account, presses, drill)

    async def played() -> int:
        async with app.open_guide(settings) as (guide, library):
            return await player.play(guide, library, walk, settings.default_region)

    with counting():
        status = shutdown.run(played())
    sys.exit(status)
