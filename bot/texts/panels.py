"""Panels below a step's text, as the flow's `shows` names them."""

from collections.abc import Callable, Mapping

from bot.core.budget import Risk
from bot.core.evidence import PhoneStatus
from bot.core.flow import GAPS
from bot.core.phones import Caution
from bot.core.run import Gap
from bot.core.view import BudgetView, View
from bot.core.words import Words
from bot.texts import (
    N_,
    Sentence,
    Text,
    Timestamp,
    Value,
    cldr,
    enumerated,
    joined,
    mention,
    numbered,
    phones,
    say,
    sentences,
)
from bot.texts.steps import point, quoted, values, without_full_stop

_USED: Mapping[Risk, str] = {
    Risk.CLEAR: N_("**{used} of {limit} attempts used** in the last {hours}."),
    Risk.RISKY: N_(
        "**{used} of {limit} attempts used** in the last {hours}. The next one is **risky**."
    ),
    Risk.VERY_RISKY: N_(
        "**{used} of {limit} attempts used** in the last {hours}. The next one is **very risky**."
    ),
    Risk.USED_UP: N_(
        "**No attempt is left:** {used} of {limit} used in {hours}. The next one is"
        " possible {reopens}."
    ),
}


# Why attempts are counted at all.
why_counted = Sentence(
    "AWS publishes no limit. Reported: two or three calls in a day, answered or not, block phone"
    " verification for 24 hours. SMS counts too, to be safe."
)


def budget(language: str, budget: BudgetView) -> Text:
    """Panel of the budget: attempts used, risk of the next one, and how sure that is."""
    known: dict[str, Value] = {
        "used": budget.used,
        "limit": budget.limit,
        "hours": cldr.hours(language, budget.window),
        "reopens": Timestamp(budget.reopens_at or 0),
    }
    if budget.blocked:
        return say(
            language,
            "**AWS says that phone verification is blocked.** Do not try again before {reopens}:"
            " a block is reported to last 24 hours.",
            **known,
        )
    first = _USED[budget.risk]
    # While attempts are left, the steps themselves say what too many of them lead to.
    short = say(language, "AWS publishes no limit.")
    why = why_counted(language) if budget.risk is Risk.USED_UP else short
    # Where none is left, an earlier one would change nothing now.
    unsure = None if budget.risk is Risk.USED_UP else counted_since(language, budget)
    return sentences(language, say(language, first, **known), why, unsure)


def counted_since(language: str, budget: BudgetView) -> Text | None:
    """Warning that attempts before a time are not known; None if the whole window is."""
    if budget.since is None:
        return None
    return say(
        language,
        N_("I have counted since {since}.")
        if budget.told_earlier
        else N_("**I have counted since {since}.** If anybody tried before that, tell me first."),
        since=Timestamp(budget.since),
    )


_ON_FILE: Mapping[PhoneStatus, str] = {
    PhoneStatus.VERIFIED: N_("AWS has **{number}** on file, verified."),
    PhoneStatus.UNVERIFIED: N_("AWS has **{number}** on file, not verified."),
    PhoneStatus.PENDING: N_("AWS has **{number}** on file, not verified yet."),
}


def on_file(language: str, view: View) -> Text | None:
    """Phone that AWS has on file; None where it is not asked for, or not known."""
    if (phone := view.on_file) is None:
        return None
    plain = N_("AWS has **{number}** on file.")
    template = _ON_FILE.get(phone.status, plain) if phone.status else plain
    said = say(language, template, number=phone.text)
    unread = say(language, "I can't read it as a phone number: enter the right one.")
    return said if phone.e164 else sentences(language, said, unread)


def keypad(language: str, view: View) -> Text | None:
    if "keypad" not in view.values:
        return None
    return say(
        language,
        "If the automated call asks for your phone number, key in `{keypad}`, then the code.",
        keypad=view.values["keypad"],
    )


def spellings(language: str, view: View) -> Text | None:
    """Panel of a phone number: as AWS wants it, how it was read, and its warnings."""
    if "e164" not in view.values:
        return None
    copy = say(language, "To copy: `{e164}`.", e164=view.values["e164"])
    codes = tuple(Caution(code) for code in view.values.get("warnings", "").split())
    cautions = phones.cautions(language, codes)
    notes = [say(language, "**Check:** {caution}", caution=caution) for caution in cautions]
    first = sentences(language, copy, phones.read_as(language, view.values))
    return joined(first, *(numbered(note, n) for n, note in enumerate(notes)))


def gaps(language: str, view: View, words_of: Mapping[str, Words]) -> Text | None:
    """Panel of what is to be done, each with whose task it is; None if nothing is."""
    lines = filter(None, (_gap(language, view, gap, words_of) for gap in view.gaps))
    numbers = (Text(f"{n}. {line.markdown}", line.values) for n, line in enumerate(lines, start=1))
    told = [numbered(line, n) for n, line in enumerate(numbers)]
    return joined(*told, by="\n") if told else None


def _gap(language: str, view: View, gap: Gap, words_of: Mapping[str, Words]) -> Text | None:
    """Line of one gap. Once its flow has lost the note, its question says what it is about; where
    that is lost too, nobody can tell.
    """
    words = words_of.get(gap.flow)
    if words and gap.todo in words.sections:
        todo = without_full_stop(point(language, view, words, gap.todo))
    elif words and gap.step in words.sections:
        todo = quoted(language, point(language, view, words, gap.step))
    else:
        return None
    line = say(language, "{todo}: {owner}", todo=todo)
    return enumerated(language, line, "owner", [mention(owner) for owner in gap.owners])


def panels(language: str, view: View, words_of: Mapping[str, Words]) -> list[Text]:
    """Panels and notes that the step's `shows` names."""
    made: Mapping[str, Callable[[], Text | None]] = {
        "budget": lambda: budget(language, view.budget),
        "keypad": lambda: keypad(language, view),
        "spellings": lambda: spellings(language, view),
        GAPS: lambda: gaps(language, view, words_of),
    }
    found: list[Text | None] = []
    for name in view.shows:
        if name in made:
            found.append(made[name]())
        elif note := words_of[view.flow].sections.get(name):
            found.append(Text(note.text, values(language, view)))
    return [panel for panel in found if panel]
