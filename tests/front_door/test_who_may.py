"""Who may begin or change a run, and in which channels none begins."""

import re
from collections.abc import AsyncIterator
from itertools import product

import pytest

from bot.local.slack.fault_injection import Broken, Hang, Limited, Refuse, Reset
from bot.slack.api.methods import LOOKING
from tests.front_door.conftest import OTHERS
from tests.front_door.ways import TO_THE_NUMBER
from tests.support.bots import Clock, Served, served
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.patience import SLACK_WAITS
from tests.support.person import CHANNEL, Person
from tests.support.shelf import Shelf
from tests.support.slack import Slack

GUESTS = [who.id for who in OTHERS if "guest" in who.kind]
NO_MEMBERS = [who.id for who in OTHERS]


def told_off(bot: Served, who: str) -> bool:
    text = bot.slack.told(who)[-1].text
    return ("Guests can't" if who in GUESTS else "Only full members") in text


@pytest.fixture
async def hospitable(slack: Slack, redis_url: str, clock: Clock) -> AsyncIterator[Served]:
    async with served(slack, redis_url, clock, allow_guests=True) as bot:
        yield bot


class TestPeople:
    @each("who, typed", product(NO_MEMBERS, ["prod", ""]))
    async def test_none_but_a_full_member_begins_a_run(
        self, bot: Served, who: str, typed: str
    ) -> None:
        known = len(bot.slack.told(who))
        await bot.person(who).command("/mfa-lost", typed)
        await bot.settled()
        assert len(bot.slack.told(who)) == known + 1
        assert told_off(bot, who)
        assert not bot.slack.windows
        assert not bot.slack.of("chat.postMessage")

    @each("who", NO_MEMBERS)
    async def test_nor_learns_of_one(self, bot: Served, ana: Person, run: str, who: str) -> None:
        assert bot.slack.steps(run)
        await bot.person(who).command("/mfa-lost", "prod")
        assert told_off(bot, who)
        assert ana.id not in bot.slack.told(who)[-1].text

    @each("who, button", product(NO_MEMBERS, ["broken", "run:stop", "run:language:zh-TW"]))
    async def test_nor_changes_one(self, bot: Served, run: str, who: str, button: str) -> None:
        known, before = len(bot.slack.told(who)), (await bot.look(run)).run
        assert (await bot.person(who).press(button)).status == 200
        await bot.settled()
        assert len(bot.slack.told(who)) == known + 1
        assert told_off(bot, who)
        assert await bot.run() == before
        assert (await bot.run()).turn == 1

    @each("who", NO_MEMBERS)
    async def test_nor_takes_one_over(
        self, bot: Served, ana: Person, ben: Person, run: str, who: str
    ) -> None:
        """With the button that a member was offered."""
        assert bot.slack.steps(run)
        await ben.command("/mfa-lost", "prod")
        _, button = ben.find("Take Over")
        await bot.person(who).click(bot.step(), button)
        await bot.settled()
        assert told_off(bot, who)
        assert (await bot.run()).lead == ana.id

    async def test_nor_answers_in_a_window_that_was_opened_before(
        self, bot: Served, shelf: Shelf
    ) -> None:
        """Somebody who leads a run becomes a guest."""
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_NUMBER)
        window = await ana.window()
        record = '{"v":1,"locale":"en-US","standing":"guest","zone":"UTC"}'
        await shelf.put("profile", ana.id, record)
        bot.bot.profiles._known.clear()
        answer = await ana.submit(window, "0912 345 678")
        assert "Guests can't" in str(answer.json["view"])
        assert "keypad" not in (await bot.run()).values

    async def test_a_guest_still_may_ask_how_a_number_is_written(self, bot: Served) -> None:
        guest = bot.person(GUESTS[0])
        assert "+886 912345678" in (await guest.command("/mfa-phone", "0912 345 678")).text
        assert "/mfa-lost prod" in (await guest.command("/mfa-lost", "help")).text

    @each("who", NO_MEMBERS)
    async def test_guests_alone_may_where_a_setting_says_so(
        self, hospitable: Served, who: str
    ) -> None:
        known = len(hospitable.slack.steps())
        await hospitable.person(who).command("/mfa-lost", who.lower())
        await hospitable.settled()
        assert (len(hospitable.slack.steps()) > known) == (who in GUESTS)

    @pytest.mark.parametrize("withheld", [("users:read",)], ids=["no users:read"])
    async def test_whoever_slack_does_not_tell_of_is_taken_for_a_member(self, bot: Served) -> None:
        await bot.start(bot.person(GUESTS[0]))

    @pytest.mark.in_time
    async def test_so_too_while_slack_hangs_and_in_time(self, bot: Served) -> None:
        await bot.slack.meets(Hang(), "users.info")
        answer = await bot.person(GUESTS[0]).command("/mfa-lost", "prod")
        assert (answer.status, answer.text) == (200, "")
        assert answer.seconds < SLACK_WAITS

    @each("who, why", [("U0ANA", "user_not_found"), ("U0BEN", "user_not_visible")])
    async def test_whom_slack_does_not_know_here_is_of_another_company(
        self, bot: Served, who: str, why: str
    ) -> None:
        await bot.slack.meets(Refuse(error=why), "users.info")
        await bot.person(who).command("/mfa-lost", "prod")
        assert "Only full members" in bot.slack.told(who)[-1].text
        await bot.slack.mended()

    @pytest.mark.parametrize("fault", [Limited(seconds=30), Broken(), Reset()])
    async def test_while_slack_fails_people_are_members_and_are_asked_about_a_minute_later(
        self, bot: Served, fault: Limited
    ) -> None:
        guest = bot.person(GUESTS[0])
        await bot.slack.meets(fault, "users.info")
        await bot.start(guest)
        await bot.slack.mended()
        bot.clock.turn(minutes=1)
        await guest.press("broken")
        await bot.settled()
        assert told_off(bot, guest.id)

    @each("fault", [Refuse(error="token_revoked"), Refuse(error="missing_scope"), Broken()])
    async def test_whoever_was_a_guest_is_one_as_long_as_slack_tells_nothing_else(
        self, bot: Served, shelf: Shelf, fault: Refuse
    ) -> None:
        guest = bot.person(GUESTS[0])
        await guest.command("/mfa-lost", "prod")
        assert told_off(bot, guest.id)
        known = len(bot.slack.told(guest.id))
        await shelf.forget("profile", guest.id)
        bot.clock.turn(hours=25)
        await bot.slack.meets(fault, "users.info")
        await guest.command("/mfa-lost", "prod")
        assert len(bot.slack.told(guest.id)) == known + 1
        assert told_off(bot, guest.id)
        await bot.slack.mended()

    async def test_what_an_older_bot_kept_of_a_profile_is_asked_anew(
        self, bot: Served, shelf: Shelf
    ) -> None:
        await shelf.put("profile", GUESTS[0], "en-US")
        await bot.person(GUESTS[0]).command("/mfa-lost", "prod")
        assert told_off(bot, GUESTS[0])

    async def test_somebody_of_a_sister_workspace_in_ones_own_team_list_is_a_member(
        self, bot: Served
    ) -> None:
        """In Enterprise Grid a profile names one workspace, and lists all that one is in."""
        api = bot.bot.api
        about = {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0ACME"]}}

        async def answers(*_: object) -> dict[str, object]:
            return {"user": about}

        api._calls.answer = answers  # type: ignore[method-assign, assignment]
        assert api.standing(await api.profile("U0SISTER")) == "member"


async def test_before_slack_has_said_which_workspace_is_ours_nobody_is_known_as_a_member(
    bot: Served,
) -> None:
    """What is not known is not kept for a day."""
    api = bot.bot.api
    about = {"id": "U0NEW", "team_id": "T0OTHER"}
    assert api.standing(about) == "outsider"
    api._identity = None
    assert api.standing(about) == "unknown"
    assert api.standing({**about, "is_stranger": True}) == "outsider"


class TestChannels:
    @each("channel, typed", product(["C0PARTNER", "C0SECRET", "C0INVITED"], ["prod", ""]))
    async def test_none_begins_where_another_company_reads_along(
        self, bot: Served, ana: Person, channel: str, typed: str
    ) -> None:
        known = len(bot.slack.told(ana.id))
        await ana.command("/mfa-lost", typed, channel)
        await bot.settled()
        (told,) = bot.slack.told(ana.id)[known:]
        assert "Use a channel of your own, or a direct message with me" in told.text
        assert not bot.slack.windows
        assert not bot.slack.of("chat.postMessage")

    @each("channel", ["C0SISTER", CHANNEL, "D0ANA"])
    async def test_one_begins_in_any_other(self, bot: Served, ana: Person, channel: str) -> None:
        ana.channel = channel
        await bot.start(ana, account=channel.lower())
        assert bot.step().channel == channel

    async def test_a_run_is_not_asked_for_from_there(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        """Where it might go on: with a button that was offered before the channel was shared."""
        ben.channel = "C0PARTNER"
        ana.channel = "D0ANA"
        await bot.start(ana)
        await ben.command("/mfa-lost", "help")
        forged = {"action_id": "run:take_over", "text": {"type": "plain_text", "text": "Take Over"}}
        value = f"1|{bot.step().step['run']}|1|what_happened|run:take_over"
        await ben.click(bot.slack.told(ben.id)[-1], {**forged, "value": value})
        await bot.settled()
        assert "shared with another company" in bot.slack.told(ben.id)[-1].text
        assert (await bot.run()).handover is None

    async def test_slack_is_asked_once_in_some_minutes(self, bot: Served, ana: Person) -> None:
        for _ in range(3):
            await ana.command("/mfa-lost", "help")
        assert len(bot.slack.of("conversations.info")) == 1
        bot.clock.turn(minutes=5)
        await ana.command("/mfa-lost", "help")
        assert len(bot.slack.of("conversations.info")) == 2

    @pytest.mark.parametrize("withheld", [LOOKING], ids=["may not look"])
    async def test_without_the_scopes_nothing_is_asked_and_a_run_begins(
        self, bot: Served, ana: Person
    ) -> None:
        ana.channel = "C0PARTNER"
        await bot.start(ana)
        assert not bot.slack.of("conversations.info")

    @pytest.mark.parametrize("withheld", [LOOKING], ids=["may not look"])
    async def test_but_what_slack_said_with_a_mention_from_there_counts(
        self, bot: Served, ana: Person
    ) -> None:
        ana.channel = "C0PARTNER"
        await ana.mention("hello")
        await ana.command("/mfa-lost", "prod")
        assert "shared with another company" in bot.slack.told(ana.id)[-1].text

    @pytest.mark.parametrize("fault", [Hang(), Refuse(error="channel_not_found")])
    @pytest.mark.in_time
    async def test_where_slack_can_not_tell_a_run_begins_and_in_time(
        self, bot: Served, ana: Person, log: Ear, fault: Hang
    ) -> None:
        await bot.slack.meets(fault, "conversations.info")
        answer = await ana.command("/mfa-lost", "prod")
        assert (answer.status, answer.text) == (200, "")
        assert answer.seconds < SLACK_WAITS
        await bot.settled()
        assert bot.slack.steps()
        assert re.search(
            r"whether a channel is shared: (no answer in time|\S.*not_found)", log.text
        )


async def test_nobody_is_asked_about_who_was_asked_about_today(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    await bot.start(ana)
    assert '"standing":"member"' in await shelf.get("profile", ana.id)
    bot.bot.profiles._known.clear()
    known = len(bot.slack.of("users.info"))
    await bot.walk(ana, "broken")
    assert len(bot.slack.of("users.info")) == known
