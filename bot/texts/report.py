"""Texts of a run's report above and below its tables: a title, a summary, and how to get it all."""

from collections.abc import Mapping

from bot.core.report import Report
from bot.core.words import Words
from bot.texts import N_, Text, Timestamp, label, presser, say, steps
from bot.texts.report_tables import duration


def title(language: str, told: Report, flows: Mapping[str, Words]) -> str:
    name = _title(flows, told.flow)
    template = N_("Drill report: {title}") if told.drill else N_("Report: {title}")
    return label(language, template, title=name)


def summary(language: str, told: Report, flows: Mapping[str, Words]) -> tuple[Text, ...]:
    """Paragraphs that say for which account the run was, how long it took, and how it ended."""
    account = say(
        language,
        "Account **{account}** · run `{run}` · begun {began} by {who}",
        account=told.account,
        run=told.run,
        began=Timestamp(told.began_at),
        who=presser(language, told.entries[0].by),
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
    took = active_time(language, told)
    if not told.outcome:
        return say(language, "It is still open, after {took}.", took=took)
    root = flows.get(told.flow)
    return say(
        language,
        "**{outcome}** since {at}, after {took}.",
        outcome=steps.outcome(language, told.outcome, root) if root else told.outcome,
        at=Timestamp(told.ended_at),
        took=took,
    )


def active_time(language: str, told: Report) -> str:
    """Time under way, beside that of the drill before."""
    took = duration(told.active_ms)
    if told.former is None:
        return took
    return compared(language, took, duration(told.former))


def compared(language: str, took: str, former: str) -> str:
    """Time of a drill beside that of the one before it."""
    return label(language, "{took} (last time {former})", took=took, former=former)


def as_file(language: str, run: str) -> Text:
    """How to get the report as a file, and all of it."""
    return say(
        language,
        "For the whole report as a file, with times in UTC, run `mfa-bot report {run}`; for other"
        " programs, add `--format csv` or `--format json`.",
        run=run,
    )


def left_out(language: str, count: int) -> Text:
    """What stands above the latest rows of a long table."""
    return say(language, "Earlier rows left out here: {count}.", count=count)


def _title(flows: Mapping[str, Words], flow: str) -> str:
    return flows[flow].title if flow in flows else flow
