"""What can be wrong with Redis, each as a sentence of our own, and nothing of the server's."""

import asyncio
import errno
import logging
import re
import socket
import ssl
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, RedisClusterException, RedisError

from bot.store import error_sentences as sentences
from bot.store.client import connect
from bot.store.error_sentences import COMMANDS, ErrorSentence, may_not_run
from bot.store.errors import Interrupted, RedactingParser, error_sentence, sentence_for_reply
from tests.store.shelf import TEAM, Shelf
from tests.support.answering import answering

PLANTED = "planted-password"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WRONGPASS invalid username-password pair or user is disabled.", sentences.WRONG_PASSWORD),
        ("ERR invalid password", sentences.WRONG_PASSWORD),
        ("ERR Protocol error: unauthenticated multibulk length", sentences.NO_PASSWORD),
        ("NOAUTH Authentication required.", sentences.NO_PASSWORD),
        ("ERR wrong number of arguments for 'auth' command", sentences.NO_USERS),
        ("ERR AUTH <password> called without any password", sentences.NO_PASSWORD_WANTED),
        ("ERR Client sent AUTH, but no password is set", sentences.NO_PASSWORD_WANTED),
        ("NOPERM User app has no permissions to run the 'zadd' command", may_not_run("ZADD")),
        ("NOPERM no permissions to run the 'config|get' command", may_not_run("CONFIG")),
        ("NOPERM this user has no permissions to run the 'evalsha' command", may_not_run("EVAL")),
        ("NOPERM No permissions to access a key", sentences.NO_KEYS),
        ("NOPERM this user has no permissions to access one of the keys used", sentences.NO_KEYS),
        ("ERR The user executing the script can't run this command", sentences.NO_RIGHT),
        ("ERR ACL failure in script: User u may not run the 'set'", may_not_run("SET")),
        ("NOPERM User planted-password may not run the 'planted' command", sentences.NO_RIGHT),
        ("DENIED Redis is running in protected mode because", sentences.PROTECTED),
        ("ERR unknown command 'EVALSHA', with args beginning with: 'a'", sentences.NO_SCRIPTS),
        ("ERR unknown command `SENTINEL`, with args beginning with:", sentences.NO_SENTINEL),
        ("ERR unknown command 'CLUSTER', with args beginning with: 'SLOTS'", sentences.NO_CLUSTER),
        ("ERR unknown command 'FLY', with args", sentences.UNKNOWN_COMMAND),
        ("ERR This instance has cluster support disabled", sentences.NO_CLUSTER),
        ("ERR SELECT is not allowed in cluster mode", sentences.CLUSTER),
        ("MOVED 1234 10.0.0.1:6379", sentences.CLUSTER),
        ("ASK 1234 10.0.0.1:6379", sentences.CLUSTER),
        ("MOVED planted-password", sentences.CLUSTER),
        ("TRYAGAIN Multiple keys request during rehashing of slot", sentences.MOVING),
        ("CLUSTERDOWN Hash slot not served", sentences.SLOT_DOWN),
        ("CROSSSLOT Keys in request don't hash to the same slot", sentences.CROSS_SLOT),
        ("ERR DB index is out of range", sentences.NO_DATABASE),
        ("OOM command not allowed when used memory > 'maxmemory'.", sentences.FULL),
        ("READONLY You can't write against a read only replica.", sentences.READ_ONLY),
        ("MASTERDOWN Link with MASTER is down", sentences.NO_LINK),
        ("NOREPLICAS Not enough good replicas to write.", sentences.NO_REPLICAS),
        ("MISCONF Redis is configured to save RDB snapshots", sentences.DISK),
        ("LOADING Redis is loading the dataset in memory", sentences.LOADING),
        ("BUSY Redis is busy running a script.", sentences.BUSY),
        ("WRONGTYPE Operation against a key holding the wrong kind", sentences.WRONG_KIND),
        ("ERR max number of clients reached", sentences.TOO_MANY_CLIENTS),
        ("ERR too many clients", sentences.TOO_MANY_CLIENTS),
        ("ERR max daily request limit exceeded. Limit: 10000", sentences.QUOTA),
        ("ERR DB capacity quota exceeded", sentences.NO_SPACE),
        ("ERR Unknown Redis command called from script script: a1", sentences.UNKNOWN_COMMAND),
        ("ERR Invalid command passed to redis.acl_check_cmd()", sentences.UNKNOWN_COMMAND),
        ("ERR This Redis command is not allowed from script script: 1", sentences.NOT_IN_SCRIPTS),
        ("This Redis command is not allowed from scripts", sentences.NOT_IN_SCRIPTS),
        ("upstream failure", sentences.PROXY),
        ("no upstream host", sentences.PROXY),
        ("ERR proxy upstream not available", sentences.PROXY),
        ("ERR Connection refused", sentences.PROXY),
        ("ERR Connection timed out", sentences.PROXY),
        ("ERR Host is down", sentences.PROXY),
        ("NOSCRIPT No matching script.", sentences.FORGETS_SCRIPTS),
        ("ERR Error running script (call to f_1): @user_script:1:", sentences.SCRIPT_FAILED),
        ("ERR user_script:1: x script: 1", sentences.SCRIPT_FAILED),
        ("ERR planted-password", sentences.UNKNOWN),
        ("planted-password", sentences.UNKNOWN),
        ("", sentences.UNKNOWN),
    ],
)  # fmt: skip
def test_an_answer_is_told_by_its_kind(text: str, kind: ErrorSentence) -> None:
    assert sentence_for_reply(text) == kind
    error = RedactingParser.parse_error(f"{text} {PLANTED}")
    assert error_sentence(error) == sentence_for_reply(f"{text} {PLANTED}")
    assert PLANTED not in f"{error} {error!r} {error.args} {vars(error)}"


