"""Where the bot listens, for Slack and for its operator; and when no more can be accepted."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.health import endpoints
from bot.process.http_server import HttpServer, ListenError
from bot.slack.api.errors import TOKEN
from bot.slack.api.methods import METHODS
from bot.slack.requests.error_replies import ErrorKind
from tests.support.bots import Served, eventually
from tests.support.each import each
from tests.support.line import line_at
from tests.support.patience import HANGING
from tests.support.process import OPERATES, ForkedProcess, Process
from tests.support.slack import Slack
from tests.support.sockets import SocketDoor
from tests.support.wired import APP_TOKEN


@asynccontextmanager
async def listening(host: str, port: int = 0) -> AsyncIterator[HttpServer]:
    server = HttpServer(endpoints.build({}), host, port, names=("A_HOST", "A_PORT"))
    await server.start()
    try:
        yield server
    finally:
        await server.close()


async def answers(url: str) -> bool:
    async with ClientSession() as session:
        try:
            async with session.get(f"{url}/healthz") as response:
                return await response.text() == "alive\n"
        except ClientConnectorError:
            return False


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("::", {"127.0.0.1", "[::1]"}),
        ("0.0.0.0", {"127.0.0.1"}),  # noqa: S104 -- it is what is tried
        ("127.0.0.1", {"127.0.0.1"}),
        ("::1", {"[::1]"}),
    ],
)
async def test_an_address_is_reached_by_the_families_that_it_stands_for(
    host: str, reached: set[str]
) -> None:
    async with listening(host) as server:
        port = server.url.rsplit(":", 1)[1]
        assert server.url == (f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
        by = {at for at in ("127.0.0.1", "[::1]") if await answers(f"http://{at}:{port}")}
    assert by == reached


async def test_all_addresses_of_a_name_have_one_port() -> None:
    async with listening("localhost") as server:
        assert await answers(server.url)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "::2"])
async def test_an_address_that_can_not_be_had_is_told_with_its_settings(host: str) -> None:
    with pytest.raises(ListenError, match="Check A_HOST and A_PORT"):
        async with listening(host):
            pass


async def test_a_port_that_is_taken_is_told_with_its_setting() -> None:
    said = "already listens on port .*: stop it, or set another A_PORT"
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(ListenError, match=said),
    ):
        async with listening("127.0.0.1", taken.getsockname()[1]):
            pass


@each("path", ["/healthz", "/readyz", "/readyz/redis", "/metrics", "/"])
async def test_what_is_the_operators_is_not_on_slacks_port(bot: Served, path: str) -> None:
    async with bot.door.session.get(f"{bot.door.url}{path}") as answer:
        assert answer.status == 404
    async with bot.door.session.post(f"{bot.door.operator}/slack/events", data="x") as answer:
        assert answer.status == 404


async def test_many_probes_ask_redis_once(
    bot: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def has_met_redis() -> bool:  # until then the bot pings it by itself
        told = (*caplog.get_records("setup"), *caplog.get_records("call"))
        return any("counting starts now" in record.getMessage() for record in told)

    await eventually(has_met_redis)
    asked = 0
    ping = type(bot.bot.guide.store).ping

    async def counted(*about: Any) -> None:
        nonlocal asked
        asked += 1
        await ping(*about)

    monkeypatch.setattr(type(bot.bot.guide.store), "ping", counted)
    bot.bot.redis.well = 60
    probes = await asyncio.gather(*(bot.door.get("/readyz/redis") for _ in range(50)))
    assert {probe.status for probe in probes} == {200}
    assert asked == 1


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("d")


async def test_both_addresses_are_told_at_the_start_and_what_alerts_look_for_is_counted_from_then(
    slack: Slack, data: Path, redis_url: str
) -> None:
    """A series that is born with its first fault has not increased."""
    process = Process(slack, data, REDIS_URL=redis_url)
    async with process.person(), ClientSession() as session:
        assert await answers(process.operator)
        assert process.operator != process.url
        async with session.get(f"{process.operator}/metrics") as response:
            families = [*text_string_to_metric_families(await response.text())]
    samples = [sample for family in families for sample in family.samples if not sample.value]
    there = {(sample.name, *sorted(sample.labels.values())) for sample in samples}
    assert {("mfa_troubles_total", kind) for kind in ErrorKind} <= there
    assert ("mfa_requests_total", "500") in there
    for method, code in product(METHODS, TOKEN):
        assert ("mfa_slack_calls_total", *sorted((method, code))) in there


async def test_in_socket_mode_only_the_operators_address_is_used(
    slack: Slack, data: Path, redis_url: str
) -> None:
    """What HOST and PORT say is of no matter."""
    async with SocketDoor() as door:
        door.api_url = slack.api_url
        api = {"SLACK_API_URL": f"{door.url}/api/", "SLACK_APP_TOKEN": APP_TOKEN}
        process = ForkedProcess(slack, data, REDIS_URL=redis_url, HOST="192.0.2.1", **api)
        async with process.started(OPERATES) as url:
            assert await answers(url)
    assert "listening on" not in process.log


STARVED = """
import resource, bot.process.http_server as server
server.ACCEPT_RETRY_SECONDS = 0.1
from bot.process.http_connections import ConnectionLimits
server.connection_limits = lambda: ConnectionLimits(unknown_seconds=60)
server.RECOVERED_SECONDS = 0.5
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
"""


async def test_without_file_descriptors_it_says_so_once_and_when_that_is_over(
    slack: Slack, data: Path, redis_url: str
) -> None:
    process = ForkedProcess(slack, data, STARVED, REDIS_URL=redis_url)
    async with process.started() as process.url:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(60):
                await stack.enter_async_context(line_at(process.url))
            assert "40 file descriptors" in await process.says("(can't accept .*)")
            await asyncio.sleep(0.5)  # in which it tries again, and again
        async with asyncio.timeout(HANGING):
            while "accepting connections" not in process.log:
                async with line_at(process.url):
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(0.3):
                            await process.says("(.*)")
    told = [line for line in process.log.splitlines() if "can't accept" in line]
    assert len(told) == 1
    assert "Traceback" not in process.log
