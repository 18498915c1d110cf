"""What an operator may ask: health, readiness, metrics."""

from urllib.parse import urlencode

from bot.local.faults import Refuse
from tests.support.bots import Served
from tests.support.person import Person


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
