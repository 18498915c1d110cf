"""`/mfa-lost accounts`: all accounts in a window, what needs care first; AWS is asked seldom."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from botocore.config import Config
from redis.asyncio import Redis

from bot.aws import sessions
from bot.core.fleet_rows import ROWS
from bot.core.readiness import Readiness
from bot.local.aws.world import MANAGEMENT, ROLE, Account, Fault, World
from bot.slack.api import profiles
from bot.slack.delivery import fleet_watch
from bot.store.records import dump_readiness
from tests.front_door.test_home import opens, published
from tests.front_door.ways import TO_THE_CALL, TO_WAITING
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import TEAM, Body, Slack, texts
from tests.support.small_aws import MEMBER
from tests.support.wired import counted

SLACK_WAITS = 3.0  # seconds
ASKS = "GetAccountSummary"


@pytest.fixture
def aws() -> World:
    return support.small_world()


@pytest.fixture
def asked_by() -> dict[str, str]:
    """Settings by which AWS is asked."""
    return {"aws_reader_role": ROLE}


@pytest.fixture
async def bot(
    aws: World,
    asked_by: dict[str, str],
    slack: Slack,
    redis_url: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Served]:
    async with (
        support.asked(aws, monkeypatch),
        served(slack, redis_url, clock, **asked_by) as bot,
    ):
        yield bot


async def shown(bot: Served, who: Person, word: str = "accounts") -> Body:
    """The window, once AWS has answered."""
    await who.command("/mfa-lost", word)
    await bot.settled()
    return bot.slack.windows[-1]


async def presses(bot: Served, who: Person, name: str, view: Body | None = None) -> Body:
    view = view or bot.slack.windows[-1]
    (button,) = (b for b in buttons(view) if b["action_id"] == f"accounts:{name}")
    await bot.slack.do("press_in_view", **{"as": who.id}, view=view["id"], action=button)
    await bot.settled()
    return bot.slack.windows[-1]


def buttons(view: Body) -> list[Body]:
    rows = (block for block in view["blocks"] if block["type"] == "actions")
    return [button for row in rows for button in row["elements"]]


def names(view: Body) -> list[str]:
    return [button["action_id"].removeprefix("accounts:") for button in buttons(view)]


def said(view: Body) -> str:
    return "\n".join(texts(view["blocks"]))


def lines(view: Body) -> list[str]:
    """A line for each account."""
    return [
        line for line in said(view).split("\n") if re.match(r"\*.*\* ·|\*.*\* [0-9]{12} ·", line)
    ]


def line_of(view: Body, account: str) -> str:
    (line,) = (line for line in lines(view) if line.startswith(f"*{account}*"))
    return line


def times_asked(aws: World) -> int:
    return sum(operation == ASKS for _, operation in aws.asked)


class TestWhatItShows:
    async def test_root_mfa_and_the_phone_of_each_account(
        self, bot: Served, ana: Person, aws: World
    ) -> None:
        aws.management.mfa = False
        aws.accounts[MEMBER].status = "VERIFIED"
        view = await shown(bot, ana)
        prod, sandbox = lines(view)
        assert prod.startswith(f"*prod* {MANAGEMENT} · root MFA *off* · phone *not verified* ·")
        assert sandbox.startswith(f"*sandbox* {MEMBER} · root MFA on · phone verified ·")
        headings = [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"]
        assert headings == ["Needs care: 1", "In order: 1"]
        assert f"<!date^{bot.clock() // 1000}^" in said(view)

    async def test_in_the_reader_s_language(self, bot: Served, aws: World) -> None:
        aws.management.mfa = False
        mei = bot.person("U0MEI")
        view = await shown(bot, mei, "帳戶")
        assert view["title"]["text"] == "帳戶"
        assert "根使用者 MFA *未啟用* · 電話*未驗證*" in line_of(view, "prod")
        assert [b["text"]["text"] for b in buttons(view)] == ["重新查詢"]
        assert not re.search("[a-z]{3,} [a-z]{3,}", said(view))

    async def test_what_needs_care_comes_first_and_unknown_before_what_is_in_order(
        self, bot: Served, ana: Person, aws: World
    ) -> None:
        aws.accounts.clear()
        for n, name in enumerate(("fine", "denied", "used", "open", "unverified", "off")):
            id_ = MANAGEMENT if n == 0 else f"{n:012d}"
            aws.accounts[id_] = Account(id_, name, status="VERIFIED")
        by_name = {account.name: account for account in aws.accounts.values()}
        by_name["off"].mfa = False
        by_name["unverified"].status = "PENDING"
        by_name["denied"].faults["GetAccountSummary"] = Fault.DENIED
        await bot.start(ana, account="open")
        await bot.start(ana, account="used")
        await bot.walk(ana, *TO_WAITING)
        view = await shown(bot, ana)
        found = [line.split("*")[1] for line in lines(view)]
        assert found == ["off", "unverified", "open", "used", "denied", "fine"]
        assert "root MFA unknown" in line_of(view, "denied")
        assert "3 of 3 attempts used" in line_of(view, "used")
        assert "your run is under way" in line_of(view, "open")

    async def test_of_another_s_run_whom_to_ask_and_the_attempts_of_the_account(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_CALL, "calling")
        line = line_of(await shown(bot, ben), "prod")
        assert "· a run is under way: ask <@U0ANA>" in line
        assert "1 of 3 attempts used" in line  # whoever calls has to know it
        assert "1 of 3 attempts used" in line_of(await shown(bot, ana), "prod")

    async def test_what_the_last_check_of_an_account_found(
        self, bot: Served, ana: Person, aws: World, redis_url: str
    ) -> None:
        for each in aws.accounts.values():
            each.status = "VERIFIED"
        at = bot.clock()
        async with Redis.from_url(redis_url) as redis:
            for account, gaps in (("prod", 3), ("far-away", 0)):
                found = Readiness("gaps" if gaps else "ready", gaps, at, f"{account}.a")
                key = f"mfa:{{{TEAM}}}:readiness:mfa-ready"
                await redis.zadd(key, {dump_readiness(account, found): at})
        view = await shown(bot, ana)
        assert f": 3, checked <!date^{at // 1000}^" in line_of(view, "prod")
        headings = [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"]
        assert headings == ["Needs care: 1", "Not known: 1", "In order: 1"]
        assert line_of(view, "sandbox").endswith("· readiness not checked")
        assert f", checked <!date^{at // 1000}^" in line_of(view, "far-away")

    async def test_the_latest_check_counts_under_whichever_name_of_the_account(
        self, bot: Served, ana: Person, redis_url: str
    ) -> None:
        """A run taught the bot the ID of `shop`; nothing but checks tells of the account."""
        checks = {
            "shop": Readiness("ready", 0, bot.clock(), "shop.b"),
            MEMBER: Readiness("gaps", 2, bot.clock() - 1, f"{MEMBER}.a"),
        }
        async with Redis.from_url(redis_url) as redis:
            workspace = f"mfa:{{{TEAM}}}"
            for name, other in (("shop", MEMBER), (MEMBER, "shop")):
                said_so = f"U0ANA {bot.clock()}"
                await redis.hset(f"{workspace}:names:{name}", other, said_so)
            at = {dump_readiness(name, found): found.at for name, found in checks.items()}
            await redis.zadd(f"{workspace}:readiness:mfa-ready", at)
        view = await shown(bot, ana)
        (line,) = (line for line in lines(view) if MEMBER in line)
        assert "Ready, checked" in line
        assert not any(line.startswith("*shop*") for line in lines(view))

    async def test_attempts_under_a_name_that_aws_has_too_stay_beside_those_of_the_id(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana, account="prod")
        await bot.walk(ana, *TO_WAITING)
        await bot.start(ana, account=MANAGEMENT)
        named = [line for line in lines(await shown(bot, ana)) if line.startswith("*prod*")]
        of_id, of_name = sorted(named, key=lambda line: MANAGEMENT not in line)
        assert "your run is under way · 0 of 3 attempts used" in of_id
        assert "3 of 3 attempts used" in of_name

    async def test_a_run_for_an_account_that_no_list_has(self, bot: Served, ana: Person) -> None:
        await bot.start(ana, account="old-one")
        view = await shown(bot, ana)
        assert line_of(view, "old-one").startswith("*old-one* · root MFA unknown · phone unknown")

    async def test_no_phone_number_is_shown_or_kept(
        self, bot: Served, ana: Person, redis_url: str
    ) -> None:
        view = await shown(bot, ana)
        async with Redis.from_url(redis_url, decode_responses=True) as redis:
            kept = [await redis.get(key) async for key in redis.scan_iter("*:fleet")]
        assert len(kept) == 1
        assert "912345678" not in json.dumps([view, kept])


class TestThreeHundredAccounts:
    @pytest.fixture
    def aws(self) -> World:
        """Security Hub tells of all of them in a few pages."""
        aws = support.small_world()
        for n in range(298):
            id_, name = f"{111122220000 + n}", f"Team {n} of a long name, number {n}"
            aws.accounts[id_] = Account(id_, name)
        for n, account in enumerate(aws.accounts.values()):
            account.hub = "PASSED" if n % 10 else "FAILED"
        return aws

    @pytest.fixture
    def asked_by(self) -> dict[str, str]:
        return {"aws_security_hub_region": "eu-central-1"}

    @pytest.mark.parametrize(("who", "off"), [("U0ANA", "*off*"), ("U0MEI", "*未啟用*")])
    async def test_all_are_there_page_by_page_within_slack_s_limits(
        self, bot: Served, aws: World, who: str, off: str
    ) -> None:
        """The local Slack refuses what is beyond them, and the test's end sees that."""
        person = bot.person(who)
        pages = [await shown(bot, person)]
        while "next" in names(pages[-1]):
            pages.append(await presses(bot, person, "next"))
        assert len(pages) == 300 // ROWS
        all_lines = [line for page in pages for line in lines(page)]
        assert len(all_lines) == len({*all_lines}) == 300
        assert [off in line for line in all_lines] == [True] * 30 + [False] * 270
        assert names(pages[0]) == ["next", "check"]
        assert names(pages[-1]) == ["previous", "check"]
        assert lines(await presses(bot, person, "previous")) == lines(pages[-2])
        operations = [operation for _, operation in aws.asked]
        assert operations.count("GetFindings") == 3  # turning pages asks nobody


