"""Ways in which Slack fails, when a test or a person at the page asks for it."""

import asyncio

import aiohttp
import pytest

from bot.local.slack.fault_injection import (
    Broken,
    Fault,
    Garbled,
    Hang,
    Limited,
    Lose,
    Refuse,
    Reset,
    Slow,
)
from bot.local.slack.server import LocalSlack
from tests.local.slack.caller import CHANNEL, Caller
from tests.local.slack.stub import StubBot
from tests.support.bots import Clock
from tests.support.person import Person
from tests.support.slack import MANIFEST, SECRET, TOKEN, Slack, following

LONG = aiohttp.ClientTimeout(total=30)  # only so that nothing hangs
SOON = aiohttp.ClientTimeout(sock_read=0.1)  # for who gives up; begins once the call is sent
BODY = {"channel": CHANNEL, "text": "Hello"}


async def raw(
    api: Caller, method: str = "chat.postMessage", patience: aiohttp.ClientTimeout = LONG
) -> tuple[int, str, str]:
    """Status, Retry-After and text of an answer, whatever it is; OSError where there is none."""
    asks = {"Authorization": f"Bearer {TOKEN}"}
    where = f"{api.url}{method}"
    async with api.session.post(where, json=BODY, headers=asks, timeout=patience) as response:
        return response.status, response.headers.get("Retry-After", ""), await response.text()


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (Refuse(error="is_archived"), (200, "", '{"ok": false, "error": "is_archived"}')),
        (Limited(seconds=7), (429, "7", '{"ok": false, "error": "ratelimited"}')),
        (Broken(status=503), (503, "", "<html>Oops</html>")),
        (Garbled(), (200, "", "upstream connect error")),
    ],
    ids=str,
)
async def test_an_answer_that_is_a_failure_does_nothing(
    api: Caller, slack: Slack, fault: Fault, answer: tuple[int, str, str]
) -> None:
    await slack.meets(fault)
    assert await raw(api) == answer
    await slack.caught_up()
    assert slack.messages == []
    assert [call.answer for call in slack.calls] == [{"ok": False, "error": fault.kind}]


@pytest.mark.parametrize(
    ("fault", "patience", "error"),
    [(Hang(), SOON, TimeoutError), (Reset(), LONG, aiohttp.ServerDisconnectedError)],
    ids=["hang", "reset"],
)
async def test_a_call_that_gets_no_answer_has_done_nothing(
    api: Caller,
    slack: Slack,
    fault: Fault,
    patience: aiohttp.ClientTimeout,
    error: type[Exception],
) -> None:
    await slack.meets(fault)
    with pytest.raises(error):
        await raw(api, patience=patience)
    await slack.caught_up()
    assert slack.messages == []


async def test_a_call_whose_answer_is_lost_has_done_its_work(api: Caller, slack: Slack) -> None:
    await slack.meets(Lose())
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await raw(api)
    await slack.caught_up()
    assert len(slack.messages) == 1


async def test_a_slow_slack_does_as_asked_in_the_end(api: Caller, slack: Slack) -> None:
    await slack.meets(Slow(seconds=0.2))
    with pytest.raises(TimeoutError):
        await raw(api, patience=SOON)
    await slack.until(lambda: slack.messages)


async def test_a_fault_meets_the_methods_whose_names_begin_so(api: Caller, slack: Slack) -> None:
    await slack.meets(Refuse(error="fatal_error"), "chat.")
    assert (await api.call("auth.test"))["ok"]
    assert (await api.post())["error"] == "fatal_error"
    assert (await api.update("1.2"))["error"] == "fatal_error"


async def test_a_fault_meets_one_channel_or_one_message(api: Caller, slack: Slack) -> None:
    one, other = await api.posted(), await api.posted()
    await slack.meets(Refuse(error="is_archived"), "chat.postMessage", channel="C0GENERAL")
    await slack.meets(Refuse(error="fatal_error"), "chat.update", ts=one)
    assert (await api.post())["ok"]
    assert (await api.post(channel="C0GENERAL"))["error"] == "is_archived"
    assert (await api.update(other))["ok"]
    assert (await api.update(one))["error"] == "fatal_error"


