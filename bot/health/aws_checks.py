"""Checks of AWS: for each account of the team file, what can't be asked and what that needs."""

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.core.budget import HOUR
from bot.core.evidence import Topic, Unknown
from bot.core.team import OTHER_PARTITIONS, Team
from bot.health.findings import Finding, ok, warning, wrong
from bot.settings.settings import Settings

if TYPE_CHECKING:
    from bot.aws.client import Aws

PERMISSIONS: Mapping[Topic, str] = {
    Topic.MFA: "iam:GetAccountSummary",
    Topic.PHONE: "account:GetContactInformation",
    Topic.KIND: "organizations:DescribeOrganization",
    Topic.TRAIL: "cloudtrail:LookupEvents",
}
AT_ONCE = 4  # accounts
MOST_ACCOUNTS = 20  # accounts that are asked about; of hundreds nobody reads the findings
ONE_SECONDS = 6.0  # seconds for one account, or for Security Hub; AWS's own limit is longer
ALL_SECONDS = ONE_SECONDS * (MOST_ACCOUNTS // AT_ONCE + 2)
REMEDIES: Mapping[Unknown, str] = {
    Unknown.THROTTLED: "try again in a minute",
    Unknown.AWAY: "look at the network and at HTTPS_PROXY, and at AWS_CA_BUNDLE if that proxy reads"
    " TLS; AWS_ENDPOINT_URL leads elsewhere",
    Unknown.NO_CREDENTIALS: "give the bot credentials where boto3 looks for them, as this user may"
    " read them; `aws sts get-caller-identity` says what is missing",
    Unknown.EXPIRED: "renew the bot's credentials",
    Unknown.CLOCK: "set this machine's clock (NTP), or correct the secret key",
    Unknown.WRONG_ACCOUNT: "look at the id of this account in team.yaml",
    Unknown.OTHER: "try `aws sts get-caller-identity` with the bot's credentials",
}


async def aws(settings: Settings, team: Team) -> list[Finding]:
    """Findings for each account whose ID is known, and for Security Hub; nothing where AWS is not
    asked.
    """
    if not (settings.aws_reader_role or settings.aws_security_hub_region):
        return []
    try:
        from bot.aws.client import Aws  # noqa: PLC0415 -- boto3 is an extra, and slow to load
    except ImportError:
        name = "AWS_READER_ROLE" if settings.aws_reader_role else "AWS_SECURITY_HUB_REGION"
        remedy = f"pip install 'mfa-bot[aws]', or unset {name}"
        return [wrong("AWS", f"{name} needs the extra `aws`", remedy)]
    asked = Aws(settings.aws_reader_role, settings.aws_external_id)
    try:
        hub = await _security_hub(asked, settings.aws_security_hub_region)
        return [*hub, *(await _accounts(asked, team) if settings.aws_reader_role else [])]
    finally:
        asked.close()


async def _security_hub(asked: "Aws", region: str) -> list[Finding]:
    from bot.aws import errors, security_hub  # noqa: PLC0415 -- boto3 is an extra

    if not region:
        return []
    about = "AWS Security Hub"
    try:
        async with asyncio.timeout(ONE_SECONDS):
            await security_hub.probe(asked, region)
    except TimeoutError:
        return [_unreachable(about, Unknown.AWAY)]
    except errors.AwsUnknown as unknown:
        if unknown.why is Unknown.DENIED:
            says = f"AWS denies {security_hub.PERMISSION} in {region}"
            remedy = (
                "enable Security Hub in that Region, and give the permission to the bot's role, in"
                " the account that administers Security Hub (deploy/aws/bot-policy.json)"
            )
            return [warning(about, says, remedy)]
        return [_unreachable(about, unknown.why)]
    return [ok(about, f"findings can be read in {region}")]


async def _accounts(asked: "Aws", team: Team) -> list[Finding]:
    known = {a.id: a.name for a in team.accounts if a.id and a.kind not in OTHER_PARTITIONS}
    if not known:
        says = (
            "the role can't be tried: team.yaml names no account with an id, outside of China and"
            " GovCloud"
        )
        return [warning("AWS", says, "add one, and run this again")]
    room = asyncio.Semaphore(AT_ONCE)
    first = list(known.items())[:MOST_ACCOUNTS]
    found = await asyncio.gather(*(_account(asked, room, *each) for each in first))
    left = len(known) - len(first)
    remedy = "`mfa-bot accounts` asks all of them"
    rest = [warning("AWS", f"{left} more accounts were not tried", remedy)] if left else []
    return [*(finding for each in found for finding in each), *rest]


async def _account(asked: "Aws", room: asyncio.Semaphore, id_: str, name: str) -> list[Finding]:
    lately = time.time_ns() // 1_000_000 - HOUR  # of sign-ins: that they may be read is enough
    about = f"AWS {name}"
    try:
        async with room, asyncio.timeout(ONE_SECONDS):
            evidence = await asked.evidence(id_, list(Topic), lately)
    except TimeoutError:
        return [_unreachable(about, Unknown.AWAY)]
    if not evidence.unknown:
        return [ok(about, "root's MFA and sign-ins, the phone on file and the kind can be asked")]
    by_reason: dict[Unknown, list[Topic]] = {}
    for topic, why in evidence.unknown.items():
        by_reason.setdefault(why, []).append(topic)
    return [_unknown(about, why, topics) for why, topics in by_reason.items()]


def _unknown(about: str, why: Unknown, topics: list[Topic]) -> Finding:
    if why is not Unknown.DENIED:
        return _unreachable(about, why)
    missing = ", ".join(PERMISSIONS[topic] for topic in topics)
    if len(topics) == len(Topic):
        remedy = (
            "deploy deploy/aws/reader-role.yaml there, with the bot's ARN as BotPrincipal and"
            " AWS_EXTERNAL_ID as ExternalId; see docs/aws.md"
        )
        return warning(about, "the bot may not use the role in this account", remedy)
    remedy = (
        "add it to the role's policy, and see that no service control policy denies it (root's"
        " sign-ins: in us-east-1, us-east-2 and us-west-2); see docs/aws.md"
    )
    return warning(about, f"AWS denies {missing}", remedy)


def _unreachable(about: str, why: Unknown) -> Finding:
    return warning(about, f"AWS does not answer: {why.replace('_', ' ')}", REMEDIES[why])
