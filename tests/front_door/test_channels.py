"""Where the bot may not post: the run moves to direct messages, and the person is told."""

from urllib.parse import urlencode

from bot.local.slack.fault_injection import Refuse
from bot.slack.api.errors import NOT_HERE, THREAD_CLOSED
from bot.texts import Channel, channels
from tests.front_door.anew import as_new
from tests.front_door.saying import said
from tests.front_door.ways import TO_WAITING
from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import CHANNEL, Person
from tests.support.shelf import Shelf

CLOSED_THREADS = ["thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"]
INVITE = "/invite @mfa-bot"
ADVICE = {
    "not_in_channel": INVITE,
    "channel_not_found": f"If it is a private channel, type {INVITE}",
    "is_archived": "archived",
    "restricted_action": "Only some people",
    "restricted_action_read_only_channel": "read-only",
    "restricted_action_thread_only_channel": "Only replies in threads",
    "restricted_action_non_threadable_channel": "Threads are not allowed",
    "ekm_access_denied": "encryption keys",
}


@each("why", ADVICE)
async def test_a_run_begins_in_direct_messages_and_who_began_it_reads_what_helps(
    bot: Served, ana: Person, why: str
) -> None:
    await as_new(bot)
    await bot.slack.meets(Refuse(error=why), "chat.", channel=CHANNEL)
    await bot.start(ana)
    card, line, step = (m for m in bot.slack.messages if not m.to)
    assert {m.channel for m in (card, line, step)} == {"D0ANA"}
    assert {line.thread, step.thread} == {card.ts}
    told = bot.slack.told(ana.id)[-1]
    assert told.channel == CHANNEL
    assert f"archives/D0ANA/p{step.ts.replace('.', '')}" in told.text
    for said_so in (line, told):
        assert f"<#{CHANNEL}>" in said_so.text
        assert ADVICE[why] in said_so.text
        assert (INVITE in said_so.text) == (INVITE in ADVICE[why])
        assert ("Runs that you start after that" in said_so.text) == (INVITE in ADVICE[why])


async def test_a_run_begun_in_direct_messages_is_not_said_to_have_moved(
    bot: Served, ana: Person
) -> None:
    ana.channel = "D0ANA"
    await bot.start(ana)
    told = bot.slack.told(ana.id)[-1].text
    assert bot.step().channel == "D0ANA"
    assert "Started" in told
    assert "can't post" not in told


def test_there_is_advice_for_each_refusal_and_to_invite_only_where_that_helps() -> None:
    assert ADVICE.keys() == NOT_HERE
    for code in NOT_HERE | THREAD_CLOSED:
        said = channels.advice("en", code, Channel("C1"))
        assert said
        helps = code in ("not_in_channel", "channel_not_found")
        assert ("/invite" in said.markdown) == helps


@each("why", ADVICE)
async def test_a_run_whose_channel_is_closed_to_the_bot_goes_on_in_direct_messages_and_says_why(
    bot: Served, ana: Person, why: str
) -> None:
    await as_new(bot)
    await bot.start(ana)
    await bot.slack.meets(Refuse(error=why), "chat.", channel=CHANNEL)
    await bot.walk(ana, "broken", "standalone")
    assert [m.channel for m in bot.slack.steps()] == [CHANNEL, "D0ANA", "D0ANA"]
    (moved,) = (m for m in bot.slack.messages if f"<#{CHANNEL}>" in m.text and not m.to)
    assert moved.channel == "D0ANA"
    assert ADVICE[why] in moved.text
    assert (INVITE in moved.text) == (INVITE in ADVICE[why])
    there = {(m.channel, m.ts) for m in bot.slack.messages}
    assert {(c.body["channel"], c.body["ts"]) for c in bot.slack.of("chat.update")} <= there
    assert await bot.undone() == 0


async def test_two_people_are_not_told_to_invite_the_bot_into_their_conversation(
    bot: Served, ana: Person
) -> None:
    """Slack offers commands there too, and lets no app in."""
    await bot.slack.meets(Refuse(error="channel_not_found"), "chat.", channel="D0BEN")
    await ana.command("/mfa-lost", "help")
    body = {**bot.slack.deliveries[-1].body, "channel_id": "D0BEN", "text": "prod"}
    await bot.door.signed(urlencode({**body, "trigger_id": "9.9"}))
    await bot.slack.until(bot.slack.steps)
    await bot.settled()
    _, line, step = (m for m in bot.slack.messages if not m.to)
    assert step.channel == "D0ANA"
    for told in (line, bot.slack.told(ana.id)[-1]):
        assert "a conversation between people" in told.text
        assert INVITE not in told.text


async def test_who_has_the_bots_messages_tab_turned_off_reads_where_it_is_turned_on(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=CHANNEL)
    await bot.slack.meets(Refuse(error="messages_tab_disabled"), "chat.", channel=ana.id)
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "App Home" in told
    assert INVITE not in told


