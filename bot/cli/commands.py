"""Entry point of `mfa-bot`."""

import click

from bot.cli.group import CommandGroup
from bot.process import logs


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mfa-bot")
def main() -> None:
    """Lead an on-call engineer through AWS root MFA recovery, one step at a time."""
    logs.install_excepthook()