@pytest.mark.parametrize(
    ("text", "in_the_middle"),
    [
        ("OOM command not allowed when used memory > 'maxmemory'. script: a1, on @x:1.", False),
        ("READONLY You can't write against a read only replica. script: a1", False),
        ("NOREPLICAS Not enough good replicas to write.", False),
        ("MISCONF Redis is configured to save RDB snapshots", False),
        ("LOADING Redis is loading the dataset in memory", False),
        ("BUSY Redis is busy running a script.", False),
        ("MASTERDOWN Link with MASTER is down", False),
        ("MOVED 1234 10.0.0.1:6379", False),
        ("MOVED planted", False),
        ("ASK 1234 10.0.0.1:6379", False),
        ("TRYAGAIN Multiple keys request during rehashing of slot", False),
        ("CLUSTERDOWN Hash slot not served", False),
        ("CROSSSLOT Keys in request don't hash to the same slot", False),
        ("NOSCRIPT No matching script.", False),
        ("NOAUTH Authentication required.", False),
        ("WRONGPASS invalid username-password pair", False),
        ("NOPERM this user has no permissions to run the 'evalsha' command", False),
        ("DENIED Redis is running in protected mode because", False),
        ("WRONGTYPE Operation against a key holding the wrong kind of value", False),
        ("ERR unknown command 'EVALSHA', with args beginning with: 'a'", False),
        ("ERR max daily request limit exceeded. Limit: 10000", False),
        ("ERR ACL failure in script: User u may not run the 'incr' command", True),
        ("NOPERM ACL failure in script: User u may not run the 'incr' command", True),
        ("ERR The user executing the script can't run this command", True),
        ("ERR Unknown Redis command called from script script: a1", True),
        ("ERR Unknown command called from script script: a1", True),
        ("ERR value is not an integer or out of range script: a1, on @user_script:9.", True),
        ("ERR Error running script (call to f_1): @user_script:1: WRONGTYPE", True),
        ("ERR user_script:1: x script: 1", True),
        ("ERR This Redis command is not allowed from script script: a1", True),
        ("ERR DB capacity quota exceeded", True),
        ("ERR Invalid command passed to redis.acl_check_cmd()", False),
        ("ERR backend failure", True),
        ("backend failure", True),
        ("planted-password", True),
        ("", True),
    ],
)  # fmt: skip
def test_an_error_in_the_middle_of_a_script_is_told_from_one_before_it(
    text: str, in_the_middle: bool
) -> None:
    """Only what is known to come before the first write leaves nothing behind."""
    assert isinstance(RedactingParser.parse_error(text), Interrupted) is in_the_middle


@pytest.mark.parametrize("text", ["upstream failure", "ERR Connection timed out"])
def test_a_proxy_that_lost_the_server_is_as_a_connection_that_broke(text: str) -> None:
    """So it is tried again, and nobody knows whether a write was applied."""
    assert type(RedactingParser.parse_error(text)) is RedisConnectionError


def test_every_sentence_says_what_is_wrong_and_what_to_do() -> None:
    known = [each for each in vars(sentences).values() if isinstance(each, ErrorSentence)]
    assert len(known) > 30
    for each in [*known, may_not_run("SET"), may_not_run("EVAL")]:
        assert re.match(
            r"(it|its|no|a|all|one|another|too|what|nothing|there|the|TLS) ", each.says + " "
        )
        assert each.remedy
        assert not each.says.endswith(".")
        assert not each.remedy.endswith(".")
    assert len({each.says for each in known}) == len(known)


