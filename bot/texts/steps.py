"""Texts around a step: its first line, its number, its sources, values for its words."""

from collections.abc import Iterable, Iterator

from bot.core.budget import HOUR
from bot.core.run import STOPPED, SUPERSEDED
from bot.core.timers import CALLS_CLEAR, CALLS_REOPEN
from bot.core.view import BudgetView, View
from bot.core.words import PEOPLE, Words, fill, plain
from bot.texts import (
    N_,
    Label,
    Person,
    Sentence,
    Text,
    Timestamp,
    cldr,
    joined,
    label,
    person,
    reviews,
    say,
)

gone = Sentence(
    "The procedure was updated while you were in it, and this step is no longer part of it."
    " Nothing is lost: go to the nearest step, or start over."
)
# What to key in during the call, where the number is not known.
number_to_key_in = Label("the phone on file; in Taiwan with its leading 0, without +886")


def outcome(language: str, name: str, root: Words) -> str:
    """Name of an outcome: the flow's own, but for a run that was stopped."""
    if name == SUPERSEDED:
        return label(language, "Another Run Was Started")
    return label(language, "Stopped") if name == STOPPED else root.outcome(name)


def values(language: str, view: View) -> dict[str, str | Timestamp | Person]:
    """Values for all placeholders of a flow's words. `reopens`: when the next attempt is possible;
    if one is possible but risky, when it no longer is.
    """
    unknown = label(language, "(your number)")
    number = {key: view.values.get(key, unknown) for key in ("contact", "e164")}
    reopens = view.budget.reopens_at or view.budget.clear_at
    people: dict[str, Person | str] = {
        role: person(view.values.get(role, view.lead)) for role in PEOPLE
    }
    return {
        **number,
        "keypad": view.values.get("keypad", number_to_key_in(language)),
        **people,
        "case_number": view.values.get("case_number", label(language, "none noted yet")),
        "blocked_until": Timestamp(view.budget.blocked_until),
        "account": view.account,
        "account_id": view.values.get("account_id", view.account),
        "reopens": Timestamp(reopens) if reopens else label(language, "now"),
        "used": str(view.budget.used),
        "left": str(view.budget.left),
        "limit": str(view.budget.limit),
        "window_hours": str(view.budget.window // HOUR),
    }


def point(language: str, view: View, words: Words, step: str = "") -> str:
    """The first line of a step, filled, without mark-up."""
    text = words.point(step or view.step)
    if "{" in text:  # few points have a value
        known = values(language, view)
        text = fill(text, {name: value for name, value in known.items() if isinstance(value, str)})
    return plain(text)


def quoted(language: str, point: str) -> str:
    """Point quoted in a sentence, without its full stop."""
    return label(language, "“{point}”", point=without_full_stop(point))


def without_full_stop(point: str) -> str:
    return point.rstrip(".。")


def progress(language: str, view: View, root: Words) -> Text:
    if view.outcome and view.reminds == CALLS_CLEAR and view.budget.clear_at:
        return say(language, "Waiting until the next attempt is no longer risky")
    if view.outcome and view.reminds in (CALLS_REOPEN, CALLS_CLEAR):
        if view.budget.reopens_at:
            return say(language, "Waiting until the next attempt is possible")
        return say(language, "Attempts are available again")
    if view.outcome == STOPPED:
        return say(language, "Stopped")
    if view.outcome:
        ended = N_("Paused: {outcome}") if view.resumes else N_("Ended: {outcome}")
        return say(language, ended, outcome=outcome(language, view.outcome, root))
    if view.about is None:
        return say(language, "Step {n}", n=view.number)
    return say(language, "Step {n} of about {m}", n=view.number, m=view.about)


def step_number(language: str, view: View) -> str:
    """Step number inside a sentence."""
    if view.about is None:
        return label(language, "step {n}", n=view.number)
    return label(language, "step {n} of about {m}", n=view.number, m=view.about)


def step_and_count(language: str, view: View) -> str:
    """Step number inside a sentence, with the attempts where the run may make some."""
    number = step_number(language, view)
    if not view.counts:
        return number
    used, limit = view.budget.used, view.budget.limit
    told = N_("{step}, {used} of {limit} attempts used")
    if view.budget.blocked:
        told = N_("{step}, phone verification blocked, {used} of {limit} attempts used")
    return label(language, told, step=number, used=used, limit=limit)


def progress_and_review(language: str, view: View, root: Words) -> Text:
    """Step number, whether AWS confirms the step, and what it was checked against."""
    checked = reviews.checked(language, view.review) if view.review else None
    follows = N_("as soon as AWS confirms this, I'll go on automatically")
    proves = say(language, follows) if view.proves else None
    return joined(progress(language, view, root), proves, checked, by=" · ")


def small_print(language: str, view: View, root: Words, words: Words | None = None) -> Text:
    """Step number, what the step was checked against, and sources."""
    sources = (words.source(source) if words else source for source in view.sources)
    here = progress_and_review(language, view, root)
    return Text(" · ".join((here.markdown, *_sources(sources))), here.values)


def _sources(sources: Iterable[str]) -> Iterator[str]:
    """Links by their host, numbered where one host has several; sentences as they are."""
    pages: dict[str, list[str]] = {}
    for source in sources:
        host = source.split("/")[2] if source.startswith("https://") else source
        pages.setdefault(host, []).append(source)
    for host, (first, *others) in pages.items():
        more = (f"[{number}]({page})" for number, page in enumerate(others, start=2))
        yield " ".join((f"[{host}]({first})", *more)) if host != first else host


def attempts_used(language: str, budget: BudgetView) -> Text:
    """Attempts of the account, as far as they are known, and how long AWS blocks others."""
    blocked = None
    if budget.blocked and budget.reopens_at:
        blocked = say(language, "blocked until {reopens}", reopens=Timestamp(budget.reopens_at))
    spent = {"used": budget.used, "limit": budget.limit}
    if budget.since is not None:
        told = N_("{used} of {limit} attempts used, counted since {since}")
        used = say(language, told, **spent, since=Timestamp(budget.since))
    else:
        told = N_("{used} of {limit} attempts used in {hours}")
        used = say(language, told, **spent, hours=cldr.hours(language, budget.window))
    return joined(blocked, used, by=" · ")
