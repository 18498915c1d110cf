"""Channels in which threads may open, as `team.yaml` lists them."""

import pytest

from tests.support.bots import Clock, Served, served
from tests.support.person import Person
from tests.support.slack import Slack

ONE = "channels: [C0ONCALL]"
TWO = "channels: [C0ONCALL, C0FINANCE]"


@pytest.fixture
def team_yaml() -> str:
    return ONE


@pytest.mark.parametrize(
    ("team_yaml", "channel", "opens"),
    [
        (ONE, "C0ONCALL", True),
        (ONE, "C0GENERAL", False),
        (ONE, "C0FINANCE", False),
        (ONE, "D0ANA", False),
        (TWO, "C0ONCALL", True),
        (TWO, "C0GENERAL", False),
        ("channels: [C0ONCALL, C0PARTNER]", "C0PARTNER", False),
        ("channels: []", "C0GENERAL", True),
        ("channels: []", "D0ANA", True),
        ("", "C0GENERAL", True),
    ],
)
@pytest.mark.parametrize("typed", ["prod", ""])
async def test_a_thread_opens_in_a_channel_of_the_list_alone(
    bot: Served, ana: Person, channel: str, typed: str, *, opens: bool
) -> None:
    await ana.command("/mfa-lost", typed, channel)
    await bot.settled()
    began = bot.slack.windows if not typed else bot.slack.steps()
    assert bool(began) is opens
    if not opens:
        assert not bot.slack.of("chat.postMessage")


@pytest.mark.parametrize("team_yaml", [TWO])
async def test_a_refusal_names_the_channels_and_what_to_type_there(
    bot: Served, ana: Person
) -> None:
    for channel in ("C0GENERAL", "D0ANA"):
        await ana.command("/mfa-lost", "prod", channel)
        text = bot.slack.told(ana.id)[-1].text
        assert "in <#C0ONCALL>, <#C0FINANCE> only" in text
        assert "/mfa-lost prod" in text


async def test_it_does_so_in_chinese(bot: Served) -> None:
    await bot.person("U0MEI").command("/mfa-disable", "prod", "C0GENERAL")
    assert "討論串只開在 <#C0ONCALL>" in bot.slack.told("U0MEI")[-1].text


async def test_what_opens_no_thread_works_anywhere(ana: Person) -> None:
    ana.channel = "D0ANA"
    assert "+886 912345678" in (await ana.command("/mfa-phone", "0912 345 678")).text
    assert "/mfa-lost prod" in (await ana.command("/mfa-lost", "help")).text


@pytest.mark.parametrize("team_yaml", ["channels: [C0FINANCE]"])
async def test_nor_does_a_new_one_take_the_place_of_one_that_is_parked(
    slack: Slack, redis_url: str, clock: Clock, team_file: str
) -> None:
    async with served(slack, redis_url, clock) as bot:
        ana = bot.person("U0ANA")
        run = await bot.start(ana)
        await bot.walk(ana, "run:stop")
        await ana.command("/mfa-lost", "prod")
        at, button = ana.find("Start a New One")
    async with served(slack, redis_url, clock, team_file=team_file) as bot:
        await ana.click(at, button)
        await bot.settled()
        assert "in <#C0FINANCE> only" in slack.told(ana.id)[-1].text
        assert {message.step["run"] for message in slack.steps()} == {run}


@pytest.mark.parametrize("team_yaml", ["channels: [C0FINANCE]"])
async def test_a_run_in_direct_messages_is_brought_to_no_other_channel(
    slack: Slack, redis_url: str, clock: Clock, team_file: str
) -> None:
    """It began before there was a list, and so did the offer to take it over."""
    async with served(slack, redis_url, clock) as bot:
        ana, ben = bot.person("U0ANA"), bot.person("U0BEN")
        ana.channel = "D0ANA"
        await bot.start(ana)
        await ben.command("/mfa-lost", "prod")
        at, button = ben.find("Take Over")
    async with served(slack, redis_url, clock, team_file=team_file) as bot:
        for _ in range(2):
            await ben.click(at, button)
            await bot.settled()
            assert "Ask <@U0ANA>" in slack.told(ben.id)[-1].text
            clock.turn(minutes=3)
        assert ((await bot.run()).lead, (await bot.run()).channel) == (ana.id, "D0ANA")
