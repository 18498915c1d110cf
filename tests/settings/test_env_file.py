"""`.env` is data, read as Docker Compose reads it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings.env_file import read as read_file
from bot.settings.environment import SETTINGS, read
from bot.settings.mistakes import BadSettings
from tests.support.each import each
from tests.support.operation import PAGE

ROOT = Path(__file__).parents[2]
URL = "redis://elsewhere.invalid"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(text: str | bytes) -> Path:
        file = tmp_path / ".env"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    return write


def test_a_name_without_letters_is_no_setting_misspelled(
    written: Callable[[str | bytes], Path],
) -> None:
    assert read({}, written("_=x\n")).values["_"] == "x"


# From "Syntax for environment files in Docker Compose", and what a password may hold.
@each(
    "line, value",
    [
        ("A=VAL", "VAL"),
        ('A="VAL"', "VAL"),
        ("A='VAL'", "VAL"),
        ("A=VAL # comment", "VAL"),
        ("A=VAL # ask ana@example.com", "VAL"),
        ("A=VAL   # ask ana@example.com", "VAL"),
        ("A=VAL# not a comment", "VAL# not a comment"),
        ('A="VAL # not a comment"', "VAL # not a comment"),
        ('A="VAL" # comment', "VAL"),
        ('A="VAL" # "so to speak"', "VAL"),
        ("A='$OTHER'", "$OTHER"),
        ("A='${OTHER}'", "${OTHER}"),
        (r"A='Let\'s go!'", "Let's go!"),
        (r'A="{\"hello\": \"json\"}"', '{"hello": "json"}'),
        (r'A="some\tvalue"', "some\tvalue"),
        (r"A='some\tvalue'", r"some\tvalue"),
        (r'A="back\\slash"', "back\\slash"),
        (r"A=back\slash", r"back\slash"),
        ("A=", ""),
        ("A=''", ""),
        ("A=  VAL  ", "VAL"),
        ("A = VAL", "VAL"),
        ("  A=VAL", "VAL"),
        ("export A=VAL", "VAL"),
        ("A=VAL\r", "VAL"),
        ("A=a=b", "a=b"),
        ("A=redis://:a&b;c|d`e(f)<g>*!~@host/0", "redis://:a&b;c|d`e(f)<g>*!~@host/0"),
        ("A='redis://:a&b$c d#e\"f@host/0'", 'redis://:a&b$c d#e"f@host/0'),
        ("A=it's", "it's"),
    ],
)
def test_a_line_means_what_it_means_to_compose(
    written: Callable[[str], Path], line: str, value: str
) -> None:
    lines = read_file(written(f"# first\n\n{line}\nZ=last\n"))
    assert [(each.number, each.name, each.value) for each in lines] == [
        (3, "A", value),
        (4, "Z", "last"),
    ]


@each(
    "line",
    [
        "planted",
        "A",
        "A planted",
        "=planted",
        "A: planted",
        "A B=planted",
        "'A'=planted",
        "1A=planted",
        "\u200bA=planted",
        "A='planted",
        'A="planted',
        "A='planted' planted",
        'A="planted"planted',
        "A=planted$B",
        "A=planted$$B",
        'A="planted$B"',
        'A="planted${B}"',
        r'A="planted\$B"',
        r'A="planted\x"',
        r"A='planted\\'",
        "A=planted\tplanted",
        "A= # planted",
        "A=#planted",
        "A=planted #word@host",
        "A=planted\x00",
        "A=planted\rB=planted",
    ],
)
def test_a_line_that_may_mean_two_things_is_refused_by_its_number(
    written: Callable[[str], Path], line: str
) -> None:
    file = written(f"X=1\n\n{line}\nZ=1\n")
    with pytest.raises(BadSettings) as bad:
        read_file(file)
    (mistake,) = bad.value.mistakes
    assert mistake.startswith(f"{file}, line 3: ")
    assert "planted" not in mistake
    assert mistake.endswith(".")


def test_a_quote_that_is_not_closed_swallows_no_other_line(written: Callable[[str], Path]) -> None:
    with pytest.raises(BadSettings) as bad:
        read_file(written(f'SLACK_BOT_TOKEN="xoxb-1\nREDIS_URL={URL}\nX="\n'))
    assert [mistake.split(":")[0][-6:] for mistake in bad.value.mistakes] == ["line 1", "line 3"]


@pytest.mark.parametrize("text", [b"\xef\xbb\xbfA=1\n", "A=1\n".encode("utf-16"), b"A=\xff\n"])
def test_a_file_that_is_no_plain_utf_8_is_refused(
    written: Callable[[bytes], Path], text: bytes
) -> None:
    with pytest.raises(BadSettings, match="UTF-8"):
        read_file(written(text))


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="can't be read"):
        read_file(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nothing")
    with pytest.raises(BadSettings, match="broken symbolic link"):
        read_file(link)
    assert read_file(tmp_path / "nothing") == ()


def test_the_example_holds_every_setting_and_nothing_else(tmp_path: Path) -> None:
    lines = read_file(ROOT / ".env.example")
    assert {line.name for line in lines} == SETTINGS | {"REDIS_PASSWORD"}  # of compose.yaml alone
    assert read({}, ROOT / ".env.example").redis_url_from == ""
    assert read({}, tmp_path / "nothing").values == {}


def test_the_environment_wins_and_what_is_empty_there_is_not_set(
    written: Callable[[str], Path],
) -> None:
    file = written(f"PORT=1\nHOST=file\nREDIS_URL={URL}\nHTTPS_PROXY=there\nLOG_LEVEL=DEBUG\n")
    found = read({"PORT": "2", "HOST": "", "HTTPS_PROXY": ""}, file)
    assert found.values == {
        "PORT": "2",
        "HOST": "file",
        "REDIS_URL": URL,
        "HTTPS_PROXY": "",
        "LOG_LEVEL": "DEBUG",
    }
    assert found.redis_url_from == str(file)
    assert read({"REDIS_URL": URL}, file).redis_url_from == "the environment"


def test_what_others_need_is_none_of_ours(written: Callable[[str], Path]) -> None:
    """A password that compose.yaml wants; without REDIS_URL, what Kubernetes sets by itself."""
    others = "REDIS_VERSION=8\nREDIS_MAXMEMORY=1gb\nAWS_DEFAULT_REGION=eu-west-1\n"
    file = written(f"REDIS_URL={URL}\nREDIS_PASSWORD=x\nCOMPOSE_PROJECT_NAME=x\nHOME=y\n{others}")
    assert read({"REDIS_HOST": "x"}, file).redis_url_from == str(file)
    links = {"REDIS_SERVICE_HOST": "10.0.0.1", "REDIS_PORT": "tcp://10.0.0.1:6379"}
    links["REDIS_PORT_6379_TCP_ADDR"] = "10.0.0.1"
    assert read({**links, "PATH": "/bin", "REDIS_HOME": "/opt"}, None).redis_url_from == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *[("SLACK_BOT_TOKENS", "SLACK_BOT_TOKEN"), ("Attempt_Limit", "ATTEMPT_LIMIT")],
        *[("port", "PORT"), ("DATA_DIRS", "DATA_DIR"), ("DATA_DRI", "DATA_DIR")],
        *[("WORKER", "WORKERS"), ("WROKERS", "WORKERS"), ("SLACK_TOKEN", "SLACK_BOT_TOKEN")],
        *[("REDIS_DB", "REDIS_URL"), ("REDIS_TLS", "REDIS_URL")],
    ],
)
def test_another_setting_that_is_misspelt_in_the_file_is_told_too(
    written: Callable[[str], Path], name: str, meant: str
) -> None:
    file = written(f"\n{name}=1\n")
    with pytest.raises(BadSettings) as bad:
        read({}, file)
    (mistake,) = bad.value.mistakes
    assert mistake.startswith(f"{file}, line 2: {name} ")
    assert meant in mistake


MISSPELLED = [
    ("ATTEMPT_LIMITS", "ATTEMPT_LIMIT"),
    ("attempt_limit", "ATTEMPT_LIMIT"),
    ("Attempt-Limit", "ATTEMPT_LIMIT"),
    ("ATEMPT_RISKY", "ATTEMPT_RISKY"),
    ("ALLOW_GUEST", "ALLOW_GUESTS"),
    ("ALLOWGUESTS", "ALLOW_GUESTS"),
    ("TELL_CHANEL", "TELL_CHANNEL"),
    ("SLACK_APP_TOKENS", "SLACK_APP_TOKEN"),
    ("SLACK_SIGNIN_SECRET", "SLACK_SIGNING_SECRET"),
    ("STOP_DELAYS", "STOP_DELAY"),
    ("OPERATOR_PORT", "OPERATE_PORT"),
    ("data_dir", "DATA_DIR"),
    ("DATADIR", "DATA_DIR"),
    ("log_level", "LOG_LEVEL"),
    ("LANGUAGES_", "LANGUAGES"),
]


@each("name, meant", MISSPELLED)
def test_a_setting_that_is_misspelled_in_the_environment_is_told_and_stops_nothing(
    name: str, meant: str
) -> None:
    """A container gets nothing else; but the environment is not the bot's alone."""
    (doubt,) = read({name: "planted"}, None).suspects
    assert doubt == f"{name} in the environment is not a setting of the bot; did you mean {meant}?"
    assert read({name: " "}, None).suspects == ()


