"""What the bot's processes log, and what they must not."""

import logging

# What they log below this holds whole requests, and so phone numbers and whatever was typed.
_TALKATIVE = ("slack_sdk", "slack_bolt", "aiohttp", "asyncio")


def to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
