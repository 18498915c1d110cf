"""Command `mfa-bot doctor`: what the bot needs, checked, with a remedy for what is wrong."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict

import click

from bot.cli.options import environment_values
from bot.health import doctor
from bot.settings import env_file
from bot.settings.mistakes import BadSettings


@click.command(name="doctor")
@click.argument("channels", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one per finding.")
def command(channels: tuple[str, ...], as_json: bool) -> None:
    """Check what the bot needs: settings, Slack, Redis, clocks, flows, ports.

    CHANNELS are IDs, such as C0123456789 (Slack shows it in the channel's details), to check
    whether the bot can post there. A check that was not made is a warning. The exit status is 1 if
    anything is wrong; warnings don't count.
    """
    own = dict(os.environ)
    with suppress(BadSettings):  # doctor reports it
        environment_values()
    findings = doctor.examine(own, channels, env_file.FILE)
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(str, findings)))
    sys.exit(doctor.exit_status(findings))
