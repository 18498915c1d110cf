"""Who may start a procedure and press its buttons, as `team.yaml` lists them."""

import pytest

from bot.core.access import Access
from tests.front_door import access_lists
from tests.front_door.access_lists import ANA, BEN, BY_GROUP, MEI, NIGHTS, TOM, WEI, starts, told
from tests.front_door.ways import TO_THE_NUMBER, TO_THE_REASON
from tests.support.bots import Served
from tests.support.shelf import Shelf

team_yaml = access_lists.team_yaml  # fixture
METHOD = "usergroups.users.list"
BY_PERSON = "may: {mfa-lost: [U0TOM, W0WEI]}"
BY_OWN_GROUP = "groups: {night: [S0NIGHTS, U0TOM]}\nmay: {mfa-lost: [night]}"
OTHERS_ONLY = "may: {mfa-disable: [S0NIGHTS]}"
TO_A_VISIT = ("broken", "standalone", "nothing", "phone_gone", "change_phone")


async def loses_membership(bot: Served, shelf: Shelf, *left: str) -> None:
    """The group has only these people left, and ten minutes are over."""
    await bot.slack.do("group", id=NIGHTS, users=list(left))
    bot.clock.turn(minutes=10)
    await shelf.forget("asked", NIGHTS)


class TestStarting:
    @pytest.mark.parametrize(
        ("team_yaml", "may"),
        [
            (BY_GROUP, {ANA: True, WEI: True, BEN: False}),
            (BY_PERSON, {TOM: True, WEI: True, ANA: False}),
            (BY_OWN_GROUP, {ANA: True, TOM: True, BEN: False}),
            (OTHERS_ONLY, {BEN: True}),
            ("accounts: {prod: {inbox: [U0TOM]}}", {BEN: True}),
        ],
    )
    async def test_whoever_is_listed_may_and_nobody_else(
        self, bot: Served, may: dict[str, bool]
    ) -> None:
        assert {who: await starts(bot, who) for who in may} == may

    @pytest.mark.parametrize("team_yaml", [f"{BY_OWN_GROUP}\nchannels: [C0ONCALL]"])
    async def test_a_refusal_names_who_may_and_where_they_are(self, bot: Served) -> None:
        assert not await starts(bot, BEN)
        text = told(bot, BEN)
        assert "<!subteam^S0NIGHTS>, <@U0TOM>" in text
        assert "<#C0ONCALL>" in text
        assert "Only" in text

    async def test_it_does_so_in_the_reader_s_language_also_to_a_command_alone(
        self, bot: Served
    ) -> None:
        """Which opens no window then."""
        assert not await starts(bot, MEI)
        assert "只有 <!subteam^S0NIGHTS> 可以使用 /mfa-lost" in told(bot, MEI)
        await bot.person(BEN).command("/mfa-lost")
        await bot.settled()
        assert "<!subteam^S0NIGHTS>" in told(bot, BEN)
        assert not bot.slack.windows

    async def test_nor_does_a_window_that_was_open_before(self, bot: Served, shelf: Shelf) -> None:
        """It says who may, with mentions: the errors of a window name nobody."""
        ana = bot.person(ANA)
        window = await ana.asks_window("/mfa-lost")
        await loses_membership(bot, shelf, WEI)
        answer = await ana.submit(window, "prod")
        assert NIGHTS in str(answer.json["view"]["blocks"])
        await bot.settled()
        assert not bot.slack.steps()

    async def test_help_and_numbers_are_for_everybody(self, bot: Served) -> None:
        ben = bot.person(BEN)
        assert "/mfa-lost prod" in (await ben.command("/mfa-lost", "help")).text
        assert "+886 912345678" in (await ben.command("/mfa-phone", "0912 345 678")).text

    async def test_nobody_learns_of_a_run_that_they_may_not_join(self, bot: Served) -> None:
        await bot.start(bot.person(ANA))
        await bot.person(BEN).command("/mfa-lost", "prod")
        assert ANA not in told(bot, BEN)

    @pytest.mark.parametrize("team_yaml", [OTHERS_ONLY, BY_PERSON])
    async def test_slack_is_not_asked_where_nothing_depends_on_it(self, bot: Served) -> None:
        await bot.start(bot.person(TOM))
        await bot.person(BEN).command("/mfa-lost", "prod")
        assert not bot.slack.of(METHOD)

    async def test_a_group_is_asked_for_once(self, bot: Served) -> None:
        ana = bot.person(ANA)
        await bot.start(ana)
        await bot.walk(ana, "broken", "standalone")
        await bot.person(BEN).press("nothing")
        assert len(bot.slack.of(METHOD)) == 1


