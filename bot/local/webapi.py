"""What the bot may ask of this Slack, and how it is refused: the Web API and response URLs.

Errors are Slack's own words, each from its method's page below https://docs.slack.dev/reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.blockkit import LONGEST_TEXT, mistakes, view_mistakes
from bot.local.workspace import (
    BOT_ID,
    BOT_NAME,
    BOT_USER,
    TEAM,
    Body,
    Message,
    Window,
    Workspace,
)

TRIGGER_LIVES = 3_000  # ms
HOOK_LIVES, HOOK_USES = 30 * 60_000, 5
SCOPES = {"chat.postMessage": "chat:write", "chat.update": "chat:write"}
_POST = frozenset("channel text blocks metadata thread_ts unfurl_links unfurl_media".split())
_UPDATE = frozenset("channel ts text blocks metadata".split())
_ANSWER = frozenset("response_type replace_original delete_original text blocks thread_ts".split())


class Refused(Exception):
    """`args[0]` is Slack's word for why."""


@dataclass(slots=True)
class Trigger:
    user: str
    born: int
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: whom it speaks to, and the message that it came from."""

    channel: str
    user: str
    message: Message | None
    born: int
    uses: int = 0


@dataclass(slots=True)
class WebApi:
    workspace: Workspace
    clock: Callable[[], int]
    token: str
    scopes: frozenset[str]
    site: str = ""
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _hooks: dict[str, Hook] = field(default_factory=dict)

    def trigger(self, user: str) -> str:
        name = f"{self.workspace.number()}.{self.clock()}"
        self._triggers[name] = Trigger(user, self.clock())
        return name

    def hook(self, channel: str, user: str, message: Message | None = None) -> str:
        name = f"{self.workspace.number()}"
        self._hooks[name] = Hook(channel, user, message, self.clock())
        return f"{self.site}hooks/{name}"

    def answer(self, method: str, authorization: str, body: Body) -> Body:
        """Slack's answer to a call, `{"ok": …}`."""
        try:
            if authorization != f"Bearer {self.token}":
                raise Refused("invalid_auth")  # noqa: TRY301 -- all refusals leave by one door
            return {"ok": True, **self._do(method, body)}
        except Refused as refused:
            return {"ok": False, "error": refused.args[0]}

    def _do(self, method: str, body: Body) -> Body:
        if SCOPES.get(method, "") not in ("", *self.scopes):
            raise Refused("missing_scope")
        match method:
            case "auth.test":
                who = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID}
                return {"url": self.site, "team": "Acme", "user": BOT_NAME, **who}
            case "chat.postMessage":
                return self._post(body)
            case "chat.update":
                return self._update(body)
            case "views.open":
                return self._open(body)
        self.workspace.slip(method, "is not a method that this Slack knows")
        raise Refused("unknown_method")

    def _post(self, body: Body) -> Body:
        channel = self._place(str(body.get("channel", "")))
        self._check("chat.postMessage", body, _POST)
        thread = str(body.get("thread_ts", ""))
        if thread and not self.workspace.find(channel, thread):
            self.workspace.slip("chat.postMessage", f"there is no message {thread} to answer to")
            raise Refused("thread_not_found")
        message = self.workspace.put(
            Message(
                channel,
                self.workspace.stamp(),
                BOT_USER,
                str(body.get("text") or ""),
                body.get("blocks", []),
                thread,
                body.get("metadata", {}),
            )
        )
        return {"channel": channel, "ts": message.ts}

    def _place(self, name: str) -> str:
        """The channel that is meant: posting to a person opens their direct messages."""
        person = self.workspace.people.get(name)
        channel = self.workspace.channels.get(person.direct if person else name)
        if channel is None or (channel.private and not channel.bot_in):
            raise Refused("channel_not_found")
        if not channel.bot_in and "chat:write.public" not in self.scopes:
            raise Refused("not_in_channel")
        return channel.id

    def _update(self, body: Body) -> Body:
        message = self.workspace.find(str(body.get("channel")), str(body.get("ts")))
        self._check("chat.update", body, _UPDATE)
        if message is None:
            raise Refused("message_not_found")
        if message.user != BOT_USER:
            raise Refused("cant_update_message")
        blocks = body.get("blocks", [])
        old = {block["block_id"] for block in message.blocks if "block_id" in block}
        if old & {block.get("block_id") for block in blocks}:
            self.workspace.slip("chat.update", "a block_id stayed the same")
        message.text, message.blocks = str(body.get("text") or ""), blocks
        message.metadata = body.get("metadata", message.metadata)
        message.updates += 1
        self.workspace.put(message)
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _open(self, body: Body) -> Body:
        trigger = self._triggers.get(str(body.get("trigger_id")))
        if trigger is None:
            self.workspace.slip("views.open", "its trigger_id was never given")
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() - trigger.born > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        view = body.get("view", {})
        if slips := view_mistakes(view):
            self.workspace.slip("views.open", *slips)
            raise Refused("invalid_arguments")
        trigger.used = True
        name = f"V{self.workspace.number()}"
        self.workspace.show(Window(name, trigger.user, self.opened(name, view)))
        return {"view": self.workspace.windows[name].view}

    @staticmethod
    def opened(name: str, view: Body) -> Body:
        """A window as Slack tells of it once it stands."""
        hints = {"id": name, "team_id": TEAM, "bot_id": BOT_ID, "hash": f"{name}.hash"}
        return {"private_metadata": "", "callback_id": "", **view, **hints}

    def respond(self, name: str, body: Body) -> tuple[int, str]:
        """What a response_url answers: status and text."""
        hook = self._hooks.get(name)
        if hook is None or self.clock() - hook.born > HOOK_LIVES:
            return 404, "expired_url"
        hook.uses += 1
        if hook.uses > HOOK_USES:
            self.workspace.slip("response_url", f"was used more than {HOOK_USES} times")
            return 404, "used_url"
        try:
            self._respond(hook, body)
        except Refused as refused:
            return 400, str(refused.args[0])
        return 200, "ok"

    def _respond(self, hook: Hook, body: Body) -> None:
        if body.get("delete_original") and hook.message:
            self.workspace.remove(hook.message)
        elif body.get("replace_original") and hook.message:
            self._check("response_url", body, _ANSWER)
            hook.message.text = str(body.get("text") or "")
            hook.message.blocks = body.get("blocks", [])
            self.workspace.put(hook.message)
        else:
            thread = str(body.get("thread_ts", ""))
            self.reply("response_url", hook.channel, hook.user, body, thread)

    def reply(self, where: str, channel: str, user: str, body: Body, thread: str = "") -> None:
        """An answer to what somebody did: to them alone, unless it says otherwise.

        Raises Refused.
        """
        self._check(where, body, _ANSWER)
        to = "" if body.get("response_type") == "in_channel" else user
        self.workspace.put(
            Message(
                channel,
                self.workspace.stamp(),
                BOT_USER,
                str(body.get("text") or ""),
                body.get("blocks", []),
                thread,
                to=to,
            )
        )

    def _check(self, where: str, body: Body, known: frozenset[str]) -> None:
        """Every mistake is shown; raises Refused for those that Slack refuses."""
        text, blocks = body.get("text"), body.get("blocks", [])
        slip = self.workspace.slip
        slip(where, *(f"it has no field {name}" for name in sorted(body.keys() - known)))
        if not isinstance(text, str) or not text.strip():
            slip(where, "it has no text for screen readers")
            if not blocks:
                raise Refused("no_text")
        elif len(text) > LONGEST_TEXT:
            slip(where, f"its text has {len(text)} characters, more than {LONGEST_TEXT}")
            if where == "chat.update":
                raise Refused("msg_too_long")
        if wrong := mistakes(blocks):
            slip(where, *wrong)
            raise Refused("invalid_blocks")
