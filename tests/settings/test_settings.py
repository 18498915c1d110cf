"""The environment: defaults, and one sentence for each mistake, all at once, no token in any."""

from pathlib import Path
from typing import Any

import pytest

from bot.core.budget import HOUR, Limits
from bot.settings.mistakes import BadSettings
from bot.settings.run_requirements import require_for_run
from bot.settings.settings import Settings, read
from tests.settings.reading import mistakes
from tests.support.each import each

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
    "SLACK_SIGNING_SECRET_OLD": "fedcba9876543210" * 2,
    "SLACK_APP_TOKEN": "xapp-1-b",
    "SLACK_API_URL": "http://127.0.0.1:8080/api",
    "REDIS_URL": "rediss://user:pw@redis.example.com:6380/1",
    "HOST": "0.0.0.0",  # noqa: S104 -- as in a container
    "PORT": "8080",
    "OPERATE_HOST": "::",
    "OPERATE_PORT": "8081",
    "DATA_DIR": "/var/lib/mfa-bot",
    "DEFAULT_REGION": "jp",
    "DEFAULT_TIME_ZONE": "Europe/Berlin",
    "LANGUAGES": "zh_tw, EN,zh-TW",
    "ATTEMPT_LIMIT": "2",
    "ATTEMPT_RISKY": "1",
    "ATTEMPT_WINDOW_HOURS": "48",
    "WORKERS": "2",
    "STOP_DELAY": "5",
    "ALLOW_GUESTS": "true",
    "TELL_CHANNEL": "C0123456789",
    "RUNBOOK_URL": "https://wiki.example.com/runbooks",
    "TEAM_FILE": str(Path(__file__).parents[2] / "team.example.yaml"),
    "FLOWS_DIR": "/etc/mfa-bot/flows",
    "AWS_READER_ROLE": "mfa-bot-reader",
    "AWS_EXTERNAL_ID": "of-our-own",
    "AWS_SECURITY_HUB_REGION": "eu-central-1",
    "LOG_LEVEL": "DEBUG",
    "LOG_FORMAT": "json",
}
READ = {
    **GOOD,
    "PORT": 8080,
    "OPERATE_PORT": 8081,
    "DATA_DIR": Path("/var/lib/mfa-bot"),
    "DEFAULT_REGION": "JP",
    "LANGUAGES": "zh-TW,en,zh-TW",
    "ATTEMPT_LIMIT": 2,
    "ATTEMPT_RISKY": 1,
    "ATTEMPT_WINDOW_HOURS": 48,
    "WORKERS": 2,
    "STOP_DELAY": 5,
    "ALLOW_GUESTS": True,
}

WEB_ADDRESS = (
    "SLACK_API_URL must be like https://slack.com/api/: http or https, a host, a port from 1 to"
    " 65535 where it needs one; no user, no ? and no # (it is '{}')."
)


def test_without_any_variable_there_are_defaults() -> None:
    assert read({}).model_dump() == {
        "slack_bot_token": "",
        "slack_signing_secret": "",
        "slack_signing_secret_old": "",
        "slack_app_token": "",
        "slack_api_url": "https://slack.com/api/",
        "redis_url": "",
        "host": "127.0.0.1",
        "port": 3000,
        "operate_host": "127.0.0.1",
        "operate_port": 3001,
        "data_dir": Path(".data"),
        "default_region": "TW",
        "default_time_zone": "Asia/Taipei",
        "languages": "",
        "attempt_limit": 3,
        "attempt_risky": 2,
        "attempt_window_hours": 24,
        "workers": 1,
        "stop_delay": 0,
        "allow_guests": False,
        "tell_channel": "",
        "runbook_url": "",
        "team_file": "",
        "flows_dir": "",
        "aws_reader_role": "",
        "aws_external_id": "",
        "aws_security_hub_region": "",
        "log_level": "INFO",
        "log_format": "text",
    }


def test_the_default_budget_is_three_in_a_day_and_the_second_is_risky() -> None:
    assert read({}).limits == Limits(limit=3, risky=2, window=24 * HOUR)


def test_the_examples_cover_every_setting() -> None:
    assert GOOD.keys() == {name.upper() for name in Settings.model_fields}


@each("name", GOOD)
def test_each_variable_is_read(name: str) -> None:
    alone = {name: GOOD[name]}
    if name == "ATTEMPT_LIMIT":
        alone["ATTEMPT_RISKY"] = "1"
    assert getattr(read(alone), name.lower()) == READ[name]


def test_all_of_them_together_are_read() -> None:
    settings = read(GOOD)
    assert settings.limits == Limits(limit=2, risky=1, window=48 * HOUR)
    assert settings.api_url == "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize("name", GOOD)
@each(
    "empty",
    ["", "  "],
)
def test_an_empty_variable_counts_as_not_set(name: str, empty: str) -> None:
    """As compose.yaml and .env.example leave them."""
    assert read({name: empty}) == read({})


def test_what_stands_around_a_value_is_dropped() -> None:
    assert read({"SLACK_BOT_TOKEN": " xoxb-1\n"}).slack_bot_token == "xoxb-1"


def test_variables_of_others_are_none_of_ours() -> None:
    assert read({"PATH": "/bin", "port": "x", "ATTEMPTS": "y"}) == read({})


