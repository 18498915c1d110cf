"""Source of the fleet: all accounts of the company, and what AWS says of each when it is asked."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.aws import organization, security_hub
from bot.aws.client import ACCOUNTS_AT_ONCE, Aws
from bot.aws.errors import AwsUnknown
from bot.aws.organization import OrganizationAccount
from bot.core.evidence import Topic, Unknown
from bot.core.fleet import (
    Facts,
    FleetAccount,
    FleetAnswer,
    HubFinding,
    facts_of,
    known_accounts,
    with_finding,
    without_answer,
)
from bot.core.team import OTHER_PARTITIONS, Team

TOPICS = (Topic.MFA, Topic.PHONE)


@dataclass(frozen=True, slots=True)
class FleetSource:
    """Organizations, the role in each account, and Security Hub, as far as they are set up.

    role: whether accounts are asked through a role
    hub_region: where Security Hub gathers findings; empty where it is not asked
    """

    aws: Aws
    team: Team
    role: bool
    hub_region: str = ""

    async def read(
        self, now: int, seconds: float, before: Sequence[FleetAccount] = ()
    ) -> FleetAnswer:
        """All accounts with their facts; what does not answer within `seconds` is unknown.

        now: ms since 1970
        before: accounts that were known before, which count where they can't be listed now
        """
        ends = asyncio.get_running_loop().time() + seconds
        listed, found = await asyncio.gather(self._listed(), self._findings(ends))
        room = asyncio.Semaphore(ACCOUNTS_AT_ONCE)

        async def asked(each: FleetAccount) -> FleetAccount:
            if each.kind in OTHER_PARTITIONS:
                return each
            facts = await self._facts(each.id, now, room, ends)
            if isinstance(found, Unknown):
                return replace(each, facts=facts if self.role else without_answer(found))
            return replace(each, facts=with_finding(facts, found.get(each.id)))

        named = {} if isinstance(found, Unknown) else found
        names = {id_: finding.name for id_, finding in named.items()}
        answer = await asyncio.to_thread(self._answer, now, listed, names, before)  # some 100 ms
        accounts = await asyncio.gather(*map(asked, answer.accounts))
        no_findings = found if isinstance(found, Unknown) else None
        return replace(answer, accounts=accounts, no_findings=no_findings)

    async def listed(self, now: int) -> FleetAnswer:
        """Accounts of the organization and the team file, without facts."""
        return self._answer(now, await self._listed(), {})

    def _answer(
        self,
        now: int,
        listed: Sequence[OrganizationAccount] | Unknown,
        found: Mapping[str, str],
        before: Sequence[FleetAccount] = (),
    ) -> FleetAnswer:
        """`found`: names of accounts by ID that Security Hub knows."""
        if isinstance(listed, Unknown):
            names = {**{each.id: each.name for each in before}, **found}
            kinds = {each.id: each.kind for each in before if each.kind}
            return FleetAnswer(known_accounts(self.team, names, kinds), now, listed)
        names = {**found, **{each.id: each.name for each in listed}}
        gone = {each.id for each in listed if not each.active}
        there = {id_: name for id_, name in names.items() if id_ not in gone}
        kinds = {each.id: each.kind for each in listed}
        return FleetAnswer(known_accounts(self.team, there, kinds), now)

    async def _listed(self) -> Sequence[OrganizationAccount] | Unknown:
        try:
            return await organization.accounts(self.aws)
        except AwsUnknown as unknown:
            return unknown.why

    async def _findings(self, ends: float) -> Mapping[str, HubFinding] | Unknown:
        if not self.hub_region:
            return {}
        try:
            async with asyncio.timeout_at(ends):
                return await security_hub.findings(self.aws, self.hub_region)
        except AwsUnknown as unknown:
            return unknown.why
        except TimeoutError:
            return Unknown.AWAY

    async def _facts(self, account: str, now: int, room: asyncio.Semaphore, ends: float) -> Facts:
        if not self.role:
            return Facts()
        try:
            async with asyncio.timeout_at(ends), room:
                evidence = await self.aws.evidence(account, TOPICS)
        except TimeoutError:
            return without_answer(Unknown.AWAY)
        return facts_of(evidence, now)
