"""`mfa-bot try`, as somebody has it who has just cloned the project."""

import asyncio
import fcntl
import itertools
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner

from bot.cli.commands import main
from bot.local.slack.fault_injection import Slow
from tests.local.trials import Trial, moved, processes, refused, rests, started, talking, trying
from tests.support.bots import eventually
from tests.support.patience import SLACK_WAITS
from tests.support.person import Person
from tests.support.slack import Slack

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is left behind"),
]
DAY = 24 * 3_600_000
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trial(home: Path) -> AsyncIterator[Trial]:
    """One for all tests that end nothing; each has an account of its own."""
    async with trying(home) as trial:
        yield trial


@pytest_asyncio.fixture(loop_scope="module")
async def slack(trial: Trial) -> AsyncIterator[Slack]:
    async with talking(trial) as slack:
        yield slack


@pytest.fixture
def ana(slack: Slack) -> Person:
    return Person(slack, "U0ANA")


@pytest.fixture
def account() -> str:
    return f"account-{next(_numbers)}"


async def turn(slack: Slack, trouble: str, *, on: bool) -> None:
    told = await slack.do("fault_switch", name=trouble, on=on)
    assert told == {"ok": True, "seq": told["seq"]}  # a bot that is up again changes more at once


def on(slack: Slack, trouble: str) -> bool:
    return next(each["on"] for each in slack.fault_switches if each["name"] == trouble)


async def test_its_address_is_told_and_answers(trial: Trial, slack: Slack) -> None:
    assert trial.said == [
        f"A small Slack is at {trial.url}\n",
        "Type / in #on-call to see the commands. Ctrl-C ends it.\n",
    ]
    async with slack.session.get(f"{trial.url}") as page:
        assert page.status == 200


async def test_a_run_is_walked(slack: Slack, ana: Person, account: str) -> None:
    step = await started(slack, ana, account)
    assert step.thread
    step = await moved(slack, ana, step, "broken")
    step = await moved(slack, ana, step, "standalone")
    assert (step.step["turn"], step.step["flow"]) == (3, "mfa-lost")


async def test_without_redis_the_bot_says_so_and_works_again_after(
    slack: Slack, ana: Person, account: str, home: Path
) -> None:
    step = await started(slack, ana, account)
    await rests(home)
    await turn(slack, "redis_away", on=True)
    assert on(slack, "redis_away")
    answer = await ana.command("/mfa-lost", account)
    assert "I can't reach my database; nothing was counted." in answer.text
    assert answer.seconds < SLACK_WAITS
    await turn(slack, "redis_away", on=False)
    assert not on(slack, "redis_away")
    await moved(slack, ana, step, "broken")


async def test_redis_that_can_not_be_started_is_still_away(
    slack: Slack, ana: Person, account: str, home: Path
) -> None:
    await turn(slack, "redis_away", on=True)
    with locked(home / "try" / "redis" / "owner.lock"):
        told = await slack.do("fault_switch", name="redis_away", on=False)
    assert not told["ok"]
    assert "keeps its data in" in told["error"]
    assert on(slack, "redis_away")
    await turn(slack, "redis_away", on=False)
    await started(slack, ana, account)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


async def test_a_bot_that_was_killed_goes_on_where_it_was(
    slack: Slack, ana: Person, account: str, home: Path
) -> None:
    step = await moved(slack, ana, await started(slack, ana, account), "broken")
    await rests(home)
    await turn(slack, "bot_down", on=True)
    at, button = ana.find("standalone", step)
    press = {"as": ana.id, "channel": at.channel, "ts": at.ts, "action": button}
    told = await slack.do("press", **press)
    assert told["error"] == "mfa-bot did not answer. Try again."
    await turn(slack, "bot_down", on=False)
    step = await moved(slack, ana, step, "standalone")
    assert step.step["turn"] == 3


async def test_a_bot_that_ends_by_itself_is_told_of_and_can_be_started_again(
    trial: Trial, slack: Slack, ana: Person, account: str, home: Path
) -> None:
    assert not on(slack, "bot_down")
    (bot,) = (pid for pid, line in processes(home).items() if "bot.local.worker" in line)
    os.kill(bot, signal.SIGKILL)
    await slack.until(lambda: on(slack, "bot_down"))
    await eventually(lambda: "The bot has stopped. Start it again on the page" in trial.text)
    again = (slack.do("fault_switch", name="bot_down", on=False) for _ in range(2))
    assert all(told["ok"] for told in await asyncio.gather(*again))  # also by two pages at once
    await started(slack, ana, account)


