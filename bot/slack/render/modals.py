"""Windows (Slack says modals): where an account or an answer is typed, and what one turns into."""

from collections.abc import Sequence
from itertools import pairwise

from bot.core.answers import MAX_EARLIER
from bot.core.budget import HOUR
from bot.core.known import the_one
from bot.core.people import is_user
from bot.core.press import ANSWER, Press
from bot.core.team import KnownAccount
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.slack.render.blocks import Message, plain_text
from bot.slack.render.codec import pack
from bot.slack.render.rich_text import Block, rich_text
from bot.texts import label, people, say

TITLE = 24  # characters, also of the buttons below
ALERT = 200
OPTIONS = 100  # that Slack takes in one list, or in one group of a list
ACCOUNTS = 1000  # in a list: Slack takes 250 kB in a window


def answer_window(language: str, view: View, texts: Words, channel: str) -> Block:
    """`channel`: where it is opened."""
    labels = texts.sections[view.step].labels
    return _window(
        language,
        _line(labels["label"], labels["example"], typed=view.typed),
        title=labels[ANSWER],
        stamp=pack(view.run, view.turn, view.step, ANSWER, channel),
    )


NAME = ".name"  # ends the block id of the field beside a chooser


def people_window(language: str, view: View, texts: Words, channel: str) -> Block:
    """A user chooser for each role, and a name for whoever is not in Slack, which counts first.

    Until that is changed, whoever was named before is chosen, or whom the team file names; else,
    where two roles are asked for, the lead, who often has one. `channel`: where it is opened.
    """
    usual = view.lead if len(view.roles) > 1 else ""

    def chosen(role: str) -> str:
        named = view.named.get(role, ())
        return view.values.get(role) or the_one(named, view.lead) or next(iter(named), usual)

    fields = (_chooser(language, role, chosen(role)) for role in view.roles)
    known = people.known(language, view)
    return _window(
        language,
        *([rich_text(known)] if known else []),
        *(field for pair in fields for field in pair),
        title=texts.sections[view.step].labels[ANSWER],
        stamp=pack(view.run, view.turn, view.step, ANSWER, channel),
    )


def _chooser(language: str, role: str, known: str) -> tuple[Block, Block]:
    user, name = (known, "") if is_user(known) else ("", known)
    choose: Block = {
        "type": "users_select",
        "action_id": "answer",
        "placeholder": plain_text(label(language, "Choose somebody"), 150),
    }
    typed = _field(f"{role}{NAME}", label(language, "Or a name, if they are not in Slack"))
    typed["optional"] = True
    if user:
        choose["initial_user"] = user
    if name:
        typed["element"]["initial_value"] = name
    typed["hint"] = plain_text(
        label(language, "A name typed here is used instead of the choice above."), 2000
    )
    asks = {
        "type": "input",
        "block_id": role,
        "label": plain_text(people.role(language, role), 2000),
        "optional": not user,  # what is chosen can't be taken back in every Slack
        "element": choose,
    }
    return asks, typed


# Lower bounds in hours: an attempt counts from its nearest possible time, the safe side.
_AGES = (1, 2, 4, 8, 12, 18, 24, 36, 48, 72)


def count_window(language: str, view: View, title: str, button: str, channel: str) -> Block:
    """How many attempts there were, and when the last one was; for a correction also why.

    button: whose answer it is
    channel: where it is opened
    """
    hours = view.budget.window // HOUR
    many = label(language, "How many in the last {hours} hours", hours=hours)
    last = _select("last", label(language, "When was the last one"), _ages(language, hours))
    last["optional"] = True  # with none there is no last one
    last["hint"] = plain_text(
        label(
            language,
            "If you are not sure, choose the more recent time. Left empty, it means just now.",
        ),
        2000,
    )
    fields = [_select("answer", many, [(str(n), str(n)) for n in range(MAX_EARLIER + 1)]), last]
    if button == Verb.CORRECT_COUNT:
        why = label(language, "Why the count was wrong (kept in the audit)")
        fields.append(_field("reason", why))
    stamp = pack(view.run, view.turn, view.step, button, channel)
    return _window(language, *fields, title=title, stamp=stamp)


def reason_window(language: str, view: View, button: str, channel: str) -> Block:
    """Why the lead goes on alone. `button`: whose answer it is; `channel`: where it is opened."""
    hint = label(
        language,
        "The approvers, the thread and the audit get this reason. Write no password and no code.",
    )
    return _window(
        language,
        _line(
            label(language, "Why nobody else can approve"),
            label(language, "Nobody else is awake, and production is down"),
            hint=hint,
        ),
        title=label(language, "Go On Alone"),
        stamp=pack(view.run, view.turn, view.step, button, channel),
        submit=label(language, "Tell Them and Go On"),
    )


