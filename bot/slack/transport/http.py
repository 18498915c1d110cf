"""Slack's requests over HTTP: checked, read, and handed to Bolt."""

import asyncio
import json
import logging
import re
import time
from binascii import a2b_qp
from contextlib import nullcontext
from hmac import compare_digest
from typing import Any

import orjson
from aiohttp import web
from prometheus_client import Counter
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.process.http_connections import HttpConnection
from bot.slack.transport.admission import Admission
from bot.slack.transport.shapes import odd_field

log = logging.getLogger(__name__)

MOST_BYTES = 512 * 1024  # Slack's own payloads stay far below
MOST_FIELDS = 100
BODY_SECONDS = 3.0  # Slack itself waits no longer for the whole answer
OLDEST = 5 * 60  # seconds; Slack's advice against replays
WARN_AGAIN = 5 * 60.0  # seconds between two warnings of the same
WRONG_CLOCK = (
    "refused a request that Slack signed: its timestamp is %d s %s this machine's clock. The clock"
    " is probably wrong (set it by NTP), or an old request was sent again"
)
WRONG_SIGNATURE = (
    "refused a request whose signature is wrong. If it was Slack's, SLACK_SIGNING_SECRET is another"
    " app's (Basic Information, Signing Secret), or a proxy changes the request on its way here"
)
REQUESTS = Counter("mfa_requests_total", "Requests to /slack/events", ["status"])
REQUESTS.labels("500")  # created at the start: an alert can't see an increase in a new series
READ_ALREADY = "socket_mode"  # Bolt's word for a request whose body is data, not text
_FORMS = ("application/x-www-form-urlencoded", "application/json")
_NAMES_ITSELF = {"type", "command", "ssl_check"}  # one of these is in all that Slack sends
_STAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def build(admission: Admission, signing_secret: str, old_secret: str = "") -> web.Application:
    """Server of Slack's requests; `old_secret`: the former secret, while it is being replaced."""
    if not signing_secret:
        raise ValueError("without a signing secret anybody could speak as Slack")
    server = web.Application(client_max_size=MOST_BYTES)
    secrets = filter(None, (signing_secret, old_secret))
    check = _SignatureCheck(admission, tuple(map(SignatureVerifier, secrets)))
    server.router.add_post("/slack/events", check.receive)
    return server


class _SignatureCheck:
    """Check of signature and age, before Bolt. What is refused is neither logged nor kept."""

    def __init__(self, admission: Admission, verifiers: tuple[SignatureVerifier, ...]) -> None:
        self._admission = admission
        self._verifiers = verifiers
        self._warn_from: dict[str, float] = {}  # by what is warned of, on the monotonic clock

    async def receive(self, request: web.Request) -> web.Response:
        try:
            response = await self._answer(request)
        except web.HTTPException as refused:
            REQUESTS.labels(str(refused.status)).inc()
            raise
        except Exception:
            REQUESTS.labels("500").inc()
            raise
        REQUESTS.labels(str(response.status)).inc()
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        """Response; a request whose headers are wrong is refused before its body is read."""
        is_json = _kind(request) == "application/json"
        stamp, signature = _stamp(request), _signature(request)
        await self._refuse_old(request, stamp, signature)
        body = await _body(request)
        if not self._signed(body, stamp, signature):
            self._warn(WRONG_SIGNATURE)
            raise web.HTTPUnauthorized(text="The signature is wrong.")
        came = time.monotonic()
        if isinstance(request.protocol, HttpConnection):
            request.protocol.mark_genuine()
            came -= request.protocol.unread_for()
        parsed = _parse(body, is_json=is_json)
        bolt_request = AsyncBoltRequest(body=parsed, mode=READ_ALREADY)
        return await to_aiohttp_response(await self._admission.dispatch(bolt_request, came))

    def _signed(self, body: str, stamp: str, signature: str) -> bool:
        wanted = (one.generate_signature(timestamp=stamp, body=body) for one in self._verifiers)
        return any(compare_digest(one, signature) for one in wanted if one)

    def _warns(self, what: str) -> bool:
        return time.monotonic() >= self._warn_from.get(what, 0)

    def _warn(self, what: str, *about: object) -> None:
        """Say it in the log, now and then: the same is wrong with each request."""
        if self._warns(what):
            self._warn_from[what] = time.monotonic() + WARN_AGAIN
            log.warning(what, *about)

    async def _refuse_old(self, request: web.Request, stamp: str, signature: str) -> None:
        """Refuse a request by its age; the log says so now and then if Slack itself signed it."""
        age = time.time() - int(stamp)
        if abs(age) <= OLDEST:
            return
        if self._warns(WRONG_CLOCK) and self._signed(await _body(request), stamp, signature):
            self._warn(WRONG_CLOCK, abs(age), "behind" if age > 0 else "ahead of")
        raise web.HTTPUnauthorized(text="The request is too old, or this clock is wrong.")


