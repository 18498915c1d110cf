"""The Home tab as a person opens it, reads it, and uses its buttons."""

from typing import Any

from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import Body, Slack, texts

PUBLISH = "views.publish"


async def opens(bot: Served, who: Person, tab: str = "home") -> None:
    await bot.slack.do("home", **{"as": who.id}, tab=tab)
    await bot.settled()


def published(slack: Slack, user: str) -> list[Body]:
    return [c.body["view"] for c in slack.of(PUBLISH) if c.body["user_id"] == user]


def seen(slack: Slack, user: str) -> str:
    """All that somebody's Home tab says now."""
    return "\n".join(texts(published(slack, user)[-1]["blocks"]))


def buttons(slack: Slack, user: str) -> list[Body]:
    rows = [b for b in published(slack, user)[-1]["blocks"] if b["type"] == "actions"]
    return [element for row in rows for element in row["elements"]]


async def presses(bot: Served, who: Person, flow: str) -> Body:
    """The window that a button of the Home tab opens."""
    home = (await bot.slack.do("sync"), bot.slack.of(PUBLISH)[-1].answer["view"])[1]
    button = next(b for b in buttons(bot.slack, who.id) if b["action_id"] == f"start:{flow}")
    known = len(bot.slack.windows)
    await bot.slack.do("press_in_view", **{"as": who.id}, view=home["id"], action=button)
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    return bot.slack.windows[-1]


async def submit(who: Person, window: Body, account: str, channel: str = "") -> Any:
    values = {"answer": {"answer": account}, "channel": {"channel": channel or None}}
    told = await who.slack.do("submit", **{"as": who.id}, window=window["id"], values=values)
    return told["delivered"]