def test_what_others_set_brings_no_doubt() -> None:
    usual = (
        "PATH HOME HOST HOSTNAME PORT port host USER SHELL TERM PWD OLDPWD SHLVL LANG LANGUAGE"
        " LC_ALL LOGNAME TZ EDITOR DISPLAY MAIL TMPDIR VIRTUAL_ENV PYTHONPATH PYTHONUNBUFFERED"
        " XDG_DATA_DIRS XDG_DATA_HOME XDG_CONFIG_DIRS HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY"
        " https_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE REDIS_PASSWORD"
        " DATABASE_URL POSTGRES_HOST PGHOST PGPORT MYSQL_PORT TF_LOG PG_LOG_LEVEL RUST_LOG"
        " APP_LOG_LEVEL NX_LOG_LEVEL npm_config_loglevel DEBUG CI GITHUB_TOKEN SLACK_WEBHOOK_URL"
        " SLACK_CHANNEL AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE AWS_ACCESS_KEY_ID CHANNEL"
        " KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_PORT KUBERNETES_PORT_443_TCP"
        " MFA_BOT_SERVICE_HOST MFA_BOT_SERVICE_PORT MFA_BOT_PORT OPERATE_SERVICE_PORT"
        " DOCKER_HOST COMPOSE_PROJECT_NAME DBUS_SESSION_BUS_ADDRESS SSH_AUTH_SOCK INVOCATION_ID"
        " JOURNAL_STREAM LISTEN_PID NOTIFY_SOCKET WATCHDOG_USEC MEMORY_LIMIT RATE_LIMIT"
    ).split()
    assert read(dict.fromkeys([*usual, *SETTINGS], "1"), None).suspects == ()
    hosts = {"REDIS_HOST": "x", "REDIS_SERVICE_PORT": "1", "REDIS_URL": URL}
    assert read({**hosts, "OPERATOR_PORT": "tcp://10.0.0.1:80"}, None).suspects == ()


def test_the_page_for_operators_says_of_its_lines_what_is_so(
    written: Callable[[str], Path],
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = page.split("| in the file | the value |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `NAME=(.*?)` \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) == 4
    for text, says in rows:
        (line,) = read_file(written(f"NAME={text}"))
        told = re.match(r"`([^`]*)`:", says)
        as_it_stands = text if "no shell" in says else "a\nb"
        assert line.value == (told[1] if told else as_it_stands)


def test_no_shell_reads_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\nrun: ")[1].split("\n")[1]
    assert recipe == "\t@exec $(BIN)/mfa-bot run"
