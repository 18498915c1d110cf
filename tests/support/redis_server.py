"""A Redis of the test's own: it may be stopped, killed, and started again with its data."""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry

from bot.store.embedded.server import find_server
from tests.support.patience import HANGING

IT_SERVES, IT_ANSWERS = "serves", "answers"


class RedisServer:
    def __init__(self, home: Path, *options: str) -> None:
        self._home = home
        self._options = options
        self.socket = home / "s"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self.socket}"

    def start(self, *options: str, until: str = IT_SERVES) -> None:
        """Returns when it serves, or at least answers that it does not yet."""
        server = find_server()
        if server is None:
            pytest.fail("there is no Redis or Valkey server on this machine")
        own = ("--port", "0", "--save", "", "--appendonly", "yes", "--appendfsync", "always")
        self._process = subprocess.Popen(  # noqa: S603 -- the server that the bot would choose
            [server.path, *own, "--unixsocket", self.socket, *self._options, *options],
            cwd=self._home,
            stdout=subprocess.DEVNULL,
        )
        self.serves(until)

    def serves(self, until: str = IT_SERVES) -> None:
        for _ in range(1500):
            answer = self._answer()
            if answer == "PONG" or (answer and until == IT_ANSWERS):
                return
            time.sleep(0.01)
        raise TimeoutError("the Redis server does not answer")

    def ask(self, *command: str | int) -> Any:
        with Redis.from_url(self.url, decode_responses=True, socket_timeout=HANGING) as client:
            return client.execute_command(*command)

    def written(self) -> str:
        """Every write since it was started first, also of what is gone again."""
        files = [path.read_bytes() for path in self._home.rglob("*.aof")]
        return b"".join(files).decode(errors="replace")

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Its data on disk; it must not run."""
        shutil.rmtree(self._home / "appendonlydir")

    def keep_copy(self) -> None:
        """Of its data on disk, as a backup does; it must not run."""
        shutil.copytree(self._home / "appendonlydir", self._home / "copy")

    def take_copy(self) -> None:
        self.forget()
        shutil.copytree(self._home / "copy", self._home / "appendonlydir")

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

    def _answer(self) -> str:
        """PONG, or why not; nothing where there is nobody."""
        with Redis.from_url(self.url, retry=Retry(NoBackoff(), 0)) as client:
            try:
                return "PONG" if client.ping() else ""
            except BusyLoadingError as loading:
                return str(loading)
            except RedisError:
                return ""
