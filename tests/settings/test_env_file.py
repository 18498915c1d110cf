"""`.env` is data, read as Docker Compose reads it; what would be lost of it stops the start."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result

from bot.cli.commands import main
from bot.local import trial
from bot.settings import env_file
from bot.settings.env_file import read as read_file
from bot.settings.environment import NAMES, read
from bot.settings.settings import BadSettings
from tests.support.operation import PAGE
from tests.support.redis_server import RedisServer

ROOT = Path(__file__).parents[2]
URL = "redis://elsewhere.invalid"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(text: str | bytes) -> Path:
        file = tmp_path / ".env"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    return write


# From "Syntax for environment files in Docker Compose", and what a password may hold.
@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=VAL", "VAL"),
        ('A="VAL"', "VAL"),
        ("A='VAL'", "VAL"),
        ("A=VAL # comment", "VAL"),
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


@pytest.mark.parametrize(
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
    with pytest.raises(BadSettings, match="leads nowhere"):
        read_file(link)
    assert read_file(tmp_path / "nothing") == ()


def test_the_example_holds_every_setting_and_nothing_else(tmp_path: Path) -> None:
    lines = read_file(ROOT / ".env.example")
    assert {line.name for line in lines} == NAMES | {"REDIS_PASSWORD"}  # of compose.yaml alone
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


LOST = [
    f"redis_url={URL}",
    f"Redis_Url={URL}",
    f"REDIS-URL={URL}",
    f"REDISURL={URL}",
    f"REDIS.URL={URL}",
    f"REDIS_URI={URL}",
    f"REDIS_URLS={URL}",
    f"RREDIS_URL={URL}",
    "REDIS_HOST=elsewhere.invalid",
    "REDISHOST=elsewhere.invalid",
    "REDIS_PASSWORD=planted",
    f"VALKEY_URL={URL}",
    f"REDIS_URL={URL}\nREDIS_URL=redis://other",
    f"REDIS_URL={URL}\nredis_url=redis://other",
    "REDIS_URL",
    f"REDIS_URL {URL}",
    f"REDIS_URL: {URL}",
    "REDIS_URL=redis://:planted #1@host",
    "REDIS_URL=redis://:planted$word@host",
    f"REDIS_URL='{URL}",
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command in a directory with a `.env`, and with nothing else set."""
    for name in [*NAMES, *(name for name in os.environ if "REDIS" in name)]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(env_file, "FILE", Path(".env"))
    monkeypatch.chdir(tmp_path)
    own = {**os.environ, "PORT": "0"}

    def run(arguments: str, text: str, **environ: str) -> Result:
        Path(".env").write_text(text)
        monkeypatch.setattr(os, "environ", {**own, **environ})  # the command adds the file's to it
        return CliRunner().invoke(main, arguments.split())

    return run


def counted_nothing(result: Result) -> bool:
    return result.exit_code == 1 and not Path(".data").exists()


@pytest.mark.parametrize("text", LOST)
@pytest.mark.parametrize("command", ["run", "play mfa-lost --account prod --press standalone"])
def test_a_redis_url_that_would_not_be_used_stops_the_start(
    run: Callable[..., Result], command: str, text: str
) -> None:
    result = run(command, f"SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=s\n{text}\n")
    assert counted_nothing(result)
    assert "line" in result.stderr or "REDIS_URL alone" in result.stderr
    assert "planted" not in result.output + result.stderr
    assert "elsewhere" not in result.output + result.stderr


