"""`mfa-bot doctor` on Slack: token, scopes, clock, the way in, channels."""

import asyncio

import pytest
import yaml

from bot.health import doctor
from bot.health.findings import Severity
from bot.local.slack.server import LocalSlack
from bot.slack.api.methods import WITHOUT
from tests.support.bots import Clock
from tests.support.each import each
from tests.support.examined import SECRET, about, examined, troubles
from tests.support.redis_server import RedisServer
from tests.support.slack import MANIFEST
from tests.support.sockets import SocketDoor
from tests.support.stub_slack import APP_TOKEN, BOT_TOKEN, WELL, StubSlack

ECHO = f"bad header Authorization: Bearer {BOT_TOKEN} {APP_TOKEN}"
NAMES = ("team", "team_id", "user", "bot_id", "url")


async def test_when_all_is_well(environ: dict[str, str], redis: RedisServer) -> None:
    found = await examined({**environ, "REDIS_URL": redis.url})
    assert troubles(found) == []
    assert [f.about for f in found] == [
        *("settings", "token", "Slack's clock", "scopes", "signing secret"),
        *["Redis"] * 7,
        *("Redis's clock", "flows", "port", "operator's port"),
    ]
    assert about(found, "token").says == "mfa-bot in Acme (T0ACME)"
    assert doctor.exit_status(found) == 0


async def test_a_signing_secret_that_was_replaced_is_not_kept_for_ever(
    environ: dict[str, str],
) -> None:
    found = await examined({**environ, "SLACK_SIGNING_SECRET_OLD": "0d" * 16})
    assert "warning signing secret" in troubles(found)


async def test_the_local_slack_grants_what_the_manifest_asks_for(environ: dict[str, str]) -> None:
    async with LocalSlack(MANIFEST, BOT_TOKEN, SECRET, Clock()) as local:
        found = await examined({**environ, "SLACK_API_URL": local.api_url})
    assert troubles(found) == []


ASKED = {
    "auth.test": "token",
    "apps.connections.open": "app token",
    "conversations.info": "channel C0123",
}
ECHOES = (
    ({"error": ECHO}, "is not Slack"),
    ({"error": "Unauthorized"}, "is not Slack"),
    ({"ok": False, "error": ECHO}, "is not Slack"),
    ({"ok": False, "error": BOT_TOKEN}, "is not Slack"),
    ({"ok": True, **dict.fromkeys(NAMES, ECHO)}, ""),
    ({"ok": True, **dict.fromkeys(NAMES, BOT_TOKEN)}, ""),
    ({"ok": True, "bot_id": "B0BOT", "channel": {"name": ECHO, "is_member": True}}, ""),
    ({"ok": True, "bot_id": "B0BOT", "channel": [ECHO]}, ""),
)


@each("method, echo, says", [(method, *echo) for method in ASKED for echo in ECHOES])
async def test_an_answer_that_repeats_the_token_is_not_shown(
    environ: dict[str, str],
    slack: StubSlack,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    echo: object,
    says: str,
) -> None:
    """`examined` looks through all that is said."""
    with monkeypatch.context() as patch:
        patch.setitem(slack.answers, method, echo)
        found = await examined({**environ, "SLACK_APP_TOKEN": APP_TOKEN}, "C0123")
    assert says in about(found, ASKED[method]).says


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"ok": False, "error": "token_revoked"}, "token_revoked"),
        ({"ok": True, "team_id": "T0ACME", "user": "ana"}, "a person's token"),
        ({**WELL, "is_enterprise_install": True}, "a whole organization"),
        (["no", "answer"], "is not Slack"),
    ],
)
async def test_a_token_that_will_not_do(
    environ: dict[str, str], slack: StubSlack, answer: object, says: str
) -> None:
    slack.answers["auth.test"] = answer
    found = await examined(environ)
    assert about(found, "token").word is Severity.WRONG
    assert says in about(found, "token").says
    assert doctor.exit_status(found) == 1


async def test_a_scope_that_is_missing_is_named(environ: dict[str, str], slack: StubSlack) -> None:
    slack.scopes = "chat:write, commands,chat:write.public"
    scopes = about(await examined(environ), "scopes")
    assert scopes.says == "not granted: app_mentions:read, im:history, users:read"
    assert "manifest" in scopes.remedy


async def test_what_the_bot_does_without_an_optional_scope_is_said(
    environ: dict[str, str], slack: StubSlack
) -> None:
    app = yaml.safe_load(MANIFEST)["oauth_config"]["scopes"]
    slack.scopes = ",".join({*app["bot"], *app["bot_optional"]} - {"usergroups:read", "im:write"})
    scopes = about(await examined(environ), "scopes")
    assert scopes.word is Severity.OK
    assert "without usergroups:read it can't tell who is in a user group" in scopes.says
    assert (
        "without im:write a direct message may be posted twice when Slack's answer is lost"
        in scopes.says
    )
    assert "channels:history" not in scopes.says


