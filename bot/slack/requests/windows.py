"""Fields of a submitted window: what was typed or chosen in it, and which of them is wrong."""

import re
from html import unescape
from typing import Any

from bot.core.answers import ROLES
from bot.slack.api.errors import record
from bot.slack.render.blocks import Message
from bot.slack.render.modals import NAME, notice_window
from bot.slack.requests.payload import Body

FIELDS = ("answer", "reason")  # of a window, as block ids
ACCOUNT = "account"  # a choice that stands in for an answer which is not typed
LAST = "last"  # when the last of some attempts was, beside how many there were
_LINK = re.compile(r"<([^|>]+)\|([^>]+)>")


def typed(view: Body) -> str:
    """What was typed into a window; a reason, where one is asked for too, on a line of its own.
    So too each person who was chosen or named.
    """
    fields = record(view["state"]["values"])
    if roles := [name for name in ROLES if name in fields]:
        return "\n".join(_person_in(fields, role) for role in roles)
    said, last = (_field_text(fields, name) for name in (FIELDS[0], LAST))
    said = said or _field_text(fields, ACCOUNT)
    lines = [f"{said}, {last}" if last else said]
    return "\n".join([*lines, *([_field_text(fields, FIELDS[1])] if FIELDS[1] in fields else [])])


def _field_text(fields: Body, name: str) -> str:
    """What was typed into a field, or chosen in it."""
    element = record(record(fields.get(name)).get("answer"))
    chosen = record(element.get("selected_option")).get("value")
    return str(element.get("value") or chosen or "").strip()


def _person_in(fields: Body, role: str) -> str:
    """Whoever was named in the window for this role: a typed name counts before a choice."""
    name = record(record(fields.get(f"{role}{NAME}")).get("answer")).get("value")
    user = record(fields[role].get("answer")).get("selected_user")
    return " ".join(str(name or "").split()) or (f"<@{user}>" if user else "")


def rejected(language: str, view: Body, message: Message) -> dict[str, Any]:
    """Answer to a window that can't be taken as it is: beside its fields, which keep what was
    typed; Slack takes none for a field that is not there.
    """
    if fields := record(view.get("state")).get("values"):
        return {"response_action": "errors", "errors": dict.fromkeys(fields, plain(message))}
    return {"response_action": "update", "view": notice_window(language, message)}


def plain(message: Message) -> str:
    """Text of a message for the errors of a window, in which Slack shows each mark as it stands:
    after the label of a link comes its address.
    """
    return unescape(_LINK.sub(r"\2 (\1)", message.text))


def field(view: Body, code: str, part: str = "") -> str:
    """Field of a window that an error is about, by its code; `part`: a role, or a field."""
    fields = record(view["state"]["values"])
    if roles := [name for name in ROLES if name in fields]:
        wrong = part or roles[0]
        return wrong if code == "person" else f"{wrong}{NAME}"
    return part if part in fields else FIELDS[0]
