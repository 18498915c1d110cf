"""What answers for Slack, or as Slack should not: nothing is lost, and Slack is not pressed."""

from collections.abc import Sequence

import pytest

from bot.local.slack.fault_injection import Answers, Broken, Fault, Limited, Refuse, Reset
from bot.slack.requests import responder
from tests.front_door.returning import delivered
from tests.support.bots import Clock, Served
from tests.support.each import each
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import Slack


def numbered(faults: Sequence[Fault]) -> list[tuple[str, Fault]]:
    """Each with an account of its own."""
    return [(f"account-{n}", fault) for n, fault in enumerate(faults)]


async def forgiven(bot: Served) -> None:
    """Slack is well again, and no limit holds any more."""
    await bot.slack.mended()
    bot.clock.turn(minutes=10)


KEPT = "Your choice is saved. I can't show the next step yet"
# Some of each kind: tests/slack/api/test_errors.py knows many more.
LIMITS = [
    Answers(status=429, text=text, content_type=kind, retry_after="30")
    for text, kind in (
        ("<html>Too many requests</html>", "text/html"),
        ('{"ok": false, "error": "invalid_auth"}', "application/json"),
    )
]
# None of these is a word of Slack's.
STRANGERS = [
    Answers(status=200, text="<html>Log in to the network</html>"),
    Answers(status=302, text=""),
    Answers(status=404, text="<html>Not found</html>"),
    Answers(status=200, text='{"ok": tr', content_type="application/json"),
    Answers(status=200, text='{"ok": false}', content_type="application/json"),
    Answers(status=503, text='{"ok": true}', content_type="application/json"),
]


@each("account, fault", numbered(LIMITS))
async def test_a_limit_is_waited_for_and_the_person_hears_so(
    bot: Served, ana: Person, account: str, fault: Fault
) -> None:
    run, known = await bot.start(ana, account=account), len(bot.slack.told(ana.id))
    await bot.slack.meets(fault, "chat.postMessage", times=1)
    await ana.press("broken")
    await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert KEPT in told.text
    asked = len(bot.slack.of("chat.postMessage"))
    await bot.pass_time(seconds=29)
    assert len(bot.slack.of("chat.postMessage")) == asked
    bot.clock.turn(seconds=2)
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps(run)] == [1, 2]
    assert not bot.slack.of("conversations.replies")  # surely not taken


@each("account, fault", numbered(STRANGERS))
async def test_what_is_no_answer_of_slacks_is_no_refusal(
    bot: Served, ana: Person, account: str, fault: Fault
) -> None:
    run, known = await bot.start(ana, account=account), len(bot.slack.told(ana.id))
    await bot.slack.meets(fault, "chat.")
    await ana.press("broken")
    await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert KEPT in told.text
    await bot.slack.mended()
    bot.clock.turn(seconds=61)
    await delivered(bot)
    assert [m.step["turn"] for m in bot.slack.steps(run) if m.buttons] == [2]
    assert {m.channel for m in bot.slack.messages} == {ana.channel}  # no move to direct messages


@each("fault", [LIMITS[0], *STRANGERS])
async def test_a_window_that_is_not_opened_is_told(bot: Served, ana: Person, fault: Fault) -> None:
    known = len(bot.slack.told(ana.id))
    await bot.slack.meets(fault, "views.open")
    await ana.command("/mfa-lost")
    await bot.settled()
    (told,) = bot.slack.told(ana.id)[known:]
    assert "could not open the window" in told.text
    await forgiven(bot)


@each("who, fault", enumerate([LIMITS[0], *STRANGERS]))
async def test_a_profile_that_is_not_told_keeps_nobody_waiting(
    bot: Served, who: int, fault: Fault
) -> None:
    await bot.slack.meets(fault, "users.info")
    answer = await bot.person(f"U0{who}").command("/mfa-phone", "0912 345 678")
    assert "+886912345678" in answer.text
    await bot.settled()
    assert bot.slack.of("users.info")[who].body["user"] == f"U0{who}"
    await forgiven(bot)


@each("about", ["[]", '{"team_id": ["T1"]}', '{"enterprise_user": {"teams": 5}}'])
async def test_an_odd_profile_is_none(bot: Served, ana: Person, shelf: Shelf, about: str) -> None:
    odd = Answers(text=f'{{"ok": true, "user": {about}}}', content_type="application/json")
    await shelf.forget("profile", ana.id)
    bot.bot.profiles._known.clear()
    await bot.slack.meets(odd, "users.info")
    assert (await ana.command("/mfa-lost", "help")).status == 200
    assert "/mfa-lost prod" in (await ana.command("/mfa-lost", "help")).text
    await forgiven(bot)


