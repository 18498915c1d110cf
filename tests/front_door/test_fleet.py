"""`/mfa-lost accounts`: all accounts in a window, what needs care first; AWS is asked seldom."""

import json
import re
from collections.abc import AsyncIterator
from itertools import chain
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.core.fleet_rows import ROWS
from bot.core.readiness import Readiness
from bot.local.aws.world import MANAGEMENT, ROLE, Account, Fault, World
from bot.slack.api import profiles
from bot.store.records import dump_readiness
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
from tests.front_door.home_tab import opens, published
from tests.front_door.ways import TO_THE_CALL, TO_WAITING
from tests.support import small_aws as support
from tests.support.bots import Clock, Served, served
from tests.support.ear import Ear
from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import TEAM, Slack
from tests.support.small_aws import MEMBER

asked_by, aws, bot = accounts_window.asked_by, accounts_window.aws, accounts_window.bot  # fixtures


class TestWhatItShows:
    async def test_root_mfa_and_the_phone_of_each_account_in_the_reader_s_language(
        self, bot: Served, ana: Person, aws: World
    ) -> None:
        aws.management.mfa = False
        aws.accounts[MEMBER].status = "VERIFIED"
        view = await shown(bot, ana)
        prod, sandbox = lines(view)
        assert prod.startswith(f"*prod* {MANAGEMENT} · root MFA *off* · phone *not verified* ·")
        assert sandbox.startswith(f"*sandbox* {MEMBER} · root MFA on · phone verified ·")
        headings = [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"]
        assert headings == ["Needs attention: 1", "OK: 1"]
        assert f"<!date^{bot.clock() // 1000}^" in said(view)
        view = await shown(bot, bot.person("U0MEI"), "帳戶")
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

    async def test_of_another_s_run_whom_to_ask_and_the_attempts_but_no_phone_number(
        self, bot: Served, ana: Person, ben: Person, redis_url: str
    ) -> None:
        """Nor is the number that AWS has kept with what it said of all accounts."""
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_CALL, "calling")
        view = await shown(bot, ben)
        line = line_of(view, "prod")
        assert "· a run is under way: ask <@U0ANA>" in line
        assert "1 of 3 attempts used" in line  # whoever calls has to know it
        assert "1 of 3 attempts used" in line_of(await shown(bot, ana), "prod")
        async with Redis.from_url(redis_url, decode_responses=True) as redis:
            kept = [await redis.get(key) async for key in redis.scan_iter("*:fleet")]
        assert len(kept) == 1
        assert "912345678" not in json.dumps([view, kept])

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
        assert headings == ["Needs attention: 1", "Not known: 1", "OK: 1"]
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

    async def test_all_are_there_page_by_page_within_slack_s_limits(
        self, bot: Served, ana: Person, aws: World
    ) -> None:
        """The local Slack refuses what is beyond them, and the test's end sees that."""
        pages = [await shown(bot, ana)]
        while "next" in names(pages[-1]):
            pages.append(await presses(bot, ana, "next"))
        assert len(pages) == 300 // ROWS
        all_lines = [line for page in pages for line in lines(page)]
        assert len(all_lines) == len({*all_lines}) == 300
        assert ["*off*" in line for line in all_lines] == [True] * 30 + [False] * 270
        assert names(pages[0]) == ["next", "check"]
        assert names(pages[-1]) == ["previous", "check"]
        assert lines(await presses(bot, ana, "previous")) == lines(pages[-2])
        mei = bot.person("U0MEI")
        off = [["*未啟用*" in line for line in lines(await shown(bot, mei))]]
        off += [["*未啟用*" in line for line in lines(await presses(bot, mei, "next"))]]
        assert [*chain(*off)] == ["*off*" in line for line in all_lines[: 2 * ROWS]]
        operations = [operation for _, operation in aws.asked]
        assert operations.count("GetFindings") == 3  # turning pages asks nobody


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


class TestSecurityHubBesideARole:
    @pytest.fixture
    def asked_by(self) -> dict[str, str]:
        return {"aws_reader_role": ROLE, "aws_security_hub_region": "eu-central-1"}

    async def test_that_it_does_not_answer_is_in_the_log_though_roles_do(
        self, bot: Served, ana: Person, aws: World, log: Ear
    ) -> None:
        aws.management.faults["GetFindings"] = Fault.DENIED
        assert all("root MFA on ·" in line for line in lines(await shown(bot, ana)))
        assert log.text.count("AWS Security Hub did not answer: denied") == 1
        assert "about some accounts" not in log.text


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
