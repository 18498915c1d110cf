"""Commands of `mfa-bot`: the module of each."""

from importlib import import_module

import click

from bot.cli.group import SentenceGroup
from bot.process import logs

_COMMANDS = {  # by name: the module of bot.cli, and what it calls the command
    "accounts": ("accounts", "command"),
    "attempts": ("attempts", "command"),
    "check": ("authoring", "check"),
    "differences": ("differences", "command"),
    "doctor": ("doctor", "command"),
    "manifest": ("printed_manifest", "manifest"),
    "new": ("authoring", "new"),
    "phone": ("phone", "command"),
    "picture": ("authoring", "picture"),
    "play": ("play", "command"),
    "print": ("authoring", "print_"),
    "report": ("report", "command"),
    "run": ("run", "command"),
    "schema": ("authoring", "schema"),
    "try": ("trial", "command"),
}


class CommandGroup(SentenceGroup):
    """Group that imports the module of a command when it is asked for: none waits for others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"bot.cli.{module}"), name)
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mfa-bot")
def main() -> None:
    """Lead an on-call engineer through AWS root MFA recovery, one step at a time."""
    logs.install_excepthook()
