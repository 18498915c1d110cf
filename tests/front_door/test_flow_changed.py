"""The flow was changed under a run: the bot says so, and offers a way on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.core.flow import Flow, Flows
from bot.flowfiles.library import Library
from bot.guide import opening
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Served, served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.shipped import LIBRARY
from tests.support.slack import TEAM

CHANGED = "this step is no longer part of it"


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


def without_step(flow: Flow, name: str) -> Flow:
    steps = {key: step for key, step in flow.steps.items() if key != name}
    return replace(flow, steps=steps, fingerprint="other")


def without_button(flow: Flow, step: str, button: str) -> Flow:
    was = flow.steps[step]
    buttons = {key: value for key, value in was.buttons.items() if key != button}
    steps = {**flow.steps, step: replace(was, buttons=buttons)}
    return replace(flow, steps=steps, fingerprint="other")


@asynccontextmanager
async def other(
    bot: Served, library: Library, *changed: Flow, gone: str = ""
) -> AsyncIterator[Served]:
    """A bot with other flows on the same Redis; Slack sends to it from now on."""
    flows = {**library.flows, **{flow.name: flow for flow in changed}}
    flows.pop(gone, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "load", lambda *_, **__: replace(library, flows=Flows(flows)))
        async with served(bot.slack, bot.bot.settings.redis_url, bot.clock) as second:
            yield second


@pytest.fixture
def lost(library: Library) -> Flow:
    return library.flows["mfa-lost"]


@pytest.mark.parametrize(
    ("way_on", "leads_to"), [("run:nearest", "what_happened"), ("run:start_over", "what_happened")]
)
async def test_a_step_that_is_gone_offers_the_nearest_one_or_a_restart(
    bot: Served,
    ana: Person,
    run: str,
    library: Library,
    lost: Flow,
    way_on: str,
    leads_to: str,
) -> None:
    await bot.walk(ana, "broken")
    async with other(bot, library, without_step(lost, "account_kind")) as second:
        assert (await ana.press("standalone", bot.step())).status == 200
        await second.settled()
        assert CHANGED in second.step().text
        assert second.step().step["turn"] == 3
        names = [button["action_id"] for button in second.step().buttons]
        assert {"run:nearest", "run:start_over", "run:stop"} <= set(names)
        await second.walk(ana, way_on)
        assert second.step().step == {"run": run, "turn": 4, "flow": "mfa-lost", "step": leads_to}


@pytest.mark.usefixtures("run")
async def test_a_button_that_leads_to_a_step_that_is_gone_says_so(
    bot: Served, ana: Person, library: Library, lost: Flow
) -> None:
    async with other(bot, library, without_step(lost, "account_kind")) as second:
        await second.walk(ana, "broken")
        assert CHANGED in second.step().text
        await second.walk(ana, "run:nearest")
        assert second.step().step["step"] == "what_happened"


async def test_a_button_that_is_gone_leads_to_the_step_as_it_is_now(
    bot: Served, ana: Person, run: str, library: Library, lost: Flow
) -> None:
    async with other(bot, library, without_button(lost, "what_happened", "lost")) as second:
        await ana.press("lost", bot.step())
        await second.settled()
        assert second.step().step == {
            "run": run,
            "turn": 2,
            "flow": "mfa-lost",
            "step": "what_happened",
        }
        names = [button["action_id"] for button in second.step().buttons]
        assert "press:broken" in names
        assert "press:member" not in names


async def test_a_flow_that_is_gone_says_so(bot: Served, ana: Person, library: Library) -> None:
    await bot.start(ana, "/mfa-disable")
    async with other(bot, library, gone="mfa-disable") as second:
        button = bot.step().buttons[0]
        assert (await ana.click(bot.step(), button)).status == 200
        await second.settled()
        assert "no longer part of the bot" in second.slack.told("U0ANA")[-1].text
        assert (await ana.command("/mfa-disable", "dev")).status == 200
        await second.pass_time(minutes=31)  # and its reminder of a run gone quiet breaks nothing
        await second.start(ana, account="staging")


async def test_a_window_of_a_flow_that_is_gone_says_so(
    bot: Served, ana: Person, library: Library
) -> None:
    window = await ana.asks_window("/mfa-disable")
    async with other(bot, library, gone="mfa-disable"):
        answer = await ana.submit(window, "prod")
        assert answer.status == 200
        assert "another version of the bot" in answer.text


async def test_a_flow_that_is_visited_and_gone_leads_back(
    bot: Served, ana: Person, library: Library
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "fix_number")
    assert bot.step().step["flow"] == "contact-phone"
    async with other(bot, library, gone="contact-phone") as second:
        await ana.click(bot.step(), bot.step().buttons[0])
        await second.settled()
        assert CHANGED in second.step().text
        await second.walk(ana, "run:nearest")
        assert second.step().step["flow"] == "mfa-lost"


async def test_a_step_that_only_the_newer_bot_knows_is_kept(
    bot: Served, ana: Person, run: str, library: Library, lost: Flow
) -> None:
    """The older one says that it does not know it; with the newer one nothing is lost."""
    await bot.walk(ana, "broken")
    async with other(bot, library, without_step(lost, "account_kind")) as older:
        await ana.press("standalone", bot.step())
        await older.settled()
        assert CHANGED in older.step().text
        await bot.slack.points_to(bot.door.url)
        await bot.walk(ana, "run:nearest")
        assert bot.step().step == {
            "run": run,
            "turn": 4,
            "flow": "mfa-lost",
            "step": "account_kind",
        }
        await bot.walk(ana, "standalone")


async def test_an_older_bot_shows_a_step_that_it_does_not_know_as_such(
    bot: Served, ana: Person, run: str, shelf: Shelf, library: Library, lost: Flow
) -> None:
    """The newer one died before it could show it."""
    await bot.walk(ana, "broken")
    await shelf.forget("shown", run)
    async with other(bot, library, without_step(lost, "account_kind")) as older:
        await older.bot.delivery.show(TEAM, run, 2)
        await older.slack.caught_up()
        assert CHANGED in older.step().text
        await older.walk(ana, "run:nearest")
