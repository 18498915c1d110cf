"""Option `--workspace`, and the workspace that a command is about."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import click

from bot.cli.group import CommandError
from bot.core.near_names import near_names, near_tried
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.guide.opening import open_guide
from bot.settings.settings import Settings
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.store.store import Store

TERMINAL = "terminal"  # that of `mfa-bot play`: nothing mixes with Slack's runs
_ID = re.compile(r"[TE][A-Z0-9]{1,20}")


def _workspace_id(_: click.Context, __: click.Parameter, typed: str | None) -> str:
    """Id that was typed, in Slack's spelling; empty where the option is not given."""
    if typed is None or typed == TERMINAL:
        return typed or ""
    if _ID.fullmatch(name := typed.strip().upper()):
        return name
    raise click.BadParameter(
        f"'{typed}' is not the ID of a workspace. Slack shows it in the address:"
        " app.slack.com/client/T0123ABCD/…"
    )


WORKSPACE = click.option(
    "--workspace",
    default=None,
    callback=_workspace_id,
    metavar="T0123ABCD",
    help=(
        "Slack's ID of the workspace. By default, the workspace of SLACK_BOT_TOKEN or, without a"
        " token, the only one in Redis."
    ),
)


@asynccontextmanager
async def open_workspace(
    settings: Settings, workspace: str
) -> AsyncIterator[tuple[Guide, Library, str]]:
    """Guide, library, and the id of the workspace, which is found out where none is named.

    Raises what `open_guide` and `workspace_of` do.
    """
    async with open_guide(settings) as (guide, library):
        found = workspace or await workspace_of(settings, guide.store)
        await _must_know(guide.store, found, settings.redis_url, typed=bool(workspace))
        yield guide, library, found


async def _must_know(store: Store, workspace: str, redis_url: str, *, typed: bool) -> None:
    """Raises CommandError where Redis has other workspaces, but not this one: of a mistyped one it
    would tell that nothing was counted. An empty Redis may be the wrong one: that is told.
    """
    if await store.knows(workspace):
        return
    others = await store.workspaces()
    if not others:
        where = "Check that REDIS_URL is the bot's." if redis_url else "Set the bot's REDIS_URL."
        click.echo(f"Redis has nothing of any workspace yet. {where}", err=True)
    elif typed:
        raise CommandError(
            f"Redis has nothing of the workspace {workspace}. It has {', '.join(others)}. Name one"
            " of these; to begin with a new one, leave --workspace out and set SLACK_BOT_TOKEN."
        )


async def workspace_of(settings: Settings, store: Store) -> str:
    """Id of the workspace of SLACK_BOT_TOKEN; without a token, of the only one that Redis has.

    Raises CommandError, BadProxy, StoreAway.
    """
    if not settings.slack_bot_token:
        found = await store.workspaces()
        if len(found) == 1:
            return found[0]
        known = f"Redis has {', '.join(found)}" if found else "Redis has none yet"
        raise CommandError(
            f"Which workspace is it? {known}. Set SLACK_BOT_TOKEN, or name the workspace:"
            " --workspace T0123ABCD."
        )
    from bot import app  # noqa: PLC0415 -- all of the bot, only to ask Slack

    otherwise = "or name the workspace: --workspace T0123ABCD."
    try:
        return await app.workspace(settings)
    except SlackAway as away:
        raise CommandError(f"Slack does not answer ({away}). Try again, {otherwise}") from None
    except SlackRefused as refused:
        raise CommandError(
            f"Slack refuses SLACK_BOT_TOKEN ({refused}). Correct it, {otherwise}"
        ) from None


async def did_you_mean(guide: Guide, workspace: str, name: str) -> tuple[str, ...]:
    """Names of accounts that may be meant by one that nobody knows; none where it is known.

    Raises StoreAway, NewerRecord.
    """
    before = await guide.store.load(workspace, name, starts=True)
    if before.has_recent_run or guide.team.account(name):
        return ()
    near = near_names(name, guide.team.accounts) or near_tried(name, before.tried)
    return tuple(one.name for one in near)


def question(names: Sequence[str]) -> str:
    """Question whether one of these was meant, after a sentence; empty without any."""
    return f" Did you mean {' or '.join(names)}?" if names else ""
