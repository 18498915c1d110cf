"""The payloads that Slack sends to a bot, in Slack's formats. Pure.

https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api
"""

from bot.local.slack.workspace import BOT_ID, BOT_USER, TEAM, Body, Channel, Message, Person, Window

Values = dict[str, dict[str, str | None]]  # what is held, by block_id and action_id

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
    person: Person,
    channel: Channel,
    message: Message,
    action: Body,
    hook: str,
    trigger: str,
    values: Values | None = None,
) -> Body:
    """`values`: what is chosen in the message, of whatever can be chosen there."""
    where = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    in_thread = {"thread_ts": message.thread} if message.thread else {}
    return {
        "type": "block_actions",
        **_common(person, trigger),
        "container": {**where, **in_thread, "is_ephemeral": bool(message.to)},
        "channel": {"id": channel.id, "name": _name(channel)},
        # Slack sends a bot nothing of the content of an ephemeral message.
        **({} if message.to else {"message": {**message_json(message), **in_thread}}),
        "state": {"values": _state(message.blocks, values or {})},
        "response_url": hook,
        "actions": [action],
    }


def view_actions(person: Person, view: Body, action: Body, values: Values, trigger: str) -> Body:
    """A press in a window or on the Home tab."""
    return {
        "type": "block_actions",
        **_common(person, trigger),
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": {"values": _state(view["blocks"], values)}},
        "actions": [action],
    }


def shortcut(person: Person, callback: str, ts: str, trigger: str) -> Body:
    """A global shortcut, which comes from no channel."""
    about = {"type": "shortcut", "callback_id": callback, "action_ts": ts}
    return {**about, **_common(person, trigger)}


def message_action(
    person: Person, channel: Channel, message: Message, callback: str, hook: str, trigger: str
) -> Body:
    """A shortcut on a message; the bot is sent what the message says, whoever wrote it."""
    thread = {"thread_ts": message.thread} if message.thread else {}
    return {
        "type": "message_action",
        "callback_id": callback,
        "action_ts": message.ts,
        **_common(person, trigger),
        "channel": {"id": channel.id, "name": _name(channel)},
        "message_ts": message.ts,
        "message": {**message_json(message), **thread, "team": TEAM},
        "response_url": hook,
    }


def message_json(message: Message) -> Body:
    return {
        "type": "message",
        "user": message.user,
        **({"bot_id": BOT_ID} if message.user == BOT_USER else {}),
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
    }


def view_submission(person: Person, window: Window, values: Values, trigger: str) -> Body:
    view = {**window.view, "state": {"values": _state(window.view["blocks"], values)}}
    return {
        "type": "view_submission",
        **_common(person, trigger),
        "view": view,
        "response_urls": [],
    }


def _state(blocks: list[Body], values: Values) -> Body:
    """What the fields of a view or a message hold, as Slack tells it."""
    known = {
        (block.get("block_id"), element.get("action_id")): element
        for block in blocks
        for element in elements_of(block)
    }
    text = {"type": "plain_text_input"}
    return {
        block: {
            name: element_state(known.get((block, name), text), value)
            for name, value in held.items()
        }
        for block, held in values.items()
    }


def elements_of(block: Body) -> list[Body]:
    """The elements of a block that can be pressed, chosen or filled in."""
    rows = block.get("elements", []) if block["type"] == "actions" else []
    return [*rows, block["element"]] if "element" in block else rows


def element_state(element: Body, value: str | None) -> Body:
    """What an element holds where this was chosen or typed."""
    kind = element["type"]
    match kind:
        case "users_select":
            return {"type": kind, "selected_user": value or None}
        case "conversations_select":
            return {"type": kind, "selected_conversation": value or None}
        case "static_select":
            groups = element.get("option_groups") or [{"options": element["options"]}]
            options = (option for group in groups for option in group["options"])
            typed = {"text": {"type": "plain_text", "text": value}, "value": value}
            chosen = next((each for each in options if each["value"] == value), typed)
            return {"type": kind, "selected_option": chosen if value else None}
        case _:
            return {"type": kind, "value": value or None}


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
    return {"type": "app_mention", **_message_event(message)}


def message_im(message: Message) -> Body:
    return {"type": "message", "channel_type": "im", **_message_event(message)}


def app_home_opened(person: Person, tab: str, ts: str, home: Body | None) -> Body:
    """`home`: what the Home tab showed until then, if anything."""
    return {
        "type": "app_home_opened",
        "user": person.id,
        "channel": person.direct,
        "tab": tab,
        "event_ts": ts,
        **({"view": home} if home else {}),
    }


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
        "previous_message": {"type": "message", **_message_event(message)},
    }


def _message_event(message: Message) -> Body:
    thread = {"thread_ts": message.thread} if message.thread else {}
    kept = {name: getattr(message, name) for name in ("user", "text", "ts", "channel")}
    return {**kept, "team": TEAM, "event_ts": message.ts, **thread}


def _name(channel: Channel) -> str:
    return "directmessage" if channel.im else channel.name
