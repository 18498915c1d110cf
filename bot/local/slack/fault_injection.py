"""Fault injection: the ways in which Slack can fail, and the rules for which calls do."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field


class _FaultKind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hang(_FaultKind):
    """No answer until the caller gives up."""

    kind: Literal["hang"] = "hang"


class Slow(_FaultKind):
    """Slack does what was asked, but late."""

    kind: Literal["slow"] = "slow"
    seconds: float


class Reset(_FaultKind):
    """The connection breaks before Slack has done anything."""

    kind: Literal["reset"] = "reset"


class Lose(_FaultKind):
    """Slack does what was asked, and the connection breaks before the answer."""

    kind: Literal["lose"] = "lose"


class Refuse(_FaultKind):
    """An error with a code of Slack's."""

    kind: Literal["refuse"] = "refuse"
    error: str

    def response(self) -> web.Response:
        return web.json_response({"ok": False, "error": self.error})


class Limited(_FaultKind):
    """429: the caller must wait for so many seconds."""

    kind: Literal["limited"] = "limited"
    seconds: int = 1

    def response(self) -> web.Response:
        again = {"Retry-After": str(self.seconds)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=again)


class Broken(_FaultKind):
    """A 5xx from a proxy in front of Slack: HTML, not JSON."""

    kind: Literal["broken"] = "broken"
    status: int = 500

    def response(self) -> web.Response:
        return web.Response(status=self.status, text="<html>Oops</html>", content_type="text/html")


class Garbled(_FaultKind):
    """An answer from a proxy that is not JSON, though it is declared to be."""

    kind: Literal["garbled"] = "garbled"

    def response(self) -> web.Response:
        return web.Response(text="upstream connect error", content_type="application/json")


class Answers(_FaultKind):
    """An answer that Slack's documentation does not describe.

    `taken`: Slack does what was asked, and then answers this.
    """

    kind: Literal["answers"] = "answers"
    status: int = 200
    text: str = ""
    content_type: str = "text/html"
    retry_after: str | None = None
    taken: bool = False

    def response(self) -> web.Response:
        again = {} if self.retry_after is None else {"Retry-After": self.retry_after}
        return web.Response(
            status=self.status, text=self.text, content_type=self.content_type, headers=again
        )


Fault = Annotated[
    Hang | Slow | Reset | Lose | Refuse | Limited | Broken | Garbled | Answers,
    Field(discriminator="kind"),
]


class Rule(BaseModel):
    """The calls that get a fault: all that match, or only the next `times`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    method: str = ""  # a prefix of its name; "response_url" is a method too
    channel: str = ""
    ts: str = ""
    times: int | None = None

    def matches(self, method: str, body: dict[str, Any]) -> bool:
        return (
            method.startswith(self.method)
            and self.channel in ("", body.get("channel"))
            and self.ts in ("", body.get("ts"))
        )


@dataclass(slots=True)
class FaultInjector:
    """Named rules; the first one that matches a call decides."""

    _rules: dict[str, Rule] = field(default_factory=dict)

    def add(self, name: str, rule: Rule) -> None:
        self._rules[name] = rule

    def remove(self, name: str = "") -> None:
        """Remove one rule, or all of them."""
        if name:
            self._rules.pop(name, None)
        else:
            self._rules.clear()

    def fault_for(self, method: str, body: dict[str, Any]) -> Fault | None:
        for name, rule in self._rules.items():
            if rule.matches(method, body):
                self._count_down(name, rule)
                return rule.fault
        return None

    def _count_down(self, name: str, rule: Rule) -> None:
        if rule.times is None:
            return
        if rule.times <= 1:
            del self._rules[name]
        else:
            self._rules[name] = rule.model_copy(update={"times": rule.times - 1})