def refused(name: str) -> BaseException:
    """As asyncio says it of a name with several addresses."""
    return OSError(f"Multiple exceptions: [Errno 111] Connect call failed ('{name}'), [Errno 111]")


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (ConnectionRefusedError(), sentences.REFUSED),
        (refused("::1"), sentences.REFUSED),
        (socket.gaierror(), sentences.NO_NAME),
        (FileNotFoundError(), sentences.NO_FILE),
        (IsADirectoryError(), sentences.NO_FILE),
        (PermissionError(), sentences.NO_ENTRY),
        (ConnectionResetError(), sentences.CLOSED),
        (TimeoutError(), sentences.SILENT),
        (ssl.SSLCertVerificationError(), sentences.CERTIFICATE),
        (ssl.SSLError(), sentences.TLS),
        (OSError(113, "No route to host"), sentences.UNREACHABLE),
        (OSError(errno.EMFILE, "Too many open files"), sentences.NO_DESCRIPTOR),
        (RedisClusterException(PLANTED), sentences.UNREACHABLE),
    ],
)
def test_what_happened_first_counts(first: BaseException, kind: ErrorSentence) -> None:
    """However redis-py has wrapped it."""
    error = RedisError(PLANTED)
    error.__cause__ = RedisClusterException(PLANTED)
    error.__cause__.__context__ = first
    assert error_sentence(error) == kind


async def test_a_socket_that_is_not_there_and_a_name_that_leads_nowhere(tmp_path: Path) -> None:
    for url, kind in (
        (f"unix://{tmp_path}/nothing", sentences.NO_FILE),
        ("redis://nowhere.invalid", sentences.NO_NAME),
        ("redis+cluster://nowhere.invalid", sentences.NO_NAME),
    ):
        client = connect(url)
        with pytest.raises((RedisError, RedisClusterException)) as caught:
            await client.get("x")
        assert error_sentence(caught.value) == kind
        await client.aclose()


@pytest.mark.parametrize(
    "what",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x15\x03\x01\x00\x02\x02\x28\r\n",
        b"+\xff\xfe planted\r\n",
        b":planted\r\n",
        b"$planted\r\n",
        b">2\r\n+message\r\n+planted\r\n",
        b">2\r\n+invalidate\r\n+planted\r\n",
        b"*1\r\n" * 2000,
    ],
)
async def test_what_answers_and_is_not_redis(what: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with answering("", lambda *_: what, "*") as other:
        client = connect(f"redis://{other.at}")
        with pytest.raises(InvalidResponse) as caught:
            await client.get("x")
        assert error_sentence(caught.value) == sentences.NOT_REDIS
        assert "planted" not in str(caught.value) + caplog.text
        await client.aclose()


@pytest.mark.parametrize("way", ["redis://", "redis+cluster://", "redis+sentinel://{}/main"])
async def test_hello_is_never_said(way: str) -> None:
    """Some proxies hang up on it."""
    async with answering("", lambda *_: b"-ERR no\r\n", "*") as proxy:
        at = f"user:{PLANTED}@{proxy.at}"
        client = connect(way.format(at) if "{}" in way else way + at)
        with pytest.raises((RedisError, RedisClusterException)):
            await client.get("x")
        assert proxy.sent
        assert "HELLO" not in {command[0] for command in proxy.sent}
        await client.aclose()


# --- the probe


def test_the_probe_tries_every_command_that_the_store_uses() -> None:
    bot = Path(sentences.__file__).parent
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in bot.glob("scripts/*.lua")}
    tried = set(re.findall(r"\{'([A-Z]+)'", scripts.pop("probe")))
    used = set(re.findall(r"redis\.p?call\('([A-Z]+)'", "".join(scripts.values())))
    asked = set(re.findall(r"self\._redis\.(\w+)\(", (bot / "store.py").read_text("utf-8")))
    terminal = {"info", "scan_iter"}  # of commands there: no press needs them
    direct = {name.removesuffix("_iter").upper() for name in asked - {"aclose"} - terminal}
    assert used | direct | {"EVAL", "EVALSHA"} <= tried <= COMMANDS


def test_a_commit_asks_for_the_right_to_each_command_before_it_writes() -> None:
    """A script that is refused a command half-way keeps what it has written."""
    bot = Path(sentences.__file__).parent
    text = (bot / "scripts/commit.lua").read_text(encoding="utf-8")
    before, _, writes = text.partition("change.due.on")
    asked = set(re.findall(r"\{'([A-Z]+)'", before))
    assert set(re.findall(r"redis\.p?call\('([A-Z]+)'", writes)) == asked


async def test_the_probe_writes_nothing(real: Shelf) -> None:
    before = (await real.redis.info("persistence"))["rdb_changes_since_last_save"]
    for _ in range(3):
        await real.store.ping(TEAM)
    assert await real.redis.keys("*") == []
    assert (await real.redis.info("persistence"))["rdb_changes_since_last_save"] == before


async def test_the_probe_runs_on_every_server(shelf: Shelf) -> None:
    await asyncio.gather(shelf.store.ping(TEAM), shelf.store.ping("T2"))
