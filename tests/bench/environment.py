"""What all sections of the bench share: cores, a Slack, servers and bots."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bot.store.embedded.server import EmbeddedServer
from tests.bench.node import HERE, NoNode, packages
from tests.bench.processes import (
    ALL_LISTEN,
    LISTENS,
    PYTHON,
    Cores,
    Serving,
    allow_files,
    bound,
    serving,
)
from tests.bench.slack import YesSlack
from tests.support.slack import SECRET, TOKEN

FILES = 20_000  # open at once: in a rush each press has a connection of its own


@dataclass(frozen=True, slots=True)
class Server:
    """A Redis-compatible server of one section, as the bot starts it for itself."""

    url: str
    redis: Redis


@dataclass(frozen=True, slots=True)
class Environment:
    """`modules`: the packages of bolt-js, or why there are none. `share`: of the rounds and the
    numbers that a whole run has.
    """

    home: Path
    cores: Cores
    slack: YesSlack
    modules: Path | NoNode
    share: float = 1

    def of(self, whole: int) -> int:
        return max(2, int(whole * self.share))

    @asynccontextmanager
    async def server(self) -> AsyncIterator[Server]:
        home = Path(tempfile.mkdtemp(dir=self.home))
        with bound(self.cores.others):
            embedded = EmbeddedServer(home)
            url = await embedded.start()
        try:
            async with Redis.from_url(url, decode_responses=True) as redis:
                yield Server(url, redis)
        finally:
            await embedded.stop()

    def bot(
        self, at: Server, *, workers: int = 1, everywhere: bool = False
    ) -> AbstractAsyncContextManager[Serving]:
        """`everywhere`: on all cores, where it gives way to Redis, Slack and those who press, which
        have machines of their own as a rule.
        """
        settings = {"REDIS_URL": at.url, "PORT": "0", "OPERATE_PORT": "0", "WORKERS": str(workers)}
        command = *PYTHON, "tests.bench.bot", "run"
        return serving(
            *(("nice", *command) if everywhere else command),
            cores=self.cores.measured | (self.cores.others if everywhere else frozenset()),
            settings={**self._slack(), **settings},
            listens=ALL_LISTEN if workers > 1 else LISTENS,
        )

    def bolt(self) -> AbstractAsyncContextManager[Serving]:
        command = *PYTHON, "tests.bench.peers"
        return serving(*command, cores=self.cores.measured, settings=self._slack())

    def bolt_js(self, at: Server, job: str) -> AbstractAsyncContextManager[Serving]:
        """`job`: what it does for a press. Raises NoNode."""
        if isinstance(self.modules, NoNode):
            raise self.modules
        file = self.home / "job.json"
        file.write_text(job, encoding="utf-8")
        own = {
            **self._slack(),
            "NODE_PATH": str(self.modules),
            "NODE_ENV": "production",
            "JOB": str(file),
            "REDIS_SOCKET": at.url.removeprefix("unix://"),
        }
        peer = str(HERE / "peer.cjs")
        return serving("node", peer, cores=self.cores.measured, settings=own)

    def _slack(self) -> dict[str, str]:
        return {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{self.slack.url}/api/",
        }


@asynccontextmanager
async def environment(share: float = 1) -> AsyncIterator[Environment]:
    try:
        modules: Path | NoNode = await packages()
    except NoNode as none:
        modules = none
    cores = Cores.split()
    allow_files(FILES)
    with tempfile.TemporaryDirectory() as home, bound(cores.others):
        async with YesSlack() as slack:
            yield Environment(Path(home), cores, slack, modules, share)
