"""Texts about accounts that the team file does not list."""

from collections.abc import Sequence

from bot.core.near_names import NearName
from bot.core.typed_ids import ACCOUNT_ID
from bot.core.view import View
from bot.texts import N_, Sentence, Text, enumerated, say, sentences

_wrong_name = Sentence(
    "Under a wrong name, attempts already made for the account would not be counted."
)


def unknown(language: str, typed: str, near: Sequence[NearName], *, drill: bool) -> Text:
    """Question to whoever typed a name that is like those of other accounts."""
    one = N_("I don't know **{account}**. Did you mean **{names}**?")
    several = N_("I don't know **{account}**. Did you mean one of these: **{names}**?")
    asks = say(language, one if len(near) == 1 else several, account=typed)
    asks = enumerated(language, asks, "names", [_name(each) for each in near])
    return asks if drill else sentences(language, asks, _wrong_name(language))


def two_accounts(language: str, first: str, account: str, start: str) -> Text:
    """Refusal of a nickname with the ID of another account; `start`: before an account."""
    return say(
        language,
        "In `team.yaml`, **{first}** and **{account}** are two accounts. Name only the one that you"
        " mean: `{start}{first}` or `{start}{account}`.",
        first=first,
        account=account,
        start=start,
    )


def chosen_before(language: str, first: str, account: str, start: str) -> Text:
    """Reply to another answer to that question; `start`: what to type for this account."""
    return say(
        language,
        "You already chose **{first}**, so I did not start a run for **{account}**. If you need"
        " **{account}**, type `{start}`; if I ask again, choose **{account}** there.",
        first=first,
        account=account,
        start=start,
    )


def begun_before(language: str, account: str, start: str) -> Text:
    """Reply to what began a run that has ended since; `start`: what to type for a new one."""
    return say(
        language,
        "The run that you started for **{account}** has ended. To start another, type `{start}`.",
        account=account,
        start=start,
    )


def listed_as(language: str, view: View) -> Text | None:
    """Warning that the ID which was typed is that of a listed account."""
    if not view.listed:
        return None
    return say(
        language,
        "According to `team.yaml`, {id} is the ID of **{listed}**. If **{account}** is another"
        " account, press **Back** and check the digits: once somebody goes on, both names count as"
        " one account.",
        id=view.values[ACCOUNT_ID],
        listed=view.listed,
        account=view.account,
    )


def unlisted(language: str, account: str) -> Text:
    """Remark on a run that was begun for an account that nobody has listed."""
    return say(
        language,
        "`team.yaml` does not list **{account}**. If the name is wrong, press **Stop** and type the"
        " command again: attempts made under another name are not counted here.",
        account=account,
    )


def _name(near: NearName) -> str:
    return near.name if near.name == near.account else f"{near.name} ({near.account})"
