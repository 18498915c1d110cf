"""The Home tab: one's own runs, the accounts, buttons that start; kept up to date, seldom."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.local.slack.fault_injection import Refuse, Reset
from tests.front_door.home_tab import PUBLISH, buttons, opens, published, seen
from tests.front_door.ways import TO_REMOVED, TO_THE_CALL, TO_WAITING
from tests.support.bots import Served, served
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack


class TestWhatItShows:
    async def test_somebody_without_runs_is_offered_each_procedure_in_their_language(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        assert "You don't lead any run" in seen(bot.slack, "U0ANA")
        assert "No attempts are counted for any account." in seen(bot.slack, "U0ANA")
        found = [(b["text"]["text"], b.get("style")) for b in buttons(bot.slack, "U0ANA")]
        assert found == [
            ("Recover Root Sign-In", "primary"),
            ("Replace or Remove MFA", None),
            ("Set the Contact Phone", None),
            ("Check an Account", None),
            ("Show All Accounts", None),
        ]
        await opens(bot, bot.person("U0MEI"))
        assert "你的流程" in seen(bot.slack, "U0MEI")
        labels = [b["text"]["text"] for b in buttons(bot.slack, "U0MEI")]
        assert labels == [
            "恢復根使用者登入",
            "更換或移除 MFA",
            "設定聯絡電話",
            "檢查帳戶",
            "顯示所有帳戶",
        ]

    async def test_their_runs_and_the_attempts_of_accounts_and_to_others_whom_to_ask(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        run = await bot.start(ana)
        await bot.walk(ana, *TO_THE_CALL, "calling")
        await bot.start(ana, account="dev")
        await bot.walk(ana, "stop")
        await opens(bot, ana)
        home = seen(bot.slack, "U0ANA")
        assert "*Under way*" in home
        assert "*prod* · Lead <@U0ANA>" in home
        assert "*Waiting or stopped*" in home
        assert "*dev* · Lead <@U0ANA>" in home
        assert "*prod* · 1 of 3 attempts used" in home
        assert home.count("archives/C0ONCALL/") == 2
        await opens(bot, ben)
        home = seen(bot.slack, "U0BEN")
        line = next(one for one in home.split("\n") if one.startswith("*prod*"))
        assert line.startswith("*prod* · 1 of 3 attempts used")  # whoever calls has to know it
        assert line.endswith(" · a run is under way: ask <@U0ANA>")
        for leak in ("archives/", "Step", "C0ONCALL"):
            assert leak not in home
        of_prod = (await bot.look(run)).run
        assert of_prod
        assert of_prod.values["e164"] == "+886912345678"
        homes = json.dumps([published(bot.slack, who) for who in ("U0ANA", "U0BEN")])
        # 0912 alone may be in the middle of an id or of a time.
        assert not re.search(r"\b0912\b|912345678|345 678|345-678", homes)

    async def test_their_run_that_left_root_without_mfa_though_it_has_ended(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana, "/mfa-disable")
        await bot.walk(ana, *TO_REMOVED)
        await opens(bot, ana)
        assert "*Ended, but root has no MFA device*" in seen(bot.slack, "U0ANA")
        assert "*prod* · Lead <@U0ANA>" in seen(bot.slack, "U0ANA")

    async def test_when_the_next_attempt_is_free_is_told_to_anyone_once_nobody_is_at_it(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, *TO_WAITING)
        await opens(bot, ben)
        free = (bot.clock() + 20 * 3_600_000) // 1000
        assert "*prod* · 3 of 3 attempts used" in seen(bot.slack, "U0BEN")
        assert f"<!date^{free}^" in seen(bot.slack, "U0BEN")

    async def test_guests_see_why_they_see_nothing(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await opens(bot, bot.person("U0XGUEST"))
        assert "Guests can't start a recovery here" in seen(bot.slack, "U0XGUEST")
        assert "U0ANA" not in seen(bot.slack, "U0XGUEST")
        assert buttons(bot.slack, "U0XGUEST") == []

    async def test_many_runs_and_accounts_stay_within_slack_s_limits(
        self, bot: Served, ana: Person
    ) -> None:
        """The local Slack refuses what is beyond them, and the test's end sees that."""
        for n in range(12):
            await bot.start(ana, account=f"account-{n:03}")
        await opens(bot, ana)
        home = seen(bot.slack, "U0ANA")
        assert "And 2 more." in home
        assert home.count("· Lead <@U0ANA>") == 10


