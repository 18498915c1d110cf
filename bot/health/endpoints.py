"""Operator's endpoints: health, readiness and metrics, at an address that Slack does not reach."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.process.http_connections import close_after

Check = Callable[[], Awaitable[str]]
Handler = Callable[[web.Request], Awaitable[web.Response]]

ILL_SECONDS = 1.0  # that a bad answer is cached


class CachedCheck:
    """Check with a cached answer, so that many probes cause one call; a good answer is cached
    longer than a bad one.
    """

    def __init__(self, check: Check, well: float) -> None:
        """`well`: seconds that a good answer is cached."""
        self._check = check
        self.well, self.ill = well, ILL_SECONDS
        self._until = 0.0
        self._asking: asyncio.Task[str] | None = None

    async def __call__(self) -> str:
        now = asyncio.get_running_loop().time()
        asking = self._asking
        if asking is None or (asking.done() and now >= self._until):
            asking = self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(asking)

    async def _ask(self) -> str:
        kept = self.ill
        try:
            why = await self._check()
            kept = self.ill if why else self.well
        finally:
            self._until = asyncio.get_running_loop().time() + kept
        return why

    def invalidate(self) -> None:
        """Drop the cached answer, so that the next probe checks again."""
        self._until = 0.0


async def _always_healthy() -> str:
    return ""


async def own_metrics() -> bytes:
    return generate_latest()


def build(
    checks: Mapping[str, Check],
    alive: Check = _always_healthy,
    metrics: Callable[[], Awaitable[bytes]] = own_metrics,
) -> web.Application:
    """Application of the endpoints. A check returns what is wrong, or ''; each of `checks` has its
    own path.
    """
    server = web.Application(client_max_size=1)  # nobody has anything to send

    async def living(_: web.Request) -> web.Response:
        why = await alive()
        return web.Response(text=f"{why or 'alive'}\n", status=503 if why else 200)

    async def exposing(_: web.Request) -> web.Response:
        return web.Response(body=await metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    server.router.add_get("/healthz", living)
    server.router.add_get("/metrics", exposing)
    server.router.add_get("/readyz", _answering(checks))
    for name, check in checks.items():
        server.router.add_get(f"/readyz/{name}", _answering({name: check}))
    server.on_response_prepare.append(_hang_up)
    return server


def _answering(checks: Mapping[str, Check]) -> Handler:
    async def ready(_: web.Request) -> web.Response:
        found = await asyncio.gather(*(check() for check in checks.values()))
        body = {name: why or "ok" for name, why in zip(checks, found, strict=True)}
        return web.json_response(body, status=503 if any(found) else 200)

    return ready


async def _hang_up(_: web.Request, response: web.StreamResponse) -> None:
    """Close each connection: callers here are not authenticated."""
    close_after(response)