async def test_a_fault_meets_so_many_calls(api: Caller, slack: Slack) -> None:
    await slack.meets(Refuse(error="fatal_error"), "chat.", times=2)
    assert (await api.call("auth.test"))["ok"]
    assert [(await api.post())["ok"] for _ in range(4)] == [False, False, True, True]


async def test_the_first_fault_that_fits_strikes(api: Caller, slack: Slack) -> None:
    await slack.meets_once(Refuse(error="first"), "chat.")
    await slack.meets(Refuse(error="second"), "chat.postMessage")
    assert (await api.post())["error"] == "first"
    assert (await api.post())["error"] == "second"


async def test_one_fault_is_mended_or_all(api: Caller, slack: Slack) -> None:
    for name in ("one", "two"):
        rule = {"fault": {"kind": "refuse", "error": name}}
        await slack.do("fault", name=name, rule=rule)
    await slack.do("remove_faults", name="one")
    assert (await api.post())["error"] == "two"
    await slack.do("fault", name="one", rule={"fault": {"kind": "limited"}})
    await slack.do("remove_faults", name="never asked for")
    assert (await api.post())["error"] == "two"
    await slack.mended()
    assert (await api.post())["ok"]


async def test_response_urls_fail_too(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    await ana.command("/mfa-lost", "prod")
    url = stub.last.form["response_url"]
    await slack.meets_once(Broken(status=500), "response_url")
    assert await api.respond(url, text="Begun") == (500, "<html>Oops</html>")
    assert await api.respond(url, text="Begun") == (200, "ok")


async def test_who_hangs_is_let_go_when_slack_stops(clock: Clock) -> None:
    """Else each stop would take as long as a server waits for its last answers."""
    async with aiohttp.ClientSession() as session:
        async with (
            LocalSlack(MANIFEST, TOKEN, SECRET, clock) as local,
            following(local.url) as slack,
        ):
            await slack.meets(Hang())
            url = f"{local.api_url}auth.test"
            hanging = asyncio.create_task(session.post(url))
            await slack.until(lambda: slack.calls)
        async with await hanging as answer:
            assert (answer.status, await answer.text()) == (200, "")


@pytest.mark.parametrize(
    "rule", [{}, {"fault": {"kind": "odd"}}, {"fault": {"kind": "hang"}, "chanel": "C0ONCALL"}]
)
async def test_a_fault_that_can_not_be_read_is_refused(
    api: Caller, slack: Slack, rule: object
) -> None:
    asked = {"name": "odd", "rule": rule}
    async with slack.session.post(f"{slack.url}local/fault", json=asked) as response:
        assert response.status == 400
    assert (await api.post())["ok"]


@pytest.mark.parametrize(
    ("trouble", "answer"), [("slack_429", (429, "5")), ("slack_500", (500, ""))]
)
async def test_a_trouble_lasts_until_it_is_turned_off(
    api: Caller, slack: Slack, trouble: str, answer: tuple[int, str]
) -> None:
    await slack.do("fault_switch", name=trouble, on=True)
    assert (await raw(api))[:2] == answer
    assert (await raw(api, "auth.test"))[:2] == answer
    await slack.do("fault_switch", name=trouble, on=False)
    assert (await api.post())["ok"]


async def test_one_trouble_turned_off_leaves_the_others(api: Caller, slack: Slack) -> None:
    for trouble in ("slack_429", "slack_500"):
        await slack.do("fault_switch", name=trouble, on=True)
    await slack.do("fault_switch", name="slack_429", on=False)
    assert (await raw(api))[0] == 500


async def test_a_slow_slack_takes_longer_than_the_bot_waits(api: Caller, slack: Slack) -> None:
    await slack.do("fault_switch", name="slack_slow", on=True)
    with pytest.raises(TimeoutError):
        await raw(api, patience=SOON)
    await slack.do("fault_switch", name="slack_slow", on=False)
    assert (await api.post())["ok"]


async def test_a_trouble_that_there_is_not_is_refused(slack: Slack) -> None:
    told = await slack.do("fault_switch", name="flood", on=True)
    assert (told["ok"], told["error"]) == (False, "There is no trouble called flood.")
