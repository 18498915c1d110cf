"""What the log and `/readyz` say where Slack can't be reached: what helps, and no secret."""

from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from bot.process.proxies import Proxies
from bot.slack.api.backoff import Backoff
from bot.slack.api.calls import Calls
from bot.slack.api.errors import SlackAway
from bot.slack.api.response_urls import ReplyTo, ResponseUrls
from bot.slack.render.blocks import Message
from tests.support.proxy import certificate, proxy


@pytest.fixture
async def distrusted(tmp_path: Path) -> AsyncIterator[str]:
    """Address of a server whose certificate this machine does not know."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate(tmp_path).context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}/planted/"
    await runner.cleanup()


async def told(url: str, between: str | None = None) -> tuple[str, str]:
    """What is told where a call fails, and where an answer to one person does."""
    address = URL(between) if between else None
    async with ClientSession() as session:
        calls = Calls("xoxb-planted", url, session, address, Backoff(monotonic))
        hooks = ResponseUrls(session, Proxies({"https": address} if address else {}), url)
        with pytest.raises(SlackAway) as call:
            await calls.ask("auth.test", {})
        with pytest.raises(SlackAway) as answer:
            await hooks.respond(ReplyTo(url), Message("planted", []))
    return str(call.value), str(answer.value)


async def test_a_certificate_that_is_not_trusted_is_told_with_what_helps(distrusted: str) -> None:
    for each in await told(distrusted):
        assert "the certificate is not trusted" in each
        assert "SSL_CERT_FILE" in each
        assert "Install Certificates.command" in each
        assert "planted" not in each


async def test_a_file_of_certificates_that_is_not_there_is_told(
    distrusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    for each in await told(distrusted):
        assert "SSL_CERT_FILE (/no/such/file) can't be read" in each


async def test_a_proxy_that_refuses_is_told_with_what_helps(distrusted: str) -> None:
    async with proxy("ana:other") as between:
        address = between.url.replace("ana:other", "ana:planted")
        for each in await told(distrusted, address):
            assert "the proxy refuses the connection (407)" in each
            assert "set user and password" in each
            assert "ana:planted" not in each


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "http://planted.invalid/",
            "a host name can't be resolved: check this machine's DNS, and HTTPS_PROXY",
        ),
        ("http://127.0.0.1:9/planted/", "the connection was refused"),
    ],
)
async def test_why_nothing_answers_is_told_in_words(address: str, says: str) -> None:
    for each in await told(address):
        assert says in each
        assert "planted" not in each
