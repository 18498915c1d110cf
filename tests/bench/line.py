"""A connection to a bot, as lean as it can be: what is measured is the bot, not its client."""

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from tests.support.slack import SECRET

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_VERIFIER = SignatureVerifier(SECRET)


@dataclass(slots=True)
class Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    @classmethod
    async def to(cls, url: str) -> Self:
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        return cls(reader, writer, where.netloc)

    async def send(self, fields: dict[str, Any]) -> tuple[float, int, str]:
        """Seconds until the whole answer was there, its status, its text."""
        return await self.exchange(signed(self.host, fields))

    async def exchange(self, request: bytes) -> tuple[float, int, str]:
        """The same for what is signed already."""
        began = time.perf_counter()
        self.writer.write(request)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            if length := _LENGTH.search(head):
                text = await self.reader.readexactly(int(length[1]))
            else:  # bolt-js sends its empty answer in chunks: in none but the last
                text = (await self.reader.readuntil(b"0\r\n\r\n")).removesuffix(b"0\r\n\r\n")
        except asyncio.IncompleteReadError as end:
            raise ConnectionError(f"{self.host} hung up") from end
        return time.perf_counter() - began, int(head[9:12]), text.decode()

    def close(self) -> None:
        self.writer.close()


def signed(host: str, fields: dict[str, Any]) -> bytes:
    body = urlencode(fields)
    stamp = str(int(time.time()))
    signature = _VERIFIER.generate_signature(timestamp=stamp, body=body)
    head = (
        "POST /slack/events HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Slack-Request-Timestamp: {stamp}",
        f"X-Slack-Signature: {signature}",
    )
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def payload(data: dict[str, Any]) -> dict[str, str]:
    return {"payload": json.dumps(data)}
