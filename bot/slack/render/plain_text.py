"""Plain text objects of Block Kit, other small elements, and Slack's length limits."""

from bot.slack.render.rich_text import Block

SECTION, HEADER, BUTTON, FALLBACK = 3000, 150, 75, 3900  # characters


def plain_text(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, HEADER)}


def button(action: str, text: str, value: str, style: str = "") -> Block:
    look = {"style": style} if style else {}
    shown = plain_text(text, BUTTON)
    return {"type": "button", "action_id": action, "text": shown, "value": value, **look}


def cut(text: str, most: int) -> str:
    """A last resort: `mfa-bot check` keeps every text of a flow below Slack's limits."""
    return text if len(text) <= most else text[: most - 1] + "…"