@pytest.fixture
def aws_is_given_up_on_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_CONFIG", sessions._CONFIG.merge(Config(read_timeout=1)))


class TestAnAwsThatHangs:
    @pytest.fixture
    def aws(self) -> World:
        aws = support.small_world()
        for n in range(298):
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
        assert "Not known: 300" in said(bot.slack.windows[-1])

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
        assert "No account is known yet." in said(bot.slack.windows[-1])

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


class TestSecurityHubAlone:
    @pytest.fixture
    def asked_by(self) -> dict[str, str]:
        return {"aws_security_hub_region": "eu-central-1"}

    async def test_its_word_is_shown_with_its_date(
        self, bot: Served, ana: Person, aws: World
    ) -> None:
        aws.management.hub, aws.accounts[MEMBER].hub = "PASSED", "FAILED"
        view = await shown(bot, ana)
        sandbox, prod = lines(view)
        assert "root MFA *off* (Security Hub) · phone unknown" in sandbox
        assert "root MFA on (Security Hub) · phone unknown" in prod
        assert "AWS last answered <!date^1793491200^" in prod
        assert "may be a day behind" in said(view)
        assert times_asked(aws) == 0


class TestWithoutAws:
    @pytest.fixture
    async def bot(
        self, slack: Slack, redis_url: str, clock: Clock, tmp_path: Path
    ) -> AsyncIterator[Served]:
        path = tmp_path / "team.yaml"
        path.write_text(f'accounts:\n  prod: {{id: "{MANAGEMENT}"}}\n  dev: {{}}\n', "utf-8")
        async with served(slack, redis_url, clock, team_file=str(path)) as bot:
            yield bot

    async def test_the_accounts_of_the_team_file_are_there(self, bot: Served, ana: Person) -> None:
        view = await shown(bot, ana)
        assert [line.split("*")[1] for line in lines(view)] == ["dev", "prod"]
        assert "I can't ask AWS" in said(view)
        assert names(view) == []


