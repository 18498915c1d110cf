"""When AWS is asked for the window of all accounts, and what it shows where AWS does not answer."""

import asyncio
import time
from pathlib import Path

import pytest
from botocore.config import Config

from bot.aws import sessions
from bot.core.fleet_rows import ROWS
from bot.local.aws.world import ROLE, Account, Fault, World
from bot.local.slack.fault_injection import Refuse
from bot.slack.delivery import fleet_watch
from tests.front_door import accounts_window
from tests.front_door.accounts_window import (
    buttons,
    line_of,
    lines,
    names,
    presses,
    said,
    shown,
    times_asked,
)
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.patience import SLACK_WAITS
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Body, Slack
from tests.support.wired import counted

MANY = 2 * ROWS
asked_by, aws, bot = accounts_window.asked_by, accounts_window.aws, accounts_window.bot  # fixtures


@pytest.fixture
def aws_is_given_up_on_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_CONFIG", sessions._CONFIG.merge(Config(read_timeout=1)))


class TestAnAwsThatHangs:
    @pytest.fixture
    def aws(self) -> World:
        """With more accounts than are asked about at once, on two pages of the window."""
        aws = support.small_world()
        for n in range(MANY - len(aws.accounts)):
            aws.accounts[f"{111122220000 + n}"] = Account(f"{111122220000 + n}", f"team-{n}")
        for account in aws.accounts.values():
            account.faults["AssumeRole"] = Fault.HANGS
        return aws

    async def test_other_people_are_answered_in_time_meanwhile(
        self, bot: Served, ana: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fleet_watch, "SECONDS", 2.0)
        known = len(bot.slack.windows)
        await ana.command("/mfa-lost", "accounts")
        await bot.slack.until(lambda: len(bot.slack.windows) > known)
        for _ in range(5):
            began = time.monotonic()
            answer = await ben.command("/mfa-lost", "help")
            assert answer.status == 200
            assert time.monotonic() - began < SLACK_WAITS
        await bot.settled()
        assert f"Not known: {MANY}" in said(bot.slack.windows[-1])

    async def test_a_page_that_is_turned_meanwhile_gets_the_answers_too(
        self, bot: Served, ana: Person, aws: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fleet_watch, "SECONDS", 4.0)
        faults = [account.faults for account in aws.accounts.values()]
        for fault in faults:
            fault["AssumeRole"] = Fault.DENIED
        await shown(bot, ana)
        for fault in faults:
            fault["AssumeRole"] = Fault.HANGS
        bot.clock.turn(hours=1)
        known = len(bot.slack.windows)
        await ana.command("/mfa-lost", "accounts")
        await bot.slack.until(lambda: len(bot.slack.windows) > known)
        first = bot.slack.windows[-1]
        (following,) = (b for b in buttons(first) if b["action_id"] == "accounts:next")
        await bot.slack.do("press_in_view", **{"as": ana.id}, view=first["id"], action=following)
        await bot.slack.until(lambda: "Page 2 of" in said(bot.slack.windows[-1]))
        turned = bot.slack.windows[-1]
        assert "will appear here" in said(turned)
        assert "check" not in names(turned)
        await bot.settled()
        answered = bot.slack.windows[-1]
        assert "Page 2 of" in said(answered)
        assert "will appear here" not in said(answered)
        assert "no answer in time" in said(answered)


class TestWhenAwsIsAsked:
    async def test_what_is_known_is_shown_until_it_is_an_hour_old(
        self, bot: Served, ana: Person, ben: Person, aws: World
    ) -> None:
        await shown(bot, ana)
        bot.clock.turn(minutes=59)
        await shown(bot, ben)
        assert times_asked(aws) == 2
        bot.clock.turn(minutes=1)
        aws.management.mfa = False
        assert "*off*" in line_of(await shown(bot, ben), "prod")
        assert times_asked(aws) == 4

    async def test_check_again_asks_anew(self, bot: Served, ana: Person, aws: World) -> None:
        before = await shown(bot, ana)
        aws.management.mfa = False
        bot.clock.turn(minutes=5)
        after = await presses(bot, ana, "check")
        assert after["id"] == before["id"]
        assert "root MFA on" in line_of(before, "prod")
        assert "root MFA *off*" in line_of(after, "prod")
        *_, asking, answered = bot.slack.windows
        assert "will appear here" in said(asking)
        assert "check" not in names(asking)
        assert answered is after

    async def test_one_asks_for_all_who_look_at_once(
        self, bot: Served, ana: Person, ben: Person, aws: World
    ) -> None:
        await asyncio.gather(*(who.command("/mfa-lost", "accounts") for who in (ana, ben)))
        await bot.settled()
        assert times_asked(aws) == 2
        last = {view["id"]: view for view in bot.slack.windows}
        assert len(last) == 2
        assert all("root MFA on" in line_of(view, "prod") for view in last.values())

    async def test_a_window_that_was_turned_or_closed_meanwhile_is_left_alone(
        self, bot: Served, ana: Person
    ) -> None:
        view = await shown(bot, ana)
        bot.clock.turn(hours=1)
        await bot.slack.do("close", **{"as": ana.id}, window=view["id"])
        known = len(bot.slack.windows)
        button = next(b for b in buttons(view) if b["action_id"] == "accounts:check")
        await ana.command("/mfa-lost", "accounts")
        await bot.slack.until(lambda: len(bot.slack.windows) > known)
        opened = bot.slack.windows[-1]
        await bot.slack.do("close", **{"as": ana.id}, window=opened["id"])
        await bot.settled()
        assert button["value"] == "1|0"
        assert bot.slack.told(ana.id) == []
        assert bot.slack.seen_by(ana.id, "D0ANA") == []


