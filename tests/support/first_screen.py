"""Time until the first screen: `python -m tests.support.first_screen MFA-BOT` starts `try` as one
who has just installed it, with no Redis on the PATH, and opens its page.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.support.patience import HANGING

_PAGE = re.compile(r" is at (http://127\.0\.0\.1:\d+/)")


def seconds(command: str, home: Path) -> float:
    """From the start of `command try` until its page is there; it is stopped afterwards."""
    began = time.monotonic()
    empty = home / "path"
    empty.mkdir()
    with subprocess.Popen(  # noqa: S603
        [command, "try", "--no-browser", "--port", "0"],
        cwd=home,
        env={"PATH": str(empty), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            found = next(filter(None, map(_PAGE.search, process.stdout)), None)
            assert found, "it told no address"
            with urllib.request.urlopen(found[1], timeout=HANGING) as page:  # noqa: S310
                assert b"<html" in page.read()
            taken = time.monotonic() - began
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=HANGING)
            assert process.returncode == 0
        finally:
            process.kill()
    return taken


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        took = seconds(os.path.abspath(sys.argv[1]), Path(folder))  # noqa: PTH100 -- a link stays one
    print(f"The first screen was there {took:.1f} s after `mfa-bot try`.")  # noqa: T201
