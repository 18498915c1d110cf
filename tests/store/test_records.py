"""What Redis holds comes back as it was, and what a newer bot wrote is left alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.access import Standing
from bot.core.approval import Approval
from bot.core.budget import Attempt, AttemptKind, AttemptResult
from bot.core.notes import Note
from bot.core.place import Frame, Place
from bot.core.run import Answered, DeviceReport, HandoverRequest, Move, Run
from bot.core.shown import (
    ApprovalRequest,
    Intent,
    Shown,
)
from bot.core.team import Alone, ApprovalRule
from bot.store.records import (
    NewerRecord,
    Profile,
    dump_attempt,
    dump_profile,
    load_attempt,
    load_profile,
)
from bot.store.run_records import dump_run, load_run
from bot.store.shown_records import dump_shown, load_shown
from tests.store.test_run_versions import RUN_OF_VERSION_3
from tests.store.test_shown_records import SHOWN_OF_VERSION_5
from tests.support.examples import examples

NAMES = st.text("abz09_-", min_size=1, max_size=3)
TEXTS = st.text(max_size=5)
TIMES = st.integers(0, 2**53)
TURNS = st.integers(1, 10_000)
ANSWERED = st.lists(
    st.builds(Answered, NAMES, NAMES, NAMES, TEXTS, st.lists(NAMES, max_size=2).map(tuple)),
    max_size=2,
).map(tuple)
MOVES = st.builds(Move, TURNS, NAMES, NAMES, TEXTS, TEXTS, TIMES, ANSWERED)
FRAMES = st.builds(Frame, NAMES, NAMES)


FEW = settings(max_examples=examples(30))  # each field of a record stands for itself
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
RULES = st.builds(
    ApprovalRule, by=LISTS, tell=TEXTS, alone=st.sampled_from(Alone), again=TIMES, expires=TIMES
)
APPROVALS = st.builds(Approval, turn=TURNS, led=LISTS, at=TIMES, rule=RULES)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    flow = draw(NAMES)
    first = st.builds(Frame, st.just(flow), NAMES)
    places = st.builds(lambda f, more: Place((f, *more)), first, st.lists(FRAMES, max_size=2))
    return Run(
        id=draw(TEXTS),
        account=draw(TEXTS),
        lead=draw(TEXTS),
        channel=draw(TEXTS),
        language=draw(TEXTS),
        region=draw(TEXTS),
        place=draw(places),
        opened_at=draw(TIMES),
        moved_at=draw(TIMES),
        turn=draw(st.integers(10_001, 10_002)),  # later than its moves
        answered=draw(ANSWERED),
        trail=tuple(draw(st.lists(places, max_size=5))),
        outcome=draw(st.none() | NAMES),
        ended_at=draw(TIMES),
        values=draw(st.dictionaries(NAMES, TEXTS, max_size=5)),
        attempt=draw(st.none() | TEXTS),
        moves=tuple(draw(st.lists(MOVES, max_size=3, unique_by=lambda move: move.turn))),
        note=draw(st.none() | st.sampled_from(Note)),
        reminders_off=draw(st.booleans()),
        fingerprint=draw(TEXTS),
        press=draw(TEXTS),
        handover=draw(st.none() | st.builds(HandoverRequest, TEXTS, TIMES, TEXTS, TURNS)),
        uninvited=draw(TEXTS),
        reported=draw(st.none() | st.builds(DeviceReport, TEXTS, TIMES)),
        approval=draw(st.none() | APPROVALS),
    )


@FEW
@given(runs())
def test_any_run_comes_back_as_it_was(run: Run) -> None:
    assert load_run(dump_run(run)) == run


@given(
    st.builds(
        Attempt,
        TEXTS,
        TIMES,
        TEXTS,
        st.sampled_from(AttemptKind),
        TEXTS,
        st.none() | st.sampled_from(AttemptResult),
    )
)
def test_any_attempt_comes_back_as_it_was(attempt: Attempt) -> None:
    assert load_attempt(dump_attempt(attempt)) == attempt


@FEW
@given(
    st.builds(
        Shown,
        TEXTS,
        TEXTS,
        TURNS,
        TEXTS,
        st.lists(st.tuples(TEXTS, TURNS), max_size=3).map(tuple),
        TEXTS,
        TIMES,
        TEXTS,
        st.none()
        | st.builds(Intent, TURNS, TEXTS, TIMES, st.integers(0, 5))
        | st.builds(Intent, TURNS, TEXTS, TIMES, st.integers(0, 5), NAMES, st.none() | TIMES),
        st.integers(0, 5),
        requests=st.lists(st.builds(ApprovalRequest, turn=TURNS), max_size=2).map(tuple),
    )
)
def test_whatever_slack_shows_comes_back_as_it_was(shown: Shown) -> None:
    assert load_shown(dump_shown(shown)) == shown


def test_equal_attempts_are_written_alike() -> None:
    """They are members of a sorted set: one that is written otherwise would count twice."""
    attempt = Attempt("1", 2, "U1", AttemptKind.SMS, "prod.a", AttemptResult.NO_RING)
    assert dump_attempt(attempt) == '["1",2,"U1","sms","prod.a","no_ring"]'
    assert dump_attempt(load_attempt(dump_attempt(attempt))) == dump_attempt(attempt)


@pytest.mark.parametrize("standing", Standing)
def test_a_profile_comes_back_as_it_was(standing: Standing) -> None:
    profile = Profile("zh-TW", standing)
    assert load_profile(dump_profile(profile)) == profile


@pytest.mark.parametrize(
    "text",
    [*("", "zh-TW", "1", "[]", "{}", '"en"'), '{"v":2,"locale":"en","standing":"robot"}'],
)
def test_a_profile_of_another_version_is_none_and_slack_is_asked(text: str) -> None:
    assert load_profile(text) is None


@pytest.mark.parametrize(
    ("load", "record", "newest"),
    [(load_run, RUN_OF_VERSION_3, 5), (load_shown, SHOWN_OF_VERSION_5, 6)],
)
def test_a_record_of_a_newer_version_is_not_read(
    load: Callable[[str], Any], record: str, newest: int
) -> None:
    """Even when all else in it is strange; the message says which version it is."""
    with pytest.raises(NewerRecord, match=f"version {newest + 1}; this bot reads up to {newest}"):
        load(json.dumps({**json.loads(record), "v": newest + 1}))
    with pytest.raises(NewerRecord):
        load('{"v":7}')
