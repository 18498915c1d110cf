"""Tables of a run's report: times, attempts, approvals, evidence, leads and every press."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.access import Access
from bot.core.approval import ApprovalState
from bot.core.audit_entries import Entry
from bot.core.evidence import Fact
from bot.core.people import is_user
from bot.core.press import AWS, OPERATOR
from bot.core.report import (
    ApprovalEntry,
    CountChange,
    CountEntry,
    LeadEntry,
    Report,
    StepTime,
)
from bot.core.words import Words
from bot.texts import (
    N_,
    Person,
    Text,
    Timestamp,
    buttons,
    label,
    paper,
    presser,
    say,
)

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
    Fact.PHONE_DIFFERS: N_(
        "The phone on file is another one than the run's number, or spelled otherwise"
    ),
    Fact.PHONE_UNVERIFIED: N_("The phone on file is not verified"),
    Fact.ROOT_SIGNED_IN: N_("Root has signed in"),
}
_UNSURE = N_("Slack did not tell whether they may use this procedure")


@dataclass(frozen=True, slots=True)
class Table:
    """Table of a report. A cell is a text, so that a time can be shown in the reader's zone."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


def duration(ms: int) -> str:
    """Such as 3:20 for minutes and seconds, or 1:03:20 with hours."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def tables(language: str, told: Report, flows: Mapping[str, Words]) -> tuple[Table, ...]:
    """Tables with something in them."""
    when, who = label(language, "When"), label(language, "Who")
    counts = (_count(language, one, flows) for one in told.counts)
    leads = (_lead(language, one, first=n == 0) for n, one in enumerate(told.leads))
    presses = (_press(language, entry, flows, told.account) for entry in told.entries)
    all_tables = (
        times(language, told, flows),
        Table(
            label(language, "Attempts"),
            (when, who, label(language, "What"), label(language, "Count"), label(language, "Why")),
            tuple(counts),
        ),
        Table(
            label(language, "Approvals"),
            (when, who, label(language, "What"), label(language, "Why")),
            tuple(_approval(language, one) for one in told.approvals),
        ),
        Table(
            label(language, "What AWS Confirmed"),
            (when, label(language, "Step"), label(language, "What")),
            tuple(_evidence(language, entry, flows, told.account) for entry in told.evidence),
        ),
        Table(
            label(language, "Reported by CloudTrail"),
            (when, label(language, "What")),
            tuple(_sign_in(language, at) for at in told.root_sign_ins),
        ),
        Table(
            label(language, "Who Led"),
            (when, label(language, "Lead"), label(language, "How")),
            tuple(leads),
        ),
        Table(
            label(language, "Every Press"),
            (
                when,
                who,
                label(language, "Step"),
                label(language, "Pressed"),
                label(language, "More"),
            ),
            tuple(presses),
        ),
    )
    return tuple(table for table in all_tables if table.rows)


def times(language: str, told: Report, flows: Mapping[str, Words]) -> Table:
    """Time of each step; in a drill beside that of the one before."""
    step, time = label(language, "Step"), label(language, "Time")
    beside = told.former is not None
    return Table(
        label(language, "Time per Step"),
        (step, time, *((label(language, "Last Drill"),) if beside else ())),
        tuple(
            tuple(_time(language, one, flows, told.account, beside=beside)) for one in told.times
        ),
    )


def _time(
    language: str, time: StepTime, flows: Mapping[str, Words], account: str, *, beside: bool
) -> Iterator[Text]:
    yield _point(language, flows, account, time.flow, time.step)
    yield _plain(duration(time.ms) if time.ms else "–")
    if beside:
        yield _plain("–" if time.former is None else duration(time.former))


def _count(language: str, one: CountEntry, flows: Mapping[str, Words]) -> tuple[Text, ...]:
    entry = one.entry
    button = pressed(language, entry, flows)
    return (
        _at(entry),
        _by(language, entry),
        say(language, _CHANGES[one.change], button=button),
        _plain(entry.used.replace(">", " → ")),
        _plain(entry.reason),
    )


def _approval(language: str, one: ApprovalEntry) -> tuple[Text, ...]:
    became = _UNTOLD if one.entry.untold else _BECAME[one.state]
    who = Text("{who}", {"who": whoever(language, one.by)})
    return _at(one.entry), who, say(language, became), _plain(one.reason)


def _evidence(
    language: str, entry: Entry, flows: Mapping[str, Words], account: str
) -> tuple[Text, ...]:
    """What pressed a step; where it did by an answer of AWS's, that answer."""
    fact = label(language, _CONFIRMED[entry.proof]) if entry.proof else ""
    return (
        _at(entry),
        _pressed_at(language, entry, flows, account),
        _plain(fact or pressed(language, entry, flows)),
    )


def _sign_in(language: str, at: int) -> tuple[Text, ...]:
    said = say(language, "Root signed in. It may have been somebody else.")
    return Text("{at}", {"at": Timestamp(at)}), said


def _lead(language: str, one: LeadEntry, *, first: bool) -> tuple[Text, ...]:
    how = label(language, "Began") if first else pressed(language, one.entry, {})
    return _at(one.entry), Text("{who}", {"who": whoever(language, one.lead)}), _plain(how)


def _press(
    language: str, entry: Entry, flows: Mapping[str, Words], account: str
) -> tuple[Text, ...]:
    said = [entry.reason, *(_more(language, *one) for one in entry.others.items())]
    return (
        _at(entry),
        _by(language, entry),
        _pressed_at(language, entry, flows, account),
        _plain(pressed(language, entry, flows)),
        _plain("; ".join(filter(None, said))),
    )


def _more(language: str, name: str, text: str) -> str:
    """What an entry has beside; what this version does not know, as it is."""
    unsure = name == "access" and text in (Access.UNCONFIRMED, Access.NEEDS_APPROVAL)
    return label(language, _UNSURE) if unsure else f"{name}: {text}"


def pressed(language: str, entry: Entry, flows: Mapping[str, Words]) -> str:
    """Label of what was pressed; what this version does not know is told by its name."""
    if entry.button == START:
        return label(language, "Began")
    return buttons.pressed(language, entry.button, entry.step, flows.get(entry.flow), entry.by)


def _point(language: str, flows: Mapping[str, Words], account: str, flow: str, step: str) -> Text:
    words = flows.get(flow)
    return _plain(paper.point(language, words, step, account) if words else step)


def _pressed_at(language: str, entry: Entry, flows: Mapping[str, Words], account: str) -> Text:
    """Step where it was pressed."""
    return _point(
        language, flows, account, entry.flow or entry.to_flow, entry.step or entry.to_step
    )


def _plain(text: str) -> Text:
    return Text("{text}", {"text": text}) if text else Text("")


def _at(entry: Entry) -> Text:
    return Text("{at}", {"at": Timestamp(entry.at)})


def _by(language: str, entry: Entry) -> Text:
    return Text("{who}", {"who": whoever(language, entry.by)})


def whoever(language: str, by: str) -> Person | str:
    """Whoever pressed; not always a person: `team.yaml` and `aws` press too."""
    return presser(language, by) if is_user(by) or by in (AWS, OPERATOR) else by
