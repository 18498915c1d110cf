"""What an operator may ask: health, readiness, metrics."""

import asyncio
import re
from urllib.parse import urlencode

import pytest

from bot.local.slack.fault_injection import Hang, Refuse
from bot.slack.api import installation
from tests.support.bots import Clock, Served, served
from tests.support.operation import PAGE
from tests.support.patience import SLACK_WAITS
from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.slack import Slack


async def test_alive_and_ready(bot: Served) -> None:
    assert (await bot.door.get("/healthz")).status == 200
    ready = await bot.door.get("/readyz")
    assert (ready.status, ready.json) == (200, {"process": "ok", "redis": "ok", "slack": "ok"})
    for check in ready.json:
        alone = await bot.door.get(f"/readyz/{check}")
        assert (alone.status, alone.json) == (200, {check: "ok"})
    assert (await bot.door.get("/readyz/else")).status == 404


async def test_every_address_that_the_page_for_operators_names_is_there(bot: Served) -> None:
    paths = {*re.findall(r"`(/(?:healthz|readyz|metrics)\b[/a-z]*)`", PAGE.read_text("utf-8"))}
    assert "/readyz/process" in paths
    assert {(await bot.door.get(path)).status for path in paths} == {200}


async def test_where_redis_and_slack_are_away_requests_are_wanted_all_the_same(
    slack: Slack, own_redis: RedisServer, clock: Clock
) -> None:
    """No other process does better, and somebody must say that nothing is counted."""
    async with served(slack, own_redis.url, clock) as bot:
        own_redis.kill()
        await slack.meets(Refuse(error="token_revoked"))
        statuses = {name: (await bot.door.get(f"/readyz/{name}")).status for name in bot.bot.checks}
        assert statuses == {"process": 200, "redis": 503, "slack": 503}
        assert (await bot.door.get("/readyz")).status == 503
        answer = await bot.person("U0ANA").command("/mfa-lost", "prod")
        assert "Do not start phone verification in AWS" in answer.text


async def test_a_revoked_token_is_not_ready_and_the_remedy_is_named(bot: Served) -> None:
    await bot.slack.meets(Refuse(error="invalid_auth"))
    ready = await bot.door.get("/readyz")
    assert ready.status == 503
    assert "SLACK_BOT_TOKEN" in ready.json["slack"]
    assert "xoxb" not in ready.text
    assert (await bot.door.get("/healthz")).status == 200


@pytest.mark.parametrize("refused", [False, True])
async def test_slack_is_asked_once_however_often_one_asks(bot: Served, refused: bool) -> None:
    if refused:
        await bot.slack.meets(Refuse(error="invalid_auth"), "auth.test")
    before = len(bot.slack.of("auth.test"))
    for asked in (1, 2):
        bot.clock.turn(seconds=11)
        probes = await asyncio.gather(*(bot.door.get("/readyz") for _ in range(9)))
        probes.append(await bot.door.get("/readyz"))
        assert {probe.status for probe in probes} == {503 if refused else 200}
        await bot.slack.caught_up()
        assert len(bot.slack.of("auth.test")) == before + asked


async def test_who_asks_does_not_wait_for_a_slack_that_hangs(
    bot: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "PROBE_SECONDS", 0.1)
    await bot.slack.meets(Hang(), "auth.test")
    ready = await bot.door.get("/readyz")
    assert (ready.status, ready.json["redis"]) == (503, "ok")
    assert ready.json["slack"] == "Slack does not answer within 0.1 s."
    assert ready.seconds < SLACK_WAITS
    assert (await bot.door.get("/readyz/process")).status == 200
    await bot.slack.mended()


async def test_metrics_count_requests_and_calls(bot: Served) -> None:
    await bot.door.signed("")
    metrics = (await bot.door.get("/metrics")).text
    assert 'mfa_requests_total{status="400"}' in metrics
    assert 'mfa_slack_calls_total{method="auth.test",result="ok"}' in metrics


async def test_metrics_count_apologies_by_their_cause(bot: Served, ana: Person) -> None:
    async def counted() -> set[str]:
        lines = (await bot.door.get("/metrics")).text.splitlines()
        return {line for line in lines if line.startswith("mfa_troubles_total")}

    before = await counted()
    await ana.command("/mfa-lost", "help")
    command = {**bot.slack.deliveries[-1].body, "team_id": "T0OTHER"}
    await bot.door.signed(urlencode(command))
    (changed,) = await counted() - before
    assert changed.startswith('mfa_troubles_total{kind="other_workspace"}')
