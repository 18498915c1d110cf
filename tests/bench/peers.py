"""Bolt alone, acknowledging a press and nothing else: `python -m tests.bench.peers MODE`.

MODE is `default`, or `before` for `process_before_response=True`. What it takes is what any bot on
Bolt pays before it has done anything.
"""

import asyncio
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.support.slack import BOT_USER, SECRET, TOKEN


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id=None,
        bot_token=TOKEN,
        bot_id="B0BOT",
        bot_user_id=BOT_USER,
    )


async def serve(*, before: bool) -> None:
    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=before)

    @app.action("press:standalone")
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
    asyncio.run(serve(before=sys.argv[1] == "before"))
