"""Check whether the person who presses is one of the people who may approve the step."""

from dataclasses import dataclass

from bot.core import verbs
from bot.core.membership import is_group, membership
from bot.core.press import Press
from bot.core.replacing import replace
from bot.guide import Guide
from bot.slack.api.user_groups import UserGroups


@dataclass(frozen=True, slots=True)
class Approvers:
    guide: Guide
    groups: UserGroups

    async def with_membership(self, team: str, press: Press, by: tuple[str, ...]) -> Press:
        """Press with whether its maker is one of those in `by`."""
        members = await self.groups.members(team, filter(is_group, by))
        return replace(press, membership=membership(press.by, by, members))

    async def beside_lead(self, team: str, press: Press) -> Press:
        """As `with_membership`, for a button that both the lead and the approvers may press."""
        verb = verbs.find(press.button)
        if not (verb and verbs.RULES[verb].approvers and self.guide.approvals):
            return press
        run = (await self.guide.look(team, press.run)).run
        rule = self.guide.approvals.get(run.flow) if run else None
        return await self.with_membership(team, press, rule.by) if rule else press
