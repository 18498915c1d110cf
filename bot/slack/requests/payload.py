"""Fields that payloads from Slack have in common: who did it, where, and in which workspace."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.core import verbs
from bot.files.manifest import START
from bot.slack.api.errors import record
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render.codec import BEGIN, UnknownValue, unpack_start

Body = Mapping[str, Any]
NOWHERE = "?"
CHANNEL = "channel"  # block and action of the window's field for a channel
# Slack shows nothing of the answer to these, so whatever is to be said is told by a call.
TOLD_BY_A_CALL = frozenset({"block_actions", "shortcut", "message_action"})


def reply_to(body: Body) -> ReplyTo:
    container, message = record(body.get("container")), record(body.get("message"))
    thread, who = container.get("thread_ts") or message.get("thread_ts"), user(body)
    url = str(body.get("response_url") or "")
    return ReplyTo(url, thread or "", "" if who == NOWHERE else who)


def team(body: Body) -> str:
    """The workspace whose installation of the app Slack speaks to; it keeps the run. In channels
    that several share, other fields name the host's workspace, or the one of who did it.
    """
    event = body.get("type") == "event_callback"
    addressed = (
        record(body.get("view")).get("app_installed_team_id")
        or (authorized(body).get("team_id") or body.get("context_team_id") if event else None)
        or record(body.get("team")).get("id")
        or body.get("team_id")
        or record(body.get("user")).get("team_id")
    )
    return str(addressed or NOWHERE)


def channel(body: Body) -> str:
    """Channel where it was done; of a window, where it was opened. '' where nothing tells."""
    if body.get("type") == "view_submission":
        view = record(body.get("view"))
        return _opened_in(view.get("private_metadata")) or chosen_channel(view)
    action = record((body.get("actions") or [{}])[0])
    if str(action.get("action_id")).startswith(BEGIN):
        with suppress(UnknownValue):  # told by whoever handles it
            return unpack_start(str(action.get("value") or "")).channel
    container = record(body.get("container")).get("channel_id")
    found = container or record(body.get("channel")).get("id") or body.get("channel_id")
    return str(found or "")


def chosen_channel(view: Body) -> str:
    """The channel that was chosen in a window; empty where none was, or none is asked for."""
    fields = record(record(view.get("state")).get("values"))
    chosen = record(record(fields.get(CHANNEL)).get(CHANNEL)).get("selected_conversation")
    return str(chosen or "")


def _opened_in(metadata: object) -> str:
    try:
        return str(record(json.loads(str(metadata))).get("channel") or "")
    except (ValueError, RecursionError):  # a window for an answer, which is judged by its run
        return ""


def begins_there(body: Body) -> bool:
    """Whether a run may begin, or go on, where this was done: by a command, the window of one, or
    whoever takes one over.
    """
    actions = body.get("actions") or [{}]
    action = str(record(actions[0]).get("action_id") or "")
    begins = verbs.begins_here(action) or action.startswith(BEGIN)
    view = str(record(body.get("view")).get("callback_id") or "")
    return "command" in body or begins or view.startswith(START)


def authorized(body: Body) -> Body:
    """The installation that an event comes to."""
    known = body.get("authorizations")
    return record(known[0]) if isinstance(known, list) and known else {}


def user(body: Body) -> str:
    """Who did it; nobody in an event, where each kind tells it elsewhere."""
    return str(record(body.get("user")).get("id") or body.get("user_id") or NOWHERE)


def digest(*parts: str) -> str:
    # A text may hold half a character, as JSON can spell it.
    whole = "\n".join(parts).encode(errors="surrogatepass")
    return hashlib.blake2b(whole, digest_size=9).hexdigest()
