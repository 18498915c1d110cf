"""`mfa-bot play`: a whole procedure in the terminal, kept between two sessions."""

import asyncio
from pathlib import Path

import pytest

from bot.cli.player import presses
from bot.store.client import connect
from bot.store.embedded.server import EmbeddedServer
from tests.cli.conftest import Command
from tests.cli.playing import PLAY, pressing
from tests.store.walker import TO_THE_CALL, TO_THE_END


def test_a_walk_by_names_comes_to_its_end(mfa_bot: Command) -> None:
    result = mfa_bot(pressing(*TO_THE_END))
    assert result.exit_code == 0
    assert "Ended: Root Sign-In Recovered" in result.stdout
    assert "1 of 3 attempts used" not in result.stderr


def test_after_the_last_press_the_step_is_shown_and_that_is_all(mfa_bot: Command) -> None:
    result = mfa_bot(pressing("broken", "standalone"))
    assert result.exit_code == 0
    assert "Do you still have a device, a passkey or the saved key?" in result.stdout


def test_a_press_that_the_step_has_not_names_those_it_has(mfa_bot: Command) -> None:
    result = mfa_bot(pressing("broken", "standalon"))
    assert result.exit_code == 1
    told = " ".join(result.stdout.split())
    assert "There is no button 'standalon' here. Buttons: standalone, member," in told
    assert "back, start_over, stop, correct_count." in told


@pytest.mark.parametrize(
    ("press", "known"),
    [
        ("back", "broken, lost, stolen, others, stop,"),  # there is nothing before the first step
        ("undo", "broken, lost"),
        ("approve", "broken, lost"),
        ("go_on", "broken, lost"),
        ("take_over", "broken, lost"),
        ("answer=2", "broken, lost"),
        ("broken=2", "broken, lost"),  # a button takes no answer
        ("BROKEN", "broken, lost"),
        ("=", "broken, lost"),
    ],
)
def test_a_button_that_is_not_offered_now_is_none_and_moves_nothing(
    mfa_bot: Command, press: str, known: str
) -> None:
    result = mfa_bot(pressing(press))
    assert result.exit_code == 1
    told = " ".join(result.stdout.split())
    assert f"There is no button '{press}' here. Buttons: {known}" in told
    assert "Step 1 of about" in mfa_bot(PLAY, "g\nq\n").stdout


def test_after_an_end_the_buttons_are_those_of_the_end(mfa_bot: Command) -> None:
    result = mfa_bot(pressing("stop", "broken"))
    assert result.exit_code == 1
    assert "There is no button 'broken' here. Buttons: go_on." in " ".join(result.stdout.split())


def test_a_secret_for_a_button_is_not_repeated(mfa_bot: Command) -> None:
    result = mfa_bot(pressing("AKIAIOSFODNN7EXAMPLE"))
    assert result.exit_code == 1
    assert "There is no button '…' here. Buttons: broken" in " ".join(result.stdout.split())
    assert "AKIA" not in result.output


def test_a_press_that_nobody_answers_fails(mfa_bot: Command) -> None:
    """A script must not take it for pressed."""
    result = mfa_bot(pressing("correct_count"))
    assert result.exit_code == 1
    assert result.stdout.endswith("The run is kept: start again to go on.\n")


@pytest.mark.parametrize("count", ["2, yesterday", "2, a while ago", "2 次，昨天"])
def test_a_count_whose_time_can_not_be_read_changes_nothing(mfa_bot: Command, count: str) -> None:
    result = mfa_bot(pressing(f"correct_count={count}; a slip of mine"))
    assert result.exit_code == 1
    assert "Write how many there were (0 for none), and how long ago" in " ".join(
        result.stdout.split()
    )
    told = mfa_bot("attempts prod").stdout
    assert "prod: 0 of 3 attempts are counted" in told


def test_an_answer_may_have_commas(mfa_bot: Command) -> None:
    before = TO_THE_CALL[: TO_THE_CALL.index("skip")]
    result = mfa_bot(pressing(*before, "answer=2, last 5 hours ago", "opened"))
    assert result.exit_code == 0
    last = mfa_bot(PLAY, "g\nq\n")
    assert last.exit_code == 0
    assert "Step 9 · " in last.stdout


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("a,b", ("a", "b")),
        (" a , b ,", ("a", "b")),
        ("answer=2, last 5 hours ago", ("answer=2, last 5 hours ago",)),
        ("answer=2, last 5 hours ago,skip,back", ("answer=2, last 5 hours ago", "skip", "back")),
        ("answer=Wu, Ana,answer=Ben", ("answer=Wu, Ana", "answer=Ben")),
    ],
)
def test_a_comma_ends_a_press_only_before_another(text: str, parts: tuple[str, ...]) -> None:
    assert presses(text) == parts


