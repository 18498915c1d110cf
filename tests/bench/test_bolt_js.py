"""The packages of the bolt-js peer."""

import json

from tests.bench.node import HERE

LOCK = (HERE / "package-lock.json").read_text(encoding="utf-8")


def test_the_lock_names_no_host() -> None:
    """One that did would tie everybody to the registry of the machine that made it."""
    assert "://" not in LOCK
    assert "resolved" not in LOCK


def test_every_package_is_pinned_and_hashed() -> None:
    whole, *packages = json.loads(LOCK)["packages"].values()
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert whole["dependencies"] == wanted
    assert all(version[0].isdigit() for version in wanted.values())