class TestWhenItIsPublished:
    async def test_a_move_is_shown_to_who_opened_it_at_most_every_thirty_seconds(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        await bot.start(ana)
        for _ in range(3):
            await bot.walk(ana, "broken", "back")
            await opens(bot, ana)
            await bot.pass_time(seconds=3)
        assert len(published(bot.slack, "U0ANA")) == 1
        await bot.pass_time(seconds=31)
        await bot.slack.until(lambda: "*prod*" in seen(bot.slack, "U0ANA"))

    async def test_what_is_shown_already_is_not_published_again(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await opens(bot, ben)
        for _ in range(3):
            await bot.pass_time(seconds=31)
            await bot.walk(ana, "broken", "back")
        await opens(bot, ben)
        assert len(published(bot.slack, "U0BEN")) == 1

    async def test_a_press_costs_nothing_where_nobody_opened_it(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        await bot.pass_time(seconds=31)
        assert bot.slack.of(PUBLISH) == []
        await opens(bot, ana, "messages")
        assert bot.slack.of(PUBLISH) == []

    async def test_a_day_after_it_was_opened_nobody_looks_after_it(
        self, bot: Served, ana: Person
    ) -> None:
        await opens(bot, ana)
        bot.clock.turn(hours=24)
        await bot.start(ana)
        await bot.pass_time(seconds=31)
        assert len(published(bot.slack, "U0ANA")) == 1

    async def test_after_a_restart_it_is_kept_up_to_date(
        self, slack: Slack, redis_url: str, clock: Any
    ) -> None:
        async with served(slack, redis_url, clock) as first:
            first.bot.worker.stop()
            ana = first.person("U0ANA")
            await opens(first, ana)
            await first.start(ana)
        async with served(slack, redis_url, clock) as second:
            await second.pass_time(seconds=31)
            await slack.until(lambda: "*prod*" in seen(slack, "U0ANA"))

    async def test_one_that_slack_did_not_take_is_published_later(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.slack.meets(Reset(), PUBLISH)
        await opens(bot, ana)
        await bot.slack.mended()
        await bot.pass_time(seconds=31)
        await bot.slack.until(lambda: bot.slack.of(PUBLISH)[-1].answer["ok"])

    @pytest.mark.parametrize("error", ["not_enabled", "user_not_found"])
    async def test_one_that_slack_refuses_for_good_is_left_alone(
        self, bot: Served, ana: Person, error: str
    ) -> None:
        await bot.slack.meets(Refuse(error=error), PUBLISH)
        await opens(bot, ana)
        await bot.start(ana)
        await bot.pass_time(seconds=31)
        assert len(bot.slack.of(PUBLISH)) == 1

    async def test_while_redis_is_away_slack_is_asked_to_come_again(
        self, slack: Slack, clock: Any, tmp_path: Path
    ) -> None:
        server = RedisServer(tmp_path)
        server.start()
        async with served(slack, server.url, clock) as bot:
            server.kill()
            await bot.slack.do("home", **{"as": "U0ANA"})
            assert slack.of(PUBLISH) == []
            server.start()
            clock.turn(minutes=1)  # then Slack sends again what got no 200
            await slack.until(lambda: slack.of(PUBLISH))
        server.kill()


@pytest.fixture
async def team_bot(
    slack: Slack, redis_url: str, clock: Any, tmp_path: Path
) -> AsyncIterator[Served]:
    """A bot that knows 25 accounts."""
    names = "".join(f'  acct-{n:02}:\n    id: "1112223330{n:02}"\n' for n in range(25))
    path = tmp_path / "team.yaml"
    path.write_text(f"accounts:\n{names}", encoding="utf-8")
    async with served(slack, redis_url, clock, team_file=str(path)) as bot:
        yield bot


async def test_accounts_of_the_team_file_are_named_those_with_attempts_first(
    team_bot: Served,
) -> None:
    ana = team_bot.person("U0ANA")
    await team_bot.start(ana, account="111222333007")
    await team_bot.walk(ana, *TO_THE_CALL, "calling")
    await opens(team_bot, ana)
    home = seen(team_bot.slack, "U0ANA")
    accounts = home[home.index("Accounts") :]
    assert accounts.index("*acct-07* · 1 of 3") < accounts.index("*acct-00* · 0 of 3")
    assert "And 5 more." in accounts
