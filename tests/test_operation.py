"""The page for operators says what is: metrics, labels, commands, limits."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, Histogram
from prometheus_client.metrics import MetricWrapperBase

from bot import app
from bot.__main__ import main
from bot.slack import server

ROOT = Path(__file__).parent.parent
NAME = re.compile(
    r"\b(mfa_[a-z_]+?)(?:_total|_bucket|_count|_sum)?\b(?:\{([^}`]*)\})?(?=[\[`)\s/]|$)"
)


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


def metrics() -> dict[str, MetricWrapperBase]:
    """All that the bot has, by name; importing the bot has made them."""
    assert app
    found = {*REGISTRY._collector_to_names}
    own = [each for each in found if isinstance(each, MetricWrapperBase)]
    return {each._name: each for each in own if each._name.startswith("mfa_")}


def test_every_metric_that_it_names_exists(page: str) -> None:
    named = {name for name, _ in NAME.findall(page)}
    assert named
    assert named <= metrics().keys()


def test_every_metric_that_exists_is_explained(page: str) -> None:
    table = page.split("## Alerts", maxsplit=1)[0]
    assert metrics().keys() <= {name for name, _ in NAME.findall(table)}


def test_every_label_that_it_names_exists(page: str) -> None:
    for name, labels in NAME.findall(page):
        given = set(re.findall(r"([a-z_]+)(?==|,|$)", re.sub(r'"[^"]*"', "", labels)))
        assert given <= {*metrics()[name]._labelnames}, name


def test_only_a_histogram_has_buckets(page: str) -> None:
    for name in re.findall(r"\b(mfa_[a-z_]+)_bucket\b", page):
        assert isinstance(metrics()[name], Histogram)


def test_every_command_that_it_names_exists(page: str) -> None:
    named = set(re.findall(r"mfa-bot ([a-z]+)\b", page))
    assert named
    assert named <= main.commands.keys()


def test_every_link_within_it_leads_somewhere(page: str) -> None:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    places = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= places


def test_the_limits_that_it_names_are_those_of_the_door(page: str) -> None:
    assert f"at most {server.MOST_BYTES // 1024} KiB" in page
    assert f"arrive within {server.BODY_SECONDS:g} s" in page
    assert f"Headers within {server.CONNECTIONS['keepalive_timeout']:g} s" in page
    assert server.OLDEST == 5 * 60
    assert "signed within five minutes" in page
