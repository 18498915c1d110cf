"""The packages of bolt-js, as the lock beside the peer pins them.

They are kept in the user's cache, by the digest of the lock: nothing is installed in the checkout.
"""

import asyncio
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent / "bolt_js"
OLDEST = 20  # the first version of Node that both packages run on
SECONDS = 120  # for installing them


class NoNode(RuntimeError):
    """There is no bolt-js on this machine; the message says why."""


async def packages() -> Path:
    """Folder of the packages, installed where they are not yet. Raises NoNode."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise NoNode("Node and npm are not installed")
    version = (await _said("node", "--version")).strip()
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        raise NoNode(f"Node {version} is older than {OLDEST}")
    lock = (HERE / "package-lock.json").read_bytes()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "mfa-bot-bench" / sha256(lock).hexdigest()[:16]
    if not (home / "complete").exists():
        home.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, home)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        await _said("npm", "ci", *options, cwd=home)
        (home / "complete").touch()
    return home / "node_modules"


async def _said(*command: str, cwd: Path | None = None) -> str:
    named = f"`{' '.join(command[:2])}`"
    try:
        ran = await asyncio.to_thread(
            subprocess.run,
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NoNode(f"{named} took longer than {SECONDS} s") from None
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise NoNode(f"{named} failed: {last}")
    return ran.stdout
