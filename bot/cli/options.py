"""Shared parts of the commands: arguments, settings, and the flows."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import click

from bot.cli.group import CommandError
from bot.core.team import Team
from bot.files.resources import flow_names, resource
from bot.files.suggestions import suggestion
from bot.flowfiles.library import BrokenFlows, Library, load
from bot.settings import env_file, environment
from bot.settings.environment import Environment
from bot.settings.settings import Settings, read
from bot.settings.team_file import read_team
from bot.texts import languages


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
    help="Language tag, such as zh-TW (zh-Hant and zh_HK select it too).",
)


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


def incomplete_languages(library: Library, wanted: Collection[str]) -> list[str]:
    """Languages that only the flows or only the bot's own texts have, as sentences.

    wanted: the languages to look at; all where it is empty
    """
    spoken, written = set(languages.available()), {language for _, language in library.words}
    if wanted:
        spoken, written = spoken.intersection(wanted), written.intersection(wanted)
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
    """Settings that say which flows there are."""
    return settings_alone("FLOWS_DIR", "LANGUAGES")


def limit_settings() -> Settings:
    """Settings that say how many attempts there are."""
    return settings_alone("ATTEMPT_LIMIT", "ATTEMPT_RISKY", "ATTEMPT_WINDOW_HOURS")


def settings_alone(*names: str) -> Settings:
    """Settings of these names, whatever is wrong with others."""
    values = environment.unchecked(os.environ, env_file.FILE)
    return read({name: values[name] for name in names if name in values})


def load_library(directory: Path | None, *, walked: bool = True) -> Library:
    """Library of a folder; without one, of the shipped flows with FLOWS_DIR laid over them.

    walked: also its scenarios, as their author needs it; whoever prints a flow need not wait.
    """
    try:
        if directory:
            return load(directory, walked=walked)
        settings = flow_settings()
        return load(resource("flows"), settings.own_flows, settings.spoken_languages, walked=walked)
    except BrokenFlows as broken:
        told = "\n".join(map(str, broken.problems))
        count = len(broken.problems)
        raise CommandError(f"{told}\n{count} problem{'s' if count > 1 else ''} to fix.") from None


def load_team() -> Team:
    """Team of TEAM_FILE, empty where that is not set."""
    values = environment.unchecked(os.environ, env_file.FILE)
    return read_team(values.get("TEAM_FILE", "").strip(), flow_settings().flows_dir)


def at_most_one(**given: bool) -> None:
    """Refuse several options of which each alone makes sense."""
    chosen = [f"--{name.replace('_', '-')}" for name, here in given.items() if here]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} exclude each other: give one of them.")
