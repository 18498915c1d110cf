"""`mfa-bot play` as somebody types in it, leaves and comes back."""

import getpass
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.console import user
from tests.cli.conftest import Command
from tests.cli.playing import PLAY, pressing
from tests.store.walker import TO_THE_CALL
from tests.support.each import each
from tests.support.forked_command import ended


def test_buttons_are_pressed_by_number_and_by_name(mfa_bot: Command) -> None:
    result = mfa_bot(PLAY, "1\nstandalone\nq\n")
    assert result.exit_code == 0
    assert "Do you still have a device, a passkey or the saved key?" in result.stdout


def test_what_is_no_button_is_asked_again_without_showing_the_step_again(mfa_bot: Command) -> None:
    result = mfa_bot(PLAY, "nonsense\n0\n99\n1\nq\n")
    assert result.stdout.count("Type a number from 1 to 6, a name from the list") == 3
    assert result.stdout.count("What happened to the root MFA device") == 1
    assert "Step 2 of about" in result.stdout


def test_an_answer_is_asked_for_with_an_example(mfa_bot: Command) -> None:
    mfa_bot(pressing(*TO_THE_CALL[:4]))
    result = mfa_bot(PLAY, "g\nanswer\nnothing like it\nanswer\n0912 345 678\nq\n")
    assert result.stdout.count("for example +886912345678") == 2
    assert "can't find a usable phone number" in result.stdout
    assert result.stdout.count("Step 5 of about") == 1
    assert "To copy: +886912345678." in result.stdout


@pytest.mark.parametrize("leaving", ["q\n", ""], ids=["q", "end of the input"])
def test_who_leaves_is_told_that_the_run_is_kept(mfa_bot: Command, leaving: str) -> None:
    result = mfa_bot(PLAY, f"1\n{leaving}")
    assert result.exit_code == 0
    assert result.stdout.endswith("The run is kept: start again to go on.\n")


@pytest.mark.parametrize("leaving", ["q\n", "what?\nq\n", ""])
def test_who_comes_back_and_leaves_at_once_is_told_that_the_run_is_kept(
    mfa_bot: Command, leaving: str
) -> None:
    mfa_bot(PLAY, "1\nq\n")
    result = mfa_bot(PLAY, leaving)
    assert result.exit_code == 0
    assert result.stdout.endswith("The run is kept: start again to go on.\n")
    assert "No run was started" not in result.stdout


def test_who_leaves_before_the_account_is_named_is_told_that_there_is_no_run(
    mfa_bot: Command,
) -> None:
    assert mfa_bot("play mfa-lost", "q\n").stdout.endswith("No run was started.\n")


def test_the_user_root_of_the_machine_is_not_taken_for_that_of_aws(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "root")
    mfa_bot(PLAY, "1\nq\n")
    assert "root@localhost started over." in mfa_bot(PLAY, "s\nq\n").stdout


@each("encoding", ["utf-8:strict", "ascii:strict", "utf-8:surrogateescape"])
def test_bytes_that_are_no_text_are_no_answer(tmp_path: Path, encoding: str) -> None:
    own = {"DATA_DIR": str(tmp_path / encoding), "PYTHONIOENCODING": encoding}
    told = ended(shlex.join(PLAY), {**os.environ, **own}, b"\xff\xfe\n1\nq\n")
    assert told.returncode == 0, told.stderr
    assert "Step 2 of about" in told.stdout
    assert told.stderr == ""


def test_an_input_that_is_closed_is_at_its_end() -> None:
    command = f"exec {shlex.join([sys.executable, '-m', 'bot', *PLAY])} <&-"
    told = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)  # noqa: S603
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith(b"The run is kept: start again to go on.\n")
    assert told.stderr == b""


def test_a_user_without_a_name_can_play_too(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nobody)
    mfa_bot(PLAY, "1\nq\n")
    assert f"user {os.getuid()} started over." in mfa_bot(PLAY, "s\nq\n").stdout


def test_who_comes_back_goes_on_where_the_run_is(mfa_bot: Command) -> None:
    mfa_bot(PLAY, "1\n1\nq\n")
    result = mfa_bot(PLAY, "what?\ng\nq\n")
    assert "You are at step 3 of about 20: Do you still have a device," in result.stdout
    assert "Type g to go on, s to start over" in result.stdout
    assert "Step 3 of about 20" in result.stdout


def test_who_comes_back_may_start_over(mfa_bot: Command) -> None:
    mfa_bot(PLAY, "1\n1\nq\n")
    result = mfa_bot(PLAY, "s\nq\n")
    assert f"{user()} started over." in result.stdout
    assert "Step 1 of about" in result.stdout


def test_a_run_that_was_stopped_can_go_on(mfa_bot: Command) -> None:
    result = mfa_bot(PLAY, "1\nstop\ngo_on\nq\n")
    assert "stopped this run" in result.stdout
    assert "goes on." in result.stdout


def test_an_account_is_asked_for_until_it_is_one(mfa_bot: Command) -> None:
    result = mfa_bot("play mfa-lost", "12345\n1111-2222-3333\nq\n")
    assert (
        "nickname that starts with a letter and has at most six digits. Try mfa-bot play"
        in " ".join(result.stdout.split())
    )
    assert "What happened to the root MFA device of 111122223333?" in result.stdout
