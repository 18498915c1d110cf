"""What is let in at the door: what Slack signed a moment ago, in a shape that Slack sends."""

import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import product
from urllib.parse import urlencode

import pytest
from yarl import URL

from bot.process.http_server import HttpServer
from bot.slack.transport import http
from tests.front_door.planted import IN_A_BODY as MARK
from tests.front_door.ways import TO_THE_CALL
from tests.support.bots import Clock, Served, served
from tests.support.door import signature
from tests.support.each import each
from tests.support.ear import Ear
from tests.support.person import Person
from tests.support.slack import SECRET, Slack

FORM = "application/x-www-form-urlencoded"
BODY = urlencode({"command": "/mfa-lost", "text": MARK, "team_id": "T0ACME"})
NOW = int(time.time())


HELP = {
    "command": "/mfa-lost",
    "text": "help",
    "team_id": "T0ACME",
    "user_id": "U0ANA",
    "channel_id": "C0ONCALL",
    "response_url": "http://127.0.0.1:9/",
    "trigger_id": "1.2",
}


@pytest.fixture
async def bot(slack: Slack, redis_url: str, clock: Clock, log: Ear) -> AsyncIterator[Served]:
    """Afterwards nothing was done, and nothing of what was sent is kept."""
    async with served(slack, redis_url, clock) as bot:
        yield bot
    assert not slack.of("chat.postMessage")
    assert MARK not in log.text


@each(
    "stamp",
    [
        *("abc", "", " ", "-1", "1e9", "١٢٣", "9" * 40, "9" * 13, "1.5", "0x10", f"{NOW}abc"),
        *(f"{NOW}.0", f"+{NOW}", f"{NOW} {NOW}", f"{NOW},{NOW}", f"{NOW:_}", f"-{NOW}"),
    ],
)
async def test_a_malformed_timestamp_is_refused(bot: Served, stamp: str) -> None:
    headers = {**signature(BODY), "Content-Type": FORM, "X-Slack-Request-Timestamp": stamp}
    assert (await bot.door.post(BODY, headers)).status == 400


@each("age", [301, -330, 86400, NOW, -(10**11)])
async def test_an_old_timestamp_is_refused_even_with_its_right_signature(
    bot: Served, age: int
) -> None:
    headers = {**signature(BODY, at=str(int(time.time()) - age)), "Content-Type": FORM}
    assert (await bot.door.post(BODY, headers)).status == 401


RIGHT = signature(BODY)["X-Slack-Signature"]


@each(
    "wrong",
    [
        signature(BODY, secret="another")["X-Slack-Signature"],
        signature(BODY + "&text=prod")["X-Slack-Signature"],
        signature("")["X-Slack-Signature"],
        *("", "v0=", "v0", "=", "v0=ñandú", "v0=" + "0" * 64, "v0=" + "0" * 100_0),
        *(RIGHT[:-1], RIGHT + "0", RIGHT.upper(), RIGHT[:3] + RIGHT[3:].upper(), RIGHT[3:]),
        *("v1" + RIGHT[2:], "v00" + RIGHT[2:], "V0" + RIGHT[2:], f"{RIGHT},{RIGHT}"),
        RIGHT[:-1] + "\N{FULLWIDTH DIGIT ZERO}",
    ],
)
async def test_a_wrong_signature_is_refused(bot: Served, wrong: str) -> None:
    headers = {**signature(BODY), "Content-Type": FORM, "X-Slack-Signature": wrong}
    assert (await bot.door.post(BODY, headers)).status == 401


async def test_the_log_says_now_and_then_that_signatures_are_wrong(bot: Served, log: Ear) -> None:
    """Most often it is the secret of another app. What nobody signed says nothing of that."""
    await bot.door.post(BODY, {"Content-Type": FORM, "X-Slack-Request-Timestamp": str(NOW)})
    assert "signature" not in log.text
    for _ in range(3):
        await bot.door.post(BODY, {**signature(BODY, secret="another"), "Content-Type": FORM})
    (told,) = [line for line in log.lines if "signature is wrong" in line]
    assert "SLACK_SIGNING_SECRET" in told


