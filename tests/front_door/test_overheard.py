"""What Slack sends as if somebody spoke to the bot, and nobody did."""

from itertools import product

from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import CHANNEL
from tests.support.slack import BOT_USER, Body

SAID: Body = {
    "type": "app_mention",
    "user": "U0ANA",
    "text": f"<@{BOT_USER}> 0912 345 678",
    "ts": "1795.1",
    "channel": CHANNEL,
}


async def hears(bot: Served, event: Body) -> list[Body]:
    known = len(bot.slack.of("chat.postMessage"))
    await bot.slack.do("say", **{"as": "U0ANA"}, channel=CHANNEL, thread="", text="-")
    event = {**event, "ts": bot.slack.messages[-1].ts}
    assert (await bot.door.event(event, f"Ev{event['ts']}")).status == 200
    await bot.settled()
    return [call.body for call in bot.slack.of("chat.postMessage")[known:]]


@each("text", ["I have the phone", "<@U0BEN> 0912 345 678", "<!subteam^S0>", ""])
async def test_a_reply_that_does_not_name_the_bot_is_not_answered(bot: Served, text: str) -> None:
    assert await hears(bot, {**SAID, "text": text, "thread_ts": "1794.1"}) == []


@each("name", [f"<@{BOT_USER}>", f"<@{BOT_USER}|mfa-bot>", "<@B0BOT>"])
async def test_whatever_names_it_is(bot: Served, name: str) -> None:
    (answer,) = await hears(bot, {**SAID, "text": f"see {name} 0912 345 678"})
    assert "+886912345678" in answer["text"]


async def test_before_slack_has_said_who_the_bot_is_its_word_for_it_counts(bot: Served) -> None:
    bot.bot.installation.identity = None
    assert await hears(bot, {**SAID, "text": "<@U0OLD> 0912 345 678"})


WHERE: tuple[Body, ...] = (
    {},
    {"type": "message", "channel_type": "im", "channel": "D0ANA"},
    {"type": "message", "channel_type": "im", "channel": "D0ANA", "subtype": "me_message"},
)


@each("where, text", product(WHERE, [SAID["text"], "I'm sorry, I don't understand."]))
async def test_slackbot_is_nobody_to_answer(bot: Served, where: Body, text: str) -> None:
    """It answers bots that write to it, and that would go on for ever."""
    assert await hears(bot, {**SAID, "user": "USLACKBOT", "text": text, **where}) == []
