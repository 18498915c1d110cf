"""What is let in at the door, and what an operator may ask there."""

import json
import logging
import time
from urllib.parse import urlencode

import pytest

from bot.local.faults import Refuse
from tests.support.bots import Served
from tests.support.door import signature
from tests.support.person import Person

FORM = "application/x-www-form-urlencoded"
MARK = "planted-in-the-body"
BODY = urlencode({"command": "/mfa-lost", "text": MARK, "team_id": "T0ACME"})
NOW = int(time.time())


@pytest.fixture(autouse=True)
async def _nothing_is_done_or_kept(bot: Served, log: pytest.LogCaptureFixture) -> object:
    yield
    assert not bot.slack.of("chat.postMessage")
    assert MARK not in log.text


@pytest.mark.parametrize(
    "stamp", ["abc", "", " ", "-1", "1e9", "١٢٣", "9" * 40, "1.5", "0x10", f"{NOW}abc"]
)
async def test_a_malformed_timestamp_is_refused(bot: Served, stamp: str) -> None:
    headers = {**signature(BODY), "Content-Type": FORM, "X-Slack-Request-Timestamp": stamp}
    assert (await bot.door.post(BODY, headers)).status == 400


@pytest.mark.parametrize("age", [301, -301, 86400])
async def test_an_old_timestamp_is_refused_even_with_its_right_signature(
    bot: Served, age: int
) -> None:
    headers = {**signature(BODY, at=str(int(time.time()) - age)), "Content-Type": FORM}
    assert (await bot.door.post(BODY, headers)).status == 401


@pytest.mark.parametrize(
    "wrong",
    [
        signature(BODY, secret="another"),
        signature(BODY + "&text=prod"),
        {**signature(BODY), "X-Slack-Signature": ""},
        {**signature(BODY), "X-Slack-Signature": "v0="},
        {**signature(BODY), "X-Slack-Signature": "v0=ñandú"},
    ],
    ids=["another secret", "another body", "empty", "half", "not ascii"],
)
async def test_a_wrong_signature_is_refused(bot: Served, wrong: dict[str, str]) -> None:
    assert (await bot.door.post(BODY, {**wrong, "Content-Type": FORM})).status == 401


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_missing_header_is_refused(bot: Served, missing: str) -> None:
    headers = {**signature(BODY), "Content-Type": FORM}
    del headers[missing]
    assert (await bot.door.post(BODY, headers)).status in (400, 401)


async def test_a_huge_body_is_refused(bot: Served) -> None:
    huge = f"text={MARK}" + "x" * 600_000
    assert (await bot.door.signed(huge)).status == 413


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "image/png"])
async def test_a_body_of_another_kind_is_refused(bot: Served, content_type: str) -> None:
    assert (await bot.door.signed(BODY, content_type)).status == 415


@pytest.mark.parametrize(
    "body",
    [
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
    ],
)
@pytest.mark.parametrize("content_type", [FORM, "application/json"])
async def test_a_body_that_can_not_be_read_is_refused(
    bot: Served, body: str, content_type: str
) -> None:
    assert (await bot.door.signed(body, content_type)).status in (400, 404)


async def test_a_body_that_is_not_utf8_is_refused(bot: Served) -> None:
    answer = await bot.door.post(b"text=\xff\xfe", {**signature(""), "Content-Type": FORM})
    assert answer.status == 400


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("case", [str.lower, str.upper])
async def test_a_proxy_may_write_headers_in_its_own_case(bot: Served, case: object) -> None:
    assert callable(case)
    body = urlencode({"command": "/mfa-lost", "text": "help", "team_id": "T0ACME"} | WHO)
    headers = {**signature(body), "Content-Type": FORM}
    answer = await bot.door.post(body, {case(name): value for name, value in headers.items()})
    assert answer.status == 200
    assert "/mfa-lost" in answer.text


WHO = {
    "user_id": "U0ANA",
    "channel_id": "C0ONCALL",
    "response_url": "http://127.0.0.1:9/",
    "trigger_id": "1.2",
}


async def test_the_door_knows_one_way_in(bot: Served) -> None:
    assert (await bot.door.get("/slack/events")).status == 405
    assert (await bot.door.get("/")).status == 404


async def test_alive_and_ready(bot: Served) -> None:
    assert (await bot.door.get("/healthz")).status == 200
    ready = await bot.door.get("/readyz")
    assert (ready.status, ready.json) == (200, {"redis": "ok", "slack": "ok"})


async def test_a_revoked_token_is_not_ready_and_the_remedy_is_named(bot: Served) -> None:
    await bot.slack.meets(Refuse(error="invalid_auth"))
    bot.clock.turn(seconds=11)
    ready = await bot.door.get("/readyz")
    assert ready.status == 503
    assert "SLACK_BOT_TOKEN" in ready.json["slack"]
    assert "xoxb" not in ready.text
    assert (await bot.door.get("/healthz")).status == 200


async def test_metrics_count_requests_and_calls(bot: Served) -> None:
    await bot.door.signed("")
    metrics = (await bot.door.get("/metrics")).text
    assert 'mfa_requests_total{status="400"}' in metrics
    assert 'mfa_slack_calls_total{method="auth.test",result="ok"}' in metrics


async def test_at_the_usual_level_a_refused_request_leaves_no_line_with_what_it_held(
    bot: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bot.door.post(BODY, {**signature("other"), "Content-Type": FORM})
    assert MARK not in caplog.text