@pytest.mark.parametrize("text", LOST)
def test_doctor_says_so_too(run: Callable[..., Result], text: str) -> None:
    result = run("doctor", f"{text}\n")
    assert result.exit_code == 1
    assert "wrong    settings" in result.output
    assert "planted" not in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("redis_url", URL), ("REDISURL", URL), ("REDIS_URI", URL), ("REDIS_HOST", "host")],
        *[("VALKEY_URL", URL), ("REDIS_ADDR", "host:1"), ("REDIS_PASSWORD", "planted")],
        *[("REDDIS_URL", "host:1"), ("REIDS_URL", URL), ("REDIS_UR", URL), ("MFA_REDIS_URL", URL)],
        *[("STORE", URL), ("REDIS_NODES", "host:1,host:2"), ("STORE", URL.replace(":", "+x:", 1))],
    ],
)
def test_so_does_one_in_the_environment(run: Callable[..., Result], name: str, value: str) -> None:
    result = run("run", "", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", **{name: value})
    assert counted_nothing(result)
    assert name in result.stderr
    assert value not in result.stderr


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_one_in_the_environment_hides_none_in_the_file(
    run: Callable[..., Result], empty: str
) -> None:
    """As compose.yaml sets it with `REDIS_URL:` alone."""
    result = run("run", f"REDIS_URL={URL}\n", REDIS_URL=empty)
    assert counted_nothing(result)
    assert "REDIS_URL is set in .env and empty in the environment" in result.stderr


def test_two_of_them_stop_the_start(run: Callable[..., Result]) -> None:
    """Whichever won, whoever wrote the other one would count in a store that they don't mean."""
    result = run("run", f"REDIS_URL={URL}\n", REDIS_URL="redis://planted.invalid")
    assert counted_nothing(result)
    assert "REDIS_URL is set in .env and, to something else, in the environment" in result.stderr
    assert "planted" not in result.stderr


def test_what_others_need_is_none_of_ours(written: Callable[[str], Path]) -> None:
    """A password that compose.yaml wants; without REDIS_URL, what Kubernetes sets by itself."""
    file = written(f"REDIS_URL={URL}\nREDIS_PASSWORD=x\nCOMPOSE_PROJECT_NAME=x\nHOME=y\n")
    assert read({"REDIS_HOST": "x"}, file).redis_url_from == str(file)
    links = {"REDIS_SERVICE_HOST": "10.0.0.1", "REDIS_PORT": "tcp://10.0.0.1:6379"}
    links["REDIS_PORT_6379_TCP_ADDR"] = "10.0.0.1"
    assert read({**links, "PATH": "/bin", "REDIS_HOME": "/opt"}, None).redis_url_from == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [("SLACK_BOT_TOKENS", "SLACK_BOT_TOKEN"), ("Attempt_Limit", "ATTEMPT_LIMIT"), ("port", "PORT")],
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


def test_all_mistakes_are_told_at_once(run: Callable[..., Result]) -> None:
    result = run("run", "A\nB=$C\nD='e\n")
    assert [line[:14] for line in result.stderr.splitlines()] == [
        f".env, line {n}: " for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("quoted", ["'{}'", "{}"])
def test_a_password_of_any_characters_leads_to_the_redis_that_it_is_for(
    run: Callable[..., Result], own_redis: RedisServer, quoted: str
) -> None:
    """A shell took `&` for the end of a command, and the bot counted in another store."""
    password = "a&b;c|d`e(f)*!~" + ("$HOME 'x' \"y\" #z\\" if quoted != "{}" else "")
    own_redis.ask("ACL", "SETUSER", "app", "on", f">{password}", "~*", "+@all")
    written = quote(password, safe="&;|`()*!~$ ") if quoted != "{}" else password
    url = own_redis.url.replace("unix://", f"unix://app:{written}@")
    result = run(
        "play mfa-lost --account prod --press standalone", f"REDIS_URL={quoted.format(url)}\n"
    )
    assert result.exit_code == 0, result.output
    assert own_redis.ask("KEYS", "mfa:*:run:*")
    assert not Path(".data").exists()


def test_doctor_says_where_redis_url_comes_from_and_not_what_it_is(
    run: Callable[..., Result], own_redis: RedisServer
) -> None:
    text = f"REDIS_URL={own_redis.url}\nSLACK_API_URL=http://127.0.0.1:9/\n"
    assert "all can be read" not in run("doctor", text).output  # there is no token
    tokens = f"SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET={32 * 'a'}\n"
    result = run("doctor", tokens + text)
    assert "REDIS_URL comes from .env" in result.output
    assert str(own_redis.socket) not in result.output


def test_try_reads_no_file(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(*_: object, **__: object) -> None:
        """Nothing."""

    monkeypatch.setattr(trial, "serve", serve)
    assert run("try --no-browser", "not a line\n").exit_code == 0


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
