"""Payloads of presses: a button that was clicked, or a window that was submitted."""

from dataclasses import dataclass

from bot.core.press import Press, is_direct
from bot.core.shown import PressedMessage
from bot.core.verbs import DECISIONS
from bot.slack.api.errors import record
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render.codec import unpack
from bot.slack.requests.payload import Body, digest, reply_to, team, user
from bot.slack.requests.windows import typed


@dataclass(frozen=True)
class ButtonClick:
    press: Press
    team: str
    reply_to: ReplyTo
    trigger: str
    message_ts: str
    ephemeral: bool
    has_buttons: bool  # the message that was pressed still shows some

    @property
    def left_behind(self) -> PressedMessage | None:
        """The message, where its buttons are of no use once the run has moved."""
        if self.ephemeral or not (self.has_buttons and self.message_ts):
            return None
        press, asked = self.press, ""
        if press.button in DECISIONS:
            asked = press.by if is_direct(press.channel) else press.channel
        return PressedMessage(press.channel, self.message_ts, press.turn, asked)


def clicked(body: Body) -> ButtonClick:
    """Raises UnknownValue for a button that this version doesn't know."""
    action, container = body["actions"][0], record(body.get("container"))
    message = record(body.get("message"))  # a button in a window has none
    stamp = unpack(action.get("value") or "")
    by = user(body)
    ts = str(container.get("message_ts") or message.get("ts") or "")
    channel = str(container.get("channel_id") or record(body.get("channel")).get("id") or "")
    return ButtonClick(
        press=Press(
            id=digest(ts, action["value"], action.get("action_ts") or "", by),
            run=stamp.run,
            turn=stamp.turn,
            step=stamp.step,
            button=stamp.button,
            by=by,
            answer=stamp.answer,
            channel=channel,
        ),
        team=team(body),
        reply_to=reply_to(body),
        trigger=body.get("trigger_id") or "",
        message_ts=ts,
        ephemeral=bool(container.get("is_ephemeral")),
        has_buttons=any(block.get("type") == "actions" for block in message.get("blocks") or ()),
    )


def submitted_press(body: Body) -> Press:
    """The press of a submitted window. Raises UnknownValue."""
    view = body["view"]
    stamp = unpack(view["private_metadata"])
    return Press(
        id=digest(view["id"], view["private_metadata"], typed(view)),
        run=stamp.run,
        turn=stamp.turn,
        step=stamp.step,
        button=stamp.button,
        by=user(body),
        answer=typed(view),
        channel=stamp.answer,  # where the window was opened
    )
