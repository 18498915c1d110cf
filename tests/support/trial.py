"""`mfa-bot try` as a process, as somebody who has just cloned the project starts it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.patience import HANGING

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@asynccontextmanager
async def trial(home: Path, port: int = 0) -> AsyncIterator[str]:
    """The address of its page. Whatever it keeps is in `home`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "try", "--no-browser", "--port", str(port)),
        env={**os.environ, "DATA_DIR": str(home)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(HANGING):
            async for line in process.stdout:
                if found := ADDRESS.search(line.decode()):
                    break
            else:
                raise AssertionError("mfa-bot try ended before it told its address")
        yield found[0]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        try:
            ended = await asyncio.wait_for(process.wait(), HANGING)
        except TimeoutError:
            process.kill()
            raise
    assert ended == 0
