"""The client also understands an AWS that is not the project's own: moto's server."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from moto.server import ThreadedMotoServer

from bot.aws.client import Aws
from bot.aws.sessions import HOME, AwsSession
from bot.core.evidence import Topic, Unknown
from tests.support.small_aws import MEMBER


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def aws(moto: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    asked = Aws("mfa-bot-reader")
    yield asked
    asked.close()


async def test_it_asks_with_the_role_of_the_account(aws: Aws) -> None:
    caller = await aws.read(MEMBER, lambda s: s.client("sts").get_caller_identity())
    assert caller["Account"] == MEMBER
    assert ":assumed-role/mfa-bot-reader/" in caller["Arn"]


async def test_it_reads_whether_root_has_mfa(aws: Aws) -> None:
    summary = await aws.read(MEMBER, lambda s: s.client("iam").get_account_summary())
    said = await aws.evidence(MEMBER, [Topic.MFA])
    assert said.mfa is bool(summary["SummaryMap"]["AccountMFAEnabled"])


async def test_what_it_does_not_have_is_unknown(aws: Aws) -> None:
    said = await aws.evidence(MEMBER, [Topic.TRAIL])
    assert said.unknown.keys() == {Topic.TRAIL}
    assert said.unknown[Topic.TRAIL] in Unknown


async def test_it_lists_the_accounts_of_an_organization(aws: Aws) -> None:
    def made(session: AwsSession) -> list[dict[str, str]]:
        organizations = session.client("organizations", HOME)
        organizations.create_organization(FeatureSet="ALL")
        organizations.create_account(Email="a@example.com", AccountName="sandbox")
        accounts: list[dict[str, str]] = organizations.list_accounts()["Accounts"]
        return accounts

    assert "sandbox" in {each["Name"] for each in await aws.read("", made)}
