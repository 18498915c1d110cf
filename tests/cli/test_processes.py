"""What only real processes show: a start that is refused, data that is taken, Ctrl-C, a pipe."""

import contextlib
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.support.forked_command import ended
from tests.support.patience import HANGING

ROOT = Path(__file__).parent.parent.parent
NOWHERE = Path("/")  # where nobody keeps a .env
BOT = [sys.executable, "-m", "bot"]
TOKENS = {
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "OPERATE_PORT": "0",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}


def test_run_without_tokens_says_what_is_missing(environment: dict[str, str]) -> None:
    result = subprocess.run(  # noqa: S603
        [*BOT, "run"],
        cwd=NOWHERE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGING,
        check=False,
    )
    assert result.returncode == 1
    assert "SLACK_BOT_TOKEN is missing" in result.stderr
    assert "SLACK_SIGNING_SECRET is missing" in result.stderr
    assert "`mfa-bot try` needs no token at all" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize("asked", ["--help", "--version", "check"])
def test_where_nothing_can_be_written_it_says_so(environment: dict[str, str], asked: str) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(  # noqa: S603
            [*BOT, asked],
            cwd=NOWHERE,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=HANGING,
            check=False,
        )
    assert result.returncode  # 120 where Python itself could not write the rest
    assert "Can't continue: No space left on device." in result.stderr
    assert "Traceback" not in result.stderr


def test_run_on_a_port_that_is_taken_says_so(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = ended("run", {**environment, **TOKENS, "PORT": port})
    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last == f"Something already listens on port {port}: stop it, or set another PORT."
    assert "Traceback" not in result.stderr


def test_run_on_an_address_of_another_machine_says_so(environment: dict[str, str]) -> None:
    result = ended("run", {**environment, **TOKENS, "HOST": "192.0.2.1", "PORT": "0"})
    assert result.returncode == 1
    assert "Check HOST and PORT." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command",
    ["run", "doctor", "play mfa-lost --account prod --press x", "try --no-browser --port 0"],
)
def test_where_no_thread_may_be_started_one_sentence_says_so(
    environment: dict[str, str], command: str
) -> None:
    """As `ulimit -u` or a container's limit of pids has it."""
    no_more = (
        "import threading\n"
        'def start(_): raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = start\n"
    )
    result = ended(command, {**environment, **TOKENS, "PORT": "0"}, first=no_more)
    assert result.returncode == 1
    assert "no more threads or processes (raise `ulimit -u`" in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


def test_a_user_without_a_home_can_run_it() -> None:
    """Containers run as users that the system does not know."""
    program = "import os, pwd, bot; print(os.environ['HOME']); from bot import app"
    nobody = f"import os, pwd\nos.getuid = lambda: 54321\n{program}"
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", nobody], cwd=ROOT, env={}, capture_output=True, text=True, check=True
    )
    assert result.stdout == "/nonexistent\n"


def test_run_behind_a_proxy_that_it_can_not_speak_to_says_so(environment: dict[str, str]) -> None:
    proxy = {"HTTPS_PROXY": "socks5://user:planted@proxy:1080"}
    result = ended("run", {**environment, **TOKENS, **proxy, "PORT": "0"})
    assert result.returncode == 1
    assert "HTTPS_PROXY must be like http://host:3128" in result.stderr
    assert "planted" not in result.stderr
    assert "Traceback" not in result.stderr


def test_run_with_a_broken_flow_does_not_start(environment: dict[str, str], tmp_path: Path) -> None:
    """All that is wrong is told, and how to look again."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    table = tmp_path / "flows/mfa-lost/flow.yaml"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("standalone: what_is_left", "standalone: what_is_lft", 1))
    installed = (
        "from pathlib import Path\n"
        "from bot.guide import opening\n"
        f"opening.resource = Path({str(tmp_path)!r}).joinpath"
    )
    result = ended("run", {**environment, **TOKENS, "PORT": "0"}, first=installed)
    assert result.returncode == 1
    assert "there is no step 'what_is_lft'" in result.stderr
    assert "`mfa-bot check`" in result.stderr
    assert "Traceback" not in result.stderr


def test_run_with_a_slip_in_a_teams_own_words_does_not_start(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mfa-lost").mkdir()
    words = tmp_path / "mfa-lost" / "en.md"
    words.write_text("## what_hapened\nIs it gone?\n", encoding="utf-8")
    own = {"FLOWS_DIR": str(tmp_path), "PORT": "0", "OPERATE_PORT": "0"}
    result = ended("run", {**environment, **TOKENS, **own})
    assert result.returncode == 1
    told, *_ = [line for line in result.stderr.splitlines() if "what_hapened" in line]
    assert told.startswith(f"{words} line 1 / what_hapened: no step or note has this name.")
    assert "`mfa-bot check`" in result.stderr
    assert "Traceback" not in result.stderr


@contextlib.contextmanager
def playing(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Somebody at a terminal who has come to the first question; the other end of that terminal."""
    here, there = pty.openpty()
    process = subprocess.Popen(  # noqa: S603
        [*BOT, "play", "mfa-lost", "--account", "prod"],
        cwd=NOWHERE,
        env={**environment, "TERM": "xterm", "COLUMNS": "80"},
        stdin=there,
        stdout=there,
        stderr=there,
        start_new_session=True,
    )
    os.close(there)
    try:
        read_until(here, "q to leave): ")
        yield process, here
    finally:
        process.kill()
        process.wait()
        os.close(here)


def read_until(terminal: int, text: str) -> str:
    seen = ""
    while text not in seen:
        seen += os.read(terminal, 4096).decode(errors="replace")
    return seen


def test_two_processes_cannot_have_the_same_data(environment: dict[str, str]) -> None:
    with playing(environment) as (first, _):
        second = ended("play mfa-lost --account dev --press broken", environment)
        named = re.search(r"REDIS_URL=(unix://\S+) here", second.stderr)
        assert named
        with Redis.from_url(named[1]) as redis:  # by which it can be read meanwhile
            assert redis.ping()
    assert second.returncode == 1
    assert second.stderr.startswith(f"Another mfa-bot (process {first.pid}) keeps its data in")
    assert "DATA_DIR" in second.stderr
    assert "Traceback" not in second.stderr


def test_ctrl_c_ends_a_walk_at_once_and_the_run_is_kept(environment: dict[str, str]) -> None:
    with playing(environment) as (process, terminal):
        os.write(terminal, b"1\n")
        read_until(terminal, "q to leave): ")
        process.send_signal(signal.SIGINT)
        read_until(terminal, "The run is kept: start again")
        assert process.wait(timeout=HANGING) == 0
    result = ended("play mfa-lost --account prod", environment, typed=b"g\nq\n")
    assert "You are at step 2 of about" in result.stdout


def test_a_reader_who_has_read_enough_is_no_error(environment: dict[str, str]) -> None:
    """mfa-bot print mfa-lost | head -1"""
    command = '"$0" -m bot print mfa-lost | head -1'
    result = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", command, sys.executable],
        cwd=NOWHERE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANGING,
        check=False,
    )
    assert result.stdout.startswith("# ")
    assert result.stderr == ""


def test_an_error_that_nobody_expected_ends_a_command_with_its_kind_and_its_place(
    environment: dict[str, str],
) -> None:
    """Its message may quote anything."""
    broken = "from bot.cli import authoring; authoring.load_library = lambda _: int('planted')"
    result = ended("check", environment, first=broken)
    assert result.returncode == 1
    assert "builtins.ValueError" in result.stderr
    assert "planted" not in result.stderr
