"""What all sections of the bench share: cores, a Slack, servers and bots."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bot.embedded.server import EmbeddedServer
from tests.bench.node import HERE, NoNode, packages
from tests.bench.processes import PYTHON, Cores, Serving, bound, serving
from tests.bench.slack import YesSlack
from tests.support.slack import SECRET, TOKEN


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

    def bot(self, at: Server, **settings: str) -> AbstractAsyncContextManager[Serving]:
        settings = {"REDIS_URL": at.url, "PORT": "0", "OPERATE_PORT": "0", **settings}
        return self._python("tests.bench.bot", "run", **settings)

    def bolt(self) -> AbstractAsyncContextManager[Serving]:
        return self._python("tests.bench.peers")

    def _python(self, *command: str, **settings: str) -> AbstractAsyncContextManager[Serving]:
        return serving(*PYTHON, *command, cores=self.cores.measured, **self._slack(), **settings)

    def bolt_js(self, at: Server, job: str) -> AbstractAsyncContextManager[Serving]:
        """`job`: what it does for a press. Raises NoNode."""
        if isinstance(self.modules, NoNode):
            raise self.modules
        file = self.home / "job.json"
        file.write_text(job, encoding="utf-8")
        own = {"NODE_PATH": str(self.modules), "NODE_ENV": "production"}
        about = {"JOB": str(file), "REDIS_SOCKET": at.url.removeprefix("unix://")}
        peer = str(HERE / "peer.cjs")
        return serving("node", peer, cores=self.cores.measured, **own, **about, **self._slack())

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
    with tempfile.TemporaryDirectory() as home, bound(cores.others):
        async with YesSlack() as slack:
            yield Environment(Path(home), cores, slack, modules, share)
