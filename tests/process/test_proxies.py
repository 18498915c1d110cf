"""Which proxy is on the way to an address, by what the environment says."""

import pytest
from aiohttp import ClientHttpProxyError, RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bot.process.proxies import BadProxy, connection_error, from_environment

PROXY = "http://user:planted@proxy.example.com:3128"
SLACK, WSS = "https://slack.com/api/", "wss://wss-primary.slack.com/link/?ticket=1"
NAMES = "HTTPS_PROXY HTTP_PROXY ALL_PROXY NO_PROXY".split()


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("url", [SLACK, WSS])
def test_slack_is_called_through_it(monkeypatch: pytest.MonkeyPatch, name: str, url: str) -> None:
    monkeypatch.setenv(name, PROXY)
    assert from_environment().for_url(url) == URL(PROXY)


@pytest.mark.parametrize("url", [SLACK, WSS])
def test_without_one_it_is_called_directly(url: str) -> None:
    assert from_environment().for_url(url) is None


def test_what_is_for_http_is_not_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", PROXY)
    assert from_environment().for_url(SLACK) is None
    assert from_environment().for_url("ws://127.0.0.1:1/") == URL(PROXY)


def test_the_more_exact_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", PROXY)
    monkeypatch.setenv("HTTPS_PROXY", "other:8080")
    assert from_environment().for_url(WSS) == URL("http://other:8080")


@pytest.mark.parametrize(
    ("no", "url", "passed_by"),
    [
        ("*", WSS, True),
        ("slack.com", WSS, True),
        (".slack.com", WSS, True),
        ("*.slack.com", WSS, True),
        ("a.example, SLACK.com", WSS, True),
        ("slack.com:443", WSS, True),
        ("slack.com:80", WSS, False),
        ("lack.com", WSS, False),
        ("com.example", WSS, False),
        (",", WSS, False),
        ("10.0.0.0/8", "https://10.1.2.3/api/", True),
        ("10.0.0.0/8", "https://11.1.2.3/api/", False),
        ("127.0.0.1", "http://127.0.0.1:8080/", True),
        ("::1", "https://[::1]:8080/", True),
    ],
)
def test_who_is_called_without_it(
    monkeypatch: pytest.MonkeyPatch, no: str, url: str, passed_by: bool
) -> None:
    monkeypatch.setenv("ALL_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", no)
    assert (from_environment().for_url(url) is None) is passed_by


@pytest.mark.parametrize(
    "address",
    [
        *("socks5://u:planted@host:1", "http://", "http://u:planted@h:x", "http://u:planted@h:0"),
        *("http://u:planted@h:99999", "http://u:planted@[::1", "http://u:planted@a..b:1"),
    ],
)
def test_one_that_can_not_be_spoken_to_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(BadProxy, match="HTTPS_PROXY must be like") as bad:
        from_environment()
    assert "planted" not in str(bad.value)


@pytest.mark.parametrize(
    "login",
    [
        "\u738b:planted",
        "%E7%8E%8B:planted",
        "u:planted\u6f22",
        "u:planted%E2%82%AC",
        "u%3Aa:planted",
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"])
def test_a_user_or_password_that_can_not_be_sent_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, login: str
) -> None:
    """Else each call would fail in the same way, and only the kind of that error be told."""
    monkeypatch.setenv(name, f"http://{login}@proxy.example.com:3128")
    with pytest.raises(BadProxy, match=f"User and password in {name} must be of Latin-1") as bad:
        from_environment()
    assert "planted" not in str(bad.value)


@pytest.mark.parametrize(
    "login", ["", "u@", "u:p@", ":p@", "j\u00f6rg:p\u00e4ss@", "j%C3%B6rg:p%3A%40ss@"]
)
def test_a_user_and_password_that_can_be_sent_are_taken(
    monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{login}proxy.example.com:3128")
    proxy = from_environment().for_url(SLACK)
    assert proxy
    assert proxy.host == "proxy.example.com"


@pytest.mark.parametrize(("status", "remedy"), [(407, "user"), (403, "slack.com"), (502, "502")])
def test_what_a_proxy_answers_is_told_without_its_password(status: int, remedy: str) -> None:
    headers = CIMultiDictProxy(CIMultiDict[str]())
    asked = RequestInfo(URL(PROXY), "CONNECT", headers, URL(PROXY))
    said = connection_error(ClientHttpProxyError(asked, (), status=status, message="planted"))
    assert remedy in said
    assert "planted" not in said