@each("fault", [LIMITS[0], *STRANGERS])
async def test_who_the_bot_is_can_not_be_told_by_somebody_else(bot: Served, fault: Fault) -> None:
    bot.clock.turn(seconds=11)
    await bot.slack.meets_once(fault, "auth.test")
    ready = await bot.door.get("/readyz")
    assert ready.status == 503
    assert ready.json["slack"].startswith("Slack does not answer")
    assert bot.bot.installation.identity
    bot.clock.turn(seconds=61)
    assert (await bot.door.get("/readyz")).status == 200


@each(
    "account, fault",
    numbered(
        [
            Reset(),
            Broken(status=503),
            Limited(seconds=1),
            Answers(status=429, text="<html></html>", retry_after="1"),
            *(f for f in STRANGERS if f.text != '{"ok": true}'),
        ]
    ),
)
async def test_what_one_person_is_told_is_told_again(
    bot: Served,
    ana: Person,
    ben: Person,
    account: str,
    fault: Fault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing says it later: it stands on no list."""
    monkeypatch.setattr(responder, "RETRY_SECONDS", (0.01, 0.01))
    await bot.start(ana, account=account)
    known = len(bot.slack.told(ben.id))
    await bot.slack.meets(fault, "response_url", times=2)
    await ben.press("broken")
    await bot.settled()
    (told,) = bot.slack.told(ben.id)[known:]
    assert "leads this run" in told.text
    await forgiven(bot)


async def stand_still(bot: Served, ana: Person, runs: int, name: str = "acc") -> None:
    """Runs of one channel, for half a minute by Slack's limit."""
    await bot.slack.meets(Limited(seconds=30), "chat.postMessage")
    for n in range(runs):
        await ana.command("/mfa-lost", f"{name}-{n}")
    await bot.settled()


async def one_call_goes_first(bot: Served) -> None:
    asked = len(bot.slack.of("chat.postMessage"))
    await bot.pass_time(seconds=31)
    assert len(bot.slack.of("chat.postMessage")) == asked + 1


async def all_follow(bot: Served, runs: int) -> None:
    await bot.slack.mended()
    bot.clock.turn(seconds=31)
    await delivered(bot)
    assert len(bot.slack.steps()) == runs


async def test_when_the_time_is_over_one_call_goes_first_and_the_others_follow(
    bot: Served, ana: Person
) -> None:
    """Twelve runs of one channel stand still; Slack still limits when they may go on."""
    await stand_still(bot, ana, 12)
    for _ in range(3):
        await one_call_goes_first(bot)
    await all_follow(bot, 12)


@each("times, fault", enumerate([Reset(), Broken(status=503), Refuse(error="fatal_error")], 1))
async def test_and_the_others_wait_where_the_first_finds_slack_away(
    bot: Served, ana: Person, times: int, fault: Fault
) -> None:
    await stand_still(bot, ana, 6, fault.kind)
    await bot.slack.mended()
    await bot.slack.meets(fault, "chat.postMessage")
    await one_call_goes_first(bot)
    await all_follow(bot, 6 * times)


async def test_another_channel_does_not_wait(bot: Served, ana: Person) -> None:
    await bot.slack.meets(Limited(seconds=300), "chat.postMessage", channel="C0ONCALL")
    await ana.command("/mfa-lost", "prod")
    await ana.command("/mfa-lost", "dev", "C0GENERAL")
    await bot.settled()
    assert {m.channel for m in bot.slack.steps()} == {"C0GENERAL"}


async def test_a_clock_that_is_set_back_makes_no_channel_mute(
    bot: Served, ana: Person, clock: Clock, slack: Slack
) -> None:
    await bot.start(ana)
    await slack.meets_once(Limited(seconds=30), "chat.postMessage")
    await ana.press("broken")
    await bot.settled()
    clock.set_back(2 * 60 * 60 * 1000)
    clock.turn(seconds=31)
    await ana.press("stop", bot.step())  # too old by now, but it brings the newest step
    await bot.settled()
    assert [m.step["turn"] for m in slack.steps()] == [1, 2]
