"""Everything that is wrong is told in one go, so that nobody mends one slip a run."""

from tests.flows.conftest import Desk


def test_ten_mistakes_of_every_kind_are_told_at_once(desk: Desk) -> None:
    flow, words, scenarios = (f"mfa-lost/{f}" for f in ("flow.yaml", "en.md", "scenarios.yaml"))
    desk.change(flow, "buttons: {opened: phone_choice,", "buttons: {opened: phone_choce,")
    desk.change(
        flow, "which_kind:\n    sources: [org_describe,", "which_kind:\n    sources: [org_describ,"
    )
    desk.change(flow, "asks: inbox_reader", "asks: inbox_raeder")
    desk.change(
        flow, "    needs_attempt: {used_up: calls_used_up}", "    need_attempt: {used_up: x}"
    )
    desk.change(
        flow, "  recovered:\n", "  email:\n    sources: [iam_lost]\n    end: x\n  recovered:\n"
    )
    desk.change(flow, "reviewed: 2026-11-22", "reviewed: 22.11.2026")
    desk.change(words, "[not_sure] I'm Not Sure\n", "")
    desk.change(words, "What kind of AWS account is {account}?", "What kind is {acount}?")
    desk.change(words, "## try_another\n", "## try_anohter\n")
    desk.change(scenarios, "presses: [china]", "presses: [chian]")
    problems = desk.problems()
    for told in (
        "mfa-lost / flow.yaml line 440: 'email' stands here and on line 246; keep one.",
        "mfa-lost / which_kind: there is no source 'org_describ'. Did you mean 'org_describe'?",
        "mfa-lost / inbox / asks: 'inbox_raeder' is not known here. Did you mean 'inbox_reader'?",
        (
            "mfa-lost / sign_in / need_attempt: there is no key 'need_attempt' here."
            " Did you mean 'needs_attempt'?"
        ),
        "mfa-lost / reviewed: '22.11.2026' is no date; write it like 2026-11-22.",
        "account_kind: the button 'not_sure' has no label; add a line '[not_sure] …'.",
        "account_kind: there is no placeholder {acount}. Did you mean 'account'?",
        (
            "the step 'try_another' has no words; add a section '## try_another'."
            " Did you mean 'try_anohter'?"
        ),
        "AWS China has no root user: there is no button 'chian'. Did you mean 'china'?",
    ):
        assert any(told in problem for problem in problems), told
    assert len(set(problems)) == len(problems)
