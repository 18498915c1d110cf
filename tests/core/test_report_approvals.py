"""A report says who asked for an approval, what became of it, and what AWS confirmed."""

import pytest

from bot.core.approval import BOT, ApprovalState
from bot.core.approving import UNTOLD
from bot.core.budget import HOUR
from bot.core.evidence import Fact
from bot.core.flow import Flows
from bot.core.press import AWS
from bot.core.report import Report, report
from bot.core.verbs import Verb
from tests.core.guarded import GUARDED, SECOND, Guarded
from tests.core.paper import LEAD, NOW, OTHER
from tests.core.test_report import Noted

WHY, LONELY = "it is closed tomorrow", "nobody is awake"
WAITING, APPROVED = ApprovalState.WAITING, ApprovalState.APPROVED


class Told(Guarded, Noted):
    """Keeps the audit of a flow with a rule."""

    def decide(self, button: str, **other: object) -> None:
        assert self.answer(button, **other) is None
        self.audit.append(self.last.audit)


def told(found: Report) -> list[tuple[int, str, ApprovalState, str]]:
    return [(one.entry.at - NOW, one.by, one.state, one.reason) for one in found.approvals]


def walker() -> Told:
    return Told(flows=Flows({"guarded": GUARDED}), flow="guarded")


@pytest.fixture
def gate() -> Told:
    there = walker()
    there.walk(f"answer={WHY}")
    return there


def test_who_asked_for_what_and_who_decided(gate: Told) -> None:
    gate.wait(60_000)
    gate.decide(Verb.APPROVE)
    gate.walk("remove")
    assert told(gate.report()) == [(0, LEAD, WAITING, WHY), (60_000, SECOND, APPROVED, "")]


def test_what_was_withdrawn_and_declined(gate: Told) -> None:
    gate.walk(Verb.BACK, "answer=it is closed")
    gate.decide(Verb.DECLINE)
    assert [(by, state) for _, by, state, _ in told(gate.report())] == [
        (LEAD, WAITING),
        (LEAD, ApprovalState.WITHDRAWN),
        (LEAD, WAITING),
        (SECOND, ApprovalState.DECLINED),
    ]


def test_that_nobody_answered(gate: Told) -> None:
    gate.wait(9 * HOUR)
    gate.decide(Verb.EXPIRE, by=BOT)
    assert told(gate.report())[-1] == (9 * HOUR, BOT, ApprovalState.EXPIRED, "")


@pytest.mark.parametrize("untold", [False, True])
def test_who_went_on_alone_and_why_and_whether_anybody_was_told(gate: Told, untold: bool) -> None:
    gate.walk(f"{Verb.GO_ALONE}={LONELY}")
    gate.decide(Verb.OPEN_ALONE, by=BOT, answer=UNTOLD if untold else "")
    found = gate.report()
    assert told(found)[1:] == [
        (0, LEAD, ApprovalState.TELLING, LONELY),
        (0, LEAD, ApprovalState.ALONE, LONELY),
    ]
    assert [one.entry.untold for one in found.approvals] == [False, False, untold]


def test_a_request_is_its_leads_whoever_pressed_before_it() -> None:
    there = walker()
    there.walk(Verb.TAKE_OVER, by=OTHER).walk(f"answer={WHY}", by=OTHER)
    there.audit[-1] = {**there.audit[-1], "by": "UHELPS"}
    assert told(there.report()) == [(0, OTHER, WAITING, WHY)]


def test_what_aws_confirmed_is_told_by_its_fact_where_it_was_written() -> None:
    entries = [
        {"by": LEAD, "button": "start", "to": "lost/which", "turn": "1", "at": str(NOW)},
        {"by": AWS, "button": "one", "from": "which", "to": "lost/ready", "proof": "mfa_on"},
        {"by": AWS, "button": "two", "from": "ready", "to": "lost/which", "proof": "newer"},
        {"by": AWS, "button": "answer", "from": "which", "to": "lost/ready"},  # was filled in
        {"by": AWS, "button": "run:on_file", "from": "ready", "to": "lost/ready"},
    ]
    found = report(Flows({}), "prod.abc", entries, NOW)
    assert found
    assert [(one.step, one.proof) for one in found.evidence] == [
        ("which", Fact.MFA_ON),
        ("ready", None),
    ]
    assert [dict(one.others) for one in found.evidence] == [{}, {"proof": "newer"}]


def test_what_became_of_an_approval_in_a_newer_bots_words_is_kept(gate: Told) -> None:
    gate.audit.append({**gate.last.audit, "approval": "unheard_of"})
    assert len(gate.report().approvals) == 1
    assert gate.report().entries[-1].others == {"approval": "unheard_of"}
