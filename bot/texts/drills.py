"""Texts of a drill: what marks each message as practice, and what to do at a step of one."""

from bot.core.budget import AttemptResult
from bot.core.view import View
from bot.core.words import Section
from bot.texts import N_, Sentence, Text, joined, label, numbered, report, say, sentences
from bot.texts.report_tables import Table

_COMMANDS = "```"


# What stands before one line of a drill.
tag = Sentence("**Drill**")
# What stands above a message of a drill.
mark = Sentence("**Drill: this is practice.** Nothing is done at AWS.")
# What Slack asks before a button that would be dangerous, or cost an attempt, in earnest.
confirm = Sentence("This is a drill: nothing is done at AWS, and no real attempt is counted.")


def account(language: str, name: str) -> str:
    """Account of a drill, as a sentence names it."""
    return label(language, "{account} (drill)", account=name)


def title(language: str, name: str) -> str:
    return label(language, "Drill: {title}", title=name)


def usage(language: str, command: str) -> Text:
    """Answer to the command with the word alone."""
    return say(
        language,
        "A drill goes through the procedure as practice: it counts no attempts of the account, and"
        " nothing is done at AWS. Type `{command} drill prod`, with your account in place of prod."
        ' For a real run of an account whose name is drill, type `{command} "drill"`.',
        command=command,
    )


def at_step(language: str, view: View, section: Section | None) -> Text:
    """What whoever is in a drill does at a step, in one sentence after the mark."""
    return sentences(language, mark(language), say(language, _instead(view, section)))


def about(language: str, command: str) -> Text:
    """Sentence of a command's help."""
    return say(language, "`{command} drill prod` is practice.", command=command)


def _instead(view: View, section: Section | None) -> str:
    if view.outcome:
        return N_("This is where the real procedure would end.")
    if section and _COMMANDS in section.text:
        return N_(
            "Read the commands and say what each would change, but do not run them. Then press as"
            " if you had."
        )
    results = {choice.records for choice in view.choices} - {None}
    if any(choice.spends for choice in view.choices) or results - {AttemptResult.BLOCKED}:
        return N_(
            "Do not start a call or ask for a text. Press as if you had, and say what you would key"
            " in."
        )
    # A block is told, not done.
    if not results and (view.danger or any(choice.confirm for choice in view.choices)):
        return N_(
            "Do not remove or change anything: find the place, say what you would do there, and"
            " press as if it were done."
        )
    if view.asks:
        return N_("Answer as you would for real, but make up any phone number.")
    return N_("Look at whatever you like, but do not change or send anything. Press as if you had.")


def ended(language: str, times: Table, took: str) -> Text:
    """Times of a drill at its end, one line for each step."""
    head = say(language, "**Time per step** (total {took}):", took=took)
    lines = (numbered(_line(language, cells), n) for n, cells in enumerate(times.rows))
    return joined(head, joined(*lines, by="\n"))


def _line(language: str, cells: tuple[Text, ...]) -> Text:
    step, time, *former = (str(cell.values.get("text", "")) for cell in cells)
    took = report.compared(language, time, *former) if former else time
    return Text("- {row}", {"row": f"{step}: {took}"})
