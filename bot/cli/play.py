"""Command that plays a flow in the terminal."""

import sys

import click

from bot.cli import player
from bot.cli.options import FLOW, LANGUAGE, read_settings
from bot.guide.opening import open_guide
from bot.process import shutdown


@click.command(name="play")
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
def command(
    flow: str, account: str | None, listed: str | None, language: str, *, drill: bool
) -> None:
    """Play FLOW in this terminal, as in Slack, in a workspace of its own."""
    presses = player.presses(listed or "")
    if listed is not None and not presses:
        raise click.UsageError("--press names no button: leave it out to choose them one by one.")
    settings = read_settings()
    walk = player.PlayOptions(flow, language, account, presses, drill)

    async def played() -> int:
        async with open_guide(settings) as (guide, library):
            return await player.play(guide, library, walk, settings.default_region)

    sys.exit(shutdown.run(played()))
