"""How the bot is told: signed, within three seconds, and events again when that fails."""

import itertools

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.local.slack import event_delivery
from tests.local.slack.caller import Caller, actions, button, everything, window
from tests.local.slack.stub import StubBot
from tests.local.slack.watched_clock import WatchedClock
from tests.support.bots import eventually
from tests.support.person import Person
from tests.support.slack import SECRET, Slack


async def pressable(api: Caller, slack: Slack) -> None:
    await api.posted(blocks=[actions(button())])
    await slack.caught_up()


async def test_whatever_is_sent_is_signed(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    await pressable(api, slack)
    await ana.command("/mfa-lost", "prod & 王 = +")
    trigger = stub.last.form["trigger_id"]
    view = (await api.call("views.open", trigger_id=trigger, view=window()))["view"]
    await ana.press("go")
    await ana.submit(view, "prod")
    await ana.direct("Hello, 王")
    assert len(stub.got) == 4
    for request in stub.got:
        assert SignatureVerifier(SECRET).is_valid_request(request.body, dict(request.headers))
        assert not SignatureVerifier("odd").is_valid_request(request.body, dict(request.headers))


async def test_forms_and_events_are_what_they_say(stub: StubBot, ana: Person) -> None:
    await ana.command("/mfa-lost", "prod & 王 = +")
    assert stub.last.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert stub.last.form["text"] == "prod &amp; 王 = +"
    await ana.direct("Hello")
    assert stub.last.headers["Content-Type"] == "application/json"


async def test_an_event_is_sent_three_times_more_and_then_no_more(
    clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    stub.says(status=500)
    await ana.direct("Hello")
    for n, seconds in enumerate((1, 60, 300), start=1):
        clock.turn(seconds=seconds - 0.001)
        await clock.seen()
        assert len(stub.got) == n
        clock.skip(1)
        await clock.seen()
        assert len(stub.got) == n + 1
    clock.turn(hours=48)
    await clock.seen()
    assert [request.retry for request in stub.got] == [
        ("", ""),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]
    assert len({request.body for request in stub.got}) == 1


async def test_an_event_that_was_taken_at_last_is_not_sent_again(
    clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    stub.says_once(status=404)
    await ana.direct("Hello")
    for _ in range(3):
        clock.turn(minutes=10)
        await clock.seen()
    assert [request.retry[0] for request in stub.got] == ["", "1"]


async def test_the_bot_may_ask_for_no_more(clock: WatchedClock, stub: StubBot, ana: Person) -> None:
    stub.says(status=500, x_slack_no_retry="1")
    await ana.direct("Hello")
    clock.turn(hours=1)
    await clock.seen()
    assert len(stub.got) == 1


async def test_only_the_value_one_asks_for_no_more(
    clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    stub.says(status=500, x_slack_no_retry="0")
    await ana.direct("Hello")
    clock.turn(hours=1)
    await clock.seen()
    assert len(stub.got) == 2


async def test_commands_presses_and_windows_are_sent_once(
    api: Caller, slack: Slack, clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    await pressable(api, slack)
    stub.says(status=500)
    await ana.command("/mfa-lost", "prod")
    trigger = stub.last.form["trigger_id"]
    view = (await api.call("views.open", trigger_id=trigger, view=window()))["view"]
    await ana.press("go")
    await ana.submit(view, "prod")
    clock.turn(hours=1)
    await clock.seen()
    assert len(stub.got) == 3


@pytest.mark.usefixtures("short_patience")
async def test_an_event_that_nobody_answered_in_time_is_sent_again(
    clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    stub.hangs()
    assert (await ana.direct("Hello")).text == "http_timeout"
    stub.goes_on()
    clock.turn(seconds=1)
    await eventually(lambda: len(stub.got) == 2)
    assert stub.last.retry == ("1", "http_timeout")


async def test_an_event_that_reached_nobody_is_sent_again(
    slack: Slack, clock: WatchedClock, ana: Person
) -> None:
    await slack.points_to("http://127.0.0.1:9")
    assert (await ana.direct("Hello")).text == "connection_failed"
    async with StubBot() as stub:
        await slack.points_to(stub.url)
        clock.turn(seconds=1)
        await eventually(lambda: stub.got)
        assert stub.last.retry == ("1", "connection_failed")


async def test_an_answer_that_is_no_text_stops_no_retry(
    clock: WatchedClock, stub: StubBot, ana: Person
) -> None:
    stub.says(b"\xff\xfe", 500)
    await ana.direct("Hello")
    for _ in range(2):
        clock.turn(minutes=10)
        await clock.seen()
    assert len(stub.got) == 3


async def test_slack_waits_for_three_seconds() -> None:
    assert event_delivery.PATIENCE.total == 3


async def test_twice_delivers_everything_twice_and_shows_one_answer(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    await pressable(api, slack)
    await slack.do("fault_switch", name="twice", on=True)
    stub.says_once({"text": "Begun."})
    stub.says_once({"text": "Under way."})
    await ana.command("/mfa-lost", "prod")
    await ana.press("go")
    await ana.direct("Hello")
    bodies = [request.body for request in stub.got]
    assert [len([*same]) for _, same in itertools.groupby(bodies)] == [2, 2, 2]
    assert [message.text for message in slack.told(ana.id)] == ["Begun."]
    await slack.do("fault_switch", name="twice", on=False)
    await ana.press("go")
    assert len(stub.got) == 7


async def test_again_delivers_what_this_person_did_last(
    slack: Slack, stub: StubBot, ana: Person, ben: Person
) -> None:
    nothing = await slack.do("redeliver", **{"as": ana.id})
    assert nothing["error"] == "Nothing that you did has been delivered to the bot yet."
    await ana.command("/mfa-lost", "prod")
    await ana.direct("Hello")
    await ben.direct("Bye")
    stub.says(status=418)
    assert (await ana.again()).status == 418
    assert stub.last.body == stub.got[1].body
    assert stub.last.retry == ("", "")


async def test_what_was_sent_and_answered_is_seen(slack: Slack, stub: StubBot, ana: Person) -> None:
    stub.says({"text": "Begun."})
    await ana.command("/mfa-lost", "prod")
    (entry,) = (await everything(slack))["traffic"]
    assert (entry["toward"], entry["name"], entry["status"]) == ("bot", "/mfa-lost", 200)
    assert entry["sent"] == stub.last.form
    assert entry["answer"] == {"text": "Begun."}
    assert 0 <= entry["ms"] < 60_000