@each(
    "name, value, sentence",
    [
        ("PORT", "abc", "PORT must be a whole number from 0 to 65535 (it is 'abc')."),
        (
            "OPERATE_PORT",
            "x",
            "OPERATE_PORT must be a whole number from 0 to 65535 (it is 'x').",
        ),
        ("HOST", "a..b", "HOST must be an address of this machine (it is 'a..b')."),
        (
            "OPERATE_HOST",
            "a..b",
            "OPERATE_HOST must be an address of this machine (it is 'a..b').",
        ),
        ("PORT", "65536", "PORT must be a whole number from 0 to 65535 (it is '65536')."),
        ("PORT", "-1", "PORT must be a whole number from 0 to 65535 (it is '-1')."),
        (
            "SLACK_API_URL",
            "slack.com",
            WEB_ADDRESS.format("slack.com"),
        ),
        ("ALLOW_GUESTS", "some", "ALLOW_GUESTS must be true or false (it is 'some')."),
        (
            "TELL_CHANNEL",
            "#security",
            "TELL_CHANNEL must be a channel's ID such as C0123456789 (it is '#security').",
        ),
        (
            "RUNBOOK_URL",
            "wiki/runbooks",
            (
                "RUNBOOK_URL must be an address such as https://wiki.example.com/runbooks"
                " (it is 'wiki/runbooks')."
            ),
        ),
        (
            "DEFAULT_REGION",
            "Taiwan",
            "DEFAULT_REGION must be a country code such as TW or JP (it is 'Taiwan').",
        ),
        (
            "DEFAULT_TIME_ZONE",
            "Taipei time",
            (
                "DEFAULT_TIME_ZONE must be the name of a time zone, such as Asia/Taipei,"
                " Europe/Berlin or UTC (it is 'Taipei time')."
            ),
        ),
        (
            "LANGUAGES",
            "en,fr",
            "LANGUAGES must name some of en, zh-TW, with commas between (it is 'en,fr').",
        ),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR (it is 'loud')."),
        ("ATTEMPT_LIMIT", "0", "ATTEMPT_LIMIT must be a whole number from 1 to 10 (it is '0')."),
        ("ATTEMPT_LIMIT", "11", "ATTEMPT_LIMIT must be a whole number from 1 to 10 (it is '11')."),
        (
            "ATTEMPT_RISKY",
            "0",
            "ATTEMPT_RISKY must be a whole number from 1 to ATTEMPT_LIMIT (it is '0').",
        ),
        (
            "ATTEMPT_RISKY",
            "4",
            "ATTEMPT_RISKY must be a whole number from 1 to ATTEMPT_LIMIT (it is '4').",
        ),
        (
            "ATTEMPT_LIMIT",
            "1",
            "ATTEMPT_RISKY must be a whole number from 1 to ATTEMPT_LIMIT (it is '2').",
        ),
        (
            "ATTEMPT_WINDOW_HOURS",
            "169",
            "ATTEMPT_WINDOW_HOURS must be a whole number of hours from 1 to 168 (it is '169').",
        ),
    ],
)
def test_a_mistake_is_told_with_what_it_must_be(name: str, value: str, sentence: str) -> None:
    assert mistakes({name: value}) == (sentence,)


@pytest.mark.parametrize("name", ["arn:aws:iam::123456789012:role/reader", "rôle", "r" * 65])
def test_a_role_has_a_name_that_aws_takes(name: str) -> None:
    (sentence,) = mistakes({"AWS_READER_ROLE": name})
    assert sentence.startswith("AWS_READER_ROLE must be a role's name")


def test_the_log_is_set_in_capitals_or_without() -> None:
    given = read({"LOG_LEVEL": "info", "LOG_FORMAT": "JSON"})
    assert (given.log_level, given.log_format) == ("INFO", "json")


def test_no_secret_is_shown_with_the_settings() -> None:
    told = repr(read(GOOD))
    secrets = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "REDIS_URL")
    assert not [name for name in secrets if GOOD[name] in told]


def test_socket_mode_has_no_more_workers_than_slack_gives_connections() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0a" * 16}
    require_for_run(read({**tokens, "WORKERS": "11"}))
    socket_mode = {**tokens, "SLACK_APP_TOKEN": "xapp-1"}
    require_for_run(read({**socket_mode, "WORKERS": "10"}))
    with pytest.raises(
        BadSettings, match=r"WORKERS must be at most 10 in Socket Mode \(it is 11\)"
    ):
        require_for_run(read({**socket_mode, "WORKERS": "11"}))


def test_two_servers_can_not_have_one_port() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0a" * 16}
    with pytest.raises(BadSettings, match="OPERATE_PORT must be another port than PORT"):
        require_for_run(read({**tokens, "PORT": "3001"}))
    require_for_run(read({**tokens, "PORT": "0", "OPERATE_PORT": "0"}))
    require_for_run(read({**tokens, "PORT": "3001", "SLACK_APP_TOKEN": "xapp-1"}))


def test_all_mistakes_are_told_at_once() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "nonsense",
        "SLACK_APP_TOKEN": "nonsense",
        "PORT": "abc",
        "DEFAULT_REGION": "XX",
        "ATTEMPT_RISKY": "9",
        "REDIS_URL": "nonsense",
    }
    told = mistakes(wrong)
    assert {sentence.split(" ")[0] for sentence in told} == wrong.keys()
    assert len(told) == len(wrong)


def test_settings_do_not_change_after_the_start() -> None:
    settings: Any = read({})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize(
    "given",
    [
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0a" * 16},
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
    ],
    ids=["HTTP", "Socket Mode"],
)
def test_either_way_to_slack_is_enough_to_run(given: dict[str, str]) -> None:
    require_for_run(read(given))


def test_without_tokens_run_says_what_is_missing_and_what_needs_none() -> None:
    with pytest.raises(BadSettings) as bad:
        require_for_run(read({}))
    token, secret = bad.value.mistakes
    assert token.startswith("SLACK_BOT_TOKEN is missing")
    assert secret.startswith("SLACK_SIGNING_SECRET is missing")
    assert "`mfa-bot try` needs no token at all" in token
