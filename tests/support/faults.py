"""Ways in which Slack fails."""

from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer until the caller gives up."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks before Slack has done anything."""


@dataclass(frozen=True, slots=True)
class Lose:
    """Slack does as asked, and the connection breaks before it can say so."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Slack's word for no."""

    error: str


@dataclass(frozen=True, slots=True)
class Limited:
    """429: wait for so many seconds."""

    seconds: int = 1

    def response(self) -> web.Response:
        again = {"Retry-After": str(self.seconds)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=again)


@dataclass(frozen=True, slots=True)
class Broken:
    """A 5xx of whatever stands before Slack: no JSON."""

    status: int = 500

    def response(self) -> web.Response:
        return web.Response(status=self.status, text="<html>Oops</html>", content_type="text/html")


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something between Slack and the bot answers, and calls it JSON."""

    def response(self) -> web.Response:
        return web.Response(text="upstream connect error", content_type="application/json")


Fault = Garbled | Hang | Reset | Lose | Refuse | Limited | Broken
