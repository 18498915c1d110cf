"""What a container asks of the bot inside it: whether it is alive."""

import asyncio

import pytest

from bot.health import endpoints, healthcheck
from bot.process.http_server import HttpServer

ANY = "0.0.0.0"  # noqa: S104 -- inside a container


@pytest.mark.parametrize("host", ["", "127.0.0.1", ANY, "::", "::1"])
async def test_the_health_check_asks_where_the_operators_server_is(host: str) -> None:
    """Whatever a proxy of the environment would say."""
    server = HttpServer(endpoints.build({}), host or "127.0.0.1", 0)
    await server.start()
    port = server.url.rsplit(":", 1)[1]
    environ = {"OPERATE_HOST": host, "OPERATE_PORT": port, "HTTP_PROXY": "http://127.0.0.1:9"}
    assert await asyncio.to_thread(healthcheck.alive, environ)
    await server.close()
    assert not await asyncio.to_thread(healthcheck.alive, environ)


@pytest.mark.parametrize("where", [{"OPERATE_PORT": "x"}, {"OPERATE_HOST": "a..b"}])
def test_where_no_server_can_be_the_health_check_says_no(where: dict[str, str]) -> None:
    assert not healthcheck.alive(where)
