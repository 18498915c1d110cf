"""HTTP server of the small AWS: the API, and a page to switch what it says.

The account of a call stands in its access key, as this server gave it out.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Self

from aiohttp import web

from bot.local.aws import wire
from bot.local.aws.operations import OPERATIONS, Refusal
from bot.local.aws.page import page, switch
from bot.local.aws.world import Account, Fault, World

_SCOPE = re.compile(r"Credential=(\w+)/\d+/[\w-]+/(\w+)/aws4_request")
_LENT = re.compile(r"ASIA(\d{12})\w*")
_STATUS = {Fault.THROTTLED: 429, Fault.BROKEN: 500, Fault.EXPIRED: 400, Fault.CLOCK: 403}
HANGS_SECONDS = 60.0
HOSTS = ("127.0.0.1", "localhost")
UNFRAMED = {"Content-Security-Policy": "frame-ancestors 'none'"}


class LocalAws:
    """Small AWS for as long as its context is open, on any free port of loopback."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._port = 0
        self._closing = asyncio.Event()
        app = web.Application(middlewares=[_own_page_only])
        app.router.add_get("/", self._page)
        app.router.add_post("/switch", self._switch)
        app.router.add_post("/{path:.*}", self._call)
        self._runner = web.AppRunner(app, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables that lead botocore here, whatever this machine's own files say."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "small-aws",
            # They can tell botocore to ignore the endpoint: the real AWS would be asked.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=page(self.world), content_type="text/html", headers=UNFRAMED)

    async def _switch(self, request: web.Request) -> web.Response:
        switch(self.world, {name: str(value) for name, value in (await request.post()).items()})
        raise web.HTTPSeeOther("/")

    async def _call(self, request: web.Request) -> web.Response:
        found = _SCOPE.search(request.headers.get("Authorization", ""))
        if not found:
            return _error_response("sts", "MissingAuthenticationToken", 403)
        key, service = found.groups()
        lent = _LENT.fullmatch(key)
        account = self.world.accounts.get(lent[1]) if lent else self.world.management
        if account is None:
            return _error_response(service, "InvalidClientTokenId", 403)
        try:
            call = wire.read(service, request.path, request.headers, await request.read())
        except (wire.BadRequest, ValueError):
            return _error_response(service, "ValidationException", 400)
        self.world.asked.append((account.id, call.operation))
        if fault := self._fault(call, account):
            return await self._faulty(service, fault)
        try:
            content = OPERATIONS[call.operation](self.world, account, call.parameters)
        except KeyError:
            return _error_response(service, "NotImplemented", 501)
        except Refusal as refusal:
            return _error_response(service, refusal.code, 403)
        body, kind = wire.answer(call, content)
        return web.Response(body=body, content_type=kind)

    def _fault(self, call: wire.Call, account: Account) -> Fault | None:
        """Fault of the account that is asked about: for AssumeRole, the role's."""
        role = str(call.parameters.get("RoleArn", ""))
        asked = self.world.accounts.get(role.split(":")[4]) if role else account
        return asked.fault(call.operation) if asked else None

    async def _faulty(self, service: str, fault: Fault) -> web.Response:
        if fault is Fault.HANGS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), HANGS_SECONDS)
            raise web.HTTPServiceUnavailable
        return _error_response(service, fault.value, _STATUS.get(fault, 403))


@web.middleware
async def _own_page_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what other sites in the same browser ask; botocore sends no Origin."""
    foreign = request.headers.get("Origin") not in (None, f"http://{request.host}")
    if foreign or request.host.partition(":")[0] not in HOSTS:
        raise web.HTTPForbidden(text="This AWS is for its own page, and for the bot.")
    return await handler(request)


def _error_response(service: str, code: str, status: int) -> web.Response:
    body, kind = wire.refusal(service, code)
    return web.Response(
        body=body, content_type=kind, status=status, headers={"x-amzn-ErrorType": code}
    )
