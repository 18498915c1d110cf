"""The payloads that Slack sends to a bot, in Slack's formats. Pure.

https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api
"""

from dataclasses import asdict

from bot.local.slack.workspace import BOT_ID, BOT_USER, TEAM, Body, Channel, Message, Person, Window

DOMAIN, APP, DEPRECATED = "acme", "A0LOCAL", "deprecated"


def slash_command(
    person: Person, channel: Channel, command: str, text: str, hook: str, trigger: str
) -> Body:
    return {
        "token": DEPRECATED,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": hook,
        "trigger_id": trigger,
    }


def block_actions(
    person: Person, channel: Channel, message: Message, action: Body, hook: str, trigger: str
) -> Body:
    where = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    in_thread = {"thread_ts": message.thread} if message.thread else {}
    return {
        "type": "block_actions",
        **_common(person, trigger),
        "container": {**where, **in_thread, "is_ephemeral": bool(message.to)},
        "channel": {"id": channel.id, "name": _name(channel)},
        # Slack sends a bot nothing of the content of an ephemeral message.
        **({} if message.to else {"message": {**_seen(message), **in_thread}}),
        "state": {"values": {}},
        "response_url": hook,
        "actions": [action],
    }


def _seen(message: Message) -> Body:
    return {
        "type": "message",
        "user": message.user,
        "bot_id": BOT_ID,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
    }


def view_submission(
    person: Person, window: Window, values: dict[str, dict[str, str | None]], trigger: str
) -> Body:
    kinds = {b["block_id"]: b["element"]["type"] for b in window.view["blocks"] if "element" in b}
    state = {
        block: {action: _given(kinds.get(block, ""), value) for action, value in fields.items()}
        for block, fields in values.items()
    }
    view = {**window.view, "state": {"values": state}}
    return {
        "type": "view_submission",
        **_common(person, trigger),
        "view": view,
        "response_urls": [],
    }


def _given(kind: str, value: str | None) -> Body:
    """What a field of that kind holds."""
    if kind == "users_select":
        return {"type": kind, "selected_user": value or None}
    if kind == "static_select":
        chosen = {"text": {"type": "plain_text", "text": value}, "value": value}
        return {"type": kind, "selected_option": chosen if value else None}
    return {"type": "plain_text_input", "value": value or None}


def view_closed(person: Person, window: Window) -> Body:
    common = _common(person, "")
    del common["trigger_id"]
    return {"type": "view_closed", **common, "view": window.view, "is_cleared": False}


def _common(person: Person, trigger: str) -> Body:
    return {
        "team": {"id": TEAM, "domain": DOMAIN},
        "user": {"id": person.id, "username": person.name, "team_id": person.team},
        "api_app_id": APP,
        "token": DEPRECATED,
        "trigger_id": trigger,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def event(about: Body, event_id: str, seconds: int, *, shared: bool) -> Body:
    """`shared`: whether people of another company are in that channel."""
    return {
        "token": DEPRECATED,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": about,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": seconds,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "is_ext_shared_channel": shared,
    }


def app_mention(message: Message) -> Body:
    return {"type": "app_mention", **_typed(message)}


def message_im(message: Message) -> Body:
    return {"type": "message", "channel_type": "im", **_typed(message)}


def message_deleted(message: Message, ts: str) -> Body:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": message.channel,
        "channel_type": "im",
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "deleted_ts": message.ts,
        "previous_message": {"type": "message", **_typed(message)},
    }


def _typed(message: Message) -> Body:
    thread = {"thread_ts": message.thread} if message.thread else {}
    own = asdict(message)
    kept = {name: own[name] for name in ("user", "text", "ts", "channel")}
    return {**kept, "team": TEAM, "event_ts": message.ts, **thread}


def _name(channel: Channel) -> str:
    return "directmessage" if channel.im else channel.name
