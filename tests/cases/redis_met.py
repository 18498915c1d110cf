"""What a Redis that can't be used leads to, wherever somebody looks."""

import asyncio
from itertools import count

from bot.health.findings import Finding
from tests.front_door.test_redis_away import SENTENCE
from tests.support.bots import Served, eventually
from tests.support.ear import Ear
from tests.support.examined import examined
from tests.support.slack import SECRET, TOKEN, Slack
from tests.support.slowest import in_time

NUMBERS = count()
SOME_LOOKS = 0.5  # seconds, in which the bot looks for work some twenty times


async def doctors(slack: Slack, url: str) -> list[Finding]:
    environ = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "REDIS_URL": url,
        "PORT": "0",
    }
    return [found for found in await examined(environ) if found.about.startswith("Redis")]


async def is_told(bot: Served, log: Ear, *words: str) -> None:
    """In /readyz, to whoever asks in Slack, and in one line of the log, however long it lasts."""
    await eventually(lambda: "Redis is unavailable" in log.text)
    await asyncio.sleep(SOME_LOOKS)
    (line,) = (line for line in log.lines if "Redis is unavailable" in line)
    assert {"WARNING", "ERROR"} & log.levels == {"WARNING"}
    ready = await bot.door.get("/readyz/redis")
    assert ready.status == 503
    for word in words:
        assert word in line
        assert word in ready.json["redis"]
    answer = await bot.person("U0ANA").command("/mfa-lost", "prod")
    assert answer.json["text"].startswith(SENTENCE)
    in_time(words[0], answer.seconds)


async def is_back(bot: Served, log: Ear) -> None:
    await eventually(lambda: "Redis is available again" in log.text)
    assert log.text.count("Redis is available again") == 1
    assert (await bot.door.get("/readyz")).status == 200
    await bot.start(bot.person("U0ANA"), account=f"after{next(NUMBERS)}")
