"""Command that serves the local Slack."""

import asyncio
import os
import sys
import threading
import webbrowser
from urllib.parse import urlsplit

import click

from bot.cli.group import CommandError
from bot.local import trial
from bot.settings.settings import read


@click.command(name="try")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3100,
    show_default=True,
    help="Port of the page; if it is taken, the next free one.",
)
@click.option("--browser/--no-browser", default=None, help="Open the page (where there is one).")
@click.option("--fresh", is_flag=True, help="Forget the runs and messages of earlier times.")
@click.option("--watch", is_flag=True, help="Show changes to words and steps in open threads.")
def command(port: int, browser: bool | None, fresh: bool, watch: bool) -> None:
    """Try the bot on this machine: a small Slack in the browser, no tokens, no Redis.

    Runs and messages are kept in DATA_DIR/try (.data/try) for the next time.
    """
    own = {name: value for name, value in os.environ.items() if name not in trial.OWN}
    settings = read(own)
    home = settings.data_dir.absolute() / "try"
    goes_on = not fresh and trial.has_data(home)

    def opened(url: str) -> None:
        taken = port not in (0, urlsplit(url).port)
        page = f"Port {port} is taken; the page" if taken else "A small Slack"
        click.echo(f"{page} is at {url}\nType / in #on-call to see the commands. Ctrl-C ends it.")
        if goes_on:
            click.echo(f"It continues with what {home} keeps; `mfa-bot try --fresh` starts afresh.")
        if _has_screen() if browser is None else browser:
            # Some browsers hold whoever opens them until they are closed.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    try:
        asyncio.run(trial.serve(home, own, port, click.echo, opened, fresh=fresh, watch=watch))
    except (trial.BotFailed, trial.Occupied) as stopped:
        raise CommandError(str(stopped)) from None
    click.echo(
        f"\nStopped. {home} keeps runs and messages for the next time; `mfa-bot try --fresh` starts"
        " afresh."
    )


def _has_screen() -> bool:
    """Whether there is a graphical screen: else a text browser would cover this terminal."""
    return sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
