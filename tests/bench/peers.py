"""Bolt alone, acknowledging a press before its 200 and nothing else: `python -m tests.bench.peers`.

What it takes is what any bot on Bolt pays before it has done anything.
"""

import asyncio
import os
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id=None,
        bot_token=os.environ["SLACK_BOT_TOKEN"],
        bot_id="B0BOT",
        bot_user_id="U0BOT",
    )


async def serve() -> None:
    app = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=authorize,
        process_before_response=True,
    )

    @app.action("press:broken")
    async def empty(ack: AsyncAck) -> None:
        await ack()

    async def receive(request: web.Request) -> web.Response:
        response = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    server = web.Application()
    server.router.add_post("/slack/events", receive)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(  # noqa: T201 -- whoever starts it reads this
        f"listening on http://127.0.0.1:{runner.addresses[0][1]}",
        file=sys.stderr,
        flush=True,
    )
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
