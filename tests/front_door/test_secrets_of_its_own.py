"""No object of a running bot spells out the bot's own secrets, wherever it may be logged."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.app import assemble
from bot.process.proxies import Proxies
from bot.slack.api.calls import Calls
from bot.slack.transport.socket_mode import SocketMode
from tests.support.bots import Clock, settings
from tests.support.slack import SECRET, TOKEN, Slack

APP_TOKEN, PASSWORD = "xapp-1-A0PLANTED", "pr0xyw0rd"


def parts(of: Any) -> list[Any]:
    """What an object holds, whatever holds it."""
    if isinstance(of, dict):
        return [*of, *of.values()]
    if isinstance(of, list | tuple | set | frozenset):
        return [*of]
    slots = [name for kind in type(of).__mro__ for name in getattr(kind, "__slots__", ())]
    held = [getattr(of, name, None) for name in slots]
    return [*held, *getattr(of, "__dict__", {}).values(), getattr(of, "__self__", None)]


def within(root: Any) -> Iterator[Any]:
    """Objects of the bot's own classes that can be reached from one of them."""
    known, waiting = {id(root)}, [root]
    while waiting:
        found = waiting.pop()
        if type(found).__module__.startswith("bot."):
            yield found
        elif not isinstance(found, dict | list | tuple | set | frozenset) and not callable(found):
            continue
        for part in parts(found):
            if id(part) not in known:
                known.add(id(part))
                waiting.append(part)


async def test_none_spells_a_token_or_a_password_out(
    slack: Slack, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ana:{PASSWORD}@proxy.example.com:3128")
    given = settings(slack, redis_url, slack_app_token=APP_TOKEN)
    async with assemble(given, clock, clock.monotonic) as bot:
        objects = [*within(bot)]
        assert {Calls, SocketMode, Proxies} <= {type(one) for one in objects}
        for one in objects:
            for secret in (TOKEN, SECRET, APP_TOKEN, PASSWORD):
                assert secret not in repr(one), type(one)