def difference_window(language: str, press: Press, channel: str) -> Block:
    """What somebody sees instead of what a step says; `press`: that says so, and is counted."""
    seen = _line(
        label(language, "What do you see instead?"),
        label(language, "The button is now called “Get a call”"),
        hint=label(language, "Whoever keeps the procedures reads it."),
    )
    seen["optional"] = True
    noted = say(language, "Noted. The run stays at this step: go on with what fits best.")
    return _window(
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


def _select(name: str, asked: str, choices: list[tuple[str, str]]) -> Block:
    """A list to choose from; of more than Slack takes in one, groups that say what is in them."""
    options = [{"text": plain_text(text, 75), "value": said} for text, said in choices]
    groups = [options[n : n + OPTIONS] for n in range(0, len(options), OPTIONS)]
    listed: Block = {"options": options}
    if len(groups) > 1:
        listed = {
            "option_groups": [
                {
                    "label": plain_text(f"{some[0]['value']} – {some[-1]['value']}", 75),
                    "options": some,
                }
                for some in groups
            ]
        }
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(asked, 2000),
        "element": {"type": "static_select", "action_id": "answer", **listed},
    }


def account_window(
    language: str, flow: str, title: str, stamp: str, accounts: Sequence[KnownAccount] = ()
) -> Block:
    """A list of the accounts that are known, and a field for any other, which counts first."""
    asked = label(language, "Account: a nickname or twelve digits")
    fields = [_line(asked, "prod", hint=title)]
    if accounts:
        fields = [_known_accounts(language, title, accounts), _other_account(language)]
    return _window(
        language,
        *fields,
        callback=f"start:{flow}",
        title=label(language, "Which Account"),
        stamp=stamp,
        submit=label(language, "Start"),
    )


def _known_accounts(language: str, title: str, accounts: Sequence[KnownAccount]) -> Block:
    some = accounts[:ACCOUNTS]
    if len(some) > OPTIONS:  # in groups: a name has to be found
        some = sorted(some, key=lambda known: known.name)
    chooser = _select(
        "account", title, [(" · ".join(filter(None, (one.name, one.id))), one.name) for one in some]
    )
    if len(accounts) > ACCOUNTS:
        hint = label(language, "The list ends at {n} accounts: type any other.", n=ACCOUNTS)
        chooser["hint"] = plain_text(hint, 2000)
    return {**chooser, "optional": True}


def _other_account(language: str) -> Block:
    typed = _field("answer", label(language, "Or another: a nickname or twelve digits"))
    hint = label(language, "An account typed here is used instead of the choice above.")
    return {**typed, "hint": plain_text(hint, 2000), "optional": True}


def asking_channel(language: str, window: Block) -> Block:
    """A window that also asks where the thread is to open: it was opened in no channel."""
    choose = {
        "type": "conversations_select",
        "action_id": "channel",
        "placeholder": plain_text(label(language, "Choose a channel"), 150),
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    field = {
        "type": "input",
        "block_id": "channel",
        "label": plain_text(label(language, "Channel for the thread"), 2000),
        "optional": True,
        "element": choose,
        "hint": plain_text(
            label(language, "Without one, the thread opens in your direct messages with me."), 2000
        ),
    }
    return {**window, "blocks": [*window["blocks"], field]}


def notice_window(language: str, message: Message) -> Block:
    """What a window turns into whose answer can't be taken: a window's errors are plain text,
    and name nobody.
    """
    return {
        "type": "modal",
        "title": plain_text(label(language, "Nothing Was Saved"), TITLE),
        "close": plain_text(label(language, "Close"), TITLE),
        "blocks": message.blocks[:1],
    }


def _window(
    language: str,
    *fields: Block,
    title: str,
    stamp: str,
    callback: str = "answer",
    submit: str = "",
) -> Block:
    """A window with these fields, below the warning that each window has."""
    warning = label(language, "Never type a code or password here.")
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": stamp,
        "title": plain_text(title, TITLE),
        "submit": plain_text(submit or label(language, "Save"), TITLE),
        "close": plain_text(label(language, "Cancel"), TITLE),
        "blocks": [
            {"type": "alert", "level": "warning", "text": plain_text(warning, ALERT)},
            *fields,
        ],
    }


def _line(asked: str, example: str, *, hint: str = "", typed: str = "") -> Block:
    """The one field of a window, ready to be typed in."""
    said = _field("answer", asked)
    said["element"] |= {"placeholder": plain_text(example, 150), "focus_on_load": True}
    if typed:
        said["element"]["initial_value"] = typed
    if hint:
        said["hint"] = plain_text(hint, 2000)
    return said


def _field(name: str, asked: str) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(asked, 2000),
        "element": {"type": "plain_text_input", "action_id": "answer", "max_length": 300},
    }
