"""Texts around a step: buttons of the bot, progress, status card, lines of old steps, reminders."""

from collections.abc import Iterable, Iterator, Mapping

from bot.core import verbs
from bot.core.budget import HOUR, Risk
from bot.core.press import ANSWER, AWS, SKIP, changes_language
from bot.core.run import STOPPED, SUPERSEDED, Answered, Move
from bot.core.timers import (
    CALLS_CLEAR,
    CALLS_REOPEN,
    FOLLOW_UP,
    IN_A_WEEK,
    IN_AN_HOUR,
    TOMORROW,
)
from bot.core.verbs import Verb
from bot.core.view import BudgetView, View
from bot.core.words import PEOPLE, Words, fill, plain
from bot.texts import (
    N_,
    Person,
    Text,
    Timestamp,
    Value,
    joined,
    label,
    listed,
    mention,
    numbered,
    person,
    presser,
    reviews,
    say,
    sentences,
)
from bot.texts.languages import own_name
from bot.texts.people import chosen

VERBS: Mapping[Verb, str] = {
    Verb.BACK: N_("Back"),
    Verb.STOP: N_("Stop"),
    Verb.START_OVER: N_("Start Over"),
    Verb.GO_ON: N_("Go On"),
    Verb.TAKE_OVER: N_("Take Over"),
    Verb.HAND_OVER: N_("Hand Over"),
    Verb.KEEP_LEADING: N_("Keep Leading"),
    Verb.NEAREST: N_("Go to the Nearest Step"),
    Verb.DEVICE_ON: N_("A Device Is Registered"),
    Verb.SNOOZE: N_("Remind Me Later"),
    Verb.POSTPONE: N_("Remind Me Later"),
    Verb.UNDO: N_("Undo"),
    Verb.OVER: N_("It Is Over"),
    Verb.START_NEW: N_("Start a New One"),
    Verb.CORRECT_COUNT: N_("Correct the Count"),
    Verb.ON_FILE: N_("AWS Has No Number That I Can Read"),
    Verb.TRAIL: N_("Root Has Signed In"),
    Verb.DIFFERS: N_("AWS Shows Something Else"),
    Verb.GO_ALONE: N_("Go On Alone"),
    Verb.APPROVE: N_("Approve"),
    Verb.DECLINE: N_("Decline"),
    Verb.EXPIRE: N_("Nobody Answered"),
    Verb.OPEN_ALONE: N_("Approvers Were Told"),
    Verb.REPORT: N_("Show the Report"),
}


_SNOOZES = {
    IN_AN_HOUR: N_("Remind Me in an Hour"),
    TOMORROW: N_("Remind Me Tomorrow at 9:00"),
    IN_A_WEEK: N_("Remind Me in a Week"),
}


def snooze(language: str, choice: str) -> str:
    """Label of the button that puts a reminder off until then."""
    return label(language, _SNOOZES[choice])


def verb(language: str, which: Verb, *, confirms: bool = False) -> str:
    """Label of one of the bot's own buttons; `confirms`: a device is reported already."""
    if confirms and which is Verb.DEVICE_ON:
        return label(language, "Confirm")
    return label(language, VERBS[which])


def outcome(language: str, name: str, root: Words) -> str:
    """Name of an outcome: the flow's own, but for a run that was stopped."""
    if name == SUPERSEDED:
        return label(language, "Another Run Was Started")
    return label(language, "Stopped") if name == STOPPED else root.outcome(name)


def gone(language: str) -> Text:
    return say(
        language,
        "The procedure was updated while you were in it, and this step is no longer part of it."
        " Nothing is lost: go to the nearest step, or start over.",
    )


