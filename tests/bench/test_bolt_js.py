"""The packages of the bolt-js peer."""

import json

from tests.bench.node import HERE

PINS = (HERE / "pins.json").read_text(encoding="utf-8")


def test_the_pins_name_no_host() -> None:
    """Those that did would tie everybody to the registry of the machine that made them."""
    assert "://" not in PINS
    assert "resolved" not in PINS


def test_every_package_is_pinned_and_hashed() -> None:
    packages = json.loads(PINS)
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
