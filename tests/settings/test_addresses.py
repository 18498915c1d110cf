"""Addresses, hosts and paths in the environment: what is taken, and what is told of the others."""

from pathlib import Path

import pytest

from bot.settings import secret_files
from bot.settings.settings import Settings, read
from bot.settings.team_file import read_team
from tests.settings.reading import mistakes
from tests.support.each import each


@each(
    "url",
    [
        *("https://", "http:///api/", "https:/slack.com/", "//slack.com/", "ftp://slack.com/"),
        *("https://slack.com:abc/api/", "https://slack.com:99999/", "https://slack.com:0/"),
        *("https://slack.com:-1/", "http://[::1/api/", "http://::1/api/", "https://[slack.com]/"),
        *("https://slack.com/api?team=T0", "https://slack.com/api/?", "https://slack.com/api#x"),
        *("https://slack.com/api/#", "https://sl ack.com/", "https://slack.com\\api/"),
        *("https://slack..com/", f"https://{'x' * 64}.com/", "https://\u2025/"),
        *("https://user:planted@slack.com/api/", "https://planted@slack.com:abc/"),
    ],
)
def test_an_address_that_can_not_be_called_is_told(url: str) -> None:
    (sentence,) = mistakes({"SLACK_API_URL": url})
    assert sentence.startswith("SLACK_API_URL must be like https://slack.com/api/")
    assert "planted" not in sentence


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://slack.com/api/",
            "https://slack.com/api",
            "http://127.0.0.1:1",
            "http://[::1]:9/",
        ),
        *(
            "https://slack-gov.com/api/",
            "https://proxy_1.intern:8443/slack/api/",
            "http://h:65535/",
        ),
    ],
)
def test_an_address_that_can_be_called_is_taken(url: str) -> None:
    assert read({"SLACK_API_URL": url}).api_url == f"{url.rstrip('/')}/"


@pytest.mark.parametrize("name", ["HOST", "OPERATE_HOST"])
@each(
    "host",
    [
        *("localhost:80", "127.0.0.1:3000", "http://localhost", "[::1]", "[::1]:80", "0.0.0.0/0"),
        *("a b", "a..b", ".", "x" * 64, "a@b", "1::2::3", "\ud800"),
    ],
)
def test_a_host_that_is_more_or_less_than_one_is_told(name: str, host: str) -> None:
    (sentence,) = mistakes({name: host})
    assert sentence.startswith(f"{name} must be an address of this machine")


@pytest.mark.parametrize(
    "host",
    ["::", "::1", "fe80::1%eth0", "localhost", "bot.intern", "my_bot", "b\u00fccher.example"],
)
def test_a_host_may_be_an_address_or_a_name(host: str) -> None:
    assert read({"HOST": host}).host == host


PATHS = [name for name, field in Settings.model_fields.items() if field.annotation is Path]


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    ("written", "path"),
    [("~/mfa", "/home/bot/mfa"), ("~", "/home/bot"), ("a/~b", "a/~b"), ("/a/~", "/a/~")],
)
def test_a_path_may_begin_with_the_home_of_the_bots_user(
    name: str, written: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/bot")
    assert getattr(read({name.upper(): written}), name) == Path(path)


@pytest.mark.parametrize("name", PATHS)
def test_a_path_in_the_home_of_nobody_is_told(name: str) -> None:
    (sentence,) = mistakes({name.upper(): "~no-such-user/mfa"})
    assert "must be a user of this machine" in sentence


def test_so_may_that_of_a_file_or_folder_of_a_team(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "team.yaml").write_text("accounts: {prod: {}}\n")
    (tmp_path / "secret").write_text("s" * 32)
    environ = {
        "TEAM_FILE": "~/team.yaml",
        "FLOWS_DIR": "~/own",
        "SLACK_SIGNING_SECRET_FILE": "~/secret",
    }
    assert read(environ).own_flows == tmp_path / "own"
    assert len(read_team("~/team.yaml", "").accounts) == 1
    assert secret_files.read(environ) == ({"SLACK_SIGNING_SECRET": "s" * 32}, ())


def test_there_is_a_setting_for_a_path() -> None:
    assert PATHS == ["data_dir"]


@each(
    "url",
    [
        *("redis://localhost", "rediss://u:p@h:6380/2", "redis://[::1]:6379"),
        "unix:///run/redis.sock",
        *("redis+cluster://one:7000,two:7000", "rediss+cluster://u:p@one"),
        *("redis+sentinel://one,two,three/main/1", "rediss+sentinel://one/main"),
    ],
)
def test_redis_may_be_reached_in_any_way(url: str) -> None:
    assert read({"REDIS_URL": url}).redis_url == url


def test_what_is_wrong_with_a_redis_url_is_told() -> None:
    (sentence,) = mistakes({"REDIS_URL": "redis+cluster://host/1"})
    assert sentence == "REDIS_URL must name no database: a Cluster has only 0."