def _kind(request: web.Request) -> str:
    if _header(request, "Content-Encoding").lower() not in ("", "identity"):
        raise web.HTTPUnsupportedMediaType(text="Slack never compresses a body.")
    _header(request, "Content-Type")
    if request.content_type not in _FORMS:
        raise web.HTTPUnsupportedMediaType(text="Slack sends forms and JSON.")
    return request.content_type


def _stamp(request: web.Request) -> str:
    stamp = _header(request, "X-Slack-Request-Timestamp")
    if not _STAMP.fullmatch(stamp):
        raise web.HTTPBadRequest(text="X-Slack-Request-Timestamp is not a timestamp.")
    return stamp


def _signature(request: web.Request) -> str:
    signature = _header(request, "X-Slack-Signature")
    if not _SIGNATURE.fullmatch(signature):
        raise web.HTTPUnauthorized(text="X-Slack-Signature is not a signature.")
    return signature


def _header(request: web.Request, name: str) -> str:
    """A header that is given twice is refused: nobody knows which one a proxy checked."""
    given = request.headers.getall(name, [])
    if len(given) > 1:
        raise web.HTTPBadRequest(text=f"The header {name} is given twice.")
    return str(given[0]) if given else ""


async def _body(request: web.Request) -> str:
    if (request.content_length or 0) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
    connection = request.protocol
    with connection.reading_body() if isinstance(connection, HttpConnection) else nullcontext():
        return await _read(request)


async def _read(request: web.Request) -> str:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return (await request.read()).decode()
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="The body took too long.") from None
    except UnicodeDecodeError:
        raise web.HTTPBadRequest(text="The body is not UTF-8.") from None
    except (web.RequestPayloadError, ConnectionError):
        raise web.HTTPBadRequest(text="The body does not match its headers.") from None


def _parse(body: str, *, is_json: bool) -> dict[str, Any]:
    """Fields of a body, parsed here, since Bolt takes any form with the word "payload" in it for a
    button press.
    """
    try:
        if is_json:
            parsed = _from_json(body)
        else:
            fields = _fields(body)
            parsed = _from_json(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="The body can't be read.") from None
    if not isinstance(parsed, dict) or not parsed.keys() & _NAMES_ITSELF:
        raise web.HTTPBadRequest(text="The body can't be read.")
    if name := odd_field(parsed):
        raise web.HTTPBadRequest(text=f"The field {name} is not as Slack sends it.")
    return parsed


def _from_json(text: str) -> Any:
    """Raises ValueError."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)  # which also takes half of a surrogate pair


def _fields(body: str) -> dict[str, str]:
    """Raises ValueError."""
    pairs = body.split("&")
    if len(pairs) > MOST_FIELDS:
        raise ValueError("too many fields")
    fields = dict(map(_field, pairs))
    if len(fields) < len(pairs):
        raise web.HTTPBadRequest(text="A field is given twice.")
    return fields


def _field(pair: str) -> tuple[str, str]:
    """Raises ValueError."""
    name, sign, value = pair.encode().partition(b"=")
    if not sign:
        raise ValueError("a field without a value")
    return _unquoted(name), _unquoted(value)


def _unquoted(text: bytes) -> str:
    """Text of an encoded name or value. Raises ValueError.

    Quoted-printable is the same encoding with another sign, and the standard library decodes it in
    C: a whole press takes 5 % less CPU than with `urllib`.
    """
    quoted = text.replace(b"=", b"=3D").replace(b"+", b" ").replace(b"%", b"=")
    found = a2b_qp(quoted)
    broken = b"=\n" in quoted or b"=\r" in quoted  # to quoted-printable that is no line break
    if broken or len(found) != len(text) - 2 * text.count(b"%"):
        raise ValueError("a percent sign that encodes nothing")
    return found.decode()
