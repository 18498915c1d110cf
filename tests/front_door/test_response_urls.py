"""Answers to one person go nowhere that an address of Slack's points to."""

import pytest
from aiohttp import ClientSession, web

from bot.process.proxies import Proxies
from bot.slack.api.errors import SlackAway
from bot.slack.api.response_urls import ReplyTo, ResponseUrls
from bot.slack.render.blocks import Message


async def test_nobody_is_followed_elsewhere() -> None:
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/{path}", elsewhere)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with ClientSession() as session:
        with pytest.raises(SlackAway, match="307"):
            await ResponseUrls(session, Proxies(), url).respond(ReplyTo(url), Message("Hello", []))
    await runner.cleanup()
    assert asked == ["/hook"]
