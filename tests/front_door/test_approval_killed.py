"""The process is killed in the middle of an approval: nothing is lost, and nothing said twice."""

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.local.slack.fault_injection import Slow
from tests.front_door.ways import TO_THE_REASON
from tests.support.person import Person
from tests.support.process import SOON_TAKEN_UP, ForkedProcess
from tests.support.slack import Message, Slack

ASKED, LATE = "C0SECURITY", 60.0  # a busy machine starts a process slowly
RULE = "{by: [S0SECURITY], tell: C0SECURITY, alone: told}"
TO_THE_GATE = (*TO_THE_REASON, "answer=The account is closed tomorrow")


@pytest.fixture
def process(slack: Slack, tmp_path: Path, redis_url: str) -> ForkedProcess:
    file = tmp_path / "team.yaml"
    file.write_text(f"approval: {{mfa-disable: {RULE}}}\n")
    return ForkedProcess(slack, tmp_path, SOON_TAKEN_UP, TEAM_FILE=str(file), REDIS_URL=redis_url)


def asked(slack: Slack) -> list[Message]:
    return [m for m in slack.messages if m.channel == ASKED and not m.to]


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.buttons]


def word_of_it(slack: Slack) -> list[Message]:
    return [m for m in asked(slack) if "goes on alone" in m.text]


async def walk(ana: Person, *presses: str) -> None:
    for press in presses:
        known = len(ana.slack.steps())
        name, typed, text = press.partition("=")
        await (ana.answer(text) if typed else ana.press(name, ana.slack.steps()[-1]))
        await until(ana.slack, partial(shows_more, ana.slack, known))


def shows_more(slack: Slack, steps: int) -> bool:
    return len(slack.steps()) > steps


async def until(slack: Slack, found: Callable[[], object]) -> None:
    await slack.until(found, LATE)


async def begin(ana: Person, *presses: str) -> None:
    await ana.command("/mfa-disable", "prod")
    await until(ana.slack, ana.slack.steps)
    await walk(ana, *presses)


async def test_while_the_approvers_are_asked(slack: Slack, process: ForkedProcess) -> None:
    async with process.person() as ana:
        await begin(ana, *TO_THE_GATE[:-1])
        await slack.meets_once(Slow(seconds=1), "chat.postMessage", channel=ASKED)
        await ana.answer("The account is closed tomorrow")
        await until(slack, lambda: slack.steps()[-1].step["step"] == "before_removal")
        await process.end(signal.SIGKILL)
    async with process.person() as ana:
        await until(slack, lambda: asked(slack))
        await Person(slack, "U0MEI").press("Approve", asked(slack)[0])
        await until(slack, lambda: not asked(slack)[0].buttons)
        assert len(asked(slack)) == 1
        await walk(ana, "ready")


async def test_between_the_presses_of_two_and_what_is_shown_of_them(
    slack: Slack, process: ForkedProcess
) -> None:
    async with process.person() as ana:
        await begin(ana, *TO_THE_GATE)
        await until(slack, lambda: asked(slack))
        await slack.meets(Slow(seconds=1), "chat.")
        request = asked(slack)[0]
        people = [Person(slack, who) for who in ("U0BEN", "U0MEI")]
        answers = await asyncio.gather(*(who.press("Approve", request) for who in people))
        assert [answer.status for answer in answers] == [200, 200]
        await process.end(signal.SIGKILL)
    await slack.mended()
    async with process.person() as ana:
        await until(slack, lambda: not asked(slack)[0].buttons)
        await until(slack, lambda: "Go On to the Removal" in labels(slack.steps()[-1]))
        assert len(asked(slack)) == 1
        approvals = [m for m in slack.messages if "approved. AWS does not know" in m.text]
        assert len(approvals) == 1
        await walk(ana, "ready")


async def test_while_the_approvers_are_told_that_the_lead_goes_alone(
    slack: Slack, process: ForkedProcess
) -> None:
    async with process.person() as ana:
        await begin(ana, *TO_THE_GATE)
        await until(slack, lambda: asked(slack))
        window = await ana.window("Go On Alone")
        await slack.meets_once(Slow(seconds=1), "chat.postMessage", channel=ASKED)
        await ana.submit(window, "Nobody else is awake")
        await process.end(signal.SIGKILL)
        opened = "Go On to the Removal" in labels(slack.steps()[-1])
        assert word_of_it(slack) or not opened
    async with process.person() as ana:
        await until(slack, lambda: "Go On to the Removal" in labels(slack.steps()[-1]))
        assert len(word_of_it(slack)) == 1
        await walk(ana, "ready")
