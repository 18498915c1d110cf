"""Questions that an account answers of itself."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from time import sleep
from typing import Any

from bot.aws.sessions import AwsSession
from bot.core.evidence import PhoneOnFile, PhoneStatus
from bot.core.team import AccountKind

# Where CloudTrail records root's sign-ins:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
SIGN_IN_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
PAGE_EVERY = 0.5  # seconds: CloudTrail gives two pages a second, for each account and Region


def mfa(session: AwsSession) -> bool | None:
    """Whether root has MFA; None where it has nothing to sign in with, so that it needs none."""
    summary = session.client("iam").get_account_summary()["SummaryMap"]
    if summary["AccountMFAEnabled"]:
        return True
    # An organization may have deleted them; a summary that does not say so counts as before.
    has_none = not (
        summary.get("AccountPasswordPresent", 1) or summary.get("AccountAccessKeysPresent", 0)
    )
    return None if has_none else False


def phone(session: AwsSession) -> PhoneOnFile:
    answer = session.client("account").get_contact_information()
    number = answer["ContactInformation"]["PhoneNumber"]
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    status = answer.get("VerificationStatus", "")
    known = status in PhoneStatus.__members__
    e164 = f"+{digits}" if digits else ""
    return PhoneOnFile(e164, PhoneStatus(status) if known else None, number.strip())


def kind(session: AwsSession, account: str) -> AccountKind:
    """Kind of an account, which each account may ask of itself."""
    management = management_account(session)
    if management is None:
        return AccountKind.STANDALONE
    return AccountKind.MANAGEMENT if management == account else AccountKind.MEMBER


def management_account(session: AwsSession) -> str | None:
    """ID of the organization's management account; None without an organization."""
    organizations = session.client("organizations")
    try:
        found: str = organizations.describe_organization()["Organization"]["MasterAccountId"]
    except organizations.exceptions.AWSOrganizationsNotInUseException:
        return None
    return found


def sign_ins(session: AwsSession, since: int) -> tuple[int, ...]:
    """Successful console sign-ins of root since then, oldest first (ms since 1970).

    CloudTrail takes one attribute: a company signs in by the hundred, root does little.
    """
    found = (at for region in SIGN_IN_REGIONS for at in _sign_ins_in(session, region, since))
    return tuple(sorted(found))


def _sign_ins_in(session: AwsSession, region: str, since: int) -> Iterator[int]:
    pages = session.client("cloudtrail", region).get_paginator("lookup_events")
    asked = pages.paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "root"}],
        StartTime=datetime.fromtimestamp(since / 1000, UTC),
    )
    for event in (event for page in _paced(asked) for event in page["Events"]):
        if _is_root_sign_in(json.loads(event["CloudTrailEvent"])):
            yield int(event["EventTime"].timestamp() * 1000)


def _paced(pages: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for page in pages:
        yield page
        if page.get("NextToken"):
            sleep(PAGE_EVERY)


def _is_root_sign_in(event: Mapping[str, Any]) -> bool:
    said = (event.get("responseElements") or {}).get("ConsoleLogin")
    return said == "Success" and event.get("userIdentity", {}).get("type") == "Root"
