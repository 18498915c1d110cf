"""Group of commands that end with sentences where an error is expected."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from bot.cli.terminal_text import bear_any_text, is_text, repeating
from bot.files.suggestions import suggestion


class CommandError(click.ClickException):
    """Error that ends a command, printed as sentences without a traceback."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


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


class CommandGroup(click.Group):
    """Group that imports the module of a command when it is asked for, so that no command waits for
    another's imports; where an error is expected, it ends with a sentence.
    """

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

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        bear_any_text()
        typed = tuple(args)  # click takes from the list
        with repeating(typed):
            if not is_text(typed):
                raise click.UsageError("An argument is not UTF-8 text: type it in another way.")
            with _told():  # --help prints here
                context = super().make_context(info_name, args, parent, **extra)
        context.obj = typed
        return context

    def invoke(self, ctx: click.Context) -> Any:
        with repeating(ctx.obj), _told():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            hint = suggestion(args[0], known)
            ctx.fail(f"There is no command '{args[0]}'; there are {', '.join(known)}.{hint}")
        return super().resolve_command(ctx, args)


@contextmanager
def _told() -> Iterator[None]:
    """An error that is expected ends the command with a sentence."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopped.")
        sys.exit(130)  # the exit status of shells for Ctrl-C
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise  # click's own, which it tells itself
    except Exception as error:
        # It knows what every command may raise: none has to load the parts of others.
        from bot.cli.error_sentences import sentence  # noqa: PLC0415

        if told := sentence(error):
            raise CommandError(told) from None
        raise