async def test_time_that_is_skipped_passes_for_the_bot_too(
    slack: Slack, ana: Person, account: str
) -> None:
    step = await started(slack, ana, account)
    await slack.do("clock", skip=DAY)

    def reminded() -> bool:
        said = [m for m in slack.messages if m.thread == step.thread and "Still there?" in m.text]
        return len(said) == 1 and float(said[0].ts) - float(step.ts) >= DAY / 1000

    await slack.until(reminded)


async def test_another_on_the_same_data_is_refused_and_forgets_nothing(
    trial: Trial, slack: Slack, ana: Person, account: str, home: Path
) -> None:
    step = await started(slack, ana, account)
    said = f"Another `mfa-bot try` (process {trial.process.pid}) keeps its data in {home}: stop"
    others = await asyncio.gather(refused(home), refused(home, "--fresh"))
    assert all(told.startswith(said) for told in others)
    await moved(slack, ana, step, "broken")
    assert (home / "try" / "slack.jsonl").stat().st_size


async def test_where_no_port_is_free_it_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 65535)):
        said = await refused(tmp_path, "--port", "65535")
    assert said == "Ports 65535 to 65535 are taken: choose another with --port.\n"
    assert "0<=x<=65535" in CliRunner().invoke(main, ["try", "--port", "65536"]).stderr


async def test_an_account_is_chosen_and_its_steps_answer_themselves(
    slack: Slack, ana: Person
) -> None:
    """From the example of a team file."""
    known = len(slack.steps())
    await ana.fills(await ana.asks_window("/mfa-lost"), account="prod")
    await slack.until(lambda: len(slack.steps()) > known)
    second = await moved(slack, ana, slack.steps()[-1], "broken")
    assert "(team.yaml)" in second.text
    third = await moved(slack, ana, second, "nothing")
    assert third.step["step"] == "calls_before"


async def test_all_is_kept_and_nobody_is_left_behind_until_it_is_forgotten(
    trial: Trial, home: Path
) -> None:
    """The last one here: it ends what the others share, and begins it again and again."""
    async with talking(trial) as slack:
        ana = Person(slack, "U0ANA")
        first = (await moved(slack, ana, await started(slack, ana, "staging"), "broken")).ts
        await slack.do("clock", skip=DAY)
        await ana.mention("help")
        before = len([m for m in slack.messages if not m.to])
        await slack.meets(Slow(seconds=1), "chat.postMessage")
        await ana.press("standalone", slack.steps()[-1])
    assert len(processes(home)) == 2  # the bot, and its Redis
    assert await trial.end(signal.SIGINT) == 0
    assert processes(home) == {}
    forget = "`mfa-bot try --fresh` starts afresh.\n"
    keeps = f"Stopped. {home / 'try'} keeps runs and messages for the next time"
    assert trial.said[-2:] == ["\n", f"{keeps}; {forget}"]

    # It goes on, and is killed.
    async with trying(home) as second:
        async with talking(second) as slack:
            goes_on = f"It continues with what {home / 'try'} keeps; {forget}"
            await eventually(lambda: goes_on in second.said)
            ana = Person(slack, "U0ANA")
            assert len(slack.messages) > before
            step = slack.steps()[-1]
            assert step.step["turn"] == 3  # what was under way was finished before it stopped
            await moved(slack, ana, step, "nothing")
            known = len(slack.messages)
            await ana.mention("help")
            # what was said, and the answer
            await slack.until(lambda: len(slack.messages) >= known + 2)
            assert float(slack.messages[-1].ts) - float(first) >= DAY / 1000
            await rests(home)
        assert await second.end(signal.SIGKILL) == -signal.SIGKILL
        await eventually(lambda: not processes(home))

    # A kill has lost nothing either. A port that is taken is left to who has it.
    taken = trial.port
    with socket.create_server(("127.0.0.1", taken)):
        async with trying(home, port=taken) as third, talking(third) as slack:
            assert taken < third.port < taken + 20
            assert third.said[0] == f"Port {taken} is taken; the page is at {third.url}\n"
            await moved(slack, Person(slack, "U0ANA"), slack.steps()[-1], "skip")

    # It is forgotten.
    async with trying(home, "--fresh") as fourth, talking(fourth) as slack:
        assert "It goes on" not in "".join(fourth.said)
        assert slack.messages == []
        await started(slack, Person(slack, "U0ANA"), "staging")
        assert not any("Take Over" in str(m.blocks) for m in slack.messages)
