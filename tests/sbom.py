"""SBOM of what is shipped, as CycloneDX, by uv: `python -m tests.sbom FILE` (`make sbom`).

uv resolves the packages anew, held to the versions of requirements.txt; what it writes is compared
with that file.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]


def pins(requirements: str) -> dict[str, str]:
    """Package -> version."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", requirements, re.MULTILINE))


def differences(sbom: str, shipped: dict[str, str]) -> list[str]:
    """What the SBOM and what is shipped do not have in common, as `name version`."""
    components = {(one["name"], one["version"]) for one in json.loads(sbom)["components"]}
    return sorted(" ".join(one) for one in components ^ {*shipped.items()})


def write(file: Path) -> None:
    """Raises CalledProcessError, or SystemExit where the SBOM is not of what is shipped."""
    shipped = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    constraints = [f"{name}=={version}" for name, version in shipped.items()]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    held = f"{project}\n[tool.uv]\nconstraint-dependencies = {json.dumps(constraints)}\n"
    uv = Path(sys.executable).with_name("uv")
    with TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(held, encoding="utf-8")
        shutil.copy(ROOT / "README.md", folder)
        # The system's certificates: a company's proxy or mirror may have one of its own.
        exports = "export --quiet --system-certs --format cyclonedx1.5 --no-dev -o sbom.json"
        subprocess.run([uv, *exports.split()], cwd=folder, check=True)  # noqa: S603
        sbom = (Path(folder) / "sbom.json").read_text(encoding="utf-8")
    if odd := differences(sbom, shipped):
        sys.exit(f"The SBOM is not of what is shipped: {', '.join(odd)}. Run make lock.")
    file.parent.mkdir(exist_ok=True)
    file.write_text(sbom, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
