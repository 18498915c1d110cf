"""The judge of a storm: of each promise that is broken it says so, and of what is right nothing."""

import asyncio
from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from bot.core.approval import ApprovalState
from bot.core.shown import ASK
from bot.core.team import TEAM_FILE
from bot.core.verbs import Verb
from tests.chaos.book import Book, Pressed
from tests.chaos.judge import Judge, Verdict
from tests.chaos.replay import Entry
from tests.chaos.storm import storm
from tests.support.slack import Message, Slack

SEED = "judge"
CALLING, FAILED, NO_CALL = "calling", "failed", "not_pressed"  # buttons of /mfa-lost
DECIDED = (ApprovalState.APPROVED, ApprovalState.DECLINED)
Moves = tuple[str, ...]


@dataclass(slots=True)
class Seen:
    """What Slack shows."""

    messages: list[Message]


async def a_calm_day(home: Path) -> Judge:
    async with storm(home, SEED, walkers=1) as calm:
        await calm.all_up()
        await calm.calls(1)
        await calm.answers(3)
        judge, undone = await calm.ends()
    assert undone == []
    return judge


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The end of a day on which people called and approved, and nothing died."""
    return asyncio.run(a_calm_day(tmp_path_factory.mktemp("c")))


@pytest.fixture
def case(over: Judge) -> Judge:
    """The same evidence, for a test to change."""
    return replace(
        over,
        book=Book([copy(each) for each in over.book.presses]),
        audit=[*over.audit],
        slack=cast("Slack", Seen([*over.slack.messages])),
        verdict=Verdict(),
    )


def moves(case: Judge) -> list[Entry]:
    """Moves of the run in which its lead pressed most."""
    made: dict[str, list[Entry]] = defaultdict(list)
    for entry in case.audit:
        if entry["by"] != TEAM_FILE:
            made[entry["run"]].append(entry)
    return max(made.values(), key=lambda run: sum(e["by"] == run[0]["by"] for e in run))


def tells(case: Judge, run: str, what: str) -> bool:
    """Whether something is wrong with that run, in these words."""
    return any(said.startswith(f"{run}: {what}") for said in case.judge().broken)


def test_of_a_day_on_which_nothing_died_it_says_nothing(case: Judge) -> None:
    verdict = case.judge()
    assert verdict.broken == []
    assert verdict.attempts >= 1
    assert verdict.approvals.decided >= 1


def test_a_move_that_is_not_in_the_audit(case: Judge) -> None:
    made = moves(case)
    case.audit.remove(made[len(made) // 2])
    assert tells(case, made[0]["run"], "has turns")


def test_a_move_that_nobody_pressed(case: Judge) -> None:
    made = moves(case)
    lead = made[0]["by"]
    last = max(i for i, entry in enumerate(made[1:], start=1) if entry["by"] == lead)
    case.book.presses = [
        p for p in case.book.presses if p.run != made[0]["run"] or p.button != made[last]["button"]
    ]
    assert tells(case, made[0]["run"], f"moved from turn {last} without a press")


def test_a_press_that_got_its_200_and_moved_nothing(case: Judge) -> None:
    made = moves(case)
    run, lead = made[0]["run"], made[0]["by"]
    case.book.presses.append(Pressed(run, len(made), "run:stop", lead, accepted=True))
    assert tells(case, run, "lost a press that was accepted")


@pytest.mark.parametrize("also", [(), (FAILED, Verb.BACK)], ids=["no result", "a result"])
def test_a_call_that_has_a_result_is_not_to_be_given_back(case: Judge, also: Moves) -> None:
    """So a press that would, and changed nothing, is lost only where there is no result."""
    called = next(entry for entry in case.audit if entry["button"] == CALLING)
    run = called["run"]
    made = [e for e in case.audit if e["run"] == run and int(e["turn"]) <= int(called["turn"])]
    lead = made[0]["by"]
    for button in also:
        last = made[-1]
        made.append({**last, "turn": str(int(last["turn"]) + 1), "by": lead, "button": button})
    turn = len([entry for entry in made if entry["by"] != TEAM_FILE])
    case.audit[:] = made
    case.book.presses.append(Pressed(run, turn, NO_CALL, lead, accepted=True))
    lost = f"lost a press that was accepted: {case.book.presses[-1]}"
    assert tells(case, run, lost) is not bool(also)


def test_an_attempt_that_is_not_counted(case: Judge) -> None:
    run = next(entry["run"] for entry in case.audit if entry["button"] == CALLING)
    known = case.runs[run]
    made = tuple(each for each in known.attempts.made if each.run != run)
    case.runs = {**case.runs, run: replace(known, attempts=replace(known.attempts, made=made))}
    assert tells(case, run, "counts ")


def test_a_step_that_slack_never_showed(case: Judge) -> None:
    made = moves(case)
    run, messages = made[0]["run"], case.slack.messages
    messages.remove(next(m for m in messages if m.step.get("run") == run))
    assert tells(case, run, "never showed turns")


def test_a_step_that_slack_shows_twice(case: Judge) -> None:
    messages = case.slack.messages
    shown = next(m for m in messages if m.step)
    messages.append(replace(shown, ts=f"{float(shown.ts) + 100:.6f}"))
    assert tells(case, shown.step["run"], "showed ")


def test_a_request_for_approval_that_nobody_saw(case: Judge) -> None:
    request = decided(case)
    case.slack.messages.remove(request)
    run, turn = request.reminder["run"], request.reminder["turn"]
    assert tells(case, run, f"never asked for the approval of turn {turn}")


def test_a_request_that_does_not_say_how_it_ended(case: Judge) -> None:
    messages, request = case.slack.messages, decided(case)
    messages[messages.index(request)] = replace(request, blocks=[], text="")
    assert tells(case, request.reminder["run"], "does not say once how turn")


def decided(case: Judge) -> Message:
    """Latest request of a run, that somebody has approved or declined."""
    for message in case.slack.messages:
        if message.reminder.get("reminder") == ASK:
            run = case.runs[message.reminder["run"]].run
            asked = run and run.approval
            if asked and asked.turn == message.reminder["turn"] and asked.state in DECIDED:
                return message
    raise LookupError("no request was decided")
