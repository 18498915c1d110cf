"""Window that asks for the account of a run, and for its channel where none is known."""

from collections.abc import Sequence

from bot.core.team import KnownAccount
from bot.files.manifest import START
from bot.slack.render.plain_text import plain_text
from bot.slack.render.rich_text import Block
from bot.slack.render.window_fields import OPTIONS, entry, field, line, select, window
from bot.texts import label

ACCOUNTS = 1000  # in a list: Slack takes 250 kB in a window


def account_window(
    language: str, flow: str, title: str, stamp: str, accounts: Sequence[KnownAccount] = ()
) -> Block:
    """A list of the accounts that are known, and a field for any other, which counts first."""
    asked = label(language, "Account: a nickname or twelve digits")
    fields = [line(asked, "prod", hint=title)]
    if accounts:
        fields = [_known_accounts(language, title, accounts), _other_account(language)]
    return window(
        language,
        *fields,
        callback=f"{START}{flow}",
        title=label(language, "Which Account"),
        stamp=stamp,
        submit=label(language, "Start"),
    )


def _known_accounts(language: str, title: str, accounts: Sequence[KnownAccount]) -> Block:
    some = accounts[:ACCOUNTS]
    if len(some) > OPTIONS:  # in groups: a name has to be found
        some = sorted(some, key=lambda known: known.name)
    choices = [(" · ".join(filter(None, (one.name, one.id))), one.name) for one in some]
    ends = label(
        language, "The list shows the first {n} accounts. Type the name of any other.", n=ACCOUNTS
    )
    hint = f"{title} · {ends}" if len(accounts) > ACCOUNTS else title
    return select("account", label(language, "Account"), choices, hint=hint, optional=True)


def _other_account(language: str) -> Block:
    asked = label(language, "Or another account: a nickname or twelve digits")
    hint = label(language, "An account typed here is used instead of the choice above.")
    return field("answer", asked, hint=hint, optional=True)


def asking_channel(language: str, asks: Block) -> Block:
    """A window that also asks where the thread is to open: it was opened in no channel."""
    choose = {
        "type": "conversations_select",
        "placeholder": plain_text(label(language, "Choose a channel"), 150),
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    asked = label(language, "Channel for the thread")
    hint = label(language, "Without one, the thread opens in your direct messages with me.")
    channel = entry("channel", asked, choose, action="channel", hint=hint, optional=True)
    return {**asks, "blocks": [*asks["blocks"], channel]}
