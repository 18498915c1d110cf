"""Mistakes that endanger somebody: each is refused, with its place and its remedy."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.flow import Button
from bot.flowfiles.safety_checks import check_safety
from tests.flowfiles.conftest import Desk
from tests.support.shipped import FLOWS, LIBRARY

RING = """\
flow: ring
command: /ring
start: ask
goal: in
reviewed: 2026-11-22
sources: {book: "https://docs.aws.amazon.com/"}
steps:
  ask:
    sources: [book]
    buttons: {phone: ready, device: remove, nothing: which}
  which:
    sources: [book]
    buttons: {member: admin, other: remove}
  admin:
    sources: [book]
    buttons: {yes: remove, no: out}
  ready:
    sources: [book]
    needs_attempt: {risky: check, very_risky: check, used_up: none_left}
    buttons:
      calling: {go: call, spends: call, refused: none_left}
      blocked: {go: none_left, records: blocked, confirm: true, undo: true}
  check:
    sources: [book]
    buttons: {sure: ready, stop_here: out}
  call:
    sources: [book]
    buttons:
      heard: {go: remove, records: signed_in}
      silent: {go: ready, records: no_ring}
      not_pressed: {go: ready, gives_back: true}
  remove:
    sources: [book]
    buttons: {removed: {go: in, mfa: off}, kept: in}
  none_left:
    sources: [book]
    buttons: {wait: out}
  out:
    sources: [book]
    end: out
  in:
    sources: [book]
    end: in
"""
WORDS = """\
# Ring

Ring, step by step.

## about
Ring.

[usage] prod

## outcomes
[in] In
[out] Out

## ask
What do you have?

[phone] The Phone
[device] The Device
[nothing] Nothing

## which
Which kind is it? See **What now?**

[member] Member
[other] Another One

## admin
Can an admin help?

[yes] Yes
[no] No

## ready
Get ready.

[calling] I Am Calling
[blocked] AWS Says Blocked
[blocked_confirm] It closes the call for everybody.

## check
Check the number.

[sure] I Am Sure
[stop_here] Stop Here

## call
Call now.

[heard] Signed In
[silent] It Was Silent
[not_pressed] Not Pressed

## remove
Remove it under **Remove?**

[removed] It Is Removed
[kept] Keep It

## none_left
Wait a day.

[wait] Wait

## out
Ask somebody else.

## in
You are in.
"""
SCENARIOS = """\
- {title: Call, presses: [phone, calling, heard, removed], end: in}
- title: Silent
  presses: [phone, calling, not_pressed, calling, silent, sure, blocked, wait]
  end: out
