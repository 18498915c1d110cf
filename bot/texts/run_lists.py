"""Texts of lists of runs: one line for each, and what stands around them."""

from bot.core.view import View
from bot.core.words import Words
from bot.texts import N_, Link, Person, Text, Timestamp, drills, joined, say, steps

# Headings of groups of runs.
UNSAFE = N_("**Ended, but root has no MFA device**")
UNDER_WAY = N_("**Under way**")
WAITING = N_("**Waiting or stopped**")


def line(language: str, view: View, root: Words, since: int, thread: Link | None) -> Text:
    """A run, for whoever may learn all of it; `since`: when it began, or came to its end."""
    return joined(
        say(
            language,
            "**{account}** · Lead {lead} · since {moved}",
            account=drills.account(language, view.account) if view.drill else view.account,
            lead=Person(view.lead),
            moved=Timestamp(since),
        ),
        steps.progress(language, view, root),
        say(language, "**root has no MFA device**") if view.mfa_off else None,
        steps.attempts_used(language, view.budget) if view.counts else None,
        Text("{thread}", {"thread": thread}) if thread else None,
        by=" · ",
    )


def line_for_others(language: str, account: str, lead: str) -> Text:
    """A run, for whoever is not in its channel."""
    return say(language, "**{account}** · ask {lead}", account=account, lead=Person(lead))


def heading(language: str, group: str) -> Text:
    return say(language, group)


def no_runs(language: str, start: str) -> Text:
    return say(
        language,
        "No run of this procedure is under way or waiting. To start one, type `{start}`.",
        start=start,
    )


def more(language: str, count: int) -> Text:
    """Runs that a list leaves out."""
    return say(
        language,
        "And {count} more. To see one of them, type the command with its account.",
        count=count,
    )
