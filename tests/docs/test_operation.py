"""The page for operators says what is: metrics, labels, commands, limits."""

import re

import click
import pytest
import yaml
from prometheus_client import REGISTRY, Histogram
from prometheus_client.metrics import MetricWrapperBase

from bot import app
from bot.cli.commands import main
from bot.core.budget import HOUR, MINUTE
from bot.core.rate_limit import Rate
from bot.health import aws_checks, team_checks
from bot.process.http_connections import HANDLER_OPTIONS, ConnectionLimits
from bot.serving import supervisor
from bot.settings.settings import Settings
from bot.slack.api import backoff, errors
from bot.slack.delivery import delivery
from bot.slack.requests.error_replies import ErrorKind
from bot.slack.transport import admission, http, rate_limiter
from bot.store.commit import LEASE_MS
from bot.store.pool import MAX_CONNECTIONS
from tests.support.operation import PAGE

DEPLOYMENT = PAGE.parents[1] / "deploy" / "kubernetes" / "deployment.yaml"

NAME = re.compile(
    r"\b(mfa_[a-z_]+?)(?:_total|_bucket|_count|_sum)?\b(?:\{([^}`]*)\})?(?=[\[`)\s/]|$)"
)


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def metrics() -> dict[str, MetricWrapperBase]:
    """All that the bot has, by name; importing the bot has made them."""
    assert app
    assert supervisor
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
    assert any(labels for _, labels in NAME.findall(page))
    for name, labels in NAME.findall(page):
        given = set(re.findall(r"([a-z_]+)(?==|,|$)", re.sub(r'"[^"]*"', "", labels)))
        assert given <= {*metrics()[name]._labelnames}, name


def test_only_a_histogram_has_buckets(page: str) -> None:
    named = re.findall(r"\b(mfa_[a-z_]+)_bucket\b", page)
    assert named
    for name in named:
        assert isinstance(metrics()[name], Histogram)


def test_every_kind_of_trouble_is_explained_and_no_other_is_watched_for(page: str) -> None:
    (row,) = re.findall(r"^\| `mfa_troubles_total\{kind\}` \| (.+) \|$", page, re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", row)} == {*ErrorKind}
    watched = re.findall(r'kind=~?"([^"]+)"', page)
    assert {kind for one in watched for kind in one.split(r"\|")} <= {*ErrorKind}


def test_whatever_slack_may_call_a_token_that_is_no_good_is_watched_for(page: str) -> None:
    (row,) = re.findall(r"^\| token refused \|.*$", page, re.MULTILINE)
    assert {*re.findall(r'result=~"([^"]+)"', row)[0].split(r"\|")} == errors.TOKEN


def test_whoever_sends_requests_asks_what_asks_nobody_else(page: str) -> None:
    """Redis away is the same for all processes, and one of them must say so."""
    (container,) = yaml.safe_load(DEPLOYMENT.read_text())["spec"]["template"]["spec"]["containers"]
    asked = {name: what["httpGet"]["path"] for name, what in container.items() if "Probe" in name}
    assert asked == {"livenessProbe": "/healthz", "readinessProbe": "/readyz/process"}
    named = {port["name"]: port["containerPort"] for port in container["ports"]}
    ports = {what["httpGet"]["port"] for name, what in container.items() if "Probe" in name}
    assert {named[port] for port in ports} == {Settings.model_fields["operate_port"].default}
    assert "load balancer that asks `/readyz/process`" in page


def test_every_command_that_it_names_exists(page: str) -> None:
    named = set(re.findall(r"mfa-bot ([a-z]+)\b", page))
    assert named
    assert named <= set(main.list_commands(click.Context(main)))


def test_every_link_within_it_leads_somewhere(page: str) -> None:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    places = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= places


def test_how_long_a_step_may_take_is_what_it_says(page: str) -> None:
    assert LEASE_MS == 15_000
    assert "within 15 seconds of Slack's return" in page
    assert backoff.LONGEST == 10
    assert "up to every ten seconds for each channel" in page
    assert errors.LONGEST_WAIT == 5 * 60
    assert "(five minutes at most)" in page
    assert (delivery.REFUSED_AGAIN, delivery.REFUSED_AGAIN_AT_MOST) == (MINUTE, HOUR)
    assert "after a minute, and ever more seldom, after an hour at most" in page


def test_how_long_a_request_may_wait_is_what_it_says(page: str) -> None:
    assert f"{admission.AT_ONCE} requests at once" in page
    assert f"waited for {admission.MOST_WAIT:g} seconds" in page
    assert (admission.MOST_WAIT_IN_RUSH, admission.RUSH_OVER_SECONDS) == (0.5, 0.25)
    assert (
        "the limit is half a second, until nobody has been refused for a quarter of a second"
        in page
    )
    assert f"while {admission.MOST_LEFT:,} answered requests" in page


def test_the_connections_that_it_names_are_those_of_a_process(page: str) -> None:
    assert (
        f"{delivery.DELIVERIES_AT_ONCE} updates of Slack at once, and {MAX_CONNECTIONS} connections"
        in page
    )


def test_the_limits_that_it_names_are_those_of_the_door(page: str) -> None:
    assert f"at most {http.MOST_BYTES // 1024} KiB" in page
    assert f"arrive within {http.BODY_SECONDS:g} s" in page
    bounds = ConnectionLimits()
    assert f"- {bounds.connections} connections may be open, or a third of" in page
    assert f"up to {bounds.most:,}" in page
    assert bounds.young_seconds == 3
    assert "than 500 connections, after three seconds, the oldest first" in page
    assert f"is closed after {bounds.unknown_seconds:g} s" in page
    assert f"takes {bounds.unknown_bytes // 2**20} MiB" in page
    assert bounds.half_sent_seconds == 1
    assert "closes those that take longer than a second" in page
    assert f"may rest for {HANDLER_OPTIONS['keepalive_timeout']:g} s" in page
    ask, walk = (rate_limiter.RATES[kind] for kind in (rate_limiter.ASK, rate_limiter.WALK))
    assert (ask, walk) == (Rate(10, 30), Rate(20, 10))
    assert "10 commands or messages at once and one more every 3 s" in page
    assert "20 buttons or windows at once and two more every second" in page
    assert http.OLDEST == 5 * 60
    assert "signed by Slack within the last five minutes" in page


def test_whom_doctor_looks_up_is_what_it_says(page: str) -> None:
    assert f"and the first {team_checks.MOST_PEOPLE} people" in page
    aws = (PAGE.parent / "aws.md").read_text(encoding="utf-8")
    assert f"For the first {aws_checks.MOST_ACCOUNTS} accounts with an ID in `team.yaml`" in aws


def test_a_user_of_redis_who_may_do_what_the_bot_needs_may_ask_for_the_time(page: str) -> None:
    """TIME is in none of the categories of commands that are named."""
    scripts = (PAGE.parents[1] / "bot" / "store" / "scripts").glob("*.lua")
    assert any("redis.call('TIME')" in script.read_text() for script in scripts)
    (needed,) = re.findall(r"^The bot needs .+?;", page, re.MULTILINE)
    (whole,) = re.findall(r"^redis-cli ACL SETUSER mfabot .+$", page, re.MULTILINE)
    named = re.findall(r"\+[@a-z]+", needed)
    assert "+time" in named
    assert {*named} < {*whole.split()}
