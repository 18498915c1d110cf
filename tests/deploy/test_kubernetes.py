"""The Kustomize base: what Kubernetes takes, strictly, and what of it belongs together."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.settings.settings import read
from tests.test_packaging import PROJECT, the_only

BASE = Path(__file__).parents[2] / "deploy" / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((BASE / "kustomization.yaml").read_text())
OBJECTS = {name: yaml.safe_load((BASE / name).read_text()) for name in KUSTOMIZATION["resources"]}
VERSIONS = ("1.31", kubernetes_validate.latest_version())  # the oldest promised, and the newest
POD: dict[str, Any] = OBJECTS["deployment.yaml"]["spec"]["template"]
BOT: dict[str, Any] = POD["spec"]["containers"][0]
LABELS = {"app.kubernetes.io/name": "mfa-bot"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", OBJECTS)
def test_kubernetes_takes_it(name: str, version: str) -> None:
    kubernetes_validate.validate(OBJECTS[name], version, strict=True)


def test_every_file_of_the_base_is_in_it() -> None:
    there = {path.name for path in BASE.iterdir()} - {"kustomization.yaml"}
    (generated,) = KUSTOMIZATION["configMapGenerator"]
    assert there == {*KUSTOMIZATION["resources"], *generated["envs"]}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="there is no kubectl")
def test_kustomize_builds_it() -> None:
    done = subprocess.run(  # noqa: S603
        ["kubectl", "kustomize", str(BASE)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = [*yaml.safe_load_all(done.stdout)]
    assert {one["kind"] for one in built} == {
        "ConfigMap",
        *(one["kind"] for one in OBJECTS.values()),
    }
    for one in built:
        kubernetes_validate.validate(one, VERSIONS[-1], strict=True)


def test_all_of_it_is_about_the_pods_of_the_bot() -> None:
    assert POD["metadata"]["labels"] == LABELS
    assert OBJECTS["deployment.yaml"]["spec"]["selector"]["matchLabels"] == LABELS
    assert OBJECTS["service.yaml"]["spec"]["selector"] == LABELS
    assert OBJECTS["disruption.yaml"]["spec"]["selector"]["matchLabels"] == LABELS
    assert OBJECTS["network.yaml"]["spec"]["podSelector"]["matchLabels"] == LABELS


def test_its_settings_are_ones_that_the_bot_takes() -> None:
    (generated,) = KUSTOMIZATION["configMapGenerator"]
    assert BOT["envFrom"] == [{"configMapRef": {"name": generated["name"]}}]
    lines = (BASE / generated["envs"][0]).read_text().splitlines()
    settings = read(dict(line.split("=", 1) for line in lines))
    assert settings.log_format == "json"
    assert POD["spec"]["terminationGracePeriodSeconds"] >= settings.stop_delay + 10


def test_the_secrets_that_it_names_are_those_that_its_first_lines_make() -> None:
    (mount,) = [one for one in BOT["volumeMounts"] if one["name"] == "secrets"]
    head = (BASE / "kustomization.yaml").read_text().split("apiVersion")[0]
    made = set(re.findall(r"--from-file=(\w+)", head))
    named = {one["name"]: one["value"] for one in BOT["env"]}
    assert named == {f"{name}_FILE": f"{mount['mountPath']}/{name}" for name in made}


def test_it_runs_as_the_image_does_and_can_do_no_more() -> None:
    uid, gid = map(int, the_only("USER").split(":"))
    security = POD["spec"]["securityContext"]
    assert (security["runAsUser"], security["runAsGroup"]) == (uid, gid)
    assert security["runAsNonRoot"] is True
    assert BOT["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["spec"]["automountServiceAccountToken"] is False
    assert BOT["resources"]["limits"]["memory"]
    exposed = [str(port["containerPort"]) for port in BOT["ports"]]
    assert exposed == the_only("EXPOSE").split()


def test_its_ports_are_known_by_name_everywhere() -> None:
    ports = {port["name"] for port in BOT["ports"]}
    (rule,) = OBJECTS["network.yaml"]["spec"]["ingress"]
    assert {port["port"] for port in rule["ports"]} == ports
    assert {port["targetPort"] for port in OBJECTS["service.yaml"]["spec"]["ports"]} == ports
    for probe in ("livenessProbe", "readinessProbe"):
        assert BOT[probe]["httpGet"]["port"] == "operate"


def test_the_image_is_of_this_version() -> None:
    (image,) = KUSTOMIZATION["images"]
    assert image == {"name": BOT["image"], "newTag": PROJECT["project"]["version"]}