async def test_a_run_goes_on_there_also_when_the_channel_opens_again(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
    await bot.start(ana)
    await bot.walk(ana, "broken")
    await bot.slack.mended()
    await bot.walk(ana, "standalone")
    assert {m.channel for m in bot.slack.steps()} == {"D0ANA"}
    assert len({m.thread for m in bot.slack.steps()}) == 1
    assert not bot.slack.steps()[0].buttons


async def test_what_a_timer_says_in_a_thread_that_is_closed_comes_in_another_one(
    bot: Served, ana: Person
) -> None:
    """Never alone in the channel."""
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    thread = bot.step().thread
    await bot.slack.meets_once(Refuse(error="thread_not_found"), "chat.postMessage")
    await bot.pass_time(hours=20, seconds=1)
    (reminder,) = said(bot, "should be possible again")
    cards = [m.ts for m in bot.slack.messages if m.card]
    assert reminder.thread in cards
    assert reminder.thread != thread
    assert reminder.channel == CHANNEL


async def test_what_a_timer_says_of_a_run_whose_channel_is_closed_comes_in_direct_messages(
    bot: Served, ana: Person
) -> None:
    await bot.start(ana)
    await bot.walk(ana, *TO_WAITING)
    await bot.slack.meets(Refuse(error="is_archived"), "chat.", channel=CHANNEL)
    await bot.pass_time(hours=20, seconds=1)
    (reminder,) = said(bot, "should be possible again")
    (card,) = (m for m in bot.slack.messages if m.card and m.channel == "D0ANA")
    assert (reminder.channel, reminder.thread) == ("D0ANA", card.ts)
    await ana.press("Go On", reminder)
    await bot.settled()
    assert (bot.step().thread, bot.step().step["step"]) == (card.ts, "calls_before")


@each("why", CLOSED_THREADS)
async def test_a_thread_that_takes_nothing_more_is_followed_by_another_in_its_channel(
    bot: Served, ana: Person, why: str
) -> None:
    await as_new(bot)
    await bot.start(ana)
    await bot.slack.meets_once(Refuse(error=why), "chat.postMessage")
    await bot.walk(ana, "broken", "standalone")
    old, new = (m for m in bot.slack.messages if m.card)
    assert [m.thread for m in bot.slack.steps()] == [old.ts, new.ts, new.ts]
    assert {m.channel for m in bot.slack.messages if not m.to} == {CHANNEL}
    assert not any(m.buttons for m in bot.slack.steps()[:-1])


async def test_and_in_direct_messages_by_another_there(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Refuse(error="not_in_channel"), "chat.", channel=CHANNEL)
    await bot.start(ana)
    await bot.slack.mended()
    await bot.slack.meets_once(Refuse(error="thread_not_found"), "chat.postMessage")
    await bot.walk(ana, "broken")
    old, new = (m for m in bot.slack.messages if m.card)
    assert [m.thread for m in bot.slack.steps()] == [old.ts, new.ts]
    assert (new.channel, bot.step().channel) == ("D0ANA", "D0ANA")


async def test_where_slack_lets_nobody_post_the_person_is_told_and_the_run_is_kept(
    bot: Served, ana: Person
) -> None:
    await bot.slack.meets(Refuse(error="missing_scope"), "chat.", channel=CHANNEL)
    await ana.command("/mfa-lost", "prod")
    await bot.settled()
    told = bot.slack.told(ana.id)[-1].text
    assert "missing_scope" in told
    assert "Your run is kept" in told
    await bot.slack.mended()
    bot.clock.turn(minutes=2)
    await bot.slack.until(bot.slack.steps)


async def test_what_slack_refuses_for_good_is_tried_ever_rarer_and_not_for_ever(
    bot: Served, ana: Person, run: str, shelf: Shelf
) -> None:
    """No try makes the run live longer, and with the run all that is due for it ends."""

    async def tries(**time: float) -> int:
        known = len(bot.slack.of("chat.postMessage"))
        await bot.pass_time(**time)
        posts = bot.slack.of("chat.postMessage")[known:]
        return len([post for post in posts if post.body["metadata"]["event_type"] == "mfa_step"])

    await bot.slack.meets(Refuse(error="channel_not_found"), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    assert [await tries(seconds=59), await tries(seconds=2)] == [0, 1]
    assert await tries(hours=5) == 1
    assert [await tries(minutes=29), await tries(minutes=2)] == [0, 1]
    assert await tries(hours=24) == 1
    assert [await tries(minutes=59), await tries(minutes=2)] == [0, 1]
    await shelf.shortens("run", run, 60_000)
    assert await tries(hours=1) == 1
    assert await shelf.lives("run", run) <= 60_000
    assert await shelf.lives("shown", run) <= 60_000
    await shelf.forget("run", run)
    await bot.pass_time(hours=1)
    assert await shelf.due() == {}
