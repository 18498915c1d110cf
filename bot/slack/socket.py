"""Socket Mode with a watchdog: a connection that died is made anew."""

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0  # seconds


class Socket:
    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._app = app
        self._token = app_token
        self._client = client  # which asks Slack where to connect
        self._handler: AsyncSocketModeHandler | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until `stop`."""
        while not self._stopping.is_set():
            try:
                if not await self.connected():
                    await self._rebuild()
            except (SlackApiError, OSError, TimeoutError) as error:
                log.warning("Socket Mode: no connection (%s); trying again", error)
            try:
                await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)
            except TimeoutError:
                continue
        await self._close()

    async def connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    def stop(self) -> None:
        self._stopping.set()

    async def _rebuild(self) -> None:
        await self._close()
        self._handler = AsyncSocketModeHandler(self._app, self._token, web_client=self._client)
        await asyncio.wait_for(self._handler.connect_async(), LOOK_EVERY)  # type: ignore[no-untyped-call]
        log.info("Socket Mode: connected")

    async def _close(self) -> None:
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler.close_async()  # type: ignore[no-untyped-call]
