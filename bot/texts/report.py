"""Texts of a run's report: a title, a summary, and tables of times, attempts, leads and presses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.people import is_user
from bot.core.press import AWS, OPERATOR
from bot.core.report import CountChange, CountEntry, Entry, LeadEntry, Report, StepTime
from bot.core.words import Words
from bot.texts import N_, Person, Text, Timestamp, label, paper, presser, say, steps

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


def title(language: str, told: Report, flows: Mapping[str, Words]) -> str:
    name = _title(flows, told.flow)
    template = N_("Drill report: {title}") if told.drill else N_("Report: {title}")
    return label(language, template, title=name)


def summary(language: str, told: Report, flows: Mapping[str, Words]) -> tuple[Text, ...]:
    """Paragraphs that say for which account the run was, how long it took, and how it ended."""
    account = say(
        language,
        "Account **{account}** · run {run} · begun {began} by {who}",
        account=told.account,
        run=told.run,
        began=Timestamp(told.began_at),
        who=_who(language, told.entries[0].by),
    )
    practice = say(language, "This was practice: nothing was done at AWS.")
    early = say(
        language,
        "Its beginning is missing: the audit no longer has it, or an older version of the bot wrote"
        " it.",
    )
    known = (
        practice if told.drill else None,
        account,
        _ended(language, told, flows),
        None if told.complete else early,
    )
    return tuple(text for text in known if text)


def _ended(language: str, told: Report, flows: Mapping[str, Words]) -> Text:
    took = worked(language, told)
    if not told.outcome:
        return say(language, "It is still open, after {took}.", took=took)
    root = flows.get(told.flow)
    return say(
        language,
        "**{outcome}** since {at}, after {took}.",
        outcome=steps.outcome(language, told.outcome, root) if root else told.outcome,
        at=Timestamp(told.moved_at),
        took=took,
    )


def worked(language: str, told: Report) -> str:
    """Time under way, beside that of the drill before."""
    took = duration(told.worked)
    if told.former is None:
        return took
    return beside(language, took, duration(told.former))


def beside(language: str, took: str, former: str) -> str:
    """Time of a drill beside that of the one before it."""
    return label(language, "{took} (last time {former})", took=took, former=former)


def as_file(language: str, run: str) -> Text:
    """How to get the report as a file, and all of it."""
    return say(
        language,
        "All of it as a file, with times in UTC: `mfa-bot report {run}`, with `--format csv` or"
        " `--format json` for other programs.",
        run=run,
    )


def left_out(language: str, count: int) -> Text:
    """What stands above the latest rows of a long table."""
    return say(language, "{count} earlier ones are left out here.", count=count)


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


def _lead(language: str, one: LeadEntry, *, first: bool) -> tuple[Text, ...]:
    how = label(language, "Began") if first else pressed(language, one.entry, {})
    return _at(one.entry), Text("{who}", {"who": _who(language, one.lead)}), _plain(how)


def _press(
    language: str, entry: Entry, flows: Mapping[str, Words], account: str
) -> tuple[Text, ...]:
    said = [entry.reason, *(f"{name}: {text}" for name, text in entry.others.items())]
    return (
        _at(entry),
        _by(language, entry),
        _point(language, flows, account, entry.flow or entry.to_flow, entry.step or entry.to_step),
        _plain(pressed(language, entry, flows)),
        _plain("; ".join(filter(None, said))),
    )


def pressed(language: str, entry: Entry, flows: Mapping[str, Words]) -> str:
    """Label of what was pressed; what this version does not know is told by its name."""
    if entry.button == START:
        return label(language, "Began")
    return steps.pressed(language, entry.button, entry.step, flows.get(entry.flow))


def _title(flows: Mapping[str, Words], flow: str) -> str:
    return flows[flow].title if flow in flows else flow


def _point(language: str, flows: Mapping[str, Words], account: str, flow: str, step: str) -> Text:
    words = flows.get(flow)
    return _plain(paper.point(language, words, step, account) if words else step)


def _plain(text: str) -> Text:
    return Text("{text}", {"text": text}) if text else Text("")


def _at(entry: Entry) -> Text:
    return Text("{at}", {"at": Timestamp(entry.at)})


def _by(language: str, entry: Entry) -> Text:
    return Text("{who}", {"who": _who(language, entry.by)})


def _who(language: str, value: str) -> Person | str:
    """Whoever pressed; not always a person: `team.yaml` and `aws` press too."""
    return presser(language, value) if is_user(value) or value in (AWS, OPERATOR) else value
