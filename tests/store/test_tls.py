"""Redis over TLS: which certificates are taken, and what is told of the others."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.exceptions import RedisClusterException, RedisError

from bot.store import error_sentences as sentences
from bot.store.client import Client, connect
from bot.store.error_sentences import ErrorSentence
from bot.store.errors import error_sentence

HERE = "IP:127.0.0.1"


@dataclass(frozen=True, slots=True)
class Authority:
    """Issues certificates to servers; `home` has its own, `ca.pem`."""

    home: Path

    def issue(self, name: str, days: int = 2, more: str = "") -> ssl.SSLContext:
        """`name`: the host that it is for; `more`: extensions."""
        key, asked, made = (str(self.home / f"server.{end}") for end in ("key", "csr", "pem"))
        extensions = self.home / "extensions"
        extensions.write_text(f"subjectAltName={name}\n{more}", encoding="utf-8")
        _openssl(
            "req -nodes -subj /CN=s -newkey ec -pkeyopt ec_paramgen_curve:prime256v1",
            "-keyout",
            key,
            "-out",
            asked,
        )
        by = ("-CA", self.file, "-CAkey", self.file, "-CAcreateserial")
        with_them = ("-in", asked, "-out", made, "-extfile", str(extensions))
        _openssl(f"x509 -req -days {days}", *by, *with_them)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made, key)
        return context

    @property
    def file(self) -> str:
        return str(self.home / "ca.pem")


def _openssl(command: str, *more: str) -> None:
    subprocess.run(["openssl", *command.split(), *more], check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("tls"))
    _openssl(
        "req -x509 -nodes -days 2 -subj /CN=ca -newkey ec -pkeyopt ec_paramgen_curve:prime256v1",
        *("-keyout", made.file, "-out", f"{made.file}.cert"),
    )
    with Path(made.file).open("a", encoding="utf-8") as both:
        both.write(Path(f"{made.file}.cert").read_text(encoding="utf-8"))
    return made


@asynccontextmanager
async def asked(context: ssl.SSLContext, options: str) -> AsyncIterator[Client]:
    served = asyncio.TaskGroup()

    async def say_ok(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            writer.write(b"+OK\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(
        lambda *line: served.create_task(say_ok(*line)), "127.0.0.1", 0, ssl=context
    )
    client = connect(f"rediss://127.0.0.1:{server.sockets[0].getsockname()[1]}?{options}")
    async with server, served:  # both sides of a connection are closed when the test ends
        yield client
        await client.aclose()


@pytest.mark.parametrize(
    ("name", "days", "trusted", "kind"),
    [
        (HERE, 2, False, sentences.CERTIFICATE),
        (HERE, -1, True, sentences.OUT_OF_DATE),
        ("DNS:other.example", 2, True, sentences.OTHER_HOST),
        ("IP:127.0.0.2", 2, True, sentences.OTHER_HOST),
    ],
)
async def test_what_is_wrong_with_a_certificate_is_told(
    authority: Authority, name: str, days: int, trusted: bool, kind: ErrorSentence
) -> None:
    options = f"ssl_ca_certs={authority.file}" if trusted else ""
    async with asked(authority.issue(name, days), options) as client:
        with pytest.raises((RedisError, RedisClusterException)) as caught:
            await client.get("x")
    assert error_sentence(caught.value) == kind


@pytest.mark.parametrize("options", ["ssl_cert_reqs=none", "ssl_check_hostname=false"])
async def test_what_may_not_be_checked_is_not(authority: Authority, options: str) -> None:
    options += f"&ssl_ca_certs={authority.file}"
    async with asked(authority.issue("DNS:other.example"), options) as client:
        assert await client.get("x") == "OK"


async def test_extensions_that_some_providers_leave_out_are_not_demanded(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python 3.13 does by itself."""
    bare = authority.issue(HERE, more="authorityKeyIdentifier=none\n")
    make = ssl.create_default_context

    def strict() -> ssl.SSLContext:
        context = make()
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(ssl, "create_default_context", strict)
    async with asked(bare, f"ssl_ca_certs={authority.file}") as client:
        assert await client.get("x") == "OK"
