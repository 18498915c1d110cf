"""Root MFA of a whole organization by Security Hub's control IAM.9, where no role answers.

https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-9
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.aws.client import Aws
from bot.aws.sessions import AwsSession
from bot.core.fleet import HubFinding

PERMISSION = "securityhub:GetFindings"
SECONDS = 45.0  # for all pages: one account may have a finding for each Region and standard
_PASSED: Mapping[str, bool] = {"PASSED": True, "FAILED": False}  # other results are no answer
_FILTERS = {
    "ComplianceSecurityControlId": [{"Value": "IAM.9", "Comparison": "EQUALS"}],
    "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
}


async def findings(aws: Aws, region: str) -> Mapping[str, HubFinding]:
    """Latest result for each account, by its ID. Raises AwsUnknown.

    Asked with this machine's own credentials: those of Security Hub's delegated administrator.
    region: where Security Hub gathers the findings of all accounts
    """
    return await aws.read("", lambda session: _read(session, region), SECONDS)


async def probe(aws: Aws, region: str) -> None:
    """Try whether findings may be read. Raises AwsUnknown."""
    await aws.read("", lambda session: _page(session, region))


def _page(session: AwsSession, region: str) -> Any:
    return session.client("securityhub", region).get_findings(Filters=_FILTERS, MaxResults=1)


def _read(session: AwsSession, region: str) -> Mapping[str, HubFinding]:
    found: dict[str, HubFinding] = {}
    pages = session.client("securityhub", region).get_paginator("get_findings")
    for page in pages.paginate(Filters=_FILTERS, PaginationConfig={"PageSize": 100}):
        for finding in filter(None, map(_finding, page["Findings"])):
            known = found.get(finding.account)
            if known is None or known.at < finding.at:
                found[finding.account] = finding
    return found


def _finding(answer: Mapping[str, Any]) -> HubFinding | None:
    """Finding; None where the control has no result, as while it is evaluated."""
    passed = _PASSED.get(answer.get("Compliance", {}).get("Status", ""))
    if passed is None:
        return None
    at = datetime.fromisoformat(answer["UpdatedAt"])
    account = answer["AwsAccountId"]
    name = answer.get("AwsAccountName", account)
    return HubFinding(account, name, passed, int(at.timestamp() * 1000))
