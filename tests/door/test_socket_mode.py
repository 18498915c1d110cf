"""Socket Mode: the same listeners, over a connection that the bot opens itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, assemble
from bot.slack.socket import Socket
from tests.support.bots import Clock, settings
from tests.support.person import Person
from tests.support.slack import Slack
from tests.support.sockets import SocketDoor

APP_TOKEN = "xapp-planted"


@dataclass
class Wired:
    bot: Bot
    door: SocketDoor
    socket: Socket
    task: asyncio.Task[None]


@pytest.fixture
async def wired(slack: Slack, redis_url: str, clock: Clock) -> AsyncIterator[Wired]:
    """A bot that posts to one Slack, and is told by the other side of its connection."""
    with_socket = settings(slack, redis_url).model_copy(update={"slack_app_token": APP_TOKEN})
    async with SocketDoor() as door, assemble(with_socket, clock) as bot:
        assert bot.socket
        client = AsyncWebClient(base_url=f"{door.url}/api/")
        socket = Socket(bot.app, APP_TOKEN, client)
        task = asyncio.create_task(socket.run())
        await door.connected()
        await slack.points_to(door.url)
        bot.desk.identity = await bot.desk.api.identity()
        yield Wired(bot, door, socket, task)
        socket.stop()
        await asyncio.wait_for(task, 5)
        await bot.desk.drain(5)


async def test_a_command_and_a_button_work_as_over_http(wired: Wired, slack: Slack) -> None:
    ana = Person(slack, "U0ANA")
    assert (await ana.command("/mfa-lost", "prod")).text == ""
    await wired.bot.desk.drain(5)
    await ana.press("standalone")
    await wired.bot.desk.drain(5)
    assert [m.step["step"] for m in slack.steps()] == ["account_kind", "what_is_left"]
    assert wired.door.tokens == [f"Bearer {APP_TOKEN}"]


@pytest.mark.usefixtures("wired")
async def test_an_answer_for_one_person_comes_back_with_the_envelope(slack: Slack) -> None:
    ana = Person(slack, "U0ANA")
    answer = await ana.command("/mfa-phone", "0912 345 678")
    assert "+886912345678" in answer.json["text"]


async def test_a_connection_that_is_lost_is_made_anew(wired: Wired, slack: Slack) -> None:
    await wired.door.hang_up()
    await wired.door.connected()
    ana = Person(slack, "U0ANA")
    await ana.command("/mfa-lost", "prod")
    await wired.bot.desk.drain(5)
    assert slack.steps()


async def test_stopping_closes_the_connection(wired: Wired) -> None:
    assert await wired.socket.connected()
    wired.socket.stop()
    await asyncio.wait_for(wired.task, 5)
    assert wired.task.done()
    assert not await wired.socket.connected()
