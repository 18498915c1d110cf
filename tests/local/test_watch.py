"""`mfa-bot try` with a team's own files; with `--watch`, what an author saves is in the open thread
a moment later.
"""

import json
import sys
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bot.files.resources import resource
from bot.local.slack.workspace import TEAM as TEAM_ID
from tests.local.trials import moved, started, talking, trying
from tests.support import telling
from tests.support.person import Person
from tests.support.slack import Message, Slack

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is left behind"),
]
STEP, TABLE, TEAM = "account_kind", "mfa-lost/flow.yaml", "team.yaml"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's own files."""
    home = tmp_path_factory.mktemp("own")
    (home / "mfa-lost").mkdir()
    save(home, "accounts: {mine: {kind: member}}\n", TEAM)
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watched")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack(home: Path, own: Path) -> AsyncIterator[Slack]:
    async with (
        trying(
            home, "--watch", FLOWS_DIR=str(own), TEAM_FILE=f"{own}/{TEAM}", LANGUAGES="en"
        ) as trial,
        talking(trial) as slack,
    ):
        yield slack


@pytest.fixture
def ana(slack: Slack) -> Person:
    return Person(slack, "U0ANA")


def save(own: Path, text: str, file: str = "mfa-lost/en.md") -> None:
    (own / file).write_text(text, encoding="utf-8")


def says(step: Message, text: str) -> bool:
    """Whether the message of this step does; it changes in place."""
    return text in json.dumps(step.blocks, ensure_ascii=False)


async def test_a_team_file_of_ones_own_is_used_instead_of_the_example(ana: Person) -> None:
    window = await ana.asks_window("/mfa-lost")
    options = window["blocks"][1]["element"]["options"]
    assert [option["value"] for option in options] == ["mine"]


async def test_a_sentence_is_there_within_two_seconds_and_a_slip_until_it_is_mended(
    slack: Slack, ana: Person, own: Path
) -> None:
    step = await moved(slack, ana, await started(slack, ana, "words"), "broken")
    began = time.monotonic()
    save(own, f"## {STEP}\nIs it a root of roots?\n")
    await slack.until(lambda: says(step, "Is it a root of roots?"))
    taken = time.monotonic() - began
    telling.tell("watched", f"from an author's save to the open thread: {taken:.1f} s")

    save(own, "## acount_kind\nWhich?\n")
    await slack.until(lambda: says(step, "Did you mean 'account_kind'?"))
    assert says(step, f"{own}/mfa-lost/en.md line 1 / acount_kind")
    assert not says(step, "Is it a root of roots?")

    save(own, f"## {STEP}\nWhich account is it?\n")
    await slack.until(lambda: says(step, "Which account is it?"))
    await moved(slack, ana, step, "standalone")  # its buttons work


async def test_a_run_of_a_newer_bot_hides_no_other(
    slack: Slack, ana: Person, own: Path, home: Path
) -> None:
    """What `mfa-bot try` keeps may be of a commit that is checked out no more."""
    step = await moved(slack, ana, await started(slack, ana, "older"), "broken")
    newer = await moved(slack, ana, await started(slack, ana, "newer"), "broken")
    async with Redis(unix_socket_path=f"{home}/try/redis/redis.sock") as redis:
        record = f"mfa:{{{TEAM_ID}}}:run:{newer.step['run']}"
        kept = await redis.get(record) or b""
        await redis.set(record, json.dumps({**json.loads(kept), "v": 99}), keepttl=True)
        for text in ("Is the first shown?", "Is the watch still there?"):
            save(own, f"## {STEP}\n{text}\n")
            await slack.until(partial(says, step, text))
            assert not says(newer, text)
        await redis.set(record, kept, keepttl=True)


async def test_moves_that_changed_are_walked_at_once(slack: Slack, ana: Person, own: Path) -> None:
    step = await moved(slack, ana, await started(slack, ana, "moves"), "broken")
    table = (resource("flows") / "mfa-lost" / "flow.yaml").read_text(encoding="utf-8")
    changed = table.replace("      other: other_kind\n", "      another: other_kind\n", 1)
    assert changed != table
    save(own, f"## {STEP}\nWhich?\n[another] Another Kind\n")
    changed = changed.replace("china: other, govcloud: other", "china: another, govcloud: another")
    save(own, changed, TABLE)
    await slack.until(lambda: says(step, "Another Kind"))
    await moved(slack, ana, step, "another")
