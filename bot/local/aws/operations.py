"""Operations of the small AWS: what each call answers."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.local.aws.world import ROLE, Account, World

Parameters = Mapping[str, Any]
Answer = Mapping[str, Any]
JOINED = datetime(2024, 1, 1, tzinfo=UTC)
EVENTS_PAGE = 50  # as CloudTrail's pages


class Refusal(RuntimeError):
    """Refusal with one of AWS's error codes."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _caller(_: World, account: Account, __: Parameters) -> Answer:
    arn = f"arn:aws:iam::{account.id}:user/mfa-bot"
    return {"UserId": "AIDAEXAMPLE", "Account": account.id, "Arn": arn}


def _assume(world: World, _: Account, asked: Parameters) -> Answer:
    account, name = asked["RoleArn"].split(":")[4], asked["RoleArn"].rpartition("/")[2]
    if account not in world.accounts or name != ROLE:
        raise Refusal("AccessDenied")
    session = asked["RoleSessionName"]
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{account}0000",
            "SecretAccessKey": "small-aws",
            "SessionToken": "small-aws",
            "Expiration": datetime.now(UTC) + timedelta(hours=1),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"AROAEXAMPLEEXAMPLE0:{session}",
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        },
    }


def _summary(_: World, account: Account, __: Parameters) -> Answer:
    return {
        "SummaryMap": {
            "AccountMFAEnabled": int(account.mfa),
            "AccountPasswordPresent": int(account.root),
            "AccountAccessKeysPresent": 0,
        }
    }


def _contact(_: World, account: Account, __: Parameters) -> Answer:
    contact = {
        "FullName": "Example Ltd",
        "AddressLine1": "1 Example Road",
        "City": "Taipei",
        "PostalCode": "100",
        "CountryCode": "TW",
        "PhoneNumber": account.phone,
    }
    return {"ContactInformation": contact, "VerificationStatus": account.status}


def _events(_: World, account: Account, asked: Parameters) -> Answer:
    """Events that have the one attribute asked for, latest first, 50 a page at most."""
    since = asked.get("StartTime", JOINED)
    attributes = asked.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise Refusal("InvalidLookupAttributesException")
    found = [
        {
            "EventId": f"{n:08d}-0000-4000-8000-000000000000",
            "EventName": event["EventName"],
            "EventTime": event["EventTime"],
            "EventSource": "signin.amazonaws.com",
            "Username": event["user"],
            "CloudTrailEvent": json.dumps(event["detail"]),
        }
        for n, event in enumerate(account.events)
        if event["EventTime"] >= since
    ]
    for wanted in attributes:
        found = [each for each in found if each[wanted["AttributeKey"]] == wanted["AttributeValue"]]
    found.sort(key=lambda each: each["EventTime"], reverse=True)
    first, most = int(asked.get("NextToken", 0)), asked.get("MaxResults", EVENTS_PAGE)
    more = first + most < len(found)
    page = found[first : first + most]
    return {"Events": page, **({"NextToken": str(first + most)} if more else {})}


def _accounts(world: World, account: Account, _: Parameters) -> Answer:
    if account is not world.management:
        raise Refusal("AccessDeniedException")
    listed = [
        {
            "Id": each.id,
            "Arn": f"arn:aws:organizations::{account.id}:account/o-example1234/{each.id}",
            "Email": f"aws+{each.id}@example.com",
            "Name": each.name,
            "Status": each.state,
            "JoinedMethod": "CREATED",
            "JoinedTimestamp": JOINED,
        }
        for each in world.accounts.values()
        if not each.standalone
    ]
    return {"Accounts": listed}


def _organization(world: World, account: Account, __: Parameters) -> Answer:
    if account.standalone:
        raise Refusal("AWSOrganizationsNotInUseException")
    management = world.management
    return {
        "Organization": {
            "Id": "o-example1234",
            "Arn": f"arn:aws:organizations::{management.id}:organization/o-example1234",
            "FeatureSet": "ALL",
            "MasterAccountId": management.id,
            "MasterAccountArn": f"arn:aws:organizations::{management.id}:account/o-example1234/"
            f"{management.id}",
            "MasterAccountEmail": "aws@example.com",
        }
    }


def _findings(world: World, account: Account, asked: Parameters) -> Answer:
    """Findings of IAM.9 for each account, a page at a time; none for those that it is not told."""
    if account is not world.management:
        raise Refusal("AccessDeniedException")
    wanted = {each["Value"] for each in asked["Filters"]["ComplianceSecurityControlId"]}
    first, most = int(asked.get("NextToken", 0)), asked.get("MaxResults", 100)
    checked = [each for each in world.accounts.values() if each.hub and "IAM.9" in wanted]
    found = [_finding(each) for each in checked[first : first + most]]
    more = first + most < len(checked)
    return {"Findings": found, **({"NextToken": str(first + most)} if more else {})}


def _finding(account: Account) -> Answer:
    control = "arn:aws:securityhub:us-east-1::product/aws/securityhub"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:us-east-1:{account.id}:security-control/IAM.9/finding/1",
        "ProductArn": control,
        "GeneratorId": "security-control/IAM.9",
        "AwsAccountId": account.id,
        "AwsAccountName": account.name,
        "CreatedAt": "2026-01-01T00:00:00.000Z",
        "UpdatedAt": account.hub_at,
        "Severity": {"Label": "CRITICAL"},
        "Title": "MFA should be enabled for the root user",
        "Description": "This control checks whether MFA is enabled for the root user.",
        "Resources": [{"Type": "AwsAccount", "Id": f"AWS::::Account:{account.id}"}],
        "Compliance": {"Status": account.hub, "SecurityControlId": "IAM.9"},
        "RecordState": "ACTIVE",
    }


OPERATIONS: Mapping[str, Callable[[World, Account, Parameters], Answer]] = {
    "GetCallerIdentity": _caller,
    "AssumeRole": _assume,
    "GetAccountSummary": _summary,
    "GetContactInformation": _contact,
    "LookupEvents": _events,
    "ListAccounts": _accounts,
    "DescribeOrganization": _organization,
    "GetFindings": _findings,
}
