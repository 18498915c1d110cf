"""HTTP: what Slack sends, and what an operator asks: health, readiness, metrics."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from prometheus_client import Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

MOST_BYTES = 512 * 1024  # Slack's own payloads stay far below
OLDEST = 5 * 60  # seconds; Slack's advice against replays
REQUESTS = Counter("mfa_requests_total", "Requests to /slack/events", ["status"])
SECONDS = Histogram(
    "mfa_request_seconds",
    "Time to answer Slack",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
_AS_JSON = {"Content-Type": "application/json"}
_FORMS = ("application/x-www-form-urlencoded", "application/json")

Check = Callable[[], Awaitable[str]]


def build(
    app: AsyncApp | None, signing_secret: str, checks: Mapping[str, Check]
) -> web.Application:
    """`app` is None in Socket Mode, where only health and metrics are served.

    A check returns '' when all is well, else what is wrong.
    """
    server = web.Application(client_max_size=MOST_BYTES)
    if app is not None:
        door = _Door(app, SignatureVerifier(signing_secret))
        server.router.add_post("/slack/events", door.receive)
    server.router.add_get("/healthz", _alive)
    server.router.add_get("/metrics", _metrics)

    async def ready(_: web.Request) -> web.Response:
        found = {name: await check() for name, check in checks.items()}
        wrong = {name: why for name, why in found.items() if why}
        body = {name: why or "ok" for name, why in found.items()}
        return web.json_response(body, status=503 if wrong else 200)

    server.router.add_get("/readyz", ready)
    return server


class _Door:
    """Lets in what Slack signed, not long ago; nothing of what is refused is logged or kept."""

    def __init__(self, app: AsyncApp, verifier: SignatureVerifier) -> None:
        self._app = app
        self._verifier = verifier

    async def receive(self, request: web.Request) -> web.Response:
        began = time.perf_counter()
        try:
            response = await self._answer(request)
        except web.HTTPException as refused:
            REQUESTS.labels(str(refused.status)).inc()
            raise
        REQUESTS.labels(str(response.status)).inc()
        SECONDS.observe(time.perf_counter() - began)
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        if request.content_type not in _FORMS:
            raise web.HTTPUnsupportedMediaType(text="Slack sends forms and JSON.")
        try:
            body = (await request.read()).decode()
        except UnicodeDecodeError:
            raise web.HTTPBadRequest(text="The body is not UTF-8.") from None
        self._signed(request, body)
        headers: dict[str, str | Sequence[str]] = {**request.headers, **_AS_JSON}
        parsed = _parse(body, is_json=request.content_type == "application/json")
        bolt_request = AsyncBoltRequest(body=json.dumps(parsed), headers=headers)
        return await to_aiohttp_response(await self._app.async_dispatch(bolt_request))

    def _signed(self, request: web.Request, body: str) -> None:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004
            raise web.HTTPBadRequest(text="X-Slack-Request-Timestamp is no timestamp.")
        if abs(time.time() - int(stamp)) > OLDEST:
            raise web.HTTPUnauthorized(text="The request is too old, or this clock is wrong.")
        signature = request.headers.get("X-Slack-Signature", "")
        if not signature.isascii() or not self._verifier.is_valid(body, stamp, signature):
            raise web.HTTPUnauthorized(text="The signature does not fit.")


def _parse(body: str, *, is_json: bool) -> dict[str, Any]:
    """Read here, since Bolt takes any form with the word "payload" in it for a button press."""
    try:
        if is_json:
            parsed = json.loads(body)
        else:
            fields = dict(parse_qsl(body, keep_blank_values=True))
            parsed = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="The body can't be read.") from None
    if not isinstance(parsed, dict) or not parsed:
        raise web.HTTPBadRequest(text="The body can't be read.")
    if parsed.get("type") == "block_actions" and not parsed.get("actions"):
        raise web.HTTPBadRequest(text="No action is in the body.")
    return parsed


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