def values(language: str, view: View) -> dict[str, str | Timestamp | Person]:
    """Values for all placeholders of a flow's words. `reopens`: when the next attempt is free; if
    one is free but risky, when it no longer is.
    """
    unknown = label(language, "(your number)")
    number = {key: view.values.get(key, unknown) for key in ("contact", "e164")}
    reopens = view.budget.reopens_at or view.budget.clear_at
    people: dict[str, Person | str] = {
        role: person(view.values.get(role, view.lead)) for role in PEOPLE
    }
    digits = view.account if view.account.isascii() and view.account.isdigit() else "111122223333"
    return {
        **number,
        "keypad": view.values.get("keypad", number_to_key_in(language)),
        **people,
        "case_number": view.values.get("case_number", label(language, "none noted yet")),
        "blocked_until": Timestamp(view.budget.blocked_until),
        "account": view.account,
        "account_id": view.values.get("account_id", digits),
        "reopens": Timestamp(reopens) if reopens else label(language, "now"),
        "used": str(view.budget.used),
        "left": str(view.budget.left),
        "limit": str(view.budget.limit),
        "window_hours": str(view.budget.window // HOUR),
    }


def number_to_key_in(language: str) -> str:
    """What to key in during the call, where the number is not known."""
    return label(language, "the phone on file; in Taiwan with its leading 0, without +886")


def point(language: str, view: View, words: Words, step: str = "") -> str:
    """The first line of a step, filled, without mark-up."""
    known = values(language, view)
    strings = {name: value for name, value in known.items() if isinstance(value, str)}
    return plain(fill(words.point(step or view.step), strings))


def quoted(language: str, point: str) -> str:
    """Point quoted in a sentence, without its full stop."""
    return label(language, "“{point}”", point=bare(point))


def bare(point: str) -> str:
    return point.rstrip(".。")


def progress(language: str, view: View, root: Words) -> Text:
    if view.outcome and view.reminds == CALLS_CLEAR and view.budget.clear_at:
        return say(language, "Waiting until the next attempt is no longer risky")
    if view.outcome and view.reminds in (CALLS_REOPEN, CALLS_CLEAR):
        if view.budget.reopens_at:
            return say(language, "Waiting until attempts reopen")
        return say(language, "Attempts are free again")
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
    return label(language, told, step=number, used=used, limit=limit)


def whereabouts(language: str, view: View, root: Words) -> Text:
    """Step number, and what the step was checked against."""
    checked = reviews.checked(language, view.review) if view.review else None
    follows = N_("as soon as AWS confirms this, I go on by myself")
    proves = say(language, follows) if view.proves else None
    return joined(progress(language, view, root), proves, checked, by=" · ")


def small_print(language: str, view: View, root: Words, words: Words | None = None) -> Text:
    """Step number, what the step was checked against, and sources."""
    sources = (words.source(source) if words else source for source in view.sources)
    here = whereabouts(language, view, root)
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


def card(
    language: str, view: View, root: Words, words: Words, beside: tuple[str, ...] = ()
) -> Text:
    """Status card, the thread's first message; `beside`: other procedures that are under way."""
    ended = view.outcome is not None
    here = point(language, view, words)
    where = None if ended else say(language, "**Here:** {point}", point=here)
    # The count of a run that has ended would grow old on its card.
    waits = view.counts and (not ended or view.reminds == CALLS_REOPEN)
    reopens = view.budget.reopens_at if waits else None
    return joined(
        say(
            language,
            "**{title}**  \nAccount **{account}** · Lead {lead}",
            title=root.title,
            account=view.account,
            lead=Person(view.lead),
        ),
        joined(
            progress(language, view, root),
            None if ended or not view.counts else used(language, view.budget),
            say(language, "next free {reopens}", reopens=Timestamp(reopens)) if reopens else None,
            by=" · ",
        ),
        _unsafe(language, view),
        _beside(language, beside),
        _approval(language, view),
        where,
        by="\n\n",
    )


def _beside(language: str, titles: tuple[str, ...]) -> Text | None:
    if not titles:
        return None
    return say(
        language,
        "**Also under way for this account:** {titles}. Ask who leads it before you change anything"
        " in AWS.",
        titles=listed(language, titles),
    )


def _unsafe(language: str, view: View) -> Text | None:
    """What is not safe as the run stands: root without an MFA device, maybe in the middle of it."""
    if not view.mfa_off:
        return None
    unsafe = say(language, "**Root of {account} has no MFA device.**", account=view.account)
    if view.outcome != STOPPED:
        return unsafe
    middle = say(language, "The run was stopped before one was registered.")
    return sentences(language, unsafe, middle)


def _approval(language: str, view: View) -> Text | None:
    asked = view.approval
    if asked and view.held:
        return say(language, "**Waits for a second person** since {at}", at=Timestamp(asked.at))
    if asked and asked.lone:
        told = N_("**{who} went on alone, without a second person.**")
        return say(language, told, who=Person(asked.lone))
    return None


def used(language: str, budget: BudgetView) -> Text:
    """Attempts of the account, as far as they are known."""
    spent = {"used": budget.used, "limit": budget.limit}
    if budget.since is not None:
        told = N_("{used} of {limit} attempts used, counted since {since}")
        return say(language, told, **spent, since=Timestamp(budget.since))
    told = N_("{used} of {limit} attempts used in {hours} hours")
    return say(language, told, **spent, hours=budget.window // HOUR)


def done_line(
    language: str,
    view: View,
    move: Move | None,
    words: Words | None,
    roles: tuple[str, ...] = (),
) -> Text:
    """Line that replaces an old step's message; `roles`: for which that step asked."""
    if move is None or words is None:
        return say(language, "✓ This step is done; the run has moved on.")
    approved = verbs.find(move.button) is Verb.APPROVE
    if verbs.keeps_step(move.button) and not approved:  # it is not done: it is told again below
        to = pressed(language, move.button, move.step, words, move.by)
        who, at = presser(language, move.by), Timestamp(move.at)
        return say(language, "→ **{to}** · {who} · {at}", to=to, who=who, at=at)
    named = chosen(language, roles, view.values) if move.button == ANSWER else None
    if named:
        here = Text("✓ {point} →", {"point": bare(point(language, view, words, move.step))})
        by = Text("{who} · {at}", {"who": presser(language, move.by), "at": Timestamp(move.at)})
        return joined(joined(here, named, by=" "), by, by=" · ")
    reason = _reason(view, move)
    if reason:
        return say(
            language,
            "✓ {point} → **{button}**: {reason} · {who} · {at}",
            point=bare(point(language, view, words, move.step)),
            button=pressed(language, move.button, move.step, words, move.by),
            reason=reason,
            who=presser(language, move.by),
            at=Timestamp(move.at),
        )
    return say(
        language,
        "✓ {point} → **{button}** · {who} · {at}",
        point=bare(point(language, view, words, move.step)),
        button=pressed(language, move.button, move.step, words, move.by),
        who=presser(language, move.by),
        at=Timestamp(move.at),
    )


def answered(
    language: str, view: View, answers: tuple[Answered, ...], words_of: Mapping[str, Words]
) -> Text | None:
    """Lines of steps that the bot answered itself; None if there is none."""
    known = (one for one in answers if one.flow in words_of)
    lines = [_answered(language, view, one, words_of[one.flow]) for one in known]
    return joined(*map(numbered, lines, range(len(lines))), by="  \n") if lines else None


def _answered(language: str, view: View, one: Answered, words: Words) -> Text:
    here = bare(point(language, view, words, one.step))
    line = say(language, "✓ {point} → {answer} ({source})", point=here, source=one.by)
    said = _said(language, view, one, words)
    return Text(line.markdown.replace("{answer}", said.markdown), {**line.values, **said.values})


def _said(language: str, view: View, one: Answered, words: Words) -> Text:
    """Whom or what the bot named; never a phone number."""
    roles = tuple(name for name in one.filled if name in PEOPLE)
    if roles and (who := chosen(language, roles, view.values)):
        return who
    pressed = words.label(one.step, one.button)
    if one.button == ANSWER:
        digits = view.values.get("account_id") if "account_id" in one.filled else None
        pressed = digits or label(language, "Answered")
    return Text("**{button}**", {"button": pressed})


def _reason(view: View, move: Move) -> str:
    """Reason that was typed with a press, of those that ask for one."""
    if move.button == Verb.CORRECT_COUNT:
        return view.values.get("correction", "")
    return view.approval.why if move.button == Verb.GO_ALONE and view.approval else ""


def pressed(language: str, button: str, step: str, words: Words | None, by: str = "") -> str:
    """Label of a button that was pressed; its bare name where the flow has it no more."""
    if changes_language(button):
        return own_name(button.rpartition(":")[2])
    if which := verbs.find(button):
        return verb(language, which)
    known = words.label(step, button) if words else button
    if known != button and (by, button) != (AWS, ANSWER):  # it opens no window
        return known
    own = {ANSWER: N_("Answered"), SKIP: N_("Skipped")}
    return label(language, own[button]) if button in own else button


def told(language: str, view: View, root: Words, *, began: bool) -> Text:
    """Channel notice about a run in direct messages."""
    values: dict[str, Value] = {
        "lead": Person(view.lead),
        "title": quoted(language, root.title),
        "account": view.account,
    }
    if began:
        return say(language, "{lead} began {title} for **{account}** in direct messages.", **values)
    return say(language, "{lead} now leads {title} for **{account}** in direct messages.", **values)


def confirm_attempt(language: str, budget: BudgetView) -> Text | None:
    """Confirmation of a risky attempt; None if it is not risky."""
    if budget.risk is Risk.CLEAR:
        return None
    return say(
        language,
        "This is attempt {n} of {limit} in {hours} hours. It counts as soon as you go on,"
        " answered or not. Did you check the number first?",
        n=budget.used + 1,
        limit=budget.limit,
        hours=budget.window // HOUR,
    )


def confirm_start_over(language: str) -> Text:
    return say(
        language,
        "This goes back to the first step. What you typed is kept, and attempts stay counted.",
    )


def confirm_danger(language: str, account: str) -> Text:
    return say(
        language,
        "This affects the root user of {account}. Go on only if you know why you are doing it.",
        account=account,
    )


def reminder(language: str, name: str, view: View, words: Words) -> Text:
    """Reminder of a timer, for the thread."""
    lead = Person(view.lead)
    if name == "calls_reopen":
        return say(
            language,
            "{lead} Phone verification for **{account}** should be free again:"
            " {left} of {limit} attempts left by my count. Check the number before you call.",
            lead=lead,
            account=view.account,
            left=view.budget.left,
            limit=view.budget.limit,
        )
    if name == CALLS_CLEAR:
        return say(
            language,
            "{lead} The next attempt for **{account}** is no longer risky: {left} of {limit}"
            " attempts left by my count. Check the number before you call.",
            lead=lead,
            account=view.account,
            left=view.budget.left,
            limit=view.budget.limit,
        )
    if name == FOLLOW_UP:
        case = view.values.get("case_number")
        asked = say(
            language,
            "{lead} Is there news for **{account}**? It stands at: {state}. Press **Go On** where"
            " it goes on, or **It Is Over** if nothing more is to be done.",
            lead=lead,
            account=view.account,
            state=outcome(language, view.outcome or "", words),
        )
        known = say(language, "The case at AWS Support is {case}.", case=case) if case else None
        return sentences(language, asked, known)
    if name == "mfa_still_off" and view.reported:
        return say(
            language,
            "{lead}: {who} said {when} that a device is registered for root of **{account}**."
            " Please confirm: **Security credentials** shows it.",
            lead=lead,
            who=Person(view.reported.by),
            when=Timestamp(view.reported.at),
            account=view.account,
        )
    if name == "mfa_still_off":
        return say(
            language,
            "{lead} Is root of **{account}** still without MFA? Until a device is registered,"
            " anyone with the password or the inbox owns the account.",
            lead=lead,
            account=view.account,
        )
    return say(
        language,
        "{lead} Still there? The run for **{account}** waits at {point}."
        " It keeps its place; nothing expires tonight.",
        lead=lead,
        account=view.account,
        point=quoted(language, point(language, view, words)),
    )


def renewal(language: str, asked: str, view: View, words: Words) -> Text:
    """Question whether to check the account again; `asked`: its owner, or the run's lead."""
    return say(
        language,
        "{asked} It is time to check **{account}** again: {title} ended here with “{state}”."
        " Press **Start a New One**.",
        asked=mention(asked),
        account=view.account,
        title=quoted(language, words.title),
        state=outcome(language, view.outcome or "", words),
    )


def asks_owner(language: str, owner: str, view: View, words: Words) -> Text:
    """Question to the account's owner, where the lead of a quiet run has not answered."""
    return say(
        language,
        "{owner} {lead} has not answered, and the run for your account **{account}** waits at"
        " {point}. Ask {lead}, or press **Take Over** to go on with it.",
        owner=mention(owner),
        lead=Person(view.lead),
        account=view.account,
        point=quoted(language, point(language, view, words)),
    )
