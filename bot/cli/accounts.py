"""All accounts of a company at the command line: what AWS says of each, and what is counted."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
from bot.core.evidence import Evidence, Topic, Unknown
from bot.core.fleet import FleetAccount, nicknames, team_file
from bot.core.team import Team
from bot.guide import Guide
from bot.process import shutdown
from bot.settings.settings import Settings, read_team

if TYPE_CHECKING:
    from bot.aws.client import Aws

TOPICS = (Topic.MFA, Topic.PHONE)


@click.command(name="accounts")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, for programs.")
@click.option(
    "--from-aws",
    is_flag=True,
    help="Print a first team.yaml, with what AWS Organizations lists.",
)
@WORKSPACE
def command(workspace: str, *, as_json: bool, from_aws: bool) -> None:
    """Show every account: root MFA, phone on file, attempts and open runs.

    The accounts are those of AWS Organizations, where the bot may list them, and of team.yaml. What
    can't be asked is unknown. Needs AWS_READER_ROLE; attempts need REDIS_URL.
    """
    settings = read_settings(environment_values())

    async def asked() -> Sequence[FleetAccount]:
        async with AsyncExitStack() as stack:
            aws = app.aws(settings)
            if aws is None:
                raise CommandError("AWS_READER_ROLE is not set: docs/aws.md says how to set it up.")
            stack.callback(aws.close)
            team = read_team(settings.team_file, settings.flows_dir)
            known = await _known(aws, team, needed=from_aws)
            if from_aws:
                return known
            known = await _with_evidence(aws, known)
            if not settings.redis_url:
                return known
            name = workspace or await workspace_of(settings)
            guide, _ = await stack.enter_async_context(app.open_guide(settings))
            return [await _with_counts(guide, name, each) for each in known]

    def told() -> None:
        click.echo(_shown(shutdown.run(asked()), settings, as_json=as_json, from_aws=from_aws))

    exit_with_sentence(told)


def _shown(
    found: Sequence[FleetAccount], settings: Settings, *, as_json: bool, from_aws: bool
) -> str:
    if from_aws:
        return team_file(found).rstrip()
    if as_json:
        return json.dumps([as_object(each) for each in found], ensure_ascii=False, indent=2)
    return "\n".join(table(found, settings.attempt_limit))


async def _known(aws: "Aws", team: Team, *, needed: bool) -> Sequence[FleetAccount]:
    """Accounts of the organization and of the team file, each once; the file's name counts.

    needed: whether it is an error if AWS does not list them
    """
    from bot.aws.errors import AwsUnknown  # noqa: PLC0415 -- boto3 is an extra
    from bot.aws.organization import accounts  # noqa: PLC0415

    ours = {each.id: each for each in team.accounts if each.id}
    try:
        listed = [each for each in await accounts(aws) if each.active]
    except AwsUnknown as unknown:
        if needed or not ours:
            raise CommandError(_UNLISTED[unknown.why]) from None
        listed = []
    given = {id_: each.name for id_, each in ours.items()}
    named = nicknames({each.id: each.name for each in listed}, given)
    kinds = {each.id: each.kind for each in listed}
    kinds |= {id_: each.kind for id_, each in ours.items() if each.kind}
    rows = (FleetAccount(id_, name, kinds.get(id_)) for id_, name in named.items())
    return sorted(rows, key=lambda each: each.name)


_UNLISTED = dict.fromkeys(
    Unknown, "AWS does not list the accounts of the organization: it did not answer as it should."
) | {
    Unknown.DENIED: "AWS does not list the accounts of the organization: the bot needs"
    " organizations:ListAccounts and organizations:DescribeOrganization, in the management account"
    " or a delegated administrator (deploy/aws/bot-policy.json).",
    Unknown.NO_CREDENTIALS: "boto3 finds no credentials for AWS: docs/aws.md says where it looks.",
    Unknown.EXPIRED: "The credentials for AWS have expired: renew them.",
    Unknown.CLOCK: "AWS refuses the signature: this machine's clock or the secret key is wrong.",
    Unknown.AWAY: "AWS does not answer: look at the network and at HTTPS_PROXY.",
    Unknown.THROTTLED: "AWS asks to slow down: try again in a minute.",
}


async def _with_evidence(aws: "Aws", known: Sequence[FleetAccount]) -> Sequence[FleetAccount]:
    from bot.aws.client import ACCOUNTS_AT_ONCE  # noqa: PLC0415 -- boto3 is an extra

    room = asyncio.Semaphore(ACCOUNTS_AT_ONCE)

    async def asked(each: FleetAccount) -> FleetAccount:
        async with room:
            return replace(each, evidence=await aws.evidence(each.id, TOPICS))

    return await asyncio.gather(*map(asked, known))


async def _with_counts(guide: Guide, workspace: str, each: FleetAccount) -> FleetAccount:
    found = await guide.attempts(workspace, each.name)
    runs = tuple(run for _, run in found.open)
    return replace(each, used=found.attempts.used(found.now), runs=runs)


def as_object(account: FleetAccount) -> dict[str, Any]:
    """Account as JSON; null is what is not known. The phone number stays out."""
    evidence = account.evidence or Evidence()
    return {
        "id": account.id,
        "name": account.name,
        "kind": account.kind,
        "root_mfa": evidence.mfa,
        "phone_status": evidence.phone.status if evidence.phone else None,
        "unknown": dict(evidence.unknown),
        "attempts_used": account.used,
        "open_runs": list(account.runs),
    }


def table(found: Sequence[FleetAccount], limit: int) -> Iterator[str]:
    """Lines of a table, and under it why something is unknown."""
    columns: dict[str, Callable[[FleetAccount], str]] = {
        "account": lambda a: a.name,
        "id": lambda a: a.id,
        "kind": lambda a: a.kind or "",
        "root MFA": _mfa,
        "phone": _phone,
        "attempts": lambda a: "" if a.used is None else f"{a.used} of {limit}",
        "open runs": lambda a: ", ".join(a.runs),
    }
    rows = [list(columns), *([cell(each) for cell in columns.values()] for each in found)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    reasons = {why for each in found if each.evidence for why in each.evidence.unknown.values()}
    if reasons:
        named = ", ".join(sorted(why.replace("_", " ") for why in reasons))
        yield f"Unknown: AWS did not answer ({named}). `mfa-bot doctor` says what is missing."


def _mfa(account: FleetAccount) -> str:
    said = account.evidence.mfa if account.evidence else None
    return "unknown" if said is None else "on" if said else "OFF"


def _phone(account: FleetAccount) -> str:
    phone = account.evidence.phone if account.evidence else None
    if phone is None:
        return "unknown"
    return phone.status.lower().replace("_", " ") if phone.status else "on file"
