"""What the bot says of itself in the threads, besides steps."""

from tests.support.bots import Served
from tests.support.slack import Message

PUT_OFF = ("Remind Me in an Hour", "Remind Me Tomorrow at 9:00", "Remind Me in a Week")


def said(bot: Served, words: str) -> list[Message]:
    return [m for m in bot.slack.messages if words in m.text and not m.to and not m.step]
