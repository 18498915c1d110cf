"""All accounts of a company at the command line: what AWS says of each, and what is counted."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import starmap
from typing import Any

import click

from bot import app
from bot.cli.options import (
    WORKSPACE,
    CommandError,
    environment_values,
    exit_with_sentence,
    read_settings,
    workspace_of,
)
from bot.core.evidence import Unknown
from bot.core.fleet import FleetAccount, team_file
from bot.core.readiness import Readiness, newest_by_flow
from bot.guide import Guide
from bot.process import shutdown
from bot.settings.settings import Settings, read_team
from bot.store.clock import utc_ms

SECONDS = 600.0  # for all accounts: at a terminal there is time


@dataclass(frozen=True, slots=True)
class Row:
    """Account with what the bot has counted for it."""

    account: FleetAccount
    used: int | None = None  # attempts; None where Redis was not asked
    runs: tuple[str, ...] = ()  # ids of those that are open
    checks: Mapping[str, Readiness] = field(default_factory=dict)  # the latest, by flow


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
    findings, and of team.yaml. What can't be asked is unknown. Needs AWS_READER_ROLE or
    AWS_SECURITY_HUB_REGION; what the bot itself knows needs REDIS_URL.
    """
    settings = read_settings(environment_values())

    async def asked() -> str:
        async with AsyncExitStack() as stack:
            aws = app.aws(settings)
            if aws is None:
                raise CommandError(
                    "Neither AWS_READER_ROLE nor AWS_SECURITY_HUB_REGION is set: docs/aws.md says"
                    " how to set them up."
                )
            stack.callback(aws.close)
            team = read_team(settings.team_file, settings.flows_dir)
            source = app.fleet_source(settings, aws, team)
            if from_aws:
                answer = await source.listed()
                if answer.unlisted:
                    raise CommandError(_UNLISTED[answer.unlisted])
                return team_file(answer.accounts).rstrip()
            answer = await source.read(utc_ms(), SECONDS)
            if answer.unlisted and not answer.accounts:
                raise CommandError(_UNLISTED[answer.unlisted])
            if answer.unlisted:
                click.echo(f"Accounts may be missing. {_UNLISTED[answer.unlisted]}", err=True)
            rows = [Row(each) for each in answer.accounts]
            if settings.redis_url:
                guide, _ = await stack.enter_async_context(app.open_guide(settings))
                name = workspace or await workspace_of(settings, guide.store)
                checked = await guide.readiness(name)
                rows = [await _known(guide, name, each, checked) for each in answer.accounts]
            return _shown(rows, settings, as_json=as_json)

    exit_with_sentence(lambda: click.echo(shutdown.run(asked())))


def _shown(found: Sequence[Row], settings: Settings, *, as_json: bool) -> str:
    if as_json:
        return json.dumps([as_object(each) for each in found], ensure_ascii=False, indent=2)
    return "\n".join(table(found, settings.attempt_limit))


_UNLISTED = dict.fromkeys(
    Unknown, "AWS does not list the accounts of the organization: it did not answer as it should."
) | {
    Unknown.DENIED: "AWS does not list the accounts of the organization: the bot needs"
    " organizations:ListAccounts and organizations:DescribeOrganization, in the management account"
    " or a delegated administrator (deploy/aws/bot-policy.json).",
    Unknown.NO_CREDENTIALS: "boto3 finds no credentials for AWS: docs/aws.md says where it looks.",
    Unknown.EXPIRED: "The credentials for AWS have expired: renew them.",
    Unknown.CLOCK: "AWS refuses the signature: this machine's clock or the secret key is wrong.",
    Unknown.AWAY: "AWS does not answer: check the network and HTTPS_PROXY.",
    Unknown.THROTTLED: "AWS limits how often it is asked: try again in a minute.",
}


async def _known(
    guide: Guide,
    workspace: str,
    each: FleetAccount,
    checked: Mapping[str, Mapping[str, Readiness]],
) -> Row:
    """Account with what the bot has counted for it and found in it."""
    found = await guide.attempts(workspace, each.id or each.name)
    if not (
        found.attempts.used(found.now) or found.open
    ):  # somebody may have typed the name that AWS has
        found = await guide.attempts(workspace, each.name)
    checks = newest_by_flow(checked, {each.id, each.name, *found.names} - {""})
    return Row(each, found.attempts.used(found.now), tuple(run for _, run in found.open), checks)


def as_object(row: Row) -> dict[str, Any]:
    """Account as JSON; null is what is not known. The phone number stays out."""
    account, facts = row.account, row.account.facts
    return {
        "id": account.id,
        "name": account.name,
        "kind": account.kind,
        "root_mfa": facts.mfa,
        "root_mfa_from": _source(account),
        "phone_status": facts.phone,
        "answered_at": _iso(facts.answered_at) if facts.answered_at else None,
        "unknown": dict(facts.unknown),
        "attempts_used": row.used,
        "open_runs": list(row.runs),
        "checks": {
            flow: {"outcome": one.outcome, "gaps": one.gaps, "checked_at": _iso(one.at)}
            for flow, one in row.checks.items()
        },
    }


def table(found: Sequence[Row], limit: int) -> Iterator[str]:
    """Lines of a table, and under it why something is unknown."""
    columns: dict[str, Callable[[Row], str]] = {
        "account": lambda row: row.account.name,
        "id": lambda row: row.account.id,
        "kind": lambda row: row.account.kind or "",
        "root MFA": _mfa,
        "phone": _phone,
        "attempts": lambda row: "" if row.used is None else f"{row.used} of {limit}",
        "open runs": lambda row: ", ".join(row.runs),
        "last check": lambda row: "; ".join(starmap(_check, row.checks.items())),
    }
    rows = [list(columns), *([cell(each) for cell in columns.values()] for each in found)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    if any(each.account.facts.from_hub for each in found):
        yield "*: from Security Hub (IAM.9), which also passes a root user without credentials."
    reasons = {why for each in found for why in each.account.facts.unknown.values()}
    if reasons:
        named = ", ".join(sorted(why.replace("_", " ") for why in reasons))
        yield f"Unknown: AWS did not answer ({named}). `mfa-bot doctor` says what is missing."


def _check(flow: str, found: Readiness) -> str:
    gaps = f" {found.gaps}" if found.gaps else ""
    return f"{flow}: {found.outcome}{gaps}, {_iso(found.at)[:10]}"


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def _source(account: FleetAccount) -> str | None:
    if account.facts.mfa is None:
        return None
    return "security_hub" if account.facts.from_hub else "role"


def _mfa(row: Row) -> str:
    facts = row.account.facts
    said = "unknown" if facts.mfa is None else "on" if facts.mfa else "OFF"
    return f"{said} *" if facts.from_hub else said


def _phone(row: Row) -> str:
    status = row.account.facts.phone
    return status.lower().replace("_", " ") if status else "unknown"
