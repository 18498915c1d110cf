"""Shapes of Slack's payloads, as far as Bolt and the bot rely on them.

A body comes here only with Slack's signature, or over its own connection. One of another shape is
refused at once: later it would look like a fault of the bot, and Slack would send it again.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Fits = Callable[[object], bool]
MISSING = object()
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")  # JSON can spell one; UTF-8 has none


def _text(found: object) -> bool:
    return isinstance(found, str)


def _name(found: object) -> bool:
    """Whether it is a text that can stand in a key."""
    return isinstance(found, str) and (found.isascii() or not _HALF_A_CHARACTER.search(found))


def _maybe(fits: Fits) -> Fits:
    """Check that also takes a missing value, and null."""
    return lambda found: found is MISSING or found is None or fits(found)


def _unless_missing(fits: Fits) -> Fits:
    """Check that also takes a missing value, but not null."""
    return lambda found: found is MISSING or fits(found)


def _object(**fields: Fits) -> Fits:
    return lambda found: (
        isinstance(found, dict)
        and all(fits(found.get(name, MISSING)) for name, fits in fields.items())
    )


def _list(fits: Fits, least: int = 0) -> Fits:
    return lambda found: isinstance(found, list) and len(found) >= least and all(map(fits, found))


def _object_of(fits: Fits) -> Fits:
    """Check of an object whose values all have one shape, whatever their names."""
    return lambda found: isinstance(found, dict) and all(map(fits, found.values()))


_ID = _maybe(_name)
_SAID = _maybe(_text)  # whatever people write
_NAMED = _maybe(lambda found: _name(found) or _object(id=_ID)(found))  # an id, or more about it
_MESSAGE = _maybe(_object(ts=_ID, thread_ts=_ID, blocks=_maybe(_list(_object()))))
_CONTAINER = _maybe(_object(message_ts=_ID, channel_id=_ID, thread_ts=_ID))
_FIELDS = _object_of(_object_of(_object(value=_SAID)))
_TYPED = _object(values=lambda found: found == [] or _FIELDS(found))  # Slack has sent [] for {}

Shape = Mapping[str, Fits]
_ALL: Shape = {
    **dict.fromkeys(("type", "command", "team_id", "user_id", "callback_id", "trigger_id"), _ID),
    **dict.fromkeys(("team", "enterprise", "user", "channel"), _NAMED),
    "response_url": _ID,
    "response_urls": _unless_missing(_list(_object(response_url=_ID, channel_id=_ID))),
    "authorizations": _maybe(_list(_object(team_id=_ID, enterprise_id=_ID, user_id=_ID))),
    "message": _MESSAGE,
    "container": _CONTAINER,
}
_SHORTCUT_MESSAGE = _object(ts=_name, thread_ts=_ID, user=_ID, text=_SAID)
_BUTTON = _object(action_id=_name, value=_ID, action_ts=_ID)
_SUBMITTED = _object(type=_name, id=_name, callback_id=_ID, private_metadata=_name, state=_TYPED)
_PERSON = _object(id=_name)
_EVENT = _object(
    type=_name, user=_NAMED, channel=_NAMED, ts=_ID, thread_ts=_ID, text=_SAID, bot_id=_ID
)
_BY_TYPE: Mapping[str, Shape] = {
    "block_actions": {"user": _PERSON, "actions": _list(_BUTTON, least=1)},
    "shortcut": {"user": _PERSON, "callback_id": _name},
    "message_action": {"user": _PERSON, "callback_id": _name, "message": _SHORTCUT_MESSAGE},
    "view_submission": {"user": _PERSON, "view": _SUBMITTED},
    "event_callback": {"event": _EVENT},
}
_COMMAND: Shape = dict.fromkeys(("user_id", "channel_id"), _name)
_WHOLE: Mapping[str, Shape] = {kind: {**_ALL, **shape} for kind, shape in _BY_TYPE.items()}


def odd_field(body: Mapping[str, Any]) -> str:
    """Name of a field that is not as Slack sends it; empty if all are."""
    kind = body.get("type")
    shape = _WHOLE.get(kind, _ALL) if isinstance(kind, str) else _ALL
    if "command" in body:
        shape = {**shape, **_COMMAND}
    odd = (name for name, fits in shape.items() if not fits(body.get(name, MISSING)))
    return next(odd, "")
