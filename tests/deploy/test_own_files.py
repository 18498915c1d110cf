"""What the page for operators says of `team.yaml` in Docker, Kubernetes and systemd is so."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings.environment import NAMES
from tests.support.operation import PAGE

ROOT = PAGE.parents[1]
BASE = ROOT / "deploy" / "kubernetes"
TOLD = PAGE.read_text(encoding="utf-8").split("**`team.yaml` and your own words", maxsplit=1)[1]
COMPOSE_TEXT, OVERLAY_TEXT = re.findall(r"^```yaml\n(.+?)^```", TOLD, re.MULTILINE | re.DOTALL)
(UNIT_TEXT,) = re.findall(r"^```ini\n(.+?)^```", TOLD, re.MULTILINE | re.DOTALL)


def test_compose_shows_the_bot_the_files_that_its_settings_name() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    ((service, own),) = yaml.safe_load(COMPOSE_TEXT)["services"].items()
    assert service in compose["services"]
    (mount,) = own["volumes"]
    place = mount.removesuffix(":ro").split(":")[1]
    assert own["environment"].keys() <= NAMES
    assert all(path.startswith(f"{place}/") for path in own["environment"].values())


@pytest.mark.skipif(not shutil.which("kubectl"), reason="there is no kubectl")
def test_an_overlay_shows_each_pod_the_team_file_that_its_setting_names(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / BASE.name)
    overlay = tmp_path / "our-team"
    overlay.mkdir()
    (overlay / "kustomization.yaml").write_text(OVERLAY_TEXT, encoding="utf-8")
    (overlay / "team.yaml").write_text("accounts: {}\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        ["kubectl", "kustomize", str(overlay)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built: list[dict[str, Any]] = [*yaml.safe_load_all(done.stdout)]
    held = {one["metadata"]["name"]: one["data"] for one in built if one["kind"] == "ConfigMap"}
    (deployment,) = (one for one in built if one["kind"] == "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    (bot,) = pod["containers"]
    (settings,) = (held[source["configMapRef"]["name"]] for source in bot["envFrom"])
    assert settings.keys() <= NAMES
    assert "LOG_FORMAT" in settings, "what the base sets stays"
    maps = {one["name"]: one["configMap"]["name"] for one in pod["volumes"] if "configMap" in one}
    (mount,) = (one for one in bot["volumeMounts"] if one["name"] in maps)
    shown = {f"{mount['mountPath']}/{name}" for name in held[maps[mount["name"]]]}
    assert shown == {settings["TEAM_FILE"]}


def test_systemd_hands_the_service_the_team_file_that_its_setting_names() -> None:
    (loaded,) = re.findall(r"^LoadCredential=([\w.-]+):/etc/mfa-bot/\1$", UNIT_TEXT, re.MULTILINE)
    assert f"Environment=TEAM_FILE=%d/{loaded}\n" in UNIT_TEXT


def test_the_image_can_be_built_with_the_extra_that_asks_aws() -> None:
    (argument,) = re.findall(
        r"--build-arg (\w+=[\w.-]+)", (ROOT / "docs/aws.md").read_text("utf-8")
    )
    name, lock = argument.split("=")
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(rf"^ARG {name}=requirements\.txt$", dockerfile, re.MULTILINE)
    assert f"--require-hashes --only-binary :all: -r ${{{name}}}" in dockerfile
    assert (ROOT / lock).is_file()
    assert f"!{lock}" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
