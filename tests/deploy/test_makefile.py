"""What the Makefile does on machines that are set up in their own way."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = "probe: ; @$(INSTALL) --dry-run --no-index --no-deps pip\n"

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")


@pytest.mark.parametrize("by", ["variable", "file"])
def test_setup_installs_where_pip_is_set_up_to_install_for_the_user(
    by: str, tmp_path: Path
) -> None:
    probe, config = tmp_path / "probe.mk", tmp_path / "pip.conf"
    probe.write_text(PROBE)
    config.write_text("[install]\nuser = yes\n")
    own = {"PIP_USER": "1"} if by == "variable" else {"PIP_CONFIG_FILE": str(config)}
    done = subprocess.run(  # noqa: S603
        ["make", "-f", "Makefile", "-f", probe, "probe"],  # noqa: S607
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
