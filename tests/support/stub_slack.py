"""A Slack that answers as it is told, for what the local Slack would never say."""

import asyncio
import time
from email.utils import formatdate

import yaml
from aiohttp import web

from bot.files.manifest import manifest

BOT_TOKEN, APP_TOKEN = "xoxb-1-planted", "xapp-1-planted"
SCOPES = yaml.safe_load(manifest(None))["oauth_config"]["scopes"]["bot"]
WELL = {"ok": True, "team": "Acme", "team_id": "T0ACME", "user": "mfa-bot", "bot_id": "B0BOT"}


class StubSlack:
    """Answers as it is told."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {"auth.test": WELL, "apps.connections.open": {"ok": True}}
        self.scopes = ",".join(SCOPES)
        self.ahead = 0.0  # seconds
        self.hangs = False
        self.url = ""
        self._closing = asyncio.Event()

    async def serve(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/api/{method}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        return runner

    async def _answer(self, request: web.Request) -> web.Response:
        if self.hangs:
            await self._closing.wait()
        wanted = APP_TOKEN if request.match_info["method"].startswith("apps.") else BOT_TOKEN
        assert request.headers["Authorization"] == f"Bearer {wanted}"
        headers = {"Date": formatdate(time.time() + self.ahead, usegmt=True)}
        if self.scopes:
            headers["X-OAuth-Scopes"] = self.scopes
        unknown = {"ok": False, "error": "unknown_method"}
        answer = self.answers.get(request.match_info["method"], unknown)
        return web.json_response(answer, headers=headers)
