"""Command `mfa-bot report`: the report of one run as a file, or the list of an account's runs."""

from collections.abc import Mapping

import click

from bot.cli.group import CommandError
from bot.cli.options import LANGUAGE, read_settings
from bot.cli.report_files import as_csv, as_json, markdown, runs_as_csv, runs_as_json, utc
from bot.cli.workspaces import WORKSPACE, did_you_mean, open_workspace, question
from bot.core.accounts import BadAccount, account
from bot.core.report import Report
from bot.core.words import Words
from bot.guide import Guide
from bot.process import shutdown
from bot.texts import report_tables


@click.command(name="report")
@click.argument("which", metavar="RUN|ACCOUNT")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json", "csv"]),
    default="md",
    show_default=True,
    help="Markdown for people, JSON for programs, CSV with a row for each press for spreadsheets.",
)
@LANGUAGE
@WORKSPACE
def command(which: str, form: str, language: str, workspace: str) -> None:
    """Print the report of a run: who did what when, attempts, time per step.

    RUN is the id that Show the Report shows at the end of a run in Slack, such as
    prod.0123456789ab. With the name or the twelve digits of an ACCOUNT its last runs are listed,
    each with its id, in the same formats. Times are in UTC. Runs can be reported for as long as the
    audit is kept.
    """
    settings = read_settings()
    named = which.strip().strip("`")  # as it is copied from Slack
    if not named:
        raise CommandError("Name a run or an account: `mfa-bot report prod` lists prod's runs.")

    async def looked() -> tuple[Report | tuple[Report, ...], Mapping[str, Words]]:
        async with open_workspace(settings, workspace) as (guide, library, where):
            return await _load(guide, where, named), library.all_in_language(language)

    found, words = shutdown.run(looked())
    click.echo(_written(found, form, language, words), nl=False)


async def _load(guide: Guide, workspace: str, which: str) -> Report | tuple[Report, ...]:
    """Report of a run, or those of the last runs of an account.

    Raises CommandError if there is neither.
    """
    reports = guide.reports
    found = await reports.of_run(workspace, which)
    if found is None or not found.complete:
        found = await reports.of_old_run(workspace, which) or found
    if found:
        return found
    try:
        name = account(which)
    except BadAccount:
        raise CommandError(_no_report(which)) from None
    names = (await guide.store.load(workspace, name)).names
    runs = await reports.of_account(workspace, names)
    runs = runs or await reports.of_old_account(workspace, names)
    if not runs:
        near = await did_you_mean(guide, workspace, name)
        raise CommandError(_no_report(name) + question(near))
    return runs


def _written(
    found: Report | tuple[Report, ...], form: str, language: str, words: Mapping[str, Words]
) -> str:
    match form, found:
        case "json", Report():
            return as_json(found)
        case "csv", Report():
            return as_csv(language, found, words)
        case _, Report():
            return markdown(language, found, words)
        case "json", _:
            return runs_as_json(found)
        case "csv", _:
            return runs_as_csv(found)
        case _:
            return "\n".join(map(_line, found)) + "\n\nPrint one with `mfa-bot report RUN`.\n"


def _line(found: Report) -> str:
    drill = " (drill)" if found.drill else ""
    state = found.outcome or "open"
    took = report_tables.duration(found.active_ms)
    return f"{found.run}  {found.flow}{drill}  begun {utc(found.began_at)}  {state} after {took}"


def _no_report(which: str) -> str:
    return (
        f"The audit has no run '{which}', and none for an account of that name. Show the Report, at"
        " the end of a run in Slack, shows its id; `mfa-bot report prod` lists those of an account."
    )