async def test_a_signature_is_of_its_own_time_alone(bot: Served) -> None:
    headers = {**signature(BODY), "Content-Type": FORM}
    headers["X-Slack-Request-Timestamp"] = str(int(headers["X-Slack-Request-Timestamp"]) + 1)
    assert (await bot.door.post(BODY, headers)).status == 401


def test_without_a_secret_nobody_is_let_in(bot: Served) -> None:
    with pytest.raises(ValueError, match="anybody could speak as Slack"):
        http.build(bot.bot.admission, "")


async def test_while_the_secret_is_changed_both_are_taken_and_no_third(bot: Served) -> None:
    old, new = "0d" * 16, "2e" * 16
    server = HttpServer(http.build(bot.bot.admission, new, old), "127.0.0.1", 0)
    await server.start()
    door, body = replace(bot.door, url=server.url), urlencode(HELP)
    signed = (signature(body, secret=secret) for secret in (new, old, SECRET))
    answers = [(await door.post(body, {**one, "Content-Type": FORM})).status for one in signed]
    await server.close()
    assert answers == [200, 200, 401]


@each("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_missing_header_is_refused(bot: Served, missing: str) -> None:
    headers = {**signature(BODY), "Content-Type": FORM}
    del headers[missing]
    assert (await bot.door.post(BODY, headers)).status in (400, 401)


@each("over, status", [(0, 200), (1, 413), (100_000, 413)])
async def test_a_body_is_read_up_to_the_limit_and_not_beyond(
    bot: Served, over: int, status: int
) -> None:
    begun = f"{urlencode(HELP)}&filler={MARK}"
    body = begun + "x" * (http.MOST_BYTES - len(begun) + over)
    assert (await bot.door.signed(body)).status == status


@each("content_type", ["text/plain", "multipart/form-data", "image/png"])
async def test_a_body_of_another_kind_is_refused(bot: Served, content_type: str) -> None:
    assert (await bot.door.signed(BODY, content_type)).status == 415


UNREADABLE = (
    "",
    f'{{"{MARK}": ',
    f'["{MARK}"]',
    f'"{MARK}"',
    "null",
    "{}",
    '{"a":' * 5000,
    f"payload={MARK}",
    "payload=",
    urlencode({"payload": json.dumps([MARK])}),
    urlencode({"payload": json.dumps(MARK)}),
    f"command=/mfa-lost&team_id=T0ACME&team_id=T0OTHER&text={MARK}",
    "command=/mfa-lost&text=%ff%fe",
    "&".join(f"f{n}=1" for n in range(200)) + f"&command={MARK}",
    "&" * 100_000,
    urlencode({"text": MARK, "team_id": "T0ACME"}),
    json.dumps({"text": MARK, "team_id": "T0ACME"}),
)


@each("body, content_type", product(UNREADABLE, [FORM, "application/json"]))
async def test_a_body_that_can_not_be_read_is_refused(
    bot: Served, body: str, content_type: str
) -> None:
    assert (await bot.door.signed(body, content_type)).status in (400, 404)


async def test_slack_may_try_the_address_itself(bot: Served) -> None:
    """When it is entered in the app's settings, and its certificate now and then."""
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZbr", "token": "t"})
    answer = await bot.door.signed(challenge, "application/json")
    assert (answer.status, answer.json) == (200, {"challenge": "3eZbr"})
    answer = await bot.door.signed("token=t&ssl_check=1")
    assert (answer.status, answer.text) == (200, "")


DEPTHS = (10, 100, 300, 900, 990, 1000, 1500, 20_000)
NESTS = (('{"a":', "}"), ("[", "]"))


@each("depth, nest", product(DEPTHS, NESTS))
async def test_however_deep_a_body_is_nested_nothing_breaks(
    bot: Served, log: Ear, depth: int, nest: tuple[str, str]
) -> None:
    deep = nest[0] * depth + '"x"' + nest[1] * depth
    body = f'{{"type": "block_actions", "team": {{"id": "T0ACME"}}, "actions": [{deep}]}}'
    assert (await bot.door.signed(urlencode({"payload": body}))).status in (200, 400)
    assert (await bot.door.signed(body, "application/json")).status in (200, 400)
    assert "RecursionError" not in log.text


@each("text", ["\ud800", "a\0b", "\N{RIGHT-TO-LEFT OVERRIDE}", "1" * 5000])
async def test_an_odd_text_is_answered(bot: Served, ana: Person, text: str) -> None:
    payload = {"type": "block_actions", "team": {"id": "T0ACME"}, "actions": [{"value": text}]}
    assert (await bot.door.signed(urlencode({"payload": json.dumps(payload)}))).status < 500
    event = {"type": "message", "channel_type": "im", "user": ana.id, "channel": "D0ANA"}
    answer = await bot.door.event(
        {**event, "text": text, "ts": "1.1", "subtype": "message_changed"}
    )
    assert answer.status == 200


async def test_a_body_that_is_not_utf8_is_refused(bot: Served) -> None:
    answer = await bot.door.post(b"text=\xff\xfe", {**signature(""), "Content-Type": FORM})
    assert answer.status == 400


@each(
    "payload",
    [
        {"type": "block_actions"},
        {"type": "block_actions", "actions": [], "user": {"id": "U0ANA"}},
        {"type": "view_submission", "user": {"id": "U0ANA"}},
        {"type": "view_submission", "view": {"callback_id": "answer"}, "user": {"id": "U0ANA"}},
        {"type": "shortcut", "callback_id": MARK},
        {"type": "of_the_year_2030", "text": MARK},
    ],
)
async def test_a_signed_body_of_an_unknown_shape_breaks_nothing(
    bot: Served, ana: Person, payload: dict[str, object]
) -> None:
    await bot.door.signed(urlencode({"payload": json.dumps(payload)}))
    assert (await ana.command("/mfa-lost", "help")).status == 200


async def test_the_same_command_again_within_the_window_is_the_same_run(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    """What was overheard once may be sent again for five minutes, byte for byte."""
    async with served(slack, redis_url, clock) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        sent = urlencode(bot.slack.deliveries[-1].body)
        replayed = {**signature(sent), "Content-Type": FORM}
        await bot.walk(ana, "broken", "standalone")
        for _ in range(5):
            assert (await bot.door.post(sent, replayed)).status == 200
        await bot.settled()
        assert (await bot.run()).turn == 3
        assert len(bot.slack.steps()) == 3
        assert len({m.step["run"] for m in bot.slack.steps()}) == 1


async def test_the_same_press_again_within_the_window_moves_and_spends_nothing(
    slack: Slack, redis_url: str, clock: Clock
) -> None:
    async with served(slack, redis_url, clock) as bot:
        ana = bot.person("U0ANA")
        await bot.start(ana)
        await bot.walk(ana, *TO_THE_CALL, "calling")
        sent = urlencode({"payload": json.dumps(bot.slack.deliveries[-1].body)})
        replayed = {**signature(sent), "Content-Type": FORM}
        turn = (await bot.run()).turn
        for _ in range(5):
            assert (await bot.door.post(sent, replayed)).status == 200
        await bot.settled()
        assert (await bot.run()).turn == turn
        assert await bot.used() == 1


@each("case", [str.lower, str.upper])
async def test_a_proxy_may_write_headers_in_its_own_case(
    bot: Served, case: Callable[[str], str]
) -> None:
    body = urlencode(HELP)
    headers = {**signature(body), "Content-Type": FORM}
    answer = await bot.door.post(body, {case(name): value for name, value in headers.items()})
    assert answer.status == 200
    assert "/mfa-lost" in answer.text


@each("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "X"])
async def test_the_door_takes_one_method(bot: Served, method: str) -> None:
    url = f"{bot.door.url}/slack/events"
    async with bot.door.session.request(method, url, headers=signature(""), data="") as answer:
        assert answer.status in (400, 405)


@each(
    "path",
    [
        *("/", "/slack/events/", "/slack//events", "/SLACK/EVENTS", "/slack/events/../../metrics"),
        *("/slack/%65vents/x", "/.env", "/slack/oauth_redirect", "/slack/install"),
    ],
)
async def test_the_door_knows_one_way_in(bot: Served, path: str) -> None:
    url = URL(f"{bot.door.url}{path}", encoded=True)
    headers = {**signature(BODY), "Content-Type": FORM}
    async with bot.door.session.post(url, data=BODY, headers=headers) as answer:
        assert answer.status in (404, 405)
