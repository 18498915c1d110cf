"""The SBOM lists what is shipped, all of it and nothing else."""

import json

from tests.sbom import ROOT, differences, pins

SHIPPED = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))


def sbom(packages: dict[str, str]) -> str:
    return json.dumps({"components": [{"name": n, "version": v} for n, v in packages.items()]})


def test_every_package_that_is_shipped_is_known() -> None:
    assert {"aiohttp", "redis", "slack-bolt"} <= SHIPPED.keys()
    assert all(SHIPPED.values())


def test_one_that_is_missing_added_or_of_another_version_is_told() -> None:
    assert differences(sbom(SHIPPED), SHIPPED) == []
    less = {name: version for name, version in SHIPPED.items() if name != "redis"}
    assert differences(sbom(less), SHIPPED) == [f"redis {SHIPPED['redis']}"]
    assert differences(sbom({**SHIPPED, "other": "1"}), SHIPPED) == ["other 1"]
    assert len(differences(sbom({**SHIPPED, "redis": "0"}), SHIPPED)) == 2
