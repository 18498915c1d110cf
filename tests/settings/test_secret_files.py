"""`NAME_FILE`: a secret in a file of its own, as Docker, Kubernetes and systemd hand it out."""

from pathlib import Path

import pytest

from bot.settings import secret_files
from bot.settings.environment import Environment, read
from bot.settings.mistakes import BadSettings
from bot.settings.settings import read as settings

PLANTED = "xoxb-1-planted"
TOKEN_FILE = "SLACK_BOT_TOKEN_FILE"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret"


def mistake(environ: dict[str, str], env_file: Path | None = None) -> str:
    with pytest.raises(BadSettings) as bad:
        read(environ, env_file)
    (told,) = bad.value.mistakes
    assert PLANTED not in told
    return told


def given(file: Path, content: bytes) -> Environment:
    file.write_bytes(content)
    return read({TOKEN_FILE: str(file)}, None)


def test_each_secret_may_stand_in_a_file() -> None:
    assert set(secret_files.NAMES) == {
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_SIGNING_SECRET_OLD",
        "SLACK_APP_TOKEN",
        "REDIS_URL",
    }


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("SLACK_BOT_TOKEN", PLANTED),
        ("SLACK_SIGNING_SECRET", "0a" * 16),
        ("SLACK_SIGNING_SECRET_OLD", "0a" * 16),
        ("SLACK_APP_TOKEN", "xapp-1-planted"),
        ("REDIS_URL", "rediss://user:p%20w@redis.example.com:6380/1"),
    ],
)
def test_what_the_file_holds_is_the_setting(file: Path, name: str, secret: str) -> None:
    file.write_text(secret)
    found = read({f"{name}_FILE": f" {file} ", name: ""}, None)
    assert getattr(settings(found.values), name.lower()) == secret
    assert found.secrets == {name}
    assert found.suspects == ()
    assert found.redis_url_from == (str(file) if name == "REDIS_URL" else "")


@pytest.mark.parametrize("around", [b"%s\n", b"%s\r\n", b"%s\n\n", b"\xef\xbb\xbf%s\n", b" %s "])
def test_line_breaks_of_editors_do_not_count(file: Path, around: bytes) -> None:
    assert given(file, around % PLANTED.encode()).values["SLACK_BOT_TOKEN"] == PLANTED


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (f"{PLANTED}\n{PLANTED}\n".encode(), "more than the secret"),
        (f"SLACK_BOT_TOKEN= {PLANTED}".encode(), "more than the secret"),
        (f"{PLANTED}\x00".encode(), "more than the secret"),
        (PLANTED.encode("utf-16"), "not UTF-8"),
        (PLANTED.encode() * 2000, "too long"),
    ],
)
def test_a_file_that_does_not_hold_a_secret_alone_is_refused(
    file: Path, content: bytes, says: str
) -> None:
    file.write_bytes(content)
    told = mistake({TOKEN_FILE: str(file)})
    assert told.startswith(f"{TOKEN_FILE} ({file}) ")
    assert says in told
    assert told.endswith(".")


@pytest.mark.parametrize("path", ["nowhere", ".", "a\0b", "x" * 5000], ids=str.__len__)
def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path, path: str) -> None:
    told = mistake({TOKEN_FILE: str(tmp_path / path)})
    assert "can't be read: " in told or "is not a path" in told


def test_a_device_that_never_ends_is_refused() -> None:
    assert "too long" in mistake({TOKEN_FILE: "/dev/zero"})


def test_a_secret_that_is_given_both_ways_is_refused(file: Path, tmp_path: Path) -> None:
    """In the environment, in `.env`, or one here and one there."""
    file.write_text(PLANTED)
    told = "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set; keep one."
    env_file = tmp_path / ".env"
    env_file.write_text(f"{TOKEN_FILE}={file}\n")
    assert mistake({"SLACK_BOT_TOKEN": PLANTED}, env_file) == told
    assert mistake({"SLACK_BOT_TOKEN": PLANTED, TOKEN_FILE: str(file)}) == told
    env_file.write_text(f"{TOKEN_FILE}={file}\nSLACK_BOT_TOKEN={PLANTED}\n")
    assert mistake({}, env_file) == told


def test_env_may_name_the_file(file: Path, tmp_path: Path) -> None:
    file.write_text(PLANTED)
    env_file = tmp_path / ".env"
    env_file.write_text(f"{TOKEN_FILE}={file}\nSLACK_BOT_TOKEN=\n")
    assert read({}, env_file).values["SLACK_BOT_TOKEN"] == PLANTED


def test_every_mistake_is_told_at_once(file: Path) -> None:
    file.write_text("")
    environ = {f"{name}_FILE": str(file) for name in secret_files.NAMES}
    with pytest.raises(BadSettings) as bad:
        read(environ, None)
    assert len(bad.value.mistakes) == len(secret_files.NAMES)


def test_with_the_address_of_redis_in_a_file_another_variable_is_no_doubt(file: Path) -> None:
    file.write_text("redis://elsewhere.invalid")
    found = read({"REDIS_URL_FILE": str(file), "REDIS_HOST": "x", "MY_REDIS_URI": "x"}, None)
    assert found.values["REDIS_URL"] == "redis://elsewhere.invalid"


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKENS_FILE", "slack_bot_token_file"])
def test_a_misspelled_name_is_told(name: str) -> None:
    (doubt,) = read({name: "/run/secrets/x"}, None).suspects
    assert doubt.endswith(f"did you mean {TOKEN_FILE}?")
