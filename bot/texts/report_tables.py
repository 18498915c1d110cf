"""Tables of a run's report: times, attempts, approvals, evidence, leads and every press."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import starmap

from bot.core.access import Access
from bot.core.approval import ApprovalState
from bot.core.audit_entries import Entry
from bot.core.evidence import Fact
from bot.core.report import ApprovalEntry, CountChange, CountEntry, LeadEntry, Report
from bot.core.words import Words
from bot.texts import N_, Text, Timestamp, buttons, label, paper_words, presser, say

START = "start"  # the button of a run's first entry

_CHANGES: Mapping[CountChange, str] = {
    CountChange.CALL: N_("A phone call"),
    CountChange.SMS: N_("A text message"),
    CountChange.REPORTED: N_("Reported: attempts made before"),
    CountChange.RESULT: N_("Result: {button}"),
    CountChange.GIVEN_BACK: N_("Taken back"),
    CountChange.UNDONE: N_("Undone"),
    CountChange.CORRECTED: N_("Corrected"),
    CountChange.CHANGED: N_("Changed by {button}"),
}
_BECAME: Mapping[ApprovalState, str] = {
    ApprovalState.WAITING: N_("Asked for"),
    ApprovalState.APPROVED: N_("Approved"),
    ApprovalState.DECLINED: N_("Declined"),
    ApprovalState.EXPIRED: N_("Expired: nobody answered in time"),
    ApprovalState.WITHDRAWN: N_("Withdrawn: the run left the step"),
    ApprovalState.TELLING: N_("Chose to go on alone"),
    ApprovalState.ALONE: N_("Went on alone, after the approvers were told"),
}
_UNTOLD = N_("Went on alone: the bot could tell none of the approvers")
_CONFIRMED: Mapping[Fact, str] = {
    Fact.MFA_ON: N_("Root has an MFA device"),
    Fact.MFA_OFF: N_("Root has no MFA device"),
    Fact.PHONE_CHANGED: N_("The phone on file is the run's number"),
    Fact.PHONE_VERIFIED: N_("The phone on file is verified"),
    Fact.PHONE_EXACT: N_("The phone on file is exactly the run's number"),
    Fact.PHONE_DIFFERS: N_("The phone on file is not the run's number, or is written differently"),
    Fact.PHONE_UNVERIFIED: N_("The phone on file is not verified"),
    Fact.ROOT_SIGNED_IN: N_("Root has signed in"),
}
_UNSURE = N_("Slack did not say whether they may use this procedure")


_WHEN, _WHO, _STEP, _WHAT, _WHY = N_("When"), N_("Who"), N_("Step"), N_("What"), N_("Why")
_COUNT, _LEAD, _HOW = N_("Count"), N_("Lead"), N_("How")
_PRESSED, _MORE = N_("Pressed"), N_("More")
_ATTEMPTS, _APPROVALS, _EVIDENCE = N_("Attempts"), N_("Approvals"), N_("What AWS Confirmed")
_CLOUDTRAIL, _LEADS, _PRESSES = N_("Reported by CloudTrail"), N_("Who Led"), N_("Every Press")

Row = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Table of a report. A cell is a text, so that a time can be shown in the reader's zone."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def duration(ms: int) -> str:
    """Such as 3:20 for minutes and seconds, or 1:03:20 with hours."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def tables(language: str, told: Report, flows: Mapping[str, Words]) -> tuple[Table, ...]:
    """Tables with something in them."""
    rows = _Rows(language, told, flows)
    all_tables = (
        rows.times(),
        rows.table(_ATTEMPTS, (_WHEN, _WHO, _WHAT, _COUNT, _WHY), map(rows.count, told.counts)),
        rows.table(_APPROVALS, (_WHEN, _WHO, _WHAT, _WHY), map(rows.approval, told.approvals)),
        rows.table(_EVIDENCE, (_WHEN, _STEP, _WHAT), map(rows.evidence, told.evidence)),
        rows.table(_CLOUDTRAIL, (_WHEN, _WHAT), map(rows.sign_in, told.root_sign_ins)),
        rows.table(_LEADS, (_WHEN, _LEAD, _HOW), map(rows.lead, told.leads)),
        rows.table(_PRESSES, (_WHEN, _WHO, _STEP, _PRESSED, _MORE), map(rows.press, told.entries)),
    )
    return tuple(table for table in all_tables if table.rows)


