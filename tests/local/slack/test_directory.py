"""What this Slack tells a bot of people and channels, and what it keeps to itself."""

from collections.abc import AsyncIterator

import pytest

from bot.local.slack.server import LocalSlack
from bot.local.slack.workspace import CHANNELS, PEOPLE, Channel, Person
from tests.local.slack.caller import Caller
from tests.support.bots import Clock
from tests.support.slack import MANIFEST, SECRET, TOKEN, Body, following

KINDS = {
    "": set[str](),
    "guest": {"is_restricted"},
    "single_channel_guest": {"is_restricted", "is_ultra_restricted"},
    "stranger": {"is_stranger"},
    "deleted": {"deleted"},
    "bot": {"is_bot"},
}
SHARED = {
    "": set[str](),
    "connected": {"is_shared", "is_ext_shared"},
    "invited": {"is_shared", "is_pending_ext_shared"},
    "organization": {"is_shared", "is_org_shared"},
}


@pytest.fixture
def withheld() -> tuple[str, ...]:
    return ()


@pytest.fixture
async def api(clock: Clock, withheld: tuple[str, ...]) -> AsyncIterator[Caller]:
    people = [Person(f"U0{kind}", kind, kind, "en-US", "UTC", kind) for kind in KINDS]
    channels = [Channel(f"C0{how}", how or "own", shared=how) for how in SHARED]
    local = LocalSlack(
        MANIFEST,
        TOKEN,
        SECRET,
        clock,
        (*PEOPLE, *people),
        withheld=withheld,
        channels=(*CHANNELS, *channels),
    )
    async with local, following(local.url) as slack:
        yield Caller(slack.api_url, slack.session)


async def told(api: Caller, method: str, **about: str) -> Body:
    """These methods take no JSON, and are asked by GET."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with api.session.get(f"{api.url}{method}", params=about, headers=headers) as response:
        return dict(await response.json())


@pytest.mark.parametrize(("kind", "expected"), KINDS.items())
async def test_what_somebody_is_in_the_workspace(
    api: Caller, kind: str, expected: set[str]
) -> None:
    user = (await told(api, "users.info", user=f"U0{kind}"))["user"]
    assert {name for name, value in user.items() if value is True} == expected
    assert (user["team_id"] == "T0ACME") == (kind != "stranger")


@pytest.mark.parametrize(("how", "expected"), SHARED.items())
async def test_with_whom_a_channel_is_shared(api: Caller, how: str, expected: set[str]) -> None:
    channel = (await told(api, "conversations.info", channel=f"C0{how}"))["channel"]
    shared = {name for name, value in channel.items() if value is True and "shared" in name}
    assert shared == expected


async def test_whether_the_bot_is_in_a_channel(api: Caller) -> None:
    found = [
        (await told(api, "conversations.info", channel=c))["channel"]["is_member"]
        for c in ("C0ONCALL", "C0GENERAL")
    ]
    assert found == [True, False]


@pytest.mark.parametrize("channel", ["C0FINANCE", "C0NOWHERE", ""])
async def test_a_channel_that_a_bot_may_not_see(api: Caller, channel: str) -> None:
    answer = await told(api, "conversations.info", channel=channel)
    assert answer == {"ok": False, "error": "channel_not_found"}


async def test_direct_messages_need_a_scope_that_the_manifest_does_not_ask_for(api: Caller) -> None:
    answer = await told(api, "conversations.info", channel="D0ANA")
    assert answer == {"ok": False, "error": "missing_scope"}


@pytest.mark.parametrize("withheld", [("channels:read",)])
async def test_without_the_scope_for_that_kind_of_channel(api: Caller) -> None:
    answer = await told(api, "conversations.info", channel="C0ONCALL")
    assert answer == {"ok": False, "error": "missing_scope"}
