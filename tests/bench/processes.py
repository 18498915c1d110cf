"""The bot and its peers as processes of their own."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LISTENS = re.compile(r"listening on (http://\S+)")


@asynccontextmanager
async def serving(*command: str, **settings: str) -> AsyncIterator[str]:
    """The address that the process says it listens on."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *command,
        cwd="/",  # where nobody keeps a .env
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    told, rest = "", None
    try:
        async with asyncio.timeout(30):
            async for line in process.stderr:
                told += line.decode()
                if found := LISTENS.search(line.decode()):
                    break
            else:
                raise RuntimeError(told)
        rest = asyncio.create_task(process.stderr.read())
        yield found[1]
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        if rest:
            rest.cancel()
