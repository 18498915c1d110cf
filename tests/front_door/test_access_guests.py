"""Helpers, guests and people of other companies, as `team.yaml` names them."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.guide import opening
from tests.front_door import access_lists
from tests.front_door.access_lists import (
    ANA,
    BEN,
    BY_GROUP,
    GUEST,
    NIGHTS,
    PARTNER,
    TOM,
    starts,
    told,
)
from tests.support import helping
from tests.support.bots import Served

team_yaml = access_lists.team_yaml  # fixture


class TestHelpers:
    @pytest.fixture(autouse=True)
    def _a_flow_with_roles(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "load", lambda *_, **__: helping.library(tmp_path))

    async def test_whoever_has_a_role_presses_that_step_alone(self, bot: Served) -> None:
        ana, ben = bot.person(ANA), bot.person(BEN)
        await bot.start(ana)
        await ana.names(await ana.window(), inbox_reader=BEN, phone_holder=TOM)
        await bot.settled()
        await ben.press("run:stop", bot.step())
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use /mfa-lost" in told(bot, BEN)
        assert (await bot.run()).open
        await bot.walk(ben, "opened")
        turn = (await bot.run()).turn
        await ben.press("rang", bot.step())  # the step of another
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use /mfa-lost" in told(bot, BEN)
        assert (await bot.run()).turn == turn

    @pytest.mark.parametrize(
        ("team_yaml", "may"),
        [(BY_GROUP, False), (f"{BY_GROUP}\naccounts: {{prod: {{inbox: [U0GIA]}}}}", True)],
    )
    async def test_so_does_a_guest_whom_the_file_names(self, bot: Served, *, may: bool) -> None:
        ana, guest = bot.person(ANA), bot.person(GUEST)
        await bot.start(ana)
        await ana.names(await ana.window(), inbox_reader=GUEST, phone_holder=ANA)
        await bot.settled()
        turn = (await bot.run()).turn
        await guest.press("opened", bot.step())
        await bot.settled()
        assert ((await bot.run()).turn > turn) is may
        assert bool(bot.slack.told(GUEST)) is not may


class TestGuestsAndPartners:
    @pytest.mark.parametrize(
        ("team_yaml", "command", "may"),
        [
            ("may: {mfa-lost: [U0GIA]}", "/mfa-lost", True),
            ("may: {mfa-lost: [U0GIA]}", "/mfa-disable", False),
            ("groups: {night: [U0GIA]}\nmay: {mfa-lost: [night]}", "/mfa-lost", True),
            ("groups: {night: [U0GIA]}", "/mfa-lost", False),
            ("accounts: {prod: {inbox: [U0GIA]}}", "/mfa-lost", False),
            ("may: {mfa-lost: [S0NIGHTS]}", "/mfa-lost", False),
        ],
    )
    async def test_a_guest_may_what_a_list_names_them_for(
        self, bot: Served, command: str, *, may: bool
    ) -> None:
        guest = bot.person(GUEST)
        guest.channel = "C0ONCALL"
        assert await starts(bot, GUEST, command) is may
        if not may:
            assert "Guests can't" in told(bot, GUEST)

    async def test_a_guest_in_a_group_is_not_named(self, bot: Served) -> None:
        await bot.slack.do("group", id=NIGHTS, users=[GUEST])
        assert not await starts(bot, GUEST)

    @pytest.mark.parametrize(
        ("team_yaml", "may"),
        [
            ("may: {mfa-lost: [U0ANA, U0PARTNER]}", True),
            ("may: {mfa-lost: [U0ANA], mfa-disable: [U0PARTNER]}", False),
            ("may: {mfa-lost: [U0ANA]}", False),
            ("accounts: {prod: {kind: member}}", False),
        ],
    )
    async def test_somebody_of_another_company_presses_what_a_list_names_them_for(
        self, bot: Served, *, may: bool
    ) -> None:
        """In a channel that is shared since the run began there."""
        partner = bot.person(PARTNER)
        await bot.start(bot.person(ANA))
        await partner.press("broken")
        await bot.settled()
        lead = "<@U0ANA> leads this run" in told(bot, PARTNER)
        assert lead is may
        assert (await bot.run()).turn == 1
        if may:
            await partner.press("Take Over")
            await bot.settled()
            assert (await bot.run()).lead == PARTNER
            await bot.walk(partner, "broken")

    @pytest.mark.parametrize("team_yaml", ["may: {mfa-lost: [U0ANA, U0PARTNER]}"])
    async def test_but_nothing_that_is_meant_for_another_installation(self, bot: Served) -> None:
        await bot.start(bot.person(ANA))
        await bot.person(PARTNER).press("broken")
        await bot.settled()
        body = bot.slack.deliveries[-1].body
        theirs = {**body, "team": {"id": "T0OTHER", "domain": "other"}}
        known = len(bot.slack.told(PARTNER))
        await bot.door.signed(urlencode({"payload": json.dumps(theirs)}))
        await bot.settled()
        (refused,) = bot.slack.told(PARTNER)[known:]
        assert "This bot serves another workspace." in refused.text
