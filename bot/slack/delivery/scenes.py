"""Scenes of runs: all that the plan has to know, from Redis, the settings and people's profiles."""

from dataclasses import dataclass

from bot.core.access import AccessRules
from bot.core.delivery import approval_requests
from bot.core.delivery.scene import Scene
from bot.core.membership import all_people, is_group
from bot.core.people import is_user
from bot.core.replacing import replace
from bot.core.report import Report
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.guide import Guide
from bot.slack.api.profiles import Profiles
from bot.slack.api.user_groups import UserGroups
from bot.store.holds import HoldLost

ASKED_AT_MOST = 20  # people, each in their direct messages


@dataclass(frozen=True, slots=True)
class Scenes:
    _guide: Guide
    _profiles: Profiles
    _rules: AccessRules
    _groups: UserGroups

    async def of(self, team: str, run: Run, found: Snapshot) -> Scene:
        view = self._guide.view(found)
        helper = view.turn_of if is_user(view.turn_of) else ""
        if helper:
            _, standing, _ = await self._profiles.look_up(team, helper)
            helper = helper if self._rules.of_person(helper, standing).granted else ""
        return Scene(
            run=run,
            view=view,
            shown=found.shown,
            now=found.now,
            tell_channel=self._rules.tell_channel,
            helper=helper,
            report=await self._report(team, run),
        )

    async def moved_on(self, team: str, scene: Scene) -> Scene:
        """Scene of the run as it is now, with what Slack was shown. Raises HoldLost if the run has
        just been forgotten.
        """
        found = await self._guide.look(team, scene.run.id)
        if found.run is None:
            raise HoldLost(scene.run.id)
        return replace(await self.of(team, found.run, found), shown=scene.shown)

    async def reachable(self, team: str, owner: str, lead: str) -> str:
        """Owner of an account who can be asked beside the lead; '' where they are gone, or nobody
        else is in their group.
        """
        if is_group(owner):
            members = (await self._groups.members(team, (owner,)))[owner]
            return owner if members is None or members - {lead} else ""
        if owner:
            _, standing, _ = await self._profiles.look_up(team, owner)
            return owner if self._rules.of_person(owner, standing).granted else ""
        return ""

    async def with_approvers(self, team: str, scene: Scene) -> Scene:
        """Scene with the people to be asked for an approval one by one, where that is needed: those
        whom the rule names or, without a rule, those who may use the procedure.
        """
        run, asked = scene.run, scene.run.approval
        if asked is None or not approval_requests.needs_people(scene):
            return scene
        listed = asked.rule.by or self._rules.may.get(run.flow, ())
        people = all_people(listed, await self._groups.members(team, filter(is_group, listed)))
        others = tuple(one for one in people if one not in (*asked.led, run.lead))
        return replace(scene, approvers=others[:ASKED_AT_MOST])

    async def _report(self, team: str, run: Run) -> Report | None:
        """Report of a drill that has ended: its last step tells the times."""
        if run.open or not run.drill:
            return None
        return await self._guide.reports.of_run(team, run.id)
