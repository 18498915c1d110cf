"""A report says who did what when, by the audit alone."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.audit_entries import Entry
from bot.core.report import CountChange, Report, report
from bot.core.run import STOPPED, SUPERSEDED, drill_of
from bot.core.verbs import Verb
from tests.core.paper import FLOWS, LEAD, NOW, OTHER, Walker, without


class Noted(Walker):
    """Keeps the audit of its decisions."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.audit: list[Mapping[str, str]] = [self.last.audit]

    def walk(self, *buttons: str, **other: object) -> "Noted":
        for text in buttons:
            super().walk(text, **other)
            self.audit.append(self.last.audit)
        return self

    def wait(self, ms: int) -> "Noted":
        super().wait(ms)
        return self

    def report(self, former: Report | None = None) -> Report:
        times = former.times if former else ()
        found = report(self.flows, self.run.id, self.audit, self.now, times)
        assert found
        return found


def as_older(audit: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Audit as the former version wrote it."""
    new = ("lead", "outcome")
    return [{k: v for k, v in entry.items() if k not in new} for entry in audit]


def seconds(found: Report) -> dict[str, int]:
    return {time.step: time.ms // 1000 for time in found.times}


def changes(found: Report) -> list[tuple[CountChange, str]]:
    return [(one.change, one.entry.used) for one in found.counts]


def test_of_a_run_that_the_audit_does_not_know_there_is_none() -> None:
    assert report(FLOWS, "prod.abc", [], NOW) is None


def test_each_press_is_told_with_its_step_person_and_time() -> None:
    found = Noted().wait(7_000).walk("standalone").walk("form", by=LEAD).report()
    assert [(e.at - NOW, e.by, e.step, e.button, e.to_step) for e in found.entries] == [
        (0, LEAD, "", "start", "which"),
        (7_000, LEAD, "which", "standalone", "ready"),
        (7_000, LEAD, "ready", "form", "supported"),
    ]
    assert (found.account, found.flow, found.outcome) == ("prod", "lost", "support")
    assert found.complete


class TestEnd:
    def test_it_ended_when_it_did_whatever_was_pressed_afterwards(self) -> None:
        walker = Noted().walk("standalone").wait(60_000).walk("letter").wait(60_000)
        walker.walk(Verb.POSTPONE, f"{Verb.LANGUAGE}=zh-TW")
        found = walker.report()
        assert (found.ended_at - NOW, found.moved_at - NOW) == (60_000, 120_000)
        walker.walk(Verb.GO_ON).wait(60_000).walk("standalone", "letter").wait(60_000)
        assert walker.walk(Verb.OVER).report().ended_at - NOW == 180_000

    def test_another_run_in_its_place_is_another_end(self) -> None:
        walker = Noted().walk(Verb.STOP).wait(60_000).walk(Verb.START_NEW)
        assert walker.report().ended_at - NOW == 60_000


class TestTimePerStep:
    def test_all_visits_to_a_step_count_together(self) -> None:
        walker = Noted().wait(5_000).walk("explain").wait(2_000).walk("which").wait(1_000)
        assert seconds(walker.report()) == {"which": 6, "explained": 2}

    def test_an_open_run_has_spent_its_time_until_now(self) -> None:
        assert Noted().wait(3_000).report().active_ms == 3_000

    def test_no_time_is_counted_between_an_end_and_going_on(self) -> None:
        walker = Noted().wait(4_000).walk(Verb.STOP).wait(60_000).walk(Verb.GO_ON).wait(2_000)
        assert seconds(walker.report()) == {"which": 6}
        ended = Noted().wait(4_000).walk("standalone", "letter").wait(60_000)
        assert seconds(ended.report()) == {"which": 4, "ready": 0}

    def test_a_visited_flow_has_steps_of_its_own_and_its_end_is_not_the_runs(self) -> None:
        walker = Noted().walk("fix").wait(1_000).walk("answer=0912345678").wait(2_000)
        walker.walk("saved").wait(3_000).walk(Verb.GO_ON)
        found = walker.report()
        assert {(t.flow, t.step, t.ms) for t in found.times} >= {
            ("phone", "which_number", 1_000),
            ("phone", "spelling", 2_000),
            ("phone", "set", 3_000),
        }
        assert found.outcome == ""

    def test_a_drill_is_told_beside_the_one_before_it(self) -> None:
        first = Noted(account=drill_of("prod")).wait(9_000).walk("explain").wait(1_000)
        second = Noted(account=drill_of("prod")).wait(4_000).walk("standalone", "form")
        found = second.report(first.walk("on").report())
        told = [(time.step, time.ms, time.former) for time in found.times]
        assert told == [
            ("which", 4_000, 9_000),
            ("ready", 0, None),
            ("explained", 0, 1_000),
            ("number", 0, 0),
        ]
        assert (found.active_ms, found.former) == (4_000, 10_000)
        assert found.drill


class TestAttempts:
    def test_calls_texts_and_what_came_of_them(self) -> None:
        walker = Noted().walk("standalone", "call", "silence", "checked", "text", "in")
        assert changes(walker.report()) == [
            (CountChange.CALL, "0>1"),
            (CountChange.RESULT, "1>1"),
            (CountChange.SMS, "1>2"),
            (CountChange.RESULT, "2>2"),
        ]

    def test_what_was_taken_back_undone_and_corrected(self) -> None:
        walker = Noted().walk("standalone", "call", "not_pressed", Verb.START_OVER)
        walker.walk("questions", "later", "answer=2", Verb.UNDO, "answer=2")
        walker.walk(f"{Verb.CORRECT_COUNT}=1\nit was one")
        found = walker.report()
        assert changes(found) == [
            (CountChange.CALL, "0>1"),
            (CountChange.GIVEN_BACK, "1>0"),
            (CountChange.REPORTED, "0>2"),
            (CountChange.UNDONE, "2>0"),
            (CountChange.REPORTED, "0>2"),
            (CountChange.CORRECTED, "2>1"),
        ]
        assert found.counts[-1].entry.reason == "it was one"

    def test_a_button_that_the_flow_has_no_more_is_told_as_a_change(self) -> None:
        walker = Noted().walk("standalone", "call")
        walker.flows = without(FLOWS, "lost", to_remove=("ready", "call"))
        assert changes(walker.report()) == [(CountChange.CHANGED, "0>1")]


class TestWhoLed:
    def test_every_change_of_lead_is_told(self) -> None:
        walker = Noted().walk(Verb.TAKE_OVER, by=OTHER).walk("standalone", by=OTHER)
        leads = [(one.lead, one.entry.button) for one in walker.report().leads]
        assert leads == [(LEAD, "start"), (OTHER, Verb.TAKE_OVER)]

    def test_whoever_goes_on_with_a_stopped_run_leads_it(self) -> None:
        walker = Noted().walk(Verb.STOP).walk(Verb.GO_ON, by=OTHER)
        for audit in (walker.audit, as_older(walker.audit)):
            found = report(FLOWS, walker.run.id, audit, walker.now)
            assert found
            assert [one.lead for one in found.leads] == [LEAD, OTHER]


class TestWhatOtherVersionsWrote:
    def test_an_older_audit_tells_how_a_run_ended(self) -> None:
        for press, outcome in ((Verb.STOP, STOPPED), ("standalone", ""), ("off", "left_off")):
            walker = Noted().walk(press)
            found = report(FLOWS, walker.run.id, as_older(walker.audit), walker.now)
            assert found
            assert found.outcome == outcome
        walker = Noted().walk("off", Verb.START_NEW)
        found = report(FLOWS, walker.run.id, as_older(walker.audit), walker.now)
        assert found
        assert found.outcome == SUPERSEDED

    def test_what_it_does_not_know_is_told_and_not_dropped(self) -> None:
        """Another part of the bot, or a newer one, writes entries of its own."""
        walker = Noted().walk("standalone")
        walker.audit.append({"run": walker.run.id, "by": "aws", "witness": "a_fax", "at": "12"})
        entry = walker.report().entries[-1]
        assert (entry.by, entry.at, entry.others) == ("aws", 12, {"witness": "a_fax"})
        assert (entry.to_flow, entry.to_step) == ("lost", "ready")

    def test_an_entry_without_a_time_has_that_of_its_id(self) -> None:
        walker = Noted()
        walker.audit.append({"id": "1790000000123-4", "run": walker.run.id})
        assert walker.report().moved_at == 1_790_000_000_123

    def test_without_its_beginning_it_says_so(self) -> None:
        walker = Noted().walk("standalone", "form")
        del walker.audit[0]
        found = walker.report()
        assert not found.complete
        assert found.entries[0] == replace(found.entries[0], step="which", button="standalone")
        assert isinstance(found.entries[0], Entry)

    def test_an_account_id_stands_where_the_audit_has_no_account(self) -> None:
        found = report(FLOWS, "prod.abc", [{"to": "lost/which"}], NOW)
        assert found
        assert found.account == "prod"
