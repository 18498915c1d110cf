"""Parser of REDIS_URL: one server, a Cluster, or a master that Sentinels know."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from redis.asyncio.connection import parse_url

PORT, SENTINEL_PORT = 6379, 26379
FORMS = (
    "redis://host:6379/0, unix:///path, redis+cluster://host:6379,host2:6379 or"
    " redis+sentinel://host:26379,host2:26379/mymaster/0; with rediss for TLS"
)
# The parts of an address by RFC 3986, appendix B. Not urlsplit: some versions of Python take no
# list of hosts that has an IPv6 address in it.
_PARTS = re.compile(r"([\w+]+)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.ASCII)
ESCAPES = "in a password # % & / ? and @ are %23 %25 %26 %2F %3F and %40"
_NO_HOST = f"have a host, and a port that is a number; {ESCAPES}"
# What urlsplit takes in a user and a password: a [ would begin an IPv6 address.
_TAKEN = string.punctuation.replace("[", "").replace("]", "")
_SECOND_SCHEME = re.compile(r"(?:^|,)[\w+]+:$", re.ASCII)  # before // at the end of the hosts
_PLACEHOLDER = re.compile(r"\$(\(\w+\)|\{\w+\})", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_IPV6 = re.compile(r"[0-9a-f.]*(:[0-9a-f.]*){2,}", re.IGNORECASE)
_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_TLS = {"ssl_ca_certs", "ssl_cert_reqs", "ssl_certfile", "ssl_check_hostname", "ssl_keyfile"}
_CERT_REQS = {"none", "optional", "required"}
# As redis-py reads them; it takes any other word, such as off, for true.
_YES_OR_NO = set("true t yes y 1 false f no n 0".split())
_OF_SENTINELS = {"sentinel_username": "username", "sentinel_password": "password"}


class BadAddress(ValueError):
    """Invalid REDIS_URL; the text completes "REDIS_URL must …" and never repeats the URL."""


class AddressKind(StrEnum):
    """Kind of Redis deployment."""

    SERVER = "server"
    CLUSTER = "cluster"
    SENTINEL = "sentinel"


@dataclass(frozen=True, slots=True)
class Address:
    """Parsed REDIS_URL; `options` are for redis-py, and for one server include the host."""

    kind: AddressKind
    options: Mapping[str, Any] = field(repr=False)  # passwords too
    nodes: tuple[tuple[str, int], ...] = ()  # of the Cluster, or the Sentinels
    tls: bool = False
    service: str = ""  # what the Sentinels call the master
    sentinel_options: Mapping[str, Any] = field(default_factory=dict, repr=False)


def parse(url: str) -> Address:
    """Address of a REDIS_URL. Raises BadAddress."""
    if _PLACEHOLDER.search(url):
        raise BadAddress(
            "hold the value, not a placeholder such as $(NAME) or ${NAME}; a $ of the password"
            " itself is %24"
        )
    if _UNSEEN.search(url):
        raise BadAddress(
            "have no line break or tab in it; a part from a Kubernetes secret may end in one"
        )
    found = _PARTS.fullmatch(url)
    if not found:
        raise BadAddress(f"be like {FORMS}")
    scheme, netloc, path, query, fragment = (part or "" for part in found.groups())
    # redis-py reads the query as a form, where + means a blank: a literal + is kept.
    query = query.replace("+", "%2B")
    # Valkey's own names of the schemes mean the same.
    scheme = re.sub("^valkey", "redis", scheme)
    parts = SplitResult(scheme, _checked(netloc, path, scheme), path, query, fragment)
    if parts.fragment:
        raise BadAddress(f"have no # in it: {ESCAPES}")
    match parts.scheme:
        case "redis" | "rediss" | "unix":
            return _server(parts)
        case "redis+cluster" | "rediss+cluster":
            return _cluster(parts)
        case "redis+sentinel" | "rediss+sentinel":
            return _sentinel(parts)
        case _:
            raise BadAddress(f"be like {FORMS}")


def _checked(netloc: str, path: str, scheme: str) -> str:
    """User, password and hosts, as urlsplit takes them."""
    if _SECOND_SCHEME.search(netloc) and path.startswith("//"):
        raise BadAddress(f"name its scheme once, and be like {FORMS}")
    if "@" in path and scheme != "unix":
        raise BadAddress(_NO_HOST)
    before, at, hosts = netloc.rpartition("@")
    if re.search("@.*,", before):
        raise BadAddress(f"give user and password once, before the first host; {ESCAPES}")
    if hosts.count("[") != hosts.count("]"):
        raise BadAddress(f"be like {FORMS}")
    return quote(before, safe=_TAKEN) + at + hosts


def _server(parts: SplitResult) -> Address:
    _check_options(parts, frozenset({"db"}))
    if parts.scheme == "unix":
        if not parts.path.strip("/") or parts.netloc.rpartition("@")[2]:
            raise BadAddress("name the socket, with its whole path: unix:///path")
        # Of two slashes at the beginning, what follows would be taken for a host.
        parts = parts._replace(path="/" + parts.path.lstrip("/"))
    else:
        if len(_nodes(parts, PORT)) > 1:
            raise BadAddress(f"name one server, or be like {FORMS}")
        _database(parts.path.strip("/"))
    return Address(AddressKind.SERVER, _parsed(parts.geturl()), tls=_tls(parts))


def _cluster(parts: SplitResult) -> Address:
    _check_options(parts)
    if _database(parts.path.strip("/")):
        raise BadAddress("name no database: a Cluster has only 0")
    return Address(AddressKind.CLUSTER, _options(parts), _nodes(parts, PORT), _tls(parts))


def _sentinel(parts: SplitResult) -> Address:
    _check_options(parts, frozenset(_OF_SENTINELS))
    service, _, database = parts.path.strip("/").partition("/")
    if not service:
        raise BadAddress(
            "name the master as the Sentinels do:"
            " redis+sentinel://host:26379,host2:26379/mymaster/0"
        )
    options = {**_options(parts), "db": _database(database)}
    of_sentinels = {name: value for name, value in options.items() if name in _TLS}
    for name, option in _OF_SENTINELS.items():
        if name in options:
            of_sentinels[option] = options.pop(name)
    nodes = _nodes(parts, SENTINEL_PORT)
    return Address(
        AddressKind.SENTINEL, options, nodes, _tls(parts), unquote(service), of_sentinels
    )


def _tls(parts: SplitResult) -> bool:
    return parts.scheme.startswith("rediss")


def _check_options(parts: SplitResult, more: frozenset[str] = frozenset()) -> None:
    given = parse_qs(parts.query, keep_blank_values=True)
    if given.keys() & {"username", "password"}:
        raise BadAddress(
            "give user and password before the host: redis://user:password@host:6379/0"
        )
    known = more | (_TLS if _tls(parts) else set())
    if given.keys() - known:
        only = f"no other options than {', '.join(sorted(known))}" if known else "no options"
        raise BadAddress(f"have {only} with this kind of address")
    if any(len(values) > 1 for values in given.values()):
        raise BadAddress("name each option once")
    if "db" in given and parts.scheme != "unix" and parts.path.strip("/"):
        raise BadAddress("name the database once: /0 or ?db=0")
    if not set(map(str.lower, given.get("ssl_check_hostname", ()))) <= _YES_OR_NO:
        raise BadAddress("set ssl_check_hostname to true or false")
    if not {*given.get("ssl_cert_reqs", ())} <= _CERT_REQS:
        raise BadAddress("set ssl_cert_reqs to none, optional or required")


def _nodes(parts: SplitResult, port: int) -> tuple[tuple[str, int], ...]:
    """Hosts and ports of a list with commas; user and password before the @ are for all."""
    listed = parts.netloc.rpartition("@")[2].split(",")
    return tuple(_parse_node(each, port) for each in listed)


def _parse_node(text: str, port: int) -> tuple[str, int]:
    if _IPV6.fullmatch(text):
        raise BadAddress("have its IPv6 address in brackets: redis://[2001:db8::1]:6379/0")
    try:
        found = urlsplit(f"//{text}")
        host, given = found.hostname, found.port
        unquote(host or "").encode("idna")  # as whoever looks it up will do
    except ValueError:
        host, given = None, None
    if not host or given == 0:
        raise BadAddress(_NO_HOST)
    return unquote(host), given or port


def _database(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise BadAddress("end in the number of a database, such as /0")
    return int(text or 0)


def _options(parts: SplitResult) -> dict[str, Any]:
    """Options for redis-py from the URL: user, password, TLS."""
    before, at, _ = parts.netloc.rpartition("@")
    options = _parsed(f"redis://{before}{at}host?{parts.query}")
    del options["host"]
    return options


def _parsed(url: str) -> dict[str, Any]:
    try:
        options = dict(parse_url(url))
    except ValueError:
        raise BadAddress("set db to a number, and ssl_check_hostname to true or false") from None
    return {**options, **{name: _file(str(options[name])) for name in _FILES if name in options}}


def _file(name: str) -> str:
    try:
        return str(Path(name).expanduser())
    except RuntimeError:
        raise BadAddress("name a user of this machine after the ~ of a file") from None
