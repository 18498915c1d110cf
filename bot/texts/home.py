"""Texts of the Home tab: accounts, and what stands where there is nothing to show."""

from collections.abc import Iterable

from bot.core.readiness import Readiness
from bot.core.view import BudgetView
from bot.core.words import Words
from bot.texts import N_, Person, Sentence, Text, Timestamp, Value, joined, numbered, say, steps

no_runs = Sentence("You don't lead any run that is under way, waiting or stopped.")
no_accounts = Sentence("No attempts are counted for any account.")
numbers = Sentence("To see a phone number the way AWS wants it, send it to me on the Messages tab.")


def readiness(language: str, found: Readiness | None, words: Words) -> Text:
    """What the latest run of a check found; `words`: of its flow."""
    if found is None:
        return say(language, "readiness not checked")
    values: dict[str, Value] = {"outcome": words.outcome(found.outcome), "at": Timestamp(found.at)}
    if found.gaps:
        template = N_("{outcome}: {gaps}, checked {at}")
        return say(language, template, gaps=found.gaps, **values)
    return say(language, "{outcome}, checked {at}", **values)


def account(
    language: str,
    account: str,
    budget: BudgetView,
    checked: Iterable[tuple[Readiness | None, Words]],
    lead: str,
) -> Text:
    """An account with its attempts, and what each check found, with the words of its flow.

    lead: whom to ask about a run that is under way, for whoever does not lead it
    """
    until = None
    if budget.reopens_at and not budget.blocked:
        until = say(language, "next possible {reopens}", reopens=Timestamp(budget.reopens_at))
    name = Text("**{account}**", {"account": account})
    told = (readiness(language, *one) for one in checked)
    found = [numbered(text, n) for n, text in enumerate(told)]
    asks = N_("a run is under way: ask {lead}")
    going = say(language, asks, lead=Person(lead)) if lead else None
    return joined(name, steps.attempts_used(language, budget), until, *found, going, by=" · ")


def more(language: str, count: int) -> Text:
    """What a list on the Home tab leaves out."""
    return say(language, "And {count} more.", count=count)
