"""The empty state of a bot and its Slack, for tests whose cases share them."""

from redis.asyncio import Redis

from tests.support.bots import Served
from tests.support.slack import TEAM

MINUTES = 11  # after which Slack is asked again, whatever it last said, or refused to say


async def as_new(bot: Served) -> None:
    """Delete all runs and attempts, mend Slack, and forget what was seen of it.

    The audit stays: a bot that finds it empty says that Redis was emptied.
    """
    await bot.slack.mended()
    await bot.settled()
    async with Redis.from_url(bot.bot.settings.redis_url, decode_responses=True) as redis:
        audit = f"mfa:{{{TEAM}}}:audit"
        kept = [key async for key in redis.scan_iter(count=1000) if key != audit]
        if kept:
            await redis.delete(*kept)
    bot.clock.turn(minutes=MINUTES)
    for seen in (bot.slack.messages, bot.slack.windows, bot.slack.calls, bot.slack.deliveries):
        seen.clear()
