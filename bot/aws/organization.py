"""Accounts of an organization, as AWS Organizations lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.aws.client import Aws
from bot.aws.questions import management_account
from bot.aws.sessions import AwsSession
from bot.core.team import AccountKind


@dataclass(frozen=True, slots=True)
class OrganizationAccount:
    """Account of an organization. `name` is as AWS has it, so not always a nickname."""

    id: str
    name: str
    kind: AccountKind
    active: bool  # neither suspended nor closing


async def accounts(aws: Aws) -> tuple[OrganizationAccount, ...]:
    """All accounts of the organization of this machine's credentials, by name. Raises AwsUnknown.

    Only its management account and delegated administrators may ask. Without an organization, it is
    the one account.
    """
    return tuple(sorted(await aws.read("", _listed), key=lambda each: each.name.casefold()))


def _listed(session: AwsSession) -> list[OrganizationAccount]:
    management = management_account(session)
    if management is None:
        own = session.client("sts").get_caller_identity()["Account"]
        return [OrganizationAccount(own, own, AccountKind.STANDALONE, active=True)]
    pages = session.client("organizations").get_paginator("list_accounts").paginate()
    return [_account(each, management) for page in pages for each in page["Accounts"]]


def _account(answer: Mapping[str, Any], management: str) -> OrganizationAccount:
    kind = AccountKind.MANAGEMENT if answer["Id"] == management else AccountKind.MEMBER
    active = answer.get("State", answer.get("Status")) == "ACTIVE"
    return OrganizationAccount(answer["Id"], answer["Name"], kind, active)
