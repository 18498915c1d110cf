"""People's actions in windows and on the Home tab: Slack asks the bot, and shows its answer."""

from dataclasses import dataclass

from bot.local.slack import payloads
from bot.local.slack.blockkit import view_violations
from bot.local.slack.event_delivery import BotResponse, EventDelivery
from bot.local.slack.payloads import Values
from bot.local.slack.web_api import WebApi
from bot.local.slack.workspace import Body, Person, Window, Workspace

_SENT = ("action_id", "block_id", "text", "value")  # of a pressed button: what the bot is sent
SILENT = "mfa-bot did not answer. Try again."


class ActionError(ValueError):
    """An action that can't be done; its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """An element as it was when it was pressed, and what was chosen in it."""

    element: Body
    chosen: str | None

    def as_sent(self, ts: str) -> Body:
        element = {"type": "button", **self.element}
        if element["type"] == "button":
            held: Body = {name: element[name] for name in _SENT if name in element}
        else:
            held = {name: element[name] for name in _SENT[:2] if name in element}
            held |= payloads.element_state(element, self.chosen)
        return {**held, "type": element["type"], "action_ts": ts}


@dataclass(frozen=True, slots=True)
class ViewActions:
    """`tells_home`: whether the manifest asks to be told who opens the Home tab."""

    workspace: Workspace
    api: WebApi
    delivery: EventDelivery
    tells_home: bool

    async def open_home(self, by: str, tab: str) -> BotResponse | None:
        """Answer of the bot; None where it is not told. Raises ActionError."""
        person = person_called(self.workspace, by)
        if not self.tells_home:
            return None
        stamp, home = self.workspace.new_ts(), self.workspace.homes.get(by)
        event = payloads.app_home_opened(person, tab, stamp, home)
        return await self.delivery.event(by, event)

    async def press(self, by: str, view: str, pressed: Pressed, values: Values) -> BotResponse:
        """Press in one of their windows, or on their Home tab. Raises ActionError."""
        person, home = person_called(self.workspace, by), self.workspace.homes.get(by)
        shown = home if home and home["id"] == view else self._window(by, view)[1].view
        action, trigger = pressed.as_sent(self.workspace.new_ts()), self.api.views.trigger(by)
        payload = payloads.view_actions(person, shown, action, values, trigger)
        return await self.delivery.interaction(by, payload)

    async def submit(self, by: str, window: str, values: Values) -> BotResponse:
        person, found = self._window(by, window)
        trigger = self.api.views.trigger(by)
        payload = payloads.view_submission(person, found, values, trigger)
        response = await self.delivery.interaction(by, payload)
        if window not in self.workspace.windows:  # closed before the bot answered
            return response
        found.errors, found.failed = {}, ""
        if not response.ok:
            found.failed = SILENT
            self.workspace.show(found)
        else:
            self._settle(found, read_answer(response, {"response_action": "without JSON"}))
        return response

    def _settle(self, window: Window, answer: Body) -> None:
        """Apply the bot's answer to a submission to the window."""
        action = answer.get("response_action", "clear")
        if action == "clear":
            self.workspace.close(window)
            return
        if action == "errors":
            window.errors = dict(answer.get("errors", {}))
            fields = {b.get("block_id") for b in window.view["blocks"] if b["type"] == "input"}
            if not window.errors or window.errors.keys() - fields:
                self.workspace.report_violation(
                    "view_submission", "errors for fields that are not there"
                )
        elif action != "update":
            window.failed = SILENT
            self.workspace.report_violation(
                "view_submission", f"response_action {action} is not supported here"
            )
        elif violations := view_violations(answer.get("view")):
            window.failed = SILENT
            self.workspace.report_violation("view_submission", *violations)
        else:
            window.view = self.api.views.with_slack_fields(window.id, answer["view"])
        self.workspace.show(window)

    async def close(self, by: str, window: str) -> None:
        self.workspace.close(self._window(by, window)[1])

    def _window(self, by: str, window: str) -> tuple[Person, Window]:
        person, found = self.workspace.people.get(by), self.workspace.windows.get(window)
        if person is None or found is None or found.user != by:
            raise ActionError("This window is closed.")
        return person, found


def person_called(workspace: Workspace, name: str) -> Person:
    """Raises ActionError."""
    person = workspace.people.get(name)
    if person is None:
        raise ActionError(f"There is nobody called {name}.")
    return person


def read_answer(response: BotResponse, otherwise: Body) -> Body:
    """The answer as data; `otherwise` when it is not JSON."""
    try:
        return response.json
    except (ValueError, TypeError):
        return otherwise
