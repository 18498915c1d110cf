"""The bot and its peers as processes of their own, and what they take of the machine."""

import asyncio
import os
import re
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
LISTENS = re.compile(r"(?i)listening on (http://\S+)")
PYTHON = (sys.executable, "-m")
ALL_LISTEN = re.compile(r"listening on (http://\S+) with \d+ workers")
OPERATES = re.compile(r"health and metrics on (http://\S+)")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_SCHED = 2  # which clock of a process the kernel is asked for: what it ran, in ns


@dataclass(frozen=True, slots=True)
class Serving:
    url: str
    pid: int
    seconds: float  # from the start of the process until it listened
    operator: str = ""  # where it tells its metrics

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def cpu(self) -> float:
        """Seconds of CPU that it has used, all its threads together."""
        return time.clock_gettime((~self.pid << 3) | _SCHED)

    def memory(self) -> int:
        """Bytes that it and its children have had at most, each at its own time."""
        return sum(map(_peak, _with_children(self.pid)))


def _peak(pid: int) -> int:
    if sys.platform != "linux":
        return 0
    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) * 1024 if found else 0


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in threads.read_text(encoding="utf-8").split():
            yield from _with_children(int(child))


@dataclass(frozen=True, slots=True)
class Cores:
    """Cores of those who are measured, and of all others: Redis, Slack, the people who press."""

    measured: frozenset[int]
    others: frozenset[int]

    @classmethod
    def split(cls) -> "Cores":
        """One core is for the measured ones, as long as there are two."""
        if sys.platform != "linux":  # elsewhere no process can be bound to a core
            return cls(frozenset(), frozenset())
        *others, last = sorted(os.sched_getaffinity(0))
        return cls(frozenset({last}), frozenset(others or {last}))


@contextmanager
def bound(cores: frozenset[int]) -> Iterator[None]:
    """Whatever is started here runs on these cores for good; on all of ours where none is named."""
    if not cores or sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_files(most: int) -> None:
    """Limit of open files, raised as far as the machine lets us, here and in what is started
    here.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@asynccontextmanager
async def serving(
    *command: str,
    cores: frozenset[int],
    settings: Mapping[str, str],
    listens: re.Pattern[str] = LISTENS,
) -> AsyncIterator[Serving]:
    """A process that says where it listens."""
    began = time.perf_counter()
    with bound(cores):
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd="/",  # where nobody keeps a .env
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
            stderr=asyncio.subprocess.PIPE,
        )
    assert process.stderr
    told, rest = "", None
    try:
        async with asyncio.timeout(60):
            async for line in process.stderr:
                told += line.decode()
                if found := listens.search(line.decode()):
                    break
            else:
                raise RuntimeError(told)
        rest = asyncio.create_task(_last_words(process.stderr))
        seconds, operator = time.perf_counter() - began, OPERATES.search(told)
        yield Serving(found[1], process.pid, seconds, operator[1] if operator else "")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        if rest:
            if (process.returncode or 0) > 0:
                print(await rest, file=sys.stderr)  # noqa: T201 -- why it ended
            rest.cancel()


async def _last_words(said: asyncio.StreamReader) -> str:
    kept = b""
    while read := await said.read(65536):
        kept = (kept + read)[-4000:]
    return kept.decode(errors="replace")