@pytest.mark.usefixtures("aws_is_given_up_on_soon")
class TestTroubles:
    async def opens_in_time(self, bot: Served, who: Person) -> Body:
        """The window as it is first shown, whatever AWS does."""
        known, began = len(bot.slack.windows), time.monotonic()
        answer = await who.command("/mfa-lost", "accounts")
        await bot.slack.until(lambda: len(bot.slack.windows) > known)
        assert time.monotonic() - began < SLACK_WAITS
        assert answer.status == 200
        return bot.slack.windows[known]

    @pytest.mark.parametrize("fault", [Fault.HANGS, Fault.DENIED, Fault.BROKEN, Fault.EXPIRED])
    async def test_it_opens_in_time_and_says_unknown_and_when_aws_last_answered(
        self,
        bot: Served,
        ana: Person,
        aws: World,
        fault: Fault,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        aws.management.mfa = False
        before = bot.clock() // 1000
        await shown(bot, ana)
        monkeypatch.setattr(fleet_watch, "SECONDS", 1.5)
        bot.clock.turn(hours=2)
        for account in aws.accounts.values():
            account.faults[""] = fault
        first = await self.opens_in_time(bot, ana)
        assert "root MFA *off*" in line_of(first, "prod")
        await bot.settled()
        view = bot.slack.windows[-1]
        assert len(lines(view)) == 2  # also those that can't be listed now
        for line in lines(view):
            assert "root MFA unknown · phone unknown" in line
            assert f"AWS last answered <!date^{before}^" in line
        assert f"<!date^{bot.clock() // 1000}^" in said(view)
        assert "Unknown does not mean off" in said(view)
        assert "AWS did not list the accounts of the organization" in said(view)
        assert "*off*" not in said(view)

    async def test_an_aws_that_never_answered_is_unknown(
        self, bot: Served, ana: Person, aws: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fleet_watch, "SECONDS", 1.5)
        for account in aws.accounts.values():
            account.faults[""] = Fault.HANGS
        await self.opens_in_time(bot, ana)
        await bot.settled()
        assert "I don't know of any account yet." in said(bot.slack.windows[-1])

    async def test_where_redis_is_away_it_says_so(
        self, slack: Slack, clock: Clock, tmp_path: Path
    ) -> None:
        server = RedisServer(tmp_path)
        server.start()
        async with served(slack, server.url, clock) as bot:
            server.kill()
            ana = bot.person("U0ANA")
            await ana.command("/mfa-lost", "accounts")
            await bot.settled()
            assert not bot.slack.windows
            assert "database" in bot.slack.told(ana.id)[-1].text

    async def test_where_redis_goes_away_while_aws_is_asked_the_reply_links_the_printed_runbook(
        self,
        aws: World,
        slack: Slack,
        clock: Clock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(fleet_watch, "SECONDS", 1.5)
        for account in aws.accounts.values():
            account.faults[""] = Fault.HANGS
        server, url = RedisServer(tmp_path), "https://wiki.example.com/runbooks"
        server.start()
        settings = {"aws_reader_role": ROLE, "runbook_url": url}
        before = counted("mfa_troubles_total", kind="redis_away")
        async with (
            support.asked(aws, monkeypatch),
            served(slack, server.url, clock, **settings) as bot,
        ):
            ana = bot.person("U0ANA")
            await self.opens_in_time(bot, ana)
            server.kill()
            await bot.settled()
            assert url in bot.slack.told(ana.id)[-1].text
        assert counted("mfa_troubles_total", kind="redis_away") == before + 1

    async def test_a_button_of_another_version_is_answered_kindly(
        self, bot: Served, ana: Person
    ) -> None:
        view = await shown(bot, ana)
        old = {**buttons(view)[-1], "value": "0|0"}
        await bot.slack.do("press_in_view", **{"as": ana.id}, view=view["id"], action=old)
        await bot.settled()
        assert "another version of the bot" in bot.slack.seen_by(ana.id, "D0ANA")[-1].text

    @pytest.mark.parametrize(
        ("who", "sentence"),
        [
            ("U0ANA", "I could not update the window. Try once more."),
            ("U0MEI", "無法更新視窗。請再試一次。"),
        ],
    )
    async def test_where_slack_does_not_update_the_window_nobody_reads_that_it_did_not_open(
        self, bot: Served, who: str, sentence: str
    ) -> None:
        person = bot.person(who)
        await shown(bot, person)
        await bot.slack.meets_once(Refuse(error="internal_error"), "views.update")
        await presses(bot, person, "check")
        assert bot.slack.seen_by(who, who.replace("U", "D", 1))[-1].text == sentence