def test_the_help_says_how_commas_are_read(mfa_bot: Command) -> None:
    told = " ".join(mfa_bot("play --help").stdout.split())
    assert "a comma in TEXT is part of it unless the name of a press follows" in told


def test_a_bad_answer_says_what_a_good_one_is(mfa_bot: Command) -> None:
    result = mfa_bot(pressing(*TO_THE_CALL[:4], "answer=no number"))
    assert result.exit_code == 1
    assert "Write it like 0912 345 678" in result.stdout


def test_a_secret_for_an_answer_is_refused_and_not_repeated(mfa_bot: Command) -> None:
    result = mfa_bot(pressing(*TO_THE_CALL[:4], "answer=AKIAIOSFODNN7EXAMPLE"))
    assert result.exit_code == 1
    assert "looks like a secret" in result.stdout
    assert "AKIA" not in result.stdout


def test_pressing_by_name_begins_at_the_first_step(mfa_bot: Command) -> None:
    """So that the same line always does the same."""
    for _ in range(2):
        result = mfa_bot(pressing("broken"))
        assert result.exit_code == 0
        assert "Step 2 of about" in result.stdout


def test_pressing_by_name_begins_at_the_first_step_of_a_run_that_was_stopped_too(
    mfa_bot: Command,
) -> None:
    mfa_bot(pressing("broken", "standalone", "stop"))
    for _ in range(2):
        result = mfa_bot(pressing("broken", "stop"))
        assert result.exit_code == 0, result.stdout
        assert "There is no button" not in result.stdout


def test_attempts_outlive_the_session_and_the_second_is_confirmed(mfa_bot: Command) -> None:
    mfa_bot(pressing(*TO_THE_CALL, "calling", "no_ring", "cause_found", *TO_THE_CALL[-3:]))
    result = mfa_bot(PLAY, "g\n1\ny\n1\nn\nq\n")
    assert "1 of 3 attempts used" in result.stdout
    assert "This is attempt 2 of 3 in 24 hours." in result.stdout
    assert "2 of 3 attempts used" not in result.stdout
    result = mfa_bot(PLAY, "g\n1\ny\nq\n")
    assert "Step 18 · " in result.stdout


def test_an_account_that_is_none_stops_a_walk_by_names(mfa_bot: Command) -> None:
    result = mfa_bot("play mfa-lost --account 12345 --press broken")
    assert result.exit_code == 1
    assert "Use its twelve-digit ID" in " ".join(result.stdout.split())


def test_a_flow_that_is_none_names_those_there_are(mfa_bot: Command) -> None:
    result = mfa_bot("play mfa-found")
    assert result.exit_code == 2
    told = " ".join(result.stderr.split())
    known = "contact-phone, mfa-disable, mfa-lost, mfa-ready"
    assert f"there is no flow 'mfa-found'; there are {known}." in told


def test_redis_away_is_a_sentence(mfa_bot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/redis.sock")
    result = mfa_bot(pressing("broken"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Redis is unavailable: ")
    assert "counted" not in result.stderr, "the walk may have counted something before"


def test_a_run_that_a_newer_bot_has_worked_on_is_a_sentence(
    mfa_bot: Command, tmp_path: Path
) -> None:
    async def write_as_a_newer_bot() -> None:
        async with EmbeddedServer(tmp_path / "data") as url, connect(url) as redis:
            (key,) = await redis.keys("mfa:*:run:*")
            await redis.set(key, str(await redis.get(key)).replace('"v":1', '"v":9'))

    mfa_bot(pressing("broken"))
    asyncio.run(write_as_a_newer_bot())
    result = mfa_bot(PLAY)
    assert result.exit_code == 1
    assert result.stderr.startswith("A newer mfa-bot wrote this run (version 9;")


def test_a_drill_says_so_and_tells_its_times_at_the_end(mfa_bot: Command) -> None:
    drill = [*PLAY, "--drill", "--press"]
    for last in ("", "(last time 0:0"):
        result = mfa_bot([*drill, "broken,other,iam_user"])
        assert result.exit_code == 0
        told = " ".join(result.stdout.split())
        assert "Drill: this is practice." in told
        assert "Time per step (total 0:0" in told
        assert last in told
    assert "Drill" not in mfa_bot(pressing("broken")).stdout
