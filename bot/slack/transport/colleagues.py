"""Colleagues of sister workspaces: a check that a person is of our organization, kept a day."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot.core.budget import DAY, MINUTE
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackAway, SlackRefused, record
from bot.slack.transport.tenancy import HomeWorkspace, Tenancy

SECONDS = 1.5  # whoever pressed has 3, and Redis is asked after that
NOT_OURS_FOR = 10 * MINUTE  # people change workspaces
REMEMBERED = 10_000  # people
NOBODY = frozenset({"user_not_found", "user_not_visible"})  # whom our workspace can't see


class Colleagues:
    """Slack is asked only about people of a sister workspace, and before the 200: a stranger's
    press must change nothing, and a colleague's must count.
    """

    def __init__(self, api: SlackApi, clock: Callable[[], int]) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, tuple[Tenancy, int]] = {}  # until when it is taken for true

    def remember(self, user: str, found: Tenancy = Tenancy.OURS) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        kept = DAY if found is Tenancy.OURS else NOT_OURS_FOR
        self._known[user] = found, self._clock() + kept

    async def tenancy_of(self, user: str, home: HomeWorkspace) -> Tenancy:
        """UNKNOWN where Slack does not tell."""
        found, until = self._known.get(user, (Tenancy.UNKNOWN, 0))
        if self._clock() < until:
            return found
        try:
            async with asyncio.timeout(SECONDS):
                found = _tenancy_by_profile(await self._api.profile(user), home)
        except SlackRefused as refused:
            if refused.code not in NOBODY:
                return Tenancy.UNKNOWN
            found = Tenancy.FOREIGN
        except (SlackAway, TimeoutError):
            return Tenancy.UNKNOWN
        self.remember(user, found)
        return found


def _tenancy_by_profile(profile: Mapping[str, Any], home: HomeWorkspace) -> Tenancy:
    """https://docs.slack.dev/reference/objects/user-object"""
    organization = record(profile.get("enterprise_user")).get("enterprise_id")
    belongs = organization or profile.get("team_id")
    ours = belongs in (home.team, home.organization) and not profile.get("is_stranger")
    return Tenancy.OURS if ours and belongs else Tenancy.FOREIGN