def test_each_optional_scope_has_a_reason_to_be_granted() -> None:
    app = yaml.safe_load(MANIFEST)["oauth_config"]["scopes"]
    assert {*app["bot_optional"]} <= WITHOUT.keys()


@pytest.mark.parametrize(
    ("ahead", "word"), [(50, Severity.OK), (-70, Severity.WRONG), (400, Severity.WRONG)]
)
async def test_a_clock_that_is_wrong(
    environ: dict[str, str], slack: StubSlack, ahead: float, word: Severity
) -> None:
    slack.ahead = ahead
    assert about(await examined(environ), "Slack's clock").word is word


async def test_socket_mode_is_tried_where_it_is_set(
    environ: dict[str, str], slack: StubSlack
) -> None:
    with_socket = {**environ, "SLACK_APP_TOKEN": APP_TOKEN}
    assert about(await examined(with_socket), "app token").word is Severity.OK
    slack.answers["apps.connections.open"] = {"ok": False, "error": "missing_scope"}
    refused = about(await examined(with_socket), "app token")
    assert refused.word is Severity.WRONG
    assert "connections:write" in refused.remedy


@pytest.mark.parametrize(("counted", "told"), [(1, ""), (3, "other connections of this app: 2")])
async def test_it_says_how_many_other_connections_share_the_requests(
    environ: dict[str, str], counted: int, told: str
) -> None:
    async with SocketDoor() as door:
        door.api_url = environ["SLACK_API_URL"]
        environ |= {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{door.url}/api/"}

        async def greets() -> None:
            await (await door.reached()).says(type="hello", num_connections=counted)

        found, _ = await asyncio.gather(examined(environ), greets())
    heard = about(found, "WebSocket")
    assert heard.word is Severity.OK
    assert ("other connections" in heard.says) is bool(told)
    assert told in heard.says


def closed(**why: bool) -> dict[str, object]:
    return {"ok": True, "channel": {"name": "a", "is_member": True, **why}}


@each(
    "answer, word, says",
    [
        ({"ok": False, "error": "missing_scope"}, Severity.WARNING, "can't tell"),
        ({"ok": False, "error": "channel_not_found"}, Severity.WRONG, "Slack knows none"),
        ({"ok": True, "channel": {"name": "a", "is_archived": True}}, Severity.WRONG, "archived"),
        (closed(is_read_only=True), Severity.WRONG, "read-only"),
        (closed(is_thread_only=True), Severity.WRONG, "only replies"),
        (closed(is_non_threadable=True), Severity.WRONG, "no threads"),
        (closed(is_archived=True), Severity.WRONG, "archived"),
        (closed(is_im=True), Severity.WRONG, "between people"),
        (closed(is_mpim=True), Severity.WRONG, "between people"),
        ({"ok": True, "channel": {"name": "a", "is_member": True}}, Severity.OK, "is in #a"),
        (
            {"ok": True, "channel": {"name": "a", "is_private": True}},
            Severity.WRONG,
            "is not in #a",
        ),
        ({"ok": True, "channel": {"name": "a"}}, Severity.WARNING, "can post in #a"),
        (
            {"ok": True, "channel": {"name": "a", "is_member": True, "is_ext_shared": True}},
            Severity.WARNING,
            "shared with another workspace",
        ),
    ],
)
async def test_a_channel(
    environ: dict[str, str], slack: StubSlack, answer: object, word: Severity, says: str
) -> None:
    slack.answers["conversations.info"] = answer
    channel = about(await examined(environ, "C0123"), "channel C0123")
    assert channel.word is word
    assert says in channel.says
    closed_to_all = "is not in" not in says and word is Severity.WRONG and "none" not in says
    assert not (closed_to_all and "/invite" in channel.remedy)


@pytest.mark.parametrize(
    "answer", [{"error": "Unauthorized"}, {"ok": False, "error": "not_authed"}]
)
async def test_a_channel_that_could_not_be_asked_about_is_said_to_be_unchecked(
    environ: dict[str, str], slack: StubSlack, answer: dict[str, object]
) -> None:
    slack.answers["auth.test"] = answer
    found = await examined({**environ, "TELL_CHANNEL": "C0123456789"}, "C0123")
    for name in ("C0123", "C0123456789"):
        channel = about(found, f"channel {name}")
        assert (channel.word, channel.says) == (
            Severity.WARNING,
            "was not checked: Slack could not be asked",
        )


async def test_a_channel_by_its_name_is_not_guessed(environ: dict[str, str]) -> None:
    assert "give its ID" in about(await examined(environ, "#on-call"), "channel #on-call").remedy


async def test_the_channel_that_is_told_is_looked_at_too(
    environ: dict[str, str], slack: StubSlack
) -> None:
    slack.answers["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    found = await examined({**environ, "TELL_CHANNEL": "C0123456789"}, "C0123456789")
    assert about(found, "channel C0123456789").word is Severity.WRONG
