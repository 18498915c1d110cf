"""Methods of the Web API for views: windows that are opened, and the Home tab.

Error codes are Slack's own, each from its method's page below https://docs.slack.dev/reference.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.slack.blockkit import home_violations, view_violations
from bot.local.slack.message_checks import Refused, check_fields
from bot.local.slack.workspace import BOT_ID, TEAM, Body, Window, Workspace, with_block_ids

TRIGGER_LIVES, TRIGGER_KEPT = 3_000, 30 * 60_000  # ms
MOST_BYTES = 250_000  # of a view


@dataclass(slots=True)
class Trigger:
    user: str
    born: int
    used: bool = False


@dataclass(slots=True)
class Views:
    """`has_home`: whether the manifest turns the Home tab on."""

    workspace: Workspace
    clock: Callable[[], int]
    has_home: bool
    _triggers: dict[str, Trigger] = field(default_factory=dict)

    def trigger(self, user: str) -> str:
        name = f"{self.workspace.number()}.{self.clock()}"
        self._triggers = {
            n: t for n, t in self._triggers.items() if self.clock() - t.born <= TRIGGER_KEPT
        }
        self._triggers[name] = Trigger(user, self.clock())
        return name

    def open(self, body: Body) -> Body:
        """https://docs.slack.dev/reference/methods/views.open."""
        check_fields(self.workspace, "views.open", body)
        trigger = self._triggers.get(str(body.get("trigger_id")))
        if trigger is None:
            self.workspace.report_violation("views.open", "its trigger_id was never issued")
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() - trigger.born > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        view = body.get("view", {})
        self._check("views.open", view, view_violations(view))
        trigger.used = True
        name = f"V{self.workspace.number()}"
        self.workspace.show(Window(name, trigger.user, self.with_slack_fields(name, view)))
        return {"view": self.workspace.windows[name].view}

    def update(self, body: Body) -> Body:
        """https://docs.slack.dev/reference/methods/views.update."""
        check_fields(self.workspace, "views.update", body)
        window = self.workspace.windows.get(str(body.get("view_id")))
        view = body.get("view", {})
        self._check("views.update", view, view_violations(view))
        if window is None:
            raise Refused("not_found")
        if body.get("hash") not in (None, window.view["hash"]):
            raise Refused("hash_conflict")
        window.view = self.with_slack_fields(window.id, view)
        window.errors, window.failed = {}, ""
        self.workspace.show(window)
        return {"view": window.view}

    def publish(self, body: Body) -> Body:
        """https://docs.slack.dev/reference/methods/views.publish."""
        check_fields(self.workspace, "views.publish", body)
        if not self.has_home:
            self.workspace.report_violation(
                "views.publish", "the manifest does not enable the Home tab"
            )
            raise Refused("not_enabled")
        user, view = str(body.get("user_id", "")), body.get("view", {})
        if user not in self.workspace.people:
            raise Refused("invalid_arguments")
        self._check("views.publish", view, home_violations(view))
        before = self.workspace.homes.get(user)
        if body.get("hash") not in (None, before and before["hash"]):
            raise Refused("hash_conflict")
        name = before["id"] if before else f"V{self.workspace.number()}"
        self.workspace.publish(user, self.with_slack_fields(name, view))
        return {"view": self.workspace.homes[user]}

    def _check(self, method: str, view: Body, violations: list[str]) -> None:
        if violations:
            self.workspace.report_violation(method, *violations)
            raise Refused("invalid_arguments")
        if (size := len(json.dumps(view, ensure_ascii=False).encode())) > MOST_BYTES:
            told = f"its view has {size} bytes, more than {MOST_BYTES}"
            self.workspace.report_violation(method, told)
            raise Refused("view_too_large")

    def with_slack_fields(self, name: str, view: Body) -> Body:
        """A view with the fields that Slack adds; its hash is another one each time."""
        state = f"{self.clock()}.{self.workspace.number()}"
        hints = {"id": name, "root_view_id": name, "team_id": TEAM, "bot_id": BOT_ID}
        blocks = {"blocks": with_block_ids(self.workspace, view["blocks"])}
        plain = {"private_metadata": "", "callback_id": "", **view}
        return {**plain, **blocks, **hints, "hash": state}
