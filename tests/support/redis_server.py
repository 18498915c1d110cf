"""A Redis of the test's own: it may be stopped, killed, and started again with its data."""

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from bot.embedded import find_server


class RedisServer:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._socket = home / "s"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        server = find_server()
        if server is None:
            pytest.fail("there is no Redis or Valkey server on this machine")
        options = "--port 0 --save '' --appendonly yes --appendfsync always".replace("''", "")
        self._process = subprocess.Popen(  # noqa: S603 -- the server that the bot would choose
            [server.path, *options.split(" "), "--unixsocket", self._socket],
            cwd=self._home,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(500):
            if self._answers():
                return
            time.sleep(0.01)
        raise TimeoutError("the Redis server does not answer")

    def written(self) -> str:
        """Every write since it was started first, also of what is gone again."""
        files = [path.read_bytes() for path in self._home.rglob("*.aof")]
        return b"".join(files).decode(errors="replace")

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()

    def start_again(self) -> None:
        """With its data, whether it was killed or frozen."""
        if self._process and self._process.poll() is None:
            self.thaw()
        else:
            self.start()

    def freeze(self) -> None:
        self._tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell(signal.SIGCONT)

    def _tell(self, what: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(what)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                return client.recv(5) == b"+PONG"
            except OSError:
                return False
