"""Public cases of tools that ask AWS: what keeps them from it, and what they say then.

Credentials come and go while the bot runs, and botocore has many ways to have none.
"""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, get_ident
from time import monotonic

import pytest
from aiohttp import web

from bot.aws import sessions
from bot.aws.client import Aws
from bot.aws.errors import FAULTS, kind
from bot.aws.sessions import AwsSession
from bot.core.evidence import Evidence, Topic, Unknown
from bot.local.aws.server import LocalAws
from bot.local.aws.world import MANAGEMENT, ROLE, World
from bot.process.logs import quiet_libraries
from tests.aws.conftest import small_aws, small_world
from tests.support.patience import HANGING

KEYS = "[default]\naws_access_key_id = {}\naws_secret_access_key = example\n"
OWN_ROLE = "arn:aws:iam::123456789012:role/mfa-bot"
__all__ = ["small_aws", "small_world"]


@pytest.fixture
def home(small_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Home directory of a bot whose environment holds no keys, and names no file with any."""
    for name in small_aws.environment:
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(sessions, "RENEWS_AFTER", 0.0)
    (tmp_path / ".aws").mkdir()
    return tmp_path


@pytest.fixture
def aws() -> Iterator[Aws]:
    asked = Aws(ROLE, seconds=HANGING)
    yield asked
    asked.close()


async def asked(aws: Aws) -> bool | Unknown | None:
    said: Evidence = await aws.evidence(MANAGEMENT, [Topic.MFA])
    return said.unknown.get(Topic.MFA, said.mfa)


@pytest.mark.case("C40")
async def test_credentials_that_come_late_are_found_without_a_restart(aws: Aws, home: Path) -> None:
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    (home / ".aws/credentials").write_text(KEYS.format("AKIAEXAMPLE"))
    assert await asked(aws) is True


@pytest.mark.case("C41")
async def test_credentials_that_another_program_renews_are_read_again(
    aws: Aws, home: Path, small_world: World
) -> None:
    file = home / ".aws/credentials"
    file.write_text(KEYS.format("ASIA000000000000"))  # of an account that is not there
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    file.write_text(KEYS.format(f"ASIA{MANAGEMENT}"))
    assert await asked(aws) is True
    assert (MANAGEMENT, "AssumeRole") in small_world.asked


@pytest.mark.case("C41")
async def test_credentials_are_read_again_every_few_seconds_at_most(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "RENEWS_AFTER", HANGING)
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    (home / ".aws/credentials").write_text(KEYS.format("AKIAEXAMPLE"))
    assert await asked(aws) is Unknown.NO_CREDENTIALS


@pytest.mark.case("C41")
async def test_one_look_for_credentials_serves_all_who_were_refused(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many accounts are asked at once; none of them stays unknown until the next time."""
    monkeypatch.setattr(sessions, "RENEWS_AFTER", HANGING)
    file = home / ".aws/credentials"
    file.write_text(KEYS.format("ASIA000000000000"))
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    file.write_text(KEYS.format(f"ASIA{MANAGEMENT}"))
    monkeypatch.setattr(sessions, "monotonic", lambda: monotonic() + HANGING)
    both, waited = Barrier(2), set[int]()

    def account(session: AwsSession) -> str:
        client = session.client("sts")
        if get_ident() not in waited:
            waited.add(get_ident())
            both.wait(HANGING)
        return str(client.get_caller_identity()["Account"])

    answers = await asyncio.gather(*(aws.read("", account) for _ in range(2)))
    assert answers == [MANAGEMENT, MANAGEMENT]


UNREADABLE = {
    "no file": "token",
    "a directory": ".aws",
}


@pytest.mark.case("C42")
@pytest.mark.parametrize("token", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize(
    "way", ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]
)
async def test_a_token_that_the_pod_may_not_read_is_no_credentials(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch, token: str, way: str
) -> None:
    monkeypatch.setenv("AWS_ROLE_ARN", OWN_ROLE)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/")
    monkeypatch.setenv(way, str(home / token))
    assert await asked(aws) is Unknown.NO_CREDENTIALS


SSO = """sso_session = x
sso_account_id = 123456789012
sso_role_name = x
[sso-session x]
sso_region = us-east-1
sso_start_url = https://example.com"""
PROFILES = {
    "a program that is missing": ("credential_process = /nonexistent", Unknown.NO_CREDENTIALS),
    "a program that fails": ("credential_process = false", Unknown.NO_CREDENTIALS),
    "expired already": ("credential_process = cat {home}/expired", Unknown.EXPIRED),
    "aws sso login": (SSO, Unknown.NO_CREDENTIALS),
    "aws login": ("login_session = arn:aws:iam::123456789012:user/x", Unknown.NO_CREDENTIALS),
    "a broken file": ("[", Unknown.NO_CREDENTIALS),
}
EXPIRED = """{"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "example",
"SessionToken": "example", "Expiration": "2020-01-01T00:00:00Z"}"""


@pytest.mark.case("C43")
@pytest.mark.parametrize(("profile", "why"), PROFILES.values(), ids=PROFILES)
async def test_a_profile_that_gives_no_credentials_is_known_as_that(
    aws: Aws, home: Path, profile: str, why: Unknown
) -> None:
    (home / "expired").write_text(EXPIRED)
    (home / ".aws/config").write_text("[default]\n" + profile.format(home=home))
    assert await asked(aws) is why


@pytest.mark.case("C43")
async def test_a_profile_that_is_not_there_is_no_credentials(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / ".aws/config"))
    assert await asked(aws) is Unknown.NO_CREDENTIALS


@pytest.mark.case("C43")
def test_a_profile_that_asks_for_an_mfa_code_is_no_credentials() -> None:
    nobody_types = EOFError()
    assert isinstance(nobody_types, FAULTS)
    assert kind(nobody_types) is Unknown.NO_CREDENTIALS


@pytest.mark.case("C43")
def test_what_python_itself_refuses_is_not_taken_for_credentials_that_have_expired() -> None:
    assert kind(RuntimeError("can't start new thread")) is Unknown.OTHER


QUESTION = """
import asyncio
from bot.aws.client import Aws
from bot.core.evidence import Topic

aws = Aws("mfa-bot-reader", seconds=0.5)
print(asyncio.run(aws.evidence("123456789012", list(Topic))).unknown)
aws.close()
"""


@pytest.mark.case("C57")
def test_a_program_for_credentials_that_hangs_does_not_keep_the_process(home: Path) -> None:
    (home / ".aws/config").write_text(f"[default]\ncredential_process = sleep {HANGING * 2}\n")
    asks = [sys.executable, "-c", QUESTION]
    done = subprocess.run(  # noqa: S603 -- our own
        asks, capture_output=True, text=True, timeout=HANGING, check=True
    )
    assert done.stdout.count("away") == len(Topic)


async def _deny(_: web.Request) -> web.Response:
    text = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
    return web.Response(status=403, text=text, content_type="text/xml")


@pytest.mark.case("C44")
async def test_a_pod_that_may_not_take_its_own_role_is_not_denied_by_the_account(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = web.Application()
    app.router.add_post("/", _deny)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.setenv("AWS_ROLE_ARN", OWN_ROLE)
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home / "token"))
    (home / "token").write_text("example")
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    await runner.cleanup()


@pytest.mark.case("C42")
async def test_credentials_that_are_missing_fill_no_log(
    aws: Aws, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    quiet_libraries()
    monkeypatch.setenv("AWS_ROLE_ARN", OWN_ROLE)
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home / "token"))
    assert await asked(aws) is Unknown.NO_CREDENTIALS
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
