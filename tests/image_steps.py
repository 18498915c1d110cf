"""Steps of the image without an engine: `python -m tests.image_steps FOLDER` runs those of the
Dockerfile's first stage in a folder that takes the place of `/`, with a Python of its own.

The second stage copies what the first made. What it promises (no root, nothing to write to) is
tried by tests/front_door/test_container.py.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tests.test_packaging import ROOT, instructions


def run(top: Path) -> None:
    """Raises CalledProcessError."""
    venv.create(top / "python", with_pip=True, symlinks=True)
    environ = {
        **os.environ,
        "PIP_QUIET": "1",
        "PATH": f"{top / 'python' / 'bin'}:{os.environ['PATH']}",
    }
    where = top
    for word, value in _first_stage():
        match word:
            case "ENV" | "ARG":  # an argument has its default
                environ |= {
                    name: of for name, _, of in (one.partition("=") for one in value.split())
                }
            case "WORKDIR":
                where = top / value.lstrip("/")
                where.mkdir(parents=True)
            case "COPY":
                _copy(where, *value.split())
            case "RUN":
                command = re.sub(r"(?<=\s)/(?=\w)", f"{top}/", value)
                print(f"+ {command}", flush=True)  # noqa: T201
                subprocess.run(["sh", "-ec", command], cwd=where, env=environ, check=True)  # noqa: S603, S607


def _first_stage() -> list[tuple[str, str]]:
    steps = instructions()
    second = [place for place, (word, _) in enumerate(steps) if word == "FROM"][1]
    return steps[1:second]


def _copy(where: Path, *names: str) -> None:
    *sources, target = names
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, where / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, where / target)


if __name__ == "__main__":
    run(Path(sys.argv[1]).absolute())
