"""Shared parts of the commands: arguments, settings, and errors as sentences."""

import errno
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.core.team import Team
from bot.files.resources import flow_names, resource
from bot.flowfiles.library import BrokenFlows, Library, load
from bot.guide import CommitUnknown, Guide
from bot.process.http_server import ListenError
from bot.process.proxies import BadProxy
from bot.process.shutdown import THREAD_LIMIT
from bot.serving.supervisor import WorkerFailed
from bot.settings import env_file, environment
from bot.settings.environment import Environment
from bot.settings.mistakes import BadSettings
from bot.settings.settings import Settings, read, read_team
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.store.calls import StoreAway
from bot.store.embedded.server import EmbeddedError
from bot.store.records import NewerRecord
from bot.store.store import Store
from bot.texts import languages
from bot.texts.countries import BadCountries


def _known_flow(_: click.Context, __: click.Parameter, name: str) -> str:
    if name not in (known := flow_names(flow_settings().flows_dir)):
        raise click.BadParameter(f"there is no flow '{name}'; there are {', '.join(known)}.")
    return name


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


WORKSPACE = click.option(
    "--workspace",
    default="",
    metavar="T0123ABCD",
    help=(
        "Slack's ID of the workspace; else Slack is asked, with SLACK_BOT_TOKEN. Without a token it"
        " is the only one in Redis."
    ),
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


@asynccontextmanager
async def open_workspace(
    settings: Settings, workspace: str
) -> AsyncIterator[tuple[Guide, Library, str]]:
    """Guide, library, and the id of the workspace, which is found out where none is named.

    Raises what `app.open_guide` and `workspace_of` do.
    """
    async with app.open_guide(settings) as (guide, library):
        yield guide, library, workspace or await workspace_of(settings, guide.store)


async def workspace_of(settings: Settings, store: Store) -> str:
    """Id of the workspace of SLACK_BOT_TOKEN; without a token, of the only one that Redis has.

    Raises CommandError, BadProxy, StoreAway.
    """
    if not settings.slack_bot_token:
        return _only(await store.workspaces())
    otherwise = "or name the workspace: --workspace T0123ABCD."
    try:
        return await app.workspace(settings)
    except SlackAway as away:
        raise CommandError(f"Slack does not answer ({away}). Try again, {otherwise}") from None
    except SlackRefused as refused:
        raise CommandError(
            f"Slack refuses SLACK_BOT_TOKEN ({refused}). Mend it, {otherwise}"
        ) from None


def _only(workspaces: tuple[str, ...]) -> str:
    if len(workspaces) == 1:
        return workspaces[0]
    known = f"Redis has {', '.join(workspaces)}" if workspaces else "Redis has none yet"
    raise CommandError(
        f"Which workspace is it? {known}. Set SLACK_BOT_TOKEN, or name the workspace: --workspace"
        " T0123ABCD."
    )


class SentenceGroup(click.Group):
    """Commands that end with a sentence where an error is expected."""

    def invoke(self, ctx: click.Context) -> Any:
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
            return f"Redis is away: {error}. Nothing was counted."
        case OSError() if error.errno != errno.EPIPE:  # which click tells by the exit status
            named = f"{error.filename}: " if error.filename else ""
            return f"Can't continue: {named}{error.strerror or error}."
        case RuntimeError() if "new thread" in str(error):  # Python has no class for it
            return f"Can't continue: {THREAD_LIMIT}."
    return ""
