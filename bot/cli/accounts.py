"""All accounts of a company at the command line: what AWS says of each, and what is counted."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import starmap
from typing import Any

import click
from rich.cells import cell_len, set_cell_size

from bot import app
from bot.cli.group import CommandError
from bot.cli.options import at_most_one, read_settings
from bot.cli.times import iso, minute
from bot.cli.workspaces import WORKSPACE, open_workspace
from bot.core.evidence import Unknown
from bot.core.fleet import FleetAccount, team_file
from bot.core.fleet_rows import FleetRow
from bot.core.readiness import Readiness
from bot.health.aws_checks import REMEDIES
from bot.process import shutdown
from bot.settings.team_file import read_team
from bot.slack.delivery import account_states
from bot.store.clock import utc_ms
from bot.texts.command_words import taken_words

SECONDS = 600.0  # for all accounts: at a terminal there is time
MOST_ACCOUNTS = 1_000  # accounts with attempts, runs or checks that are read


@click.command(name="accounts")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, for programs.")
@click.option(
    "--from-aws",
    is_flag=True,
    help="Print a first team.yaml, with what AWS Organizations lists.",
)
@WORKSPACE
def command(workspace: str, *, as_json: bool, from_aws: bool) -> None:
    """Show every account: root MFA, phone on file, attempts, open runs and the last check.

    The accounts are those of AWS Organizations, where the bot may list them, of Security Hub's
    findings, and of team.yaml. Whatever AWS does not answer is shown as unknown. Needs
    AWS_READER_ROLE or AWS_SECURITY_HUB_REGION; what the bot itself knows needs REDIS_URL.
    """
    at_most_one(json=as_json, from_aws=from_aws)
    at_most_one(workspace=bool(workspace), from_aws=from_aws)
    settings = read_settings()
    if workspace and not settings.redis_url:
        raise CommandError(
            "--workspace chooses which data in Redis to show: set the bot's REDIS_URL too."
        )

    async def asked() -> str:
        async with AsyncExitStack() as stack:
            aws = app.aws(settings)
            if aws is None:
                raise CommandError(
                    "The accounts are read from AWS, and the bot may not ask it yet. Set"
                    " AWS_READER_ROLE (the role that the bot takes in each account) or"
                    " AWS_SECURITY_HUB_REGION (where Security Hub's findings are), and install the"
                    " extra `aws`: docs/aws.md says how. `mfa-bot attempts prod` needs no AWS: it"
                    " shows what is counted for one account."
                )
            stack.callback(aws.close)
            team = read_team(settings.team_file, settings.flows_dir)
            source = app.fleet_source(settings, aws, team)
            if from_aws:
                answer = await source.listed(utc_ms())
                if answer.unlisted:
                    raise CommandError(_unlisted(answer.unlisted))
                return team_file(answer.accounts, taken_words().__contains__).rstrip()
            answer = await source.read(utc_ms(), SECONDS)
            if answer.unlisted and not answer.accounts:
                raise CommandError(_unlisted(answer.unlisted))
            if answer.unlisted:
                click.echo(f"Accounts may be missing. {_unlisted(answer.unlisted)}", err=True)
            rows: Sequence[FleetRow] = [FleetRow(each) for each in answer.accounts]
            if settings.redis_url:
                opened = open_workspace(settings, workspace)
                guide, _, name = await stack.enter_async_context(opened)
                known = await account_states.of_fleet(guide, name, answer.accounts, MOST_ACCOUNTS)
                rows = known[: len(answer.accounts)]
            if as_json:
                found = [as_object(each, counted=bool(settings.redis_url)) for each in rows]
                return json.dumps(found, ensure_ascii=False, indent=2)
            limit = settings.attempt_limit if settings.redis_url else None
            return "\n".join(table(rows, limit))

    click.echo(shutdown.run(asked()))


_UNLISTED = dict.fromkeys(Unknown, "it did not answer as it should") | {
    Unknown.DENIED: "the bot needs organizations:ListAccounts and"
    " organizations:DescribeOrganization, in the management account or a delegated administrator"
    " (deploy/aws/bot-policy.json)",
    Unknown.NO_CREDENTIALS: f"it finds no credentials; {REMEDIES[Unknown.NO_CREDENTIALS]}",
    Unknown.EXPIRED: f"the credentials have expired; {REMEDIES[Unknown.EXPIRED]}",
    Unknown.CLOCK: f"the signature is wrong; {REMEDIES[Unknown.CLOCK]}",
    Unknown.AWAY: f"there is no answer; {REMEDIES[Unknown.AWAY]}",
    Unknown.THROTTLED: f"it was asked too often; {REMEDIES[Unknown.THROTTLED]}",
}


def _unlisted(why: Unknown) -> str:
    """Sentence on why Organizations lists no accounts, and what helps."""
    return f"AWS does not list the accounts of the organization: {_UNLISTED[why]}."


def as_object(row: FleetRow, *, counted: bool) -> dict[str, Any]:
    """Account as JSON; null is what is not known. The phone number stays out.

    counted: whether Redis was asked
    """
    account, facts = row.account, row.account.facts
    return {
        "id": account.id,
        "name": account.name,
        "kind": account.kind,
        "root_mfa": facts.mfa,
        "root_has_no_credentials": facts.no_root,
        "root_mfa_from": _source(account),
        "phone_status": facts.phone,
        "answered_at": iso(facts.answered_at or None),
        "unknown": dict(facts.unknown),
        "attempts_used": _used(row) if counted else None,
        "open_runs": list(_runs(row)),
        "checks": {
            flow: {"outcome": one.outcome, "gaps": one.gaps, "checked_at": iso(one.at)}
            for flow, one in row.readiness.items()
        },
    }


def table(found: Sequence[FleetRow], limit: int | None) -> Iterator[str]:
    """Lines of a table, and under it why something is unknown.

    limit: how many attempts are allowed; None where Redis was not asked
    """
    columns: dict[str, Callable[[FleetRow], str]] = {
        "account": lambda row: row.account.name,
        "id": lambda row: row.account.id,
        "kind": lambda row: row.account.kind or "",
        "root MFA": _mfa,
        "phone": _phone,
        "attempts": lambda row: "" if limit is None else f"{_used(row)} of {limit}",
        "open runs": lambda row: ", ".join(_runs(row)),
        "last check": lambda row: "; ".join(starmap(_check, row.readiness.items())),
    }
    rows = [list(columns), *([cell(each) for cell in columns.values()] for each in found)]
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    if any(each.account.facts.from_hub for each in found):
        yield "*: from Security Hub (IAM.9), which also passes a root user without credentials."
    reasons = {why for each in found for why in each.account.facts.unknown.values()}
    if reasons:
        named = ", ".join(sorted(why.replace("_", " ") for why in reasons))
        yield f"Unknown: AWS did not answer ({named}). `mfa-bot doctor` says what is missing."


def _used(row: FleetRow) -> int:
    return row.state.budget.used if row.state else 0


def _runs(row: FleetRow) -> tuple[str, ...]:
    return row.state.runs if row.state else ()


def _check(flow: str, found: Readiness) -> str:
    gaps = f" {found.gaps}" if found.gaps else ""
    return f"{flow}: {found.outcome}{gaps}, {minute(found.at)[:10]}"


def _source(account: FleetAccount) -> str | None:
    if account.facts.mfa is None:
        return None
    return "security_hub" if account.facts.from_hub else "role"


def _mfa(row: FleetRow) -> str:
    facts = row.account.facts
    if facts.no_root:
        return "no credentials"
    said = "unknown" if facts.mfa is None else "on" if facts.mfa else "OFF"
    return f"{said} *" if facts.from_hub else said


def _phone(row: FleetRow) -> str:
    status = row.account.facts.phone
    return status.lower().replace("_", " ") if status else "unknown"
