"""Secrets in the environment that are wrong: told without being repeated."""

import pytest

from bot.settings import environment
from bot.settings.environment import SETTINGS
from bot.settings.mistakes import BadSettings
from bot.settings.secret_files import NAMES, SUFFIX
from bot.settings.settings import read
from tests.settings.reading import mistakes
from tests.support.each import each


@each(
    "name, value",
    [
        ("SLACK_BOT_TOKEN", "xapp-1-planted"),
        ("SLACK_BOT_TOKEN", "planted"),
        ("SLACK_BOT_TOKEN", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-planted…"),
        ("SLACK_BOT_TOKEN", "xoxb-planted planted"),
        ("SLACK_BOT_TOKEN", "'xoxb-planted'"),
        ("SLACK_APP_TOKEN", "xoxb-1-planted"),
        ("SLACK_SIGNING_SECRET", "planted"),
        ("SLACK_SIGNING_SECRET", "planted" + "0" * 25),
        ("SLACK_SIGNING_SECRET", "0123456789ABCDEF" * 2),
        ("SLACK_SIGNING_SECRET", "0" * 31),
        ("SLACK_SIGNING_SECRET", "0" * 33),
        ("SLACK_SIGNING_SECRET", "xoxb-1-planted"),
        ("REDIS_URL", "http://:planted@host"),
        ("REDIS_URL", "redis://:planted@host:port/0"),
        ("REDIS_URL", "redis://:planted@host:99999/0"),
        ("REDIS_URL", "planted"),
        ("REDIS_URL", "redis://:planted/word@host/0"),
        ("REDIS_URL", "redis://:planted#word@host/0"),
        ("REDIS_URL", "redis+cluster://:planted@host/1"),
        ("REDIS_URL", "redis+sentinel://:planted@host"),
        ("REDIS_URL", "redis+sentinel://host/main?planted=1"),
        ("REDIS_URL", "redis://host?password=planted"),
        ("REDIS_URL", "redis+cluster://:planted@one,:planted@two"),
        ("REDIS_URL", "redis://:pl@nted/planted@host/0"),
        ("REDIS_URL", "redis://:planted$(planted)@host/0"),
    ],
)
def test_a_secret_is_never_repeated(name: str, value: str) -> None:
    (sentence,) = mistakes({name: value})
    assert sentence.startswith(f"{name} must ")
    assert "planted" not in sentence


@pytest.mark.parametrize("name", ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_where_to_copy_a_secret_from_is_told(name: str) -> None:
    (sentence,) = mistakes({name: "mistaken"})
    assert "Basic Information" in sentence or "OAuth & Permissions" in sentence


@pytest.mark.parametrize("quotes", ["''", '""', "“”", "‘’"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:planted@host/0"),
        ("SLACK_BOT_TOKEN", "xoxb-planted"),
        ("SLACK_SIGNING_SECRET", "0123456789abcdef" * 2),
        ("ATTEMPT_LIMIT", "3"),
    ],
)
def test_quotes_around_a_value_are_told_of(name: str, value: str, quotes: str) -> None:
    """`docker run --env-file` keeps them as a part of it."""
    (sentence,) = mistakes({name: f"{quotes[0]}{value}{quotes[1]}"})
    assert sentence.startswith(f"{name} must stand without quotes around it")
    assert "planted" not in sentence


def test_a_token_that_expires_is_told_for_what_it_is() -> None:
    """Slack shows it under the very name that the sentence gives, and never stops the rotation."""
    (sentence,) = mistakes({"SLACK_BOT_TOKEN": "xoxe.xoxb-1-planted"})
    assert "token rotation off" in sentence
    assert "planted" not in sentence


@each(
    "name, value, told",
    [
        ("SLACK_BOT_TOKEN", '{"SLACK_BOT_TOKEN":"xoxb-1-planted"}', "a whole JSON object"),
        ("SLACK_BOT_TOKEN", "${SLACK_BOT_TOKEN}", "a placeholder"),
        ("SLACK_SIGNING_SECRET", "<planted>", "a placeholder"),
        ("SLACK_BOT_TOKEN", "eG94Yi0xLXBsYW50ZWQ=", "encoded in base64"),
        ("SLACK_APP_TOKEN", "eGFwcC0xLXBsYW50ZWQ=", "encoded in base64"),
        ("SLACK_BOT_TOKEN", "xapp-1-planted", "which belongs in SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xoxb-1-planted", "which belongs in SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-planted", "which belongs in SLACK_BOT_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxp-1-planted", "a person's token"),
        ("SLACK_BOT_TOKEN", "xoxb-1-planted\u200b", "not plain ASCII"),
        ("SLACK_APP_TOKEN", "xapp-1-planted\u2013x", "not plain ASCII"),
    ],
)
def test_what_a_wrong_secret_seems_to_be_is_told(name: str, value: str, told: str) -> None:
    """Without it: people mix tokens up, and give what a tool should have made a token of."""
    (sentence,) = mistakes({name: value})
    assert told in sentence.partition("(it is ")[2]
    assert "planted" not in sentence


@each("url", ["redis://:planted@$(REDIS_HOST):$(REDIS_PORT)/0", "redis://:plantéd@one:port"])
def test_what_is_wrong_with_an_address_is_told_once(url: str) -> None:
    """A password may have any letter in it."""
    (sentence,) = mistakes({"REDIS_URL": url})
    assert sentence.startswith("REDIS_URL must h")
    assert "(it is" not in sentence


def test_of_a_secret_that_is_like_none_nothing_more_is_told() -> None:
    assert "(it is" not in mistakes({"SLACK_BOT_TOKEN": "xoxb-planted;"})[0]


SECRETS = (
    "xoxb-12345678901-abcdefPLANTED",
    "xapp-1-A0123456789-12345678901-abcdefPLANTED",
    "xoxe.xoxp-1-abcdefghijklmPLANTED",
    "0123456789abcdef0123456789abcdef",
    "redis://bot:PLANTED@redis.example.com:6379/0",
    "redis://redis.example.com:6379/0?password=PLANTED",
)


@each("name", [*sorted(SETTINGS), *(f"{name}{SUFFIX}" for name in NAMES)])
def test_a_secret_in_the_place_of_any_other_setting_is_not_repeated(name: str) -> None:
    for secret in SECRETS:
        told: tuple[str, ...] = ()
        try:
            read(environment.read({name: secret}, None).values)
        except BadSettings as bad:
            told = bad.mistakes
        assert [one for one in told if "PLANTED" in one or secret in one] == []


@each("name", ["SLACK_API_URL", "TELL_CHANNEL", "PORT"])
def test_a_token_in_the_place_of_another_setting_is_told_for_what_it_is(name: str) -> None:
    (sentence,) = mistakes({name: "xoxb-12345678901-abcdefPLANTED"})
    assert "(it is a bot token, which belongs in SLACK_BOT_TOKEN)" in sentence
