"""Proxy settings for calls to Slack: HTTPS_PROXY, ALL_PROXY and NO_PROXY.

aiohttp finds no proxy for `wss`, and the Slack SDK ignores NO_PROXY. So every caller of Slack asks
here, and passes the proxy on.
"""

import os
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
    403: "allow slack.com and its subdomains on port 443",
}


class BadProxy(ValueError):
    """One sentence on a proxy variable, without its value, which may hold a password."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """Proxy URLs by scheme, as `urllib` reads them; `no`: the value of NO_PROXY."""

    by_scheme: Mapping[str, URL] = field(default_factory=dict, repr=False)  # passwords too
    no: str = ""

    def for_url(self, url: str) -> URL | None:
        """Proxy for `url`; None to connect directly. Raises ValueError if `url` is no URL."""
        where = URL(url)
        proxy = self.by_scheme.get(_LIKE.get(where.scheme, where.scheme), self.by_scheme.get("all"))
        if proxy is None or any(_names(entry.strip(), where) for entry in self.no.split(",")):
            return None
        return proxy


def _names(entry: str, url: URL) -> bool:
    """Whether an entry of NO_PROXY matches this URL: `*`, a domain with its subdomains and maybe a
    port, an address, or a network.
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
    """Proxies of this process's environment. Raises BadProxy."""
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
        url.host.encode("idna")  # as a look-up does
    except UnicodeError:
        raise BadProxy(mistake) from None
    if not _can_be_sent(url):
        raise BadProxy(
            f"User and password in {scheme.upper()}_PROXY must be of Latin-1 characters, and the"
            " user must have no colon in it: HTTP can send nothing else to a proxy."
        )
    return url


def _can_be_sent(url: URL) -> bool:
    """Whether aiohttp can encode user and password for the Proxy-Authorization header."""
    try:
        auth = aiohttp.BasicAuth.from_url(url)
        return auth is None or bool(auth.encode())
    except ValueError:
        return False


def connection_error(error: Exception) -> str:
    """Reason why a call to Slack failed, without the error's text: its URLs are secrets."""
    match error:
        case aiohttp.ClientHttpProxyError(status=status):
            remedy = f": {ADVICE[status]}" if status in ADVICE else ""
            return f"the proxy refuses the connection ({status}){remedy}"
        case aiohttp.ClientProxyConnectionError():
            return "the proxy can't be reached: check HTTPS_PROXY"
        case aiohttp.ClientConnectorCertificateError():
            if (file := os.environ.get("SSL_CERT_FILE")) and not os.access(file, os.R_OK):
                return f"SSL_CERT_FILE ({file}) can't be read, so no certificate is trusted"
            return (
                "the certificate is not trusted: where a proxy inspects TLS, name its CA in"
                " SSL_CERT_FILE; on macOS, run `Install Certificates.command` from your Python's"
                " folder"
            )
        case aiohttp.ClientConnectorDNSError():
            return (
                "a host name can't be resolved: check this machine's DNS, and HTTPS_PROXY if it is"
                " set"
            )
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return "the connection was refused"
        case TimeoutError():
            return "no answer in time"
        case _:
            return type(error).__name__
