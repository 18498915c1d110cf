"""The proxy on the way to Slack, as the environment names it: HTTPS_PROXY, ALL_PROXY, NO_PROXY.

aiohttp looks for one by the scheme of the URL, so that it finds none for `wss`, and the Slack SDK
does not know NO_PROXY; so whoever calls Slack asks here, and hands over what is found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.request import getproxies_environment

import aiohttp
from yarl import URL

_LIKE = {"wss": "https", "ws": "http"}
_TALKS = ("http", "https")  # what aiohttp can speak to a proxy
ADVICE = {
    407: "set user and password: HTTPS_PROXY=http://user:password@host:port",
    403: "let it pass slack.com and its subdomains, port 443",
}


class BadProxy(ValueError):
    """One sentence; the address in it may hold a password, and is not repeated."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """By scheme of the URL, as `urllib` reads them; `no` are the hosts that need none."""

    by_scheme: Mapping[str, URL] = field(default_factory=dict)
    no: str = ""

    def of(self, url: str) -> URL | None:
        """None: call directly. Raises ValueError where `url` is none."""
        where = URL(url)
        proxy = self.by_scheme.get(_LIKE.get(where.scheme, where.scheme), self.by_scheme.get("all"))
        if proxy is None or any(_names(entry.strip(), where) for entry in self.no.split(",")):
            return None
        return proxy


def _names(entry: str, url: URL) -> bool:
    """Whether an entry of NO_PROXY means this URL: `*`, a domain with all below, an address, a
    network; a domain may have a port.
    """
    host = (url.host or "").lower()
    name = entry.lower().removeprefix("*").removeprefix(".")
    below = any(f".{each}".endswith(f".{name}") for each in (host, f"{host}:{url.port}"))
    if entry == "*" or (name and below):
        return True
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        return False


def from_environment() -> Proxies:
    """Raises BadProxy."""
    named = getproxies_environment()
    wanted = {scheme: named[scheme] for scheme in (*_TALKS, "all") if named.get(scheme)}
    return Proxies({s: _url(s, address) for s, address in wanted.items()}, named.get("no", ""))


def _url(scheme: str, address: str) -> URL:
    mistake = (
        f"{scheme.upper()}_PROXY must be like http://host:3128 or http://user:password@host:3128."
    )
    try:
        url = URL(address if "://" in address else f"http://{address}")
    except ValueError:
        raise BadProxy(mistake) from None
    if url.scheme not in _TALKS or not url.host or url.explicit_port == 0:
        raise BadProxy(mistake)
    try:
        url.host.encode("idna")  # as whoever looks it up will do
    except UnicodeError:
        raise BadProxy(mistake) from None
    if not _can_be_sent(url):
        raise BadProxy(
            f"User and password in {scheme.upper()}_PROXY must be of Latin-1 characters, and the"
            " user must have no colon in it: nothing else can be sent to a proxy."
        )
    return url


def _can_be_sent(url: URL) -> bool:
    """Whether aiohttp can make the header of user and password, as each call will need it."""
    try:
        auth = aiohttp.BasicAuth.from_url(url)
        return auth is None or bool(auth.encode())
    except ValueError:
        return False


def connection_error(error: Exception) -> str:
    """What kept a call from Slack. Never its text: addresses in that let others in."""
    match error:
        case aiohttp.ClientHttpProxyError(status=status):
            remedy = f": {ADVICE[status]}" if status in ADVICE else ""
            return f"the proxy refuses the connection ({status}){remedy}"
        case aiohttp.ClientProxyConnectionError():
            return "the proxy can't be reached: look at HTTPS_PROXY"
        case aiohttp.ClientConnectorCertificateError():
            return (
                "the certificate is not trusted: where a proxy inspects TLS, name its CA in"
                " SSL_CERT_FILE"
            )
        case _:
            return type(error).__name__
