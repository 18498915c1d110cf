"""Error replies to a person whose request failed for no fault of theirs."""

from bot.texts import Link, Sentence, Text, label, say, sentences

newer = Sentence(
    "A newer version of this bot is already working on this run. Nothing was changed; press"
    " again in a minute."
)
other_workspace = Sentence(
    "This bot serves another workspace. Nothing was changed; ask somebody there, or install"
    " the bot in yours."
)
# Reply to a person of an unknown workspace, while Slack does not say whose it is.
whose_unknown = Sentence(
    "Slack did not tell me whether you belong to our organization, so nothing was changed."
    " Try again in a moment."
)
too_fast = Sentence("That was too fast for me, so it changed nothing. Try again in 10 seconds.")
busy = Sentence("I am busy. Nothing was counted. Try again in a few seconds.")
commit_unknown = Sentence(
    "I lost my database's answer, so I can't tell whether this was counted. Do not start phone"
    " verification in AWS: no **SMS text**, **Voice call** or **Call me now** until I answer"
    " again. Then press the same button: nothing counts twice."
)
not_opened = Sentence("I could not open the window. Try once more.")
not_updated = Sentence("I could not update the window. Try once more.")
broke = Sentence(
    "I ran into an error, and nothing was changed. Try once more. If it happens again, tell"
    " whoever runs this bot, with the time."
)
old_version = Sentence(
    "That button, window or shortcut is from another version of the bot; nothing was changed."
    " Type the command again in the channel to get the step with its current buttons."
)


def store_away(language: str, runbook: str = "") -> Text:
    """`runbook`: address of the printed runbooks; empty if there is none."""
    away = say(
        language,
        "I can't reach my database; nothing was counted. Do not start phone verification in AWS:"
        " no **SMS text**, **Voice call** or **Call me now** until I answer again. The same button"
        " or command will work then.",
    )
    if not runbook:
        return away
    link = Link(runbook, label(language, "the printed runbook"))
    on_paper = say(language, "Meanwhile, use {runbook}: it works without me.", runbook=link)
    return sentences(language, away, on_paper)
