"""No object of a running bot spells out the bot's own secrets, wherever it may be logged."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from bot.process.proxies import Proxies
from bot.settings.settings import Settings
from bot.slack.api.calls import Calls
from bot.slack.requests.presses import Presses
from bot.slack.transport.socket_mode import SocketMode
from bot.slack.transport.workspace_gate import Gate
from bot.store.pool import WaitingPool
from tests.support.bots import Clock, served
from tests.support.redis_server import RedisServer
from tests.support.slack import SECRET, TOKEN, Slack

APP_TOKEN, OLD_SECRET = "xapp-1-A0PLANTED", "01d5ec2e" * 4
OF_PROXY, OF_REDIS = "pr0xyw0rd", "r3d15w0rd"
KEPT = (TOKEN, SECRET, OLD_SECRET, APP_TOKEN, OF_PROXY, OF_REDIS)


FLOW_MODULES, MOST = ("bot.core.flow", "bot.core.words"), 20


def of_the_bot() -> Iterator[object]:
    """Living objects of the bot's own classes, whoever holds them: Bolt and aiohttp too."""
    for one in gc.get_objects():
        module = f"{type(one).__module__}."
        if module.startswith("bot.") and not module.startswith("bot.local."):
            yield one


def a_few_steps(objects: Iterable[object]) -> Iterator[object]:
    """All of these, but of the classes of flows a few each: those hold what the files say."""
    found: Counter[type] = Counter()
    for one in objects:
        found[type(one)] += 1
        if type(one).__module__ not in FLOW_MODULES or found[type(one)] <= MOST:
            yield one


async def test_none_spells_a_token_or_a_password_out(
    slack: Slack, own_redis: RedisServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ana:{OF_PROXY}@proxy.example.com:3128")
    own_redis.ask("ACL", "SETUSER", "app", "on", f">{OF_REDIS}", "~*", "+@all")
    url = own_redis.url.replace("unix://", f"unix://app:{OF_REDIS}@")
    secrets = {"slack_app_token": APP_TOKEN, "slack_signing_secret_old": OLD_SECRET}
    others = [*of_the_bot()]  # of tests before this one
    known_before = {id(one) for one in others}
    async with served(slack, url, clock, **secrets) as bot:
        await bot.start(bot.person("U0ANA"))
        made_since = (one for one in of_the_bot() if id(one) not in known_before)
        objects = [*a_few_steps(made_since)]
        known = {Calls, Gate, Presses, Proxies, Settings, SocketMode, WaitingPool}
        assert known <= {type(one) for one in objects}
        for one in objects:
            told = repr(one)
            if type(one).__str__ is not object.__str__:  # else it is the same
                told += str(one)
            assert [secret for secret in KEPT if secret in told] == [], type(one)