def times(language: str, told: Report, flows: Mapping[str, Words]) -> Table:
    """Time of each step; in a drill beside that of the one before."""
    return _Rows(language, told, flows).times()


def pressed(language: str, entry: Entry, flows: Mapping[str, Words]) -> str:
    """Label of what was pressed; what this version does not know is told by its name."""
    if entry.button == START:
        return label(language, "Began")
    return buttons.pressed(language, entry.button, entry.step, flows.get(entry.flow), entry.by)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the tables of one report."""

    language: str
    told: Report
    flows: Mapping[str, Words]

    def table(self, title: str, head: tuple[str, ...], rows: Iterable[Row]) -> Table:
        heads = tuple(label(self.language, each) for each in head)
        return Table(label(self.language, title), heads, tuple(rows))

    def times(self) -> Table:
        beside = self.told.former is not None
        head = (_STEP, N_("Time"), *((N_("Last Drill"),) if beside else ()))
        rows = (
            (self._point(each.flow, each.step), _time(each.ms or None))
            + ((_time(each.former),) if beside else ())
            for each in self.told.times
        )
        return self.table(N_("Time per Step"), head, rows)

    def count(self, one: CountEntry) -> Row:
        entry = one.entry
        what = say(self.language, _CHANGES[one.change], button=self._pressed(entry))
        used = _plain(entry.used.replace(">", " → "))
        return _at(entry.at), self._by(entry.by), what, used, _plain(entry.reason)

    def approval(self, one: ApprovalEntry) -> Row:
        became = say(self.language, _UNTOLD if one.entry.untold else _BECAME[one.state])
        return _at(one.entry.at), self._by(one.by), became, _plain(one.reason)

    def evidence(self, entry: Entry) -> Row:
        """What pressed a step; where it did by an answer of AWS's, that answer."""
        fact = label(self.language, _CONFIRMED[entry.proof]) if entry.proof else ""
        return _at(entry.at), self._pressed_at(entry), _plain(fact or self._pressed(entry))

    def sign_in(self, at: int) -> Row:
        return _at(at), say(self.language, "Root signed in. It may have been somebody else.")

    def lead(self, one: LeadEntry) -> Row:
        began = one is self.told.leads[0]
        how = label(self.language, "Began") if began else self._pressed(one.entry)
        return _at(one.entry.at), self._by(one.lead), _plain(how)

    def press(self, entry: Entry) -> Row:
        said = "; ".join(filter(None, (entry.reason, *starmap(self._more, entry.others.items()))))
        what = _plain(self._pressed(entry))
        return _at(entry.at), self._by(entry.by), self._pressed_at(entry), what, _plain(said)

    def _more(self, name: str, text: str) -> str:
        """What an entry has beside; what this version does not know, as it is."""
        unsure = name == "access" and text in (Access.UNCONFIRMED, Access.NEEDS_APPROVAL)
        return label(self.language, _UNSURE) if unsure else f"{name}: {text}"

    def _pressed(self, entry: Entry) -> str:
        return pressed(self.language, entry, self.flows)

    def _pressed_at(self, entry: Entry) -> Text:
        """Step where it was pressed."""
        return self._point(entry.flow or entry.to_flow, entry.step or entry.to_step)

    def _point(self, flow: str, step: str) -> Text:
        words, account = self.flows.get(flow), self.told.account
        return _plain(paper_words.point(self.language, words, step, account) if words else step)

    def _by(self, who: str) -> Text:
        return Text("{who}", {"who": presser(self.language, who)})


def _plain(text: str) -> Text:
    return Text("{text}", {"text": text}) if text else Text("")


def _time(ms: int | None) -> Text:
    return _plain("–" if ms is None else duration(ms))


def _at(at: int) -> Text:
    return Text("{at}", {"at": Timestamp(at)})
