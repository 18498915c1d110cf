"""Shared parts of the commands: arguments, settings, and errors as sentences."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.cli.typed import bear_any_text, is_text, repeating
from bot.core.team import Team
from bot.files.resources import flow_names, resource
from bot.files.suggestions import suggestion
from bot.flowfiles.library import BrokenFlows, Library, load
from bot.guide import CommitUnknown
from bot.process.http_server import ListenError
from bot.process.proxies import BadProxy
from bot.process.shutdown import THREAD_LIMIT
from bot.serving.supervisor import WorkerFailed
from bot.settings import env_file, environment
from bot.settings.environment import Environment
from bot.settings.mistakes import BadSettings
from bot.settings.settings import Settings, read
from bot.settings.team_file import read_team
from bot.store.calls import StoreAway
from bot.store.embedded.server import EmbeddedError
from bot.store.records import NewerRecord
from bot.texts import languages
from bot.texts.countries import BadCountries


def _known_flow(_: click.Context, __: click.Parameter, name: str) -> str:
    if name in (known := flow_names(flow_settings().flows_dir)):
        return name
    command = f"/{name.removeprefix('/')}"
    meant = load_library(None, walked=False).flows.by_command(command)
    hint = suggestion(name, known)
    if meant:
        hint = f" {command} in Slack is the flow {meant.name}."
    raise click.BadParameter(f"there is no flow '{name}'; there are {', '.join(known)}.{hint}")


FLOW = click.argument("flow", callback=_known_flow)


def _known_language(_: click.Context, __: click.Parameter, typed: str) -> str:
    known = languages.available()
    found = languages.find(typed, known)
    if found is None:
        named = ", ".join(f"{name} ({languages.own_name(name)})" for name in known)
        raise click.BadParameter(f"there is no '{typed}'; there are {named}.")
    return found


LANGUAGE = click.option(
    "--language",
    default=languages.ENGLISH,
    show_default=True,
    callback=_known_language,
    help="Such as zh-TW; zh-Hant and zh_HK lead there too.",
)


class CommandError(click.ClickException):
    """Error that ends a command, printed as sentences without a traceback."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


def read_settings() -> Settings:
    return read(environment_values())


def environment_values() -> Mapping[str, str]:
    return load_environment().values


def load_environment() -> Environment:
    """Environment with the values of `.env`, also set for libraries: HTTPS_PROXY may be there.

    What stands in files of its own stays there: worker processes read them themselves.
    """
    given = environment.read(os.environ, env_file.FILE)
    os.environ.update({n: value for n, value in given.values.items() if n not in given.secrets})
    return given


def incomplete_languages(library: Library) -> list[str]:
    """Languages that only the flows or only the bot's own texts have, as sentences."""
    spoken = set(languages.available())
    written = {language for _, language in library.words}
    return [
        *(
            f"{tag}: the bot's own texts are missing; add it to bot/texts/locale (flows/README.md)."
            for tag in sorted(written - spoken)
        ),
        *(
            f"{tag}: the flows have no {tag}.md; add them (flows/README.md)."
            for tag in sorted(spoken - written)
        ),
    ]


def flow_settings() -> Settings:
    """Settings that say which flows there are, whatever is wrong with others."""
    values = environment_values()
    names = ("FLOWS_DIR", "LANGUAGES")
    return read({name: values[name] for name in names if name in values})


def load_library(directory: Path | None, *, walked: bool = True) -> Library:
    """Library of a folder; without one, of the shipped flows with FLOWS_DIR laid over them.

    walked: also its scenarios, as their author needs it; whoever prints a flow need not wait.
    """
    try:
        if directory:
            return load(directory, walked=walked)
        settings = flow_settings()
        return load(resource("flows"), settings.own_flows, settings.spoken, walked=walked)
    except BrokenFlows as broken:
        told = "\n".join(map(str, broken.problems))
        count = len(broken.problems)
        raise CommandError(f"{told}\n{count} problem{'s' if count > 1 else ''} to fix.") from None


def load_team() -> Team:
    """Team of TEAM_FILE, empty where that is not set."""
    values = environment_values()
    return read_team(values.get("TEAM_FILE", "").strip(), flow_settings().flows_dir)


def at_most_one(**given: bool) -> None:
    """Refuses several options of which each alone makes sense."""
    chosen = [f"--{name.replace('_', '-')}" for name, here in given.items() if here]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} exclude each other: give one of them.")


@contextmanager
def counting() -> Iterator[None]:
    """Says of Redis, where it is away, that nothing was counted, in a command that counts."""
    try:
        yield
    except CommitUnknown:
        raise
    except StoreAway as away:
        raise CommandError(f"Redis is away: {away}. Nothing was counted.") from None


class SentenceGroup(click.Group):
    """Commands that end with a sentence where an error is expected."""

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
            context = super().make_context(info_name, args, parent, **extra)
        context.obj = typed
        return context

    def invoke(self, ctx: click.Context) -> Any:
        with repeating(ctx.obj):
            return self._invoked(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            hint = suggestion(args[0], known)
            ctx.fail(f"There is no command '{args[0]}'; there are {', '.join(known)}.{hint}")
        return super().resolve_command(ctx, args)

    def _invoked(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nStopped.")
            sys.exit(130)  # the exit status of shells for Ctrl-C
        except Exception as error:
            if told := _sentence(error):
                raise CommandError(told) from None
            raise


def _sentence(error: Exception) -> str:
    """What is printed of an error that is expected; empty for any other."""
    match error:
        case BrokenFlows():
            return f"{error}\nFix these, check with `mfa-bot check`, and start again."
        case BadSettings() | BadCountries() | BadProxy():
            return str(error)
        case ListenError() | EmbeddedError() | WorkerFailed():
            return str(error)
        case CommitUnknown():
            return (
                f"Redis stopped answering in the middle ({error}): this may be written or not. Look"
                " what is there before you repeat it."
            )
        case NewerRecord():
            return f"A newer mfa-bot wrote this run ({error}): use that version."
        case StoreAway():
            return f"Redis is away: {error}."
        case OSError() if error.errno != errno.EPIPE:  # which click tells by the exit status
            named = f"{error.filename}: " if error.filename else ""
            return f"Can't continue: {named}{error.strerror or error}."
        case RuntimeError() if "new thread" in str(error):  # Python has no class for it
            return f"Can't continue: {THREAD_LIMIT}."
    return ""
