"""The small AWS by HTTP: who may use its page, and where it leads botocore."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.aws.client import Aws
from bot.core.evidence import Topic
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE
from tests.support import small_aws

OFF = {"account": MANAGEMENT, "mfa": "off"}


@pytest.fixture
async def aws() -> AsyncIterator[LocalAws]:
    async with LocalAws(small_aws.small_world()) as aws:
        yield aws


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def switched(aws: LocalAws, session: ClientSession, **headers: str) -> int:
    """Status of a change by the page's form."""
    async with session.post(
        f"{aws.url}/switch", data=OFF, headers=headers, allow_redirects=False
    ) as response:
        return response.status


async def read(aws: LocalAws, session: ClientSession, **headers: str) -> int:
    async with session.get(f"{aws.url}/", headers=headers) as response:
        return response.status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_pages_from_elsewhere_change_nothing(
    aws: LocalAws, session: ClientSession, origin: str
) -> None:
    assert await switched(aws, session, Origin=origin) == 403
    assert await read(aws, session, Origin=origin) == 403
    assert aws.world.management.mfa


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3100", "127.0.0.1.evil.example"])
async def test_a_name_that_was_bent_to_this_machine_reaches_nothing(
    aws: LocalAws, session: ClientSession, host: str
) -> None:
    """DNS rebinding: the browser takes the page for one of that name."""
    own = {"Host": host, "Origin": f"http://{host}"}
    assert await switched(aws, session, **own) == 403
    assert await read(aws, session, **own) == 403
    assert aws.world.management.mfa


async def test_its_own_page_may_under_both_names_and_in_no_frame(
    aws: LocalAws, session: ClientSession
) -> None:
    for name in (aws.url, aws.url.replace("127.0.0.1", "localhost")):
        own = {"Host": name.removeprefix("http://"), "Origin": name}
        aws.world.management.mfa = True
        assert await switched(aws, session, **own) == 303
        assert not aws.world.management.mfa
    async with session.get(f"{aws.url}/") as response:
        assert response.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize("file", ["config", "credentials"])
async def test_the_files_of_this_machine_lead_nobody_past_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str
) -> None:
    (tmp_path / ".aws").mkdir()
    ignoring = "[default]\nignore_configured_endpoint_urls = true\n"
    (tmp_path / ".aws" / file).write_text(ignoring, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with small_aws.asked(small_aws.small_world(), monkeypatch) as aws:
        bot = Aws(ROLE, seconds=5)
        assert (await bot.evidence(MANAGEMENT, [Topic.MFA])).mfa is True
        assert aws.world.asked
        bot.close()
