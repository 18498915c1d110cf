"""The Web API, but for what only reads, and response URLs.

Error codes are Slack's own, each from its method's page below https://docs.slack.dev/reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.slack.lookups import READS, Lookups
from bot.local.slack.message_checks import Refused, check_message
from bot.local.slack.views import Views
from bot.local.slack.workspace import (
    BOT_ID,
    BOT_NAME,
    BOT_USER,
    TEAM,
    Body,
    Message,
    Workspace,
    with_block_ids,
)

HOOK_LIVES, HOOK_USES = 30 * 60_000, 5  # ms, times
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
}

CLOSED_TO_BOTS = {"bot": "cannot_dm_bot", "deleted": "user_disabled"}  # by kind of person


@dataclass(slots=True)
class Hook:
    """A response_url: its channel, the person it answers, and the message that it came with."""

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
    views: Views
    site: str = ""
    organization: str = ""  # of Enterprise Grid that the workspace is part of
    _hooks: dict[str, Hook] = field(default_factory=dict)

    def hook(self, channel: str, user: str, message: Message | None = None) -> str:
        name = f"{self.workspace.number()}"
        self._hooks = {n: h for n, h in self._hooks.items() if self.clock() - h.born <= HOOK_LIVES}
        self._hooks[name] = Hook(channel, user, message, self.clock())
        return f"{self.site}hooks/{name}"

    def answer(self, method: str, authorization: str, body: Body) -> Body:
        """Slack's answer to a call, `{"ok": …}`."""
        try:
            if authorization != f"Bearer {self.token}":
                raise Refused("invalid_auth")  # noqa: TRY301 -- all refusals are answered below
            return {"ok": True, **self._do(method, body)}
        except Refused as refused:
            return {"ok": False, "error": refused.args[0]}

    def _do(self, method: str, body: Body) -> Body:
        if method in READS:
            return Lookups(self.workspace, self.scopes, self.organization).answer(method, body)
        if SCOPES.get(method, "") not in ("", *self.scopes):
            raise Refused("missing_scope")
        match method:
            case "auth.test":
                who = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID}
                grid = {"enterprise_id": self.organization} if self.organization else {}
                return {"url": self.site, "team": "Acme", "user": BOT_NAME, **who, **grid}
            case "chat.postMessage":
                return self._post(body)
            case "chat.update":
                return self._update(body)
            case "conversations.open":
                return {"channel": {"id": self._direct(str(body.get("users", "")))}}
            case "views.open":
                return self.views.open(body)
            case "views.publish":
                return self.views.publish(body)
            case "views.update":
                return self.views.update(body)
        self.workspace.report_violation(method, "is not a method that this Slack knows")
        raise Refused("unknown_method")

    def _post(self, body: Body) -> Body:
        channel = self._channel_id(str(body.get("channel", "")))
        check_message(self.workspace, "chat.postMessage", body)
        thread = str(body.get("thread_ts", ""))
        if thread and not self.workspace.find(channel, thread):
            self.workspace.report_violation(
                "chat.postMessage", f"there is no message {thread} to reply to"
            )
            raise Refused("thread_not_found")
        return {"channel": channel, "ts": self._say(channel, body, thread).ts}

    def _say(self, channel: str, body: Body, thread: str, to: str = "") -> Message:
        return self.workspace.put(
            Message(
                channel,
                self.workspace.new_ts(),
                BOT_USER,
                str(body.get("text") or ""),
                with_block_ids(self.workspace, body.get("blocks", [])),
                thread,
                body.get("metadata", {}),
                to,
            )
        )

    def _channel_id(self, name: str) -> str:
        """The id of a channel, or of a person's direct messages with the bot. Raises Refused."""
        channel = self.workspace.channels.get(
            self._direct(name) if name in self.workspace.people else name
        )
        if channel is None or (channel.private and not channel.bot_in):
            raise Refused("channel_not_found")
        if not channel.bot_in and "chat:write.public" not in self.scopes:
            raise Refused("not_in_channel")
        return channel.id

    def _direct(self, name: str) -> str:
        """The id of a person's direct messages with the bot. Raises Refused.

        https://docs.slack.dev/reference/methods/conversations.open
        """
        person = self.workspace.people.get(name)
        if person is None:
            raise Refused("user_not_found")
        if refused := CLOSED_TO_BOTS.get(person.kind):
            raise Refused(refused)
        return person.direct

    def _update(self, body: Body) -> Body:
        message = self.workspace.find(str(body.get("channel")), str(body.get("ts")))
        check_message(self.workspace, "chat.update", body)
        if message is None:
            raise Refused("message_not_found")
        if message.user != BOT_USER:
            raise Refused("cant_update_message")
        blocks = body.get("blocks", [])
        if _has_rich_text(message.blocks) and not _has_rich_text(blocks):
            self.workspace.report_violation("chat.update", "rich text can't become anything else")
            raise Refused("block_mismatch")
        old = {block["block_id"] for block in message.blocks if "block_id" in block}
        if old & {block.get("block_id") for block in blocks}:
            self.workspace.report_advice("chat.update", "a block_id stayed the same")
        message.text, message.blocks = (
            str(body.get("text") or ""),
            with_block_ids(self.workspace, blocks),
        )
        message.metadata = body.get("metadata", message.metadata)
        message.updates += 1
        self.workspace.put(message)
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def respond(self, name: str, body: Body) -> tuple[int, str]:
        """The answer of a response_url: status and text."""
        hook = self._hooks.get(name)
        if hook is None or self.clock() - hook.born > HOOK_LIVES:
            return 404, "expired_url"
        hook.uses += 1
        if hook.uses > HOOK_USES:
            self.workspace.report_violation("response_url", f"was used more than {HOOK_USES} times")
            return 404, "used_url"
        try:
            self._respond(hook, body)
        except Refused as refused:
            return 400, str(refused.args[0])
        return 200, "ok"

    def _respond(self, hook: Hook, body: Body) -> None:
        message = hook.message
        if message and (message.channel, message.ts) not in self.workspace.messages:
            message = None  # deleted meanwhile
        if body.get("replace_original") and message:
            check_message(self.workspace, "response_url", body)
            message.text = str(body.get("text") or "")
            message.blocks = with_block_ids(self.workspace, body.get("blocks", []))
            self.workspace.put(message)
        else:
            thread = str(body.get("thread_ts", ""))
            self.reply("response_url", hook.channel, hook.user, body, thread)

    def reply(self, where: str, channel: str, user: str, body: Body, thread: str = "") -> None:
        """An answer to a person, for them alone. Raises Refused."""
        check_message(self.workspace, where, body)
        self._say(channel, body, thread, user)


def _has_rich_text(blocks: list[Body]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)
