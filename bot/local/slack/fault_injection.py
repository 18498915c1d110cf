"""Ways in which Slack fails, and which calls meet them."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hang(_Way):
    """No answer until the caller gives up."""

    kind: Literal["hang"] = "hang"


class Slow(_Way):
    """Slack does as asked, but takes its time."""

    kind: Literal["slow"] = "slow"
    seconds: float


class Reset(_Way):
    """The connection breaks before Slack has done anything."""

    kind: Literal["reset"] = "reset"


class Lose(_Way):
    """Slack does as asked, and the connection breaks before it can say so."""

    kind: Literal["lose"] = "lose"


class Refuse(_Way):
    """Slack's word for no."""

    kind: Literal["refuse"] = "refuse"
    error: str

    def response(self) -> web.Response:
        return web.json_response({"ok": False, "error": self.error})


class Limited(_Way):
    """429: wait for so many seconds."""

    kind: Literal["limited"] = "limited"
    seconds: int = 1

    def response(self) -> web.Response:
        again = {"Retry-After": str(self.seconds)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=again)


class Broken(_Way):
    """A 5xx of whatever stands before Slack: no JSON."""

    kind: Literal["broken"] = "broken"
    status: int = 500

    def response(self) -> web.Response:
        return web.Response(status=self.status, text="<html>Oops</html>", content_type="text/html")


class Garbled(_Way):
    """Something between Slack and the bot answers, and calls it JSON."""

    kind: Literal["garbled"] = "garbled"

    def response(self) -> web.Response:
        return web.Response(text="upstream connect error", content_type="application/json")


class Answers(_Way):
    """An answer that is not as Slack's documentation has it. `taken`: Slack does as asked, and
    this comes instead of what it says.
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
    """Which calls meet a fault: each that fits, or only the next `times`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    method: str = ""  # how the method's name begins; "response_url" is one too
    channel: str = ""
    ts: str = ""
    times: int | None = None

    def fits(self, method: str, body: dict[str, Any]) -> bool:
        return (
            method.startswith(self.method)
            and self.channel in ("", body.get("channel"))
            and self.ts in ("", body.get("ts"))
        )


@dataclass(slots=True)
class Faults:
    """Named rules; the first that fits strikes."""

    _rules: dict[str, Rule] = field(default_factory=dict)

    def add(self, name: str, rule: Rule) -> None:
        self._rules[name] = rule

    def mend(self, name: str = "") -> None:
        """Take one away, or all."""
        if name:
            self._rules.pop(name, None)
        else:
            self._rules.clear()

    def strike(self, method: str, body: dict[str, Any]) -> Fault | None:
        for name, rule in self._rules.items():
            if rule.fits(method, body):
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