class TestWhoSeesIt:
    async def test_from_the_home_tab(self, bot: Served, ana: Person) -> None:
        await opens(bot, ana)
        home = {**bot.slack.of("views.publish")[-1].answer["view"]}
        home["blocks"] = published(bot.slack, ana.id)[-1]["blocks"]
        view = await presses(bot, ana, "open", home)
        assert view["type"] == "modal"
        assert len(lines(view)) == 2

    @pytest.mark.parametrize("who", ["U0XGUEST", "U0XSTRANGER"])
    async def test_nobody_who_may_start_nothing(
        self, bot: Served, who: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(profiles, "SLACK_SECONDS", HANGING)  # somebody unknown counts as member
        await bot.person(who).command("/mfa-lost", "accounts")
        await bot.settled()
        assert not bot.slack.windows
        assert bot.slack.told(who)

    async def test_nobody_whom_the_list_of_the_procedure_leaves_out(
        self, slack: Slack, redis_url: str, clock: Clock, tmp_path: Path
    ) -> None:
        path = tmp_path / "team.yaml"
        may = "".join(
            f"  {flow}: [U0ANA]\n" for flow in ("mfa-lost", "mfa-disable", "contact-phone")
        )
        path.write_text(f"accounts: {{prod: {{}}}}\nmay:\n{may}", "utf-8")
        async with served(slack, redis_url, clock, team_file=str(path)) as bot:
            ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
            await ben.command("/mfa-lost", "accounts")
            await bot.settled()
            assert not bot.slack.windows
            assert "<@U0ANA>" in bot.slack.told(ben.id)[-1].text
            assert lines(await shown(bot, ana))


async def test_help_tells_of_it(ana: Person) -> None:
    await ana.command("/mfa-lost", "help")
    assert "/mfa-lost accounts" in ana.slack.told(ana.id)[-1].text