class TestPressing:
    async def test_a_lead_who_left_the_group_presses_nothing_and_loses_nothing(
        self, bot: Served, shelf: Shelf
    ) -> None:
        ana, wei = bot.person(ANA), bot.person(WEI)
        await bot.start(ana)
        await bot.walk(ana, "broken")
        before = await bot.run()
        await loses_membership(bot, shelf, WEI)
        for button in ("standalone", "run:back", "run:stop", "run:language:zh-TW"):
            assert (await ana.press(button)).status == 200
            await bot.settled()
            assert "Only <!subteam^S0NIGHTS> can use /mfa-lost" in told(bot, ANA)
        assert await bot.run() == before
        await wei.press("standalone")  # and is offered to take it over
        await bot.settled()
        await wei.press("Take Over")
        await bot.settled()
        assert (await bot.run()).lead == WEI
        await bot.walk(wei, "standalone")

    async def test_nor_do_they_answer_in_a_window_that_was_open_before(
        self, bot: Served, shelf: Shelf
    ) -> None:
        ana = bot.person(ANA)
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER)
        window = await ana.window()
        await loses_membership(bot, shelf, WEI)
        answer = await ana.submit(window, "0912 345 678")
        assert NIGHTS in str(answer.json["view"]["blocks"])
        assert "keypad" not in (await bot.run()).values

    async def test_whoever_is_not_listed_takes_nothing_over(self, bot: Served) -> None:
        await bot.start(bot.person(ANA))
        ben = bot.person(BEN)
        await ben.press("broken")
        await bot.settled()
        assert "Take Over" not in [b["text"]["text"] for b in bot.slack.told(BEN)[-1].buttons]
        forged = {"action_id": "run:take_over", "text": {"type": "plain_text", "text": "Take Over"}}
        value = f"1|{bot.step().step['run']}|1|what_happened|run:take_over"
        await ben.click(bot.step(), {**forged, "value": value})
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use /mfa-lost" in told(bot, BEN)
        assert (await bot.run()).lead == ANA

    async def test_nor_starts_a_new_one_where_one_is_parked(
        self, bot: Served, shelf: Shelf
    ) -> None:
        ana = bot.person(ANA)
        run = await bot.start(ana)
        await bot.walk(ana, "run:stop")
        await ana.command("/mfa-lost", "prod")
        await loses_membership(bot, shelf, WEI)
        await ana.press("Start a New One", bot.slack.told(ANA)[-1])
        await bot.settled()
        assert "Only <!subteam^S0NIGHTS> can use /mfa-lost" in told(bot, ANA)
        assert {message.step["run"] for message in bot.slack.steps()} == {run}

    @pytest.mark.parametrize("team_yaml", ["may: {contact-phone: [U0TOM]}"])
    async def test_a_run_on_a_visit_is_one_of_the_procedure_that_was_started(
        self, bot: Served
    ) -> None:
        ana = bot.person(ANA)
        await ana.command("/mfa-phone")
        await bot.settled()
        assert "Only <@U0TOM> can use /mfa-phone" in told(bot, ANA)
        await bot.start(ana)
        await bot.walk(ana, *TO_A_VISIT)
        assert (await bot.run()).place.flow == "contact-phone"
        await bot.walk(ana, "run:back")


@pytest.mark.parametrize(
    "team_yaml",
    ["may: {mfa-disable: [S0NIGHTS]}\napproval: {mfa-disable: {by: U0TOM, tell: C0ONCALL}}"],
)
async def test_whoever_approves_need_not_be_listed_and_gets_no_more_by_it(bot: Served) -> None:
    ana, tom = bot.person(ANA), bot.person(TOM)
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON, "answer=It is closed")
    await tom.press("Keep MFA", bot.step())
    await bot.settled()
    assert "Only <!subteam^S0NIGHTS> can use /mfa-disable" in told(bot, TOM)
    await tom.press("Approve")
    await bot.settled()
    await bot.walk(ana, "ready")


async def test_what_is_decided_of_a_press_stands_in_no_audit_but_of_the_doubtful(
    bot: Served, shelf: Shelf
) -> None:
    await bot.start(bot.person(ANA))
    entries = await shelf.audit()
    assert entries
    assert all("access" not in entry for entry in entries)
    assert Access.UNCONFIRMED not in str(entries)