- {title: Stop, presses: [phone, calling, silent, stop_here], end: out}
- {title: Device, presses: [device, kept], end: in}
- {title: Admin, presses: [nothing, member, yes, removed], end: in}
- {title: No admin, presses: [nothing, member, no], end: out}
- {title: Other, presses: [nothing, other, kept], end: in}
"""


@pytest.fixture
def ring(tmp_path: Path) -> Desk:
    """A small flow that counts its calls and says what MFA is left."""
    desk = Desk(tmp_path / "ringing")
    desk.home.mkdir()
    desk.put("ring/flow.yaml", RING)
    desk.put("ring/en.md", WORDS)
    desk.put("ring/scenarios.yaml", SCENARIOS)
    return desk


def test_a_flow_that_loses_nothing_is_sound(ring: Desk) -> None:
    assert ring.check() == (0, ["The flows are sound: ring (scenarios walked: 7)."])


BLOCKED = "the button says that AWS has blocked something, and nothing is counted; add `records:"
UNCOUNTED = "`records: signed_in` reports an attempt that is not counted on the way"
REMOVED = "the button says that a device is removed; add `mfa: off`, or `mfa: on` where"
CIRCLE = "answers alone lead in a circle: ask → which → admin → ask; let one of them lead on to"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "flow.yaml",
            ", records: blocked, confirm: true",
            "",
            f"ring / ready / blocked: {BLOCKED}",
        ),
        ("en.md", "[kept] Keep It", "[kept] It Was Blocked", f"ring / remove / kept: {BLOCKED}"),
        (
            "flow.yaml",
            "risky: check, very_risky: check,",
            "risky: check,",
            "ring / ready: this step spends attempts; add `needs_attempt: {very_risky: …}`",
        ),
        (
            "flow.yaml",
            "phone: ready, device: remove",
            "phone: ready, device: call",
            f"ring / call: {UNCOUNTED} from 'ask'; lead here with a button that `spends` only.",
        ),
        (
            "flow.yaml",
            "silent: {go: ready, records: no_ring}",
            "silent: {go: call, records: no_ring}",
            f"ring / call: {UNCOUNTED} from 'call'",
        ),
        (
            "flow.yaml",
            "removed: {go: in, mfa: off}",
            "removed: in",
            f"ring / remove / removed: {REMOVED}",
        ),
        ("en.md", "[sure] I Am Sure", "[sure] Device Removed", f"ring / check / sure: {REMOVED}"),
        ("flow.yaml", "no: out}", "no: ask}", f"ring / ask: {CIRCLE}"),
    ],
)
def test_what_endangers_somebody_is_refused(
    ring: Desk, file: str, old: str, new: str, told: str
) -> None:
    ring.change(f"ring/{file}", old, new)
    if "confirm: true" in old:
        ring.change("ring/en.md", "[blocked_confirm] It closes the call for everybody.\n", "")
    assert any(problem.startswith(told) for problem in ring.problems()), ring.problems()


def test_a_step_with_the_account_id_comes_after_the_question_for_it(ring: Desk) -> None:
    """It would show an example, and a command would be about another account."""
    ring.change("ring/en.md", "## remove\n", "## remove\nOf {account_id}. ")
    told = "ring / remove: the words have {account_id}, and the step can be reached without"
    assert any(problem.startswith(told) for problem in ring.problems()), ring.problems()


@pytest.mark.parametrize(
    "way",
    [{"skip": "cli_read"}, {"buttons": {"not_known": Button(name="not_known", go="cli_read")}}],
)
def test_a_way_past_the_question_for_the_account_id_is_seen(way: dict[str, Any]) -> None:
    flow, words = FLOWS["contact-phone"], LIBRARY.in_language("contact-phone", "en")
    assert not [*check_safety(flow, FLOWS, [words])]
    steps = {**flow.steps, "account_id": replace(flow.steps["account_id"], **way)}
    found = {str(one) for one in check_safety(replace(flow, steps=steps), FLOWS, [words])}
    for step in ("cli_read", "cli_write", "verify_send", "verify_code"):
        told = f"contact-phone / {step}: the words have {{account_id}}"
        assert any(one.startswith(told) for one in found), step


GATE = "buttons: {sure: ready, stop_here: out}"
APPROVED = "approval: true\n    buttons: "
WAITS = "`approval` needs a button that waits and one that does not; add `safe: true`"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            APPROVED + "{sure: ready, stop_here: {go: out, safe: true}}",
            "ring / check / sure: 'ready' can be reached without the approval that this step",
        ),
        ("approval: true\n    " + GATE, f"ring / check: {WAITS}"),
        (
            APPROVED + "{sure: {go: ready, safe: true}, stop_here: {go: out, safe: true}}",
            f"ring / check: {WAITS}",
        ),
        (
            GATE.replace("stop_here: out", "stop_here: {go: out, safe: true}"),
            "ring / check / stop_here: `safe` belongs to a step with `approval: true`; remove it,",
        ),
        (
            APPROVED + "{sure: ready, stop_here: {go: out, safe: true, mfa: off}}",
            "ring / check / stop_here: a `safe` button leads somewhere and does nothing else;",
        ),
    ],
)
def test_an_approval_that_keeps_nothing_closed_is_refused(ring: Desk, step: str, told: str) -> None:
    ring.change("ring/flow.yaml", GATE, step)
    assert any(problem.startswith(told) for problem in ring.problems()), ring.problems()


def test_one_through_which_every_way_leads_is_sound(ring: Desk) -> None:
    gate = "approval: true\n    buttons: {removed: {go: in, mfa: off}, kept: {go: out, safe: true}}"
    ring.change("ring/flow.yaml", "buttons: {removed: {go: in, mfa: off}, kept: in}", gate)
    ring.change(
        "ring/scenarios.yaml",
        "presses: [device, kept], end: in",
        "presses: [device, kept], end: out",
    )
    ring.change(
        "ring/scenarios.yaml",
        "presses: [nothing, other, kept], end: in",
        "presses: [nothing, other, kept], end: out",
    )
    assert ring.check()[0] == 0


@pytest.mark.parametrize("label", ["AWS 說被封鎖了", "被鎖住了", "輸入前就被擋"])
def test_another_language_says_blocked_too(ring: Desk, label: str) -> None:
    chinese = re.sub(r"(?m)^(# |\[\w+\] |)[A-Z][^*\n]*", r"\1中文 ", WORDS)
    ring.put("ring/zh-TW.md", chinese.replace("[kept] 中文", f"[kept] {label}"))
    assert any(told.startswith(f"ring / remove / kept: {BLOCKED}") for told in ring.problems())


def test_a_circle_with_something_to_do_in_it_is_none(ring: Desk) -> None:
    """Who comes back from a try that failed has learned something, and answers otherwise."""
    ring.change("ring/flow.yaml", "kept: in}", "kept: ask}")
    ring.change("ring/scenarios.yaml", "[device, kept]", "[device, kept, device, removed]")
    ring.change("ring/scenarios.yaml", "[nothing, other, kept]", "[nothing, other, removed]")
    assert ring.check()[0] == 0


def test_a_circle_is_told_once_though_it_has_many_steps(ring: Desk) -> None:
    ring.change("ring/flow.yaml", "no: out}", "no: which}")
    ring.change("ring/flow.yaml", "nothing: which}", "nothing: which, again: out}")
    ring.change("ring/en.md", "[nothing] Nothing", "[nothing] Nothing\n[again] Again")
    assert sum("answers alone" in told for told in ring.problems()) == 1
