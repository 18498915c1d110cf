"""What the image promises, tried without an image: no root, no rights, nothing that can be written.

Namespaces of the kernel do here what a container runtime does: the file system is read-only, the
user is one that owns nothing, and there is no home.
"""

import asyncio
import re
import shutil
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.support.person import Person
from tests.support.slack import SECRET, TOKEN, Slack

ROOT = Path(__file__).parent.parent.parent
USER = re.findall(r"^USER (\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[
    0
]
ENTER = ["unshare", "--user", f"--map-user={USER}", f"--map-group={USER}", "--keep-caps", "--mount"]
INSIDE = """
mount -o remount,bind,ro / && mount -o remount,bind,ro "$(findmnt -no TARGET -T "$PWD")" || exit 99
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"
"""


def contained(*command: str) -> list[str]:
    return [*ENTER, "sh", "-c", INSIDE, "sh", *command]


def _can_be_tried() -> bool:
    if not all(map(shutil.which, ("unshare", "setpriv", "findmnt"))):
        return False
    tried = subprocess.run(contained("true"), cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    return tried.returncode == 0


pytestmark = pytest.mark.skipif(
    not _can_be_tried(), reason="this machine lets nobody make namespaces"
)
BOT = (sys.executable, "-W", "error", "-m", "bot", "run")


def environ(slack: Slack, **more: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
        "OPERATE_PORT": "0",
        **more,
    }


def test_the_place_is_what_it_is_said_to_be() -> None:
    look = "id -u; touch tests/x; touch /x; grep CapEff /proc/self/status"
    told = subprocess.run(  # noqa: S603
        contained("sh", "-c", look), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [USER, "CapEff:", "0" * 16]
    assert told.stderr.count("Read-only file system") == 2


async def test_the_bot_does_its_work_there(slack: Slack, redis_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *contained(*BOT), cwd=ROOT / "tests", env=environ(slack, REDIS_URL=redis_url), stderr=PIPE
    )
    assert process.stderr
    log = ""
    async with asyncio.timeout(25):
        async for line in process.stderr:
            log += line.decode()
            if found := re.search(r"listening on (http://\S+)", log):
                break
        else:
            raise AssertionError(log)
        await slack.points_to(found[1])
        ana = Person(slack, "U0ANA")
        await ana.command("/mfa-lost", "prod")
        await slack.until(slack.steps)
        await ana.press("broken")
        await slack.until(lambda: len(slack.steps()) == 2)
        process.send_signal(signal.SIGTERM)
        log += (await process.stderr.read()).decode()
        assert await process.wait() == 0
    assert not re.search("Traceback|ERROR|WARNING|aiohttp.access", log)


async def test_without_a_redis_it_says_where_it_can_not_write(slack: Slack) -> None:
    process = await asyncio.create_subprocess_exec(
        *contained(*BOT), cwd=ROOT / "tests", env=environ(slack), stderr=PIPE
    )
    _, told = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert b"set DATA_DIR to a directory" in told
    assert b"Traceback" not in told
