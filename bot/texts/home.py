"""Texts of the Home tab: accounts, and what stands where there is nothing to show."""

from bot.core.view import BudgetView
from bot.texts import Person, Text, Timestamp, joined, say, steps


def account(language: str, account: str, budget: BudgetView) -> Text:
    """An account with its attempts."""
    until = None
    if budget.reopens_at and budget.blocked:
        until = say(language, "blocked until {reopens}", reopens=Timestamp(budget.reopens_at))
    elif budget.reopens_at:
        until = say(language, "next free {reopens}", reopens=Timestamp(budget.reopens_at))
    name = Text("**{account}**", {"account": account})
    return joined(name, steps.used(language, budget), until, by=" · ")


def account_of_others(language: str, account: str, lead: str) -> Text:
    """An account, for whoever is not in the channel of its run."""
    return say(
        language,
        "**{account}** · a run is under way: ask {lead}",
        account=account,
        lead=Person(lead),
    )


def no_runs(language: str) -> Text:
    return say(language, "You lead no run that is under way, waiting or stopped.")


def no_accounts(language: str) -> Text:
    return say(language, "No attempts are counted for any account.")


def more(language: str, count: int) -> Text:
    """What a list on the Home tab leaves out."""
    return say(language, "And {count} more.", count=count)


def numbers(language: str) -> Text:
    return say(
        language,
        "To see a phone number the way AWS wants it, send it to me on the Messages tab.",
    )
