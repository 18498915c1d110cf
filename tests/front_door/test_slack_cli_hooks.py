"""The hooks of the Slack CLI (`slack run`), each run as the CLI runs it.

Of the CLI's specification for hooks: a hook is a line whose words are joined with the CLI's own
options and given to the shell of $SHELL, or to sh. Its standard output is JSON and nothing else.
With `sdk-managed-connection-enabled`, `start` gets the tokens in SLACK_CLI_XOXB and SLACK_CLI_XAPP;
newer versions repeat them as SLACK_BOT_TOKEN and SLACK_APP_TOKEN, but what `.env` or the shell sets
there comes first.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml

from tests.support.patience import HANGING
from tests.support.person import Person
from tests.support.slack import TOKEN, Slack
from tests.support.sockets import SocketDoor
from tests.support.wired import APP_TOKEN

ROOT = Path(__file__).parents[2]
HOOKS = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))
SHELLS = [shell for shell in ("sh", "bash", "zsh", "fish") if shutil.which(shell)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout after `make setup`, with nothing of this one's own settings."""
    (tmp_path / ".slack").symlink_to(ROOT / ".slack")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


async def started(
    name: str, project: Path, shell: str, *options: str, environ: dict[str, str]
) -> Process:
    """`options`: what the CLI adds; `environ`: what the CLI and the shell before it have set."""
    script = " ".join([*HOOKS["hooks"][name].split(), *options])
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(project / "data")}
    return await asyncio.create_subprocess_exec(
        *(shell, "-c", script), cwd=project, env=own | environ, stdout=PIPE, stderr=PIPE
    )


async def told(name: str, project: Path, shell: str, *options: str) -> object:
    """The JSON that the hook writes, and nothing else."""
    process = await started(name, project, shell, *options, environ={})
    out, errors = await asyncio.wait_for(process.communicate(), HANGING)
    assert (process.returncode, errors.decode()) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize("shell", SHELLS)
async def test_the_cli_learns_the_hooks(project: Path, shell: str) -> None:
    hooks = await told("get-hooks", project, shell)
    assert hooks == HOOKS
    assert HOOKS["config"]["sdk-managed-connection-enabled"] is True
    assert HOOKS["hooks"].keys() == {"get-hooks", "get-manifest", "start"}
    for path in HOOKS["config"]["watch"]["manifest"]["paths"]:
        assert (ROOT / path).exists()


async def test_the_cli_gets_the_manifest_with_its_own_options(project: Path) -> None:
    app = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))
    assert await told("get-manifest", project, SHELLS[-1], f"--source={project}") == app


@asynccontextmanager
async def running(
    project: Path, slack: Slack, door: SocketDoor, redis_url: str, environ: dict[str, str]
) -> AsyncIterator[Process]:
    door.api_url = slack.api_url
    settings = {"SLACK_API_URL": f"{door.url}/api/", "REDIS_URL": redis_url, "OPERATE_PORT": "0"}
    process = await started("start", project, "sh", environ=settings | environ)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_slack_run_serves_with_the_tokens_of_the_cli_until_ctrl_c(
    project: Path, slack: Slack, door: SocketDoor, redis_url: str
) -> None:
    """Not with those that the shell has set; an older CLI sets no others."""
    environ = {"SLACK_CLI_XOXB": TOKEN, "SLACK_CLI_XAPP": APP_TOKEN}
    environ |= {"SLACK_BOT_TOKEN": "xoxb-other", "SLACK_APP_TOKEN": "xapp-other"}
    async with running(project, slack, door, redis_url, environ) as process:
        await door.connected()
        assert door.tokens == [f"Bearer {APP_TOKEN}"]
        await slack.points_to(door.url)
        await Person(slack, "U0ANA").command("/mfa-lost", "prod")
        await slack.until(lambda: slack.steps() or None)
        process.send_signal(signal.SIGINT)
        out, _ = await asyncio.wait_for(process.communicate(), HANGING)
        assert (process.returncode, out) == (0, b"")
