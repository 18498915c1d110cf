"""Message that asks which account was meant, with a button for each likely one."""

from dataclasses import replace

from bot.core.near_names import NearName
from bot.slack.render.blocks import Message, notice
from bot.slack.render.codec import BEGIN, StartValue, pack_start
from bot.slack.render.plain_text import button
from bot.texts import accounts, label


def account_question(language: str, typed: StartValue, near: tuple[NearName, ...]) -> Message:
    """The names that may be meant come first; `typed`: what begins with the name as it is."""
    asked = notice(language, accounts.unknown(language, typed.account, near, drill=typed.drill))
    meant = [(label(language, "Use {account}", account=one.name), one.name) for one in near]
    kept = label(language, "Go On with {account}", account=typed.account)
    buttons = [
        button(
            f"{BEGIN}{n}",
            text,
            pack_start(replace(typed, account=name)),
        )
        for n, (text, name) in enumerate([*meant, (kept, typed.account)])
    ]
    buttons[0]["style"] = "primary"
    return replace(asked, blocks=[*asked.blocks, {"type": "actions", "elements": buttons}])
