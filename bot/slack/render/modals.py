"""Windows (Slack says modals) for an answer, and the one that says why it was not taken."""

from itertools import pairwise

from bot.core.budget import HOUR
from bot.core.known_answers import sole_or_lead
from bot.core.people import is_user
from bot.core.press import ANSWER, Press
from bot.core.reported_counts import MOST_ATTEMPTS
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.slack.render.blocks import Message
from bot.slack.render.codec import pack
from bot.slack.render.plain_text import plain_text
from bot.slack.render.rich_text import Block, rich_text
from bot.slack.render.window_fields import entry, field, line, reading_window, select, window
from bot.texts import cldr, label, people, say


def opens_window(view: View, button: str) -> bool:
    """Whether this button of the step opens a window now."""
    if button == ANSWER:
        return not view.gone and view.asks is not None
    return button in (*view.verbs, *view.card_verbs)


def window_for(language: str, view: View, texts: Words, button: str, channel: str) -> Block:
    """Window that a button opens. `channel`: where it is opened."""
    stamp = pack(view.run, view.turn, view.step, button, channel)
    if button == Verb.GO_ALONE:
        return reason_window(language, stamp)
    if button == Verb.CORRECT_COUNT:
        return count_window(language, view, label(language, "Correct the Count"), button, stamp)
    if view.asks == "earlier":
        return count_window(language, view, texts.label(view.step, ANSWER), button, stamp)
    if view.roles:
        return people_window(language, view, texts, stamp)
    return answer_window(language, view, texts, stamp)


def answer_window(language: str, view: View, texts: Words, stamp: str) -> Block:
    labels = texts.sections[view.step].labels
    return window(
        language,
        line(labels["label"], labels["example"], typed=view.typed),
        title=labels[ANSWER],
        stamp=stamp,
    )


NAME = ".name"  # ends the block id of the field beside a chooser


def people_window(language: str, view: View, texts: Words, stamp: str) -> Block:
    """A user chooser for each role, and a name for whoever is not in Slack, which counts first.

    Until that is changed, whoever was named before is chosen, or whom the team file names; else,
    where two roles are asked for, the lead, who often has one.
    """
    usual = view.lead if len(view.roles) > 1 else ""

    def chosen(role: str) -> str:
        named = view.named.get(role, ())
        return view.values.get(role) or sole_or_lead(named, view.lead) or next(iter(named), usual)

    fields = (_chooser(language, role, chosen(role)) for role in view.roles)
    known = people.known(language, view)
    return window(
        language,
        *([rich_text(known)] if known else []),
        *(field for pair in fields for field in pair),
        title=texts.sections[view.step].labels[ANSWER],
        stamp=stamp,
    )


def _chooser(language: str, role: str, known: str) -> tuple[Block, Block]:
    user, name = (known, "") if is_user(known) else ("", known)
    choose: Block = {
        "type": "users_select",
        "placeholder": plain_text(label(language, "Choose a person"), 150),
    }
    if user:
        choose["initial_user"] = user
    asked = label(language, "Or a name, if they are not in Slack")
    hint = label(language, "A name typed here is used instead of the choice above.")
    typed = field(f"{role}{NAME}", asked, hint=hint, typed=name, optional=True)
    # What is chosen can't be taken back in every Slack.
    return entry(role, people.role(language, role), choose, optional=not user), typed


# Lower bounds in hours: an attempt counts from its nearest possible time, the safe side.
_AGES = (1, 2, 4, 8, 12, 18, 24, 36, 48, 72)


def count_window(language: str, view: View, title: str, button: str, stamp: str) -> Block:
    """How many attempts there were, and when the last one was; for a correction also why."""
    hours = view.budget.window // HOUR
    span = cldr.hours(language, view.budget.window)
    many = label(language, "How many attempts in the last {hours}", hours=span)
    least = 0 if button == Verb.CORRECT_COUNT else min(view.budget.known, MOST_ATTEMPTS)
    if least:
        many = label(
            language,
            "How many in the last {hours}, with the {count} that I counted",
            hours=span,
            count=str(least),
        )
    when = label(language, "When was the last one")
    hint = label(
        language,
        "If you are not sure, choose the more recent time. If you leave this empty, it counts as"
        " just now.",
    )
    # With none there is no last one.
    last = select("last", when, _ages(language, hours), hint=hint, optional=True)
    fields = [
        select("answer", many, [(str(n), str(n)) for n in range(least, MOST_ATTEMPTS + 1)]),
        last,
    ]
    if button == Verb.CORRECT_COUNT:
        why = label(language, "Why the count was wrong (kept in the audit)")
        fields.append(field("reason", why))
    return window(language, *fields, title=title, stamp=stamp)


def reason_window(language: str, stamp: str) -> Block:
    """Why the lead goes on alone."""
    hint = label(language, "The approvers read this reason; the thread and the audit show it.")
    return window(
        language,
        line(
            label(language, "Why nobody else can approve"),
            label(language, "Nobody else is awake, and production is down"),
            hint=hint,
        ),
        title=label(language, "Go On Alone"),
        stamp=stamp,
        submit=label(language, "Tell Them and Go On"),
    )


def difference_window(language: str, press: Press, channel: str) -> Block:
    """What somebody sees instead of what a step says; `press`: that says so, and is counted."""
    seen = line(
        label(language, "What do you see instead?"),
        label(language, "The button is now called “Get a call”"),
        hint=label(language, "The people who maintain the procedures will read it."),
        optional=True,
    )
    noted = say(
        language, "Noted. The run stays at this step: go on with the button that fits best."
    )
    return window(
        language,
        rich_text(noted),
        seen,
        title=label(language, "AWS Shows Something Else"),
        stamp=pack(press.run, press.turn, press.step, Verb.DIFFERS, channel),
    )


def _ages(language: str, window: int) -> list[tuple[str, str]]:
    """Choices as (label, answer): each answer is the nearest time that its label allows."""
    bounds = [*(hours for hours in _AGES if hours < window), window]
    first = (label(language, "Within the last hour"), "0 h")
    between = [
        (label(language, "{n} to {m} hours ago", n=low, m=high), f"{low} h")
        for low, high in pairwise(bounds)
    ]
    return [first, *between]


def notice_window(language: str, message: Message) -> Block:
    """What a window turns into whose answer can't be taken: a window's errors are plain text,
    and name nobody.
    """
    return reading_window(language, label(language, "Nothing Was Saved"), message.blocks[:1])
