"""A request for approval that a lost answer or a crash has hidden: a press tells where it is."""

import pytest

from bot.core.verbs import Verb
from bot.local.slack.fault_injection import Lose
from bot.slack.api.methods import HISTORY
from tests.front_door import approving
from tests.front_door.returning import delivered
from tests.front_door.ways import TO_THE_REASON
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Message

bot, mei, rule, team = approving.bot, approving.mei, approving.rule, approving.team  # fixtures
pytestmark = pytest.mark.parametrize("withheld", [HISTORY], ids=["can't look"])
ENDS = {Verb.APPROVE: "<@U0MEI> approved", Verb.DECLINE: "<@U0MEI> declined"}


@pytest.fixture
async def lost(bot: Served, ana: Person) -> Message:
    """Request that Slack has posted, with an answer that never came."""
    await bot.start(ana, "/mfa-disable")
    await bot.walk(ana, *TO_THE_REASON)
    window = await ana.window()
    await bot.slack.meets_once(Lose(), "chat.postMessage", channel=approving.ASKED)
    await ana.submit(window, approving.REASON)
    await bot.settled()
    (request,) = approving.requests(bot)
    return request


def says(bot: Served, end: str) -> list[bool]:
    """Of each request, whether it says so and has no button left."""
    return [end in m.text and not m.buttons for m in approving.requests(bot)]


@pytest.mark.parametrize("button", ENDS)
async def test_whoever_presses_it_before_it_is_asked_again_sees_it_end(
    bot: Served, mei: Person, lost: Message, button: Verb
) -> None:
    await mei.press(button, lost)
    await bot.settled()
    await delivered(bot)
    assert says(bot, ENDS[button]) == [True]


@pytest.mark.parametrize("pressed", [0, 1])
async def test_of_two_copies_none_keeps_a_button_whichever_is_pressed(
    bot: Served, mei: Person, lost: Message, pressed: int
) -> None:
    await delivered(bot)
    copies = approving.requests(bot)
    assert len(copies) == 2
    assert lost in copies
    await mei.press(Verb.APPROVE, copies[pressed])
    await bot.settled()
    await delivered(bot)
    if pressed:  # the other one is not known yet
        await bot.person("U0BEN").press(Verb.APPROVE, copies[0])
        await bot.settled()
    assert says(bot, ENDS[Verb.APPROVE]) == [True, True]


async def test_whoever_presses_it_when_it_is_asked_for_no_longer_sees_it_end(
    bot: Served, ana: Person, mei: Person, lost: Message
) -> None:
    await bot.walk(ana, "back")
    await delivered(bot)
    await mei.press(Verb.APPROVE, lost)
    await bot.settled()
    told = bot.slack.told(mei.id)[-1].text
    assert told.startswith("已不再需要核准，所以沒有變更任何內容。")  # Mei reads Chinese
    assert not lost.buttons
