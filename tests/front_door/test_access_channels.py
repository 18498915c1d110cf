"""Channels in which threads may open, as `team.yaml` lists them."""

from itertools import product

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
    ("team_yaml", "opens"),
    [
        (ONE, {"C0ONCALL": True, "C0GENERAL": False, "C0FINANCE": False, "D0ANA": False}),
        (TWO, {"C0ONCALL": True, "C0GENERAL": False}),
        ("channels: [C0ONCALL, C0PARTNER]", {"C0PARTNER": False}),
        ("channels: []", {"C0GENERAL": True, "D0ANA": True}),
        ("", {"C0GENERAL": True}),
    ],
)
async def test_a_thread_opens_in_a_channel_of_the_list_alone(
    bot: Served, ana: Person, opens: dict[str, bool]
) -> None:
    """Whether the account is named at once, or in the window that asks for it."""
    for channel, account in product(opens, ("prod", "")):
        steps, windows, posts = (
            len(bot.slack.steps()),
            len(bot.slack.windows),
            len(bot.slack.of("chat.postMessage")),
        )
        await ana.command("/mfa-lost", account and f"prod-{channel.lower()}", channel)
        await bot.settled()
        began = len(bot.slack.steps()) - steps if account else len(bot.slack.windows) - windows
        assert bool(began) is opens[channel], (channel, account)
        if not opens[channel]:
            assert len(bot.slack.of("chat.postMessage")) == posts


@pytest.mark.parametrize("team_yaml", [TWO])
async def test_a_refusal_names_the_channels_and_what_to_type_there(
    bot: Served, ana: Person
) -> None:
    for channel in ("C0GENERAL", "D0ANA"):
        await ana.command("/mfa-lost", "prod", channel)
        text = bot.slack.told(ana.id)[-1].text
        assert "I open threads only in <#C0ONCALL>, <#C0FINANCE>." in text
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
        assert "I open threads only in <#C0FINANCE>." in slack.told(ana.id)[-1].text
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
