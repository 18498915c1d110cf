"""Texts about people with a role: whose turn a step is, and what they are sent."""

from collections.abc import Mapping

from bot.core.people import is_user
from bot.core.team import TEAM_FILE
from bot.core.view import View
from bot.core.words import Words
from bot.texts import N_, Person, Text, enumerated, joined, label, person, say, sentences
from bot.texts.channels import NO_MESSAGES_TAB

_ROLES: Mapping[str, str] = {
    "inbox_reader": N_("Who can read the mail to root's address"),
    "phone_holder": N_("Who holds the phone on file"),
}
_CHOSEN: Mapping[str, str] = {
    "inbox_reader": N_("Mail: {inbox_reader}"),
    "phone_holder": N_("Phone: {phone_holder}"),
}
# By Slack's word for why, where the person or an administrator can do something about it.
_ADVICE = {
    "messages_tab_disabled": NO_MESSAGES_TAB,
    "user_disabled": N_("The account is deactivated in Slack."),
    "cannot_dm_bot": N_("That is a bot."),
}


def role(language: str, name: str) -> str:
    """Label of the field that asks for somebody."""
    return label(language, _ROLES[name])


def known(language: str, view: View) -> Text | None:
    """Lines on whom the team file names for the roles of a step; None if it names nobody."""
    lines = []
    for name, users in view.named.items():
        if users:
            line = Text(f"{role(language, name)}: {{{name}}} · {TEAM_FILE}")
            lines.append(enumerated(language, line, name, [Person(user) for user in users]))
    return joined(*lines, by="  \n") if lines else None


def chosen(language: str, roles: tuple[str, ...], values: Mapping[str, str]) -> Text | None:
    """Who was named for these roles; None if somebody is missing by now."""
    if not roles or any(name not in values for name in roles):
        return None
    who = {name: person(values[name]) for name in roles}
    if len(who) == 1:
        return Text(f"{{{roles[0]}}}", who)
    return joined(*(say(language, _CHOSEN[name], **{name: who[name]}) for name in roles), by=" · ")


def turn_line(language: str, view: View, *, presses: bool) -> Text | None:
    """Line below the point of a step that is somebody's turn; `presses`: whether they may press."""
    if not view.turn_of:
        return None
    who, lead = person(view.turn_of), Person(view.lead)
    if presses:
        told = N_("{who}, this step is yours. Press here, or in the direct message from me.")
    elif is_user(view.turn_of):
        told = N_(
            "This step is for {who}, who is not allowed to press here. {lead}, press for them."
        )
    else:
        told = N_("This step is for **{who}**. {lead}, tell them, and press for them.")
    return say(language, told, who=who, lead=lead)


def copy_heading(language: str, view: View, root: Words) -> Text:
    """Line above the copy of a step in somebody's direct messages; `root`: of what is under way."""
    return say(
        language,
        "{lead} asks you to do this step, for AWS account **{account}** ({title}). Press here when"
        " it is done.",
        lead=Person(view.lead),
        account=view.account,
        title=root.title,
    )


def unreached(language: str, view: View, code: str, *, alone: bool) -> Text:
    """Message in the thread if Slack refuses the direct message; `code`: its word for why; `alone`:
    they do not see the thread either.
    """
    told = N_("{who}, I can't send you this step as a direct message ({code}). Press here.")
    if alone:
        told = N_(
            "{lead}, I can't send {who} this step as a direct message ({code}). Tell them yourself,"
            " and press for them."
        )
    values = {"who": person(view.turn_of), "lead": Person(view.lead), "code": code}
    advice = say(language, _ADVICE[code]) if code in _ADVICE else None
    return sentences(language, say(language, told, **values), advice)
