"""Texts of the printed runbook and the pictures, around the words of a flow."""

from collections.abc import Iterable, Mapping

from bot.core.budget import Limits, Risk
from bot.core.flow import Review
from bot.texts import N_, Label, Text, cldr, label, listed, panels, paper_words, prose, reviews

_WHEN: Mapping[Risk, str] = {
    Risk.RISKY: N_("when the next attempt is risky"),
    Risk.VERY_RISKY: N_("when the next attempt is very risky"),
    Risk.USED_UP: N_("when no attempt is left"),
}


sources = Label("Sources")
spends = Label("counts as one attempt: write it into the tally first")
gives_back = Label("strike the attempt out of the tally")
# Condition at an arrow of a picture.
if_gaps = Label("if something is to be done")
with_gaps = Label("If you have noted something that is left to do, go on here instead")
contents = Label("Contents")
# Paragraph of a step that waits for an approval.
second_person = Label(
    "*If your team has a rule for it, a second person must agree before you go on. AWS does not"
    " ask for that.*"
)
# The same in a picture.
agrees = Label("by your team's rule, a second person must agree")


def when(language: str, risk: Risk) -> str:
    return label(language, _WHEN[risk])


def first(language: str, risk: Risk) -> str:
    return label(language, "First, {when}", when=when(language, risk))


def visits(language: str, button: str, flow: str) -> str:
    return label(language, "{button} (goes through {flow} first)", button=button, flow=flow)


def where_in_slack(language: str, command: str, review: Review) -> str:
    where = label(language, "In Slack: `{command}`.", command=command)
    return prose(language, (where, reviews.sentences(language, review)))


def see_also(language: str, link: str) -> str:
    return label(language, "See also: {link}", link=link)


def ends(language: str, outcome: str) -> str:
    return label(language, "*The procedure ends here: {outcome}.*", outcome=outcome)


def goes_on(language: str, link: str) -> str:
    """Place to begin again later; in Slack the button Go On leads there."""
    return label(language, "*To go on later, begin at:* {link}", link=link)


def with_notes(language: str, way: str, notes: Iterable[str]) -> str:
    return label(language, "{way} ({notes})", way=way, notes=listed(language, notes))


def gap(language: str, todo: str) -> str:
    return label(language, "write down what is to be done: {todo}", todo=todo)


def to_fill_in(language: str, blanks: Mapping[str, str]) -> str:
    """Table of what the reader writes down before the first step."""
    title = label(language, "To fill in")
    rows = (f"| {name} | {what} | |" for name, what in blanks.items())
    return "\n".join((f"## {title}", "", "| | | |", "|---|---|---|", *rows))


def digit_ways(language: str) -> tuple[tuple[str, str, str], ...]:
    """Ways of the digits in the call: what happens, where they are read, where they are entered."""
    return (
        (
            label(language, "The call asks for six digits"),
            label(language, "Read them on the AWS page"),
            label(language, "Key them in on the phone"),
        ),
        (
            label(language, "The call says six digits"),
            label(language, "Hear them on the phone"),
            label(language, "Type them into the AWS page"),
        ),
    )


def tally(language: str, limits: Limits) -> Text:
    """Table of attempts to fill in, and what risky means."""
    rule = label(
        language,
        "One press of AWS's button is one attempt, answered or not, whoever presses it. Write it"
        " down before you press AWS's button. An attempt is **risky** if it is number {risky}"
        " within {hours}, and each after it **very risky**: AWS may then block phone verification"
        " for everybody, for a day. After number {limit}, and after a block, no attempt is left"
        " until {reopens}.",
        hours=cldr.hours(language, limits.window),
        risky=limits.risky,
        limit=limits.limit,
        reopens=paper_words.reopens(language, limits),
    )
    head = label(language, "| Attempt | Day and time | Call or SMS | Who | What came of it |")
    rows = (f"| {n} | | | | |" for n in range(1, limits.limit + 1))
    title = label(language, "Tally of attempts")
    why = panels.why_counted(language).markdown
    told = prose(language, (rule, why))
    return Text("\n".join((f"## {title}", "", told, "", head, "|---" * 5 + "|", *rows)))


def by_way_of(language: str, flow: str) -> str:
    return label(language, "through {flow}", flow=flow)
