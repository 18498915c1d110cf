"""What compose.yaml promises: limits, rights, and a store of the bot's own."""

import re
from typing import Any

import pytest
import yaml

from tests.test_packaging import ANY, ROOT

PASSWORD = "${REDIS_PASSWORD:?set it in .env}"  # of no default: nobody forgets to choose one
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())


SERVICE = pytest.mark.parametrize("service", COMPOSE["services"].values(), ids=COMPOSE["services"])


@SERVICE
def test_a_service_takes_no_more_than_its_share(service: dict[str, Any]) -> None:
    """Of memory, processors and processes; and its log does not fill the disk."""
    assert re.fullmatch(r"\d+m", service["mem_limit"])
    assert service["cpus"] <= 1
    assert service["pids_limit"] <= 256
    assert service["logging"]["driver"] == "json-file"
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("service", COMPOSE["services"].values(), ids=COMPOSE["services"])
def test_a_service_can_do_no_more_than_it_needs(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"


def test_the_store_keeps_every_write_and_is_for_the_bot_alone() -> None:
    redis = COMPOSE["services"]["redis"]
    options = dict(zip(redis["command"][1::2], redis["command"][2::2], strict=True))
    most = int(options.pop("--maxmemory").removesuffix("mb"))
    assert most <= int(redis["mem_limit"].removesuffix("m")) / 2  # rewriting its log forks it
    assert options.pop("--requirepass") == PASSWORD
    assert options == {
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--maxmemory-policy": "noeviction",
    }
    assert redis["volumes"] == ["redis-data:/data"]
    assert "redis-data" in COMPOSE["volumes"]
    assert "ports" not in redis
    assert re.fullmatch(r"valkey/valkey:\d+\.\d+-alpine", redis["image"])


def test_nothing_but_this_machine_reaches_the_published_ports() -> None:
    bot = COMPOSE["services"]["bot"]
    ports = [bot["environment"][name] for name in ("PORT", "OPERATE_PORT")]
    assert bot["ports"] == [f"127.0.0.1:{port}:{port}" for port in ports]
    assert {bot["environment"][name] for name in ("HOST", "OPERATE_HOST")} == {ANY}


def test_the_bot_waits_for_its_store() -> None:
    bot = COMPOSE["services"]["bot"]
    assert bot["depends_on"] == {"redis": {"condition": "service_healthy"}}
    assert "healthcheck" in COMPOSE["services"]["redis"]
    own = f"redis://:{PASSWORD}@redis:6379/0"
    assert bot["environment"]["REDIS_URL"] == f"${{REDIS_URL:-{own}}}"
    assert COMPOSE["services"]["redis"]["environment"] == {"REDISCLI_AUTH": PASSWORD}
    assert bot["env_file"] == ".env"
