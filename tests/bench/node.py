"""The packages of bolt-js, with the versions and hashes of `pins.json` beside the peer.

They are kept in the user's cache, by the digest of the pins: nothing is installed in the checkout.
"""

import asyncio
import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent / "bolt_js"
OLDEST = 20  # the first version of Node that both packages run on
SECONDS = 120  # for installing them
# Of npm's lock: not where it found a package, which may be a registry of one machine alone.
KEPT = ("version", "integrity", "dependencies", "peerDependencies", "optional", "peer", "dev")


class NoNode(RuntimeError):
    """There is no bolt-js on this machine; the message says why."""


async def packages() -> Path:
    """Folder of the packages, installed where they are not yet. Raises NoNode."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise NoNode("Node and npm are not installed")
    version = (await _said("node", "--version")).strip()
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        raise NoNode(f"Node {version} is older than {OLDEST}")
    pins = (HERE / "pins.json").read_bytes()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "mfa-bot-bench" / sha256(pins).hexdigest()[:16]
    if not (home / "complete").exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", home)
        (home / "package-lock.json").write_text(json.dumps(_lock(json.loads(pins))))
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        await _said("npm", "ci", *options, cwd=home)
        (home / "complete").touch()
    return home / "node_modules"


def _lock(pins: dict[str, Any]) -> dict[str, Any]:
    """Lock file of npm; the pins lack only what package.json says."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    return {"lockfileVersion": 3, "requires": True, "packages": {"": wanted, **pins}}


async def pin() -> None:
    """Writes the pins anew for what package.json asks for."""
    with TemporaryDirectory() as folder:
        shutil.copy(HERE / "package.json", folder)
        await _said("npm", "install", "--package-lock-only", "--ignore-scripts", cwd=Path(folder))
        lock = json.loads((Path(folder) / "package-lock.json").read_text(encoding="utf-8"))
    pins = {
        name: {field: package[field] for field in KEPT if field in package}
        for name, package in lock["packages"].items()
        if name
    }
    (HERE / "pins.json").write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")


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


if __name__ == "__main__":
    asyncio.run(pin())
