"""The wheel in an environment of its own: it brings all that `mfa-bot try` needs, Redis too."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.support import first_screen, telling

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`mfa-bot` of a fresh environment, which has the wheel and, from this one, what that needs."""
    home = tmp_path_factory.mktemp("wheel")
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(home), versions=["standard"]))
    venv.create(home / "venv", symlinks=True)
    python = home / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run(  # noqa: S603
        [*pip, "install", "-qq", "--no-deps", "--no-index", wheel], check=True, capture_output=True
    )
    # A path in a .pth file is taken as it is: what is installed here in an editable way stays here.
    (own,) = (home / "venv" / "lib").glob("python*/site-packages")
    (own / "what-it-needs.pth").write_text(sysconfig.get_path("purelib"))
    return home / "venv" / "bin" / "mfa-bot"


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(  # noqa: S603
        [installed.with_name("python"), "-c", "import bot; print(bot.__file__)"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed.parents[1]))


def test_try_reaches_its_first_screen_with_no_redis_on_the_path(
    installed: Path, tmp_path: Path
) -> None:
    took = first_screen.seconds(str(installed), tmp_path)
    telling.tell("installed alone", f"from `mfa-bot try` to the first screen: {took:.1f} s")
