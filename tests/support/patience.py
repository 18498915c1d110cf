"""How long a test waits for what must come: only so that one which waits in vain does not hang.

On a busy machine everything takes longer, and nothing is wrong with it.
"""

import aiohttp
import pytest

from bot.guide import deadline
from bot.local.slack import event_delivery
from bot.slack.api import installation, profiles, shared_channels, user_groups
from bot.slack.transport import colleagues
from bot.store import calls, client, pool

HANGING = 60.0  # seconds
SLACK_WAITS = 3.0  # seconds for an answer; then it tells the person that the app failed
REDIS_LIMITS = (
    (client, "CONNECT_SECONDS"),
    (client, "ANSWER_SECONDS"),
    (pool, "ANSWER_SECONDS"),
    (calls, "TRY_SECONDS"),
    (deadline, "DEADLINE_SECONDS"),
    (profiles, "REDIS_SECONDS"),
)
SLACK_LIMITS = (
    (installation, "PROBE_SECONDS"),
    (profiles, "SLACK_SECONDS"),
    (shared_channels, "SECONDS"),
    (user_groups, "SECONDS"),
    (colleagues, "SECONDS"),
)


def wait_for_redis(patch: pytest.MonkeyPatch) -> None:
    """The bot waits for Redis, however busy the machine is."""
    for module, limit in REDIS_LIMITS:
        patch.setattr(module, limit, HANGING)


def wait_for_slack(patch: pytest.MonkeyPatch, *, bot: bool) -> None:
    """Slack waits for the bot, however busy the machine is; `bot`: the bot for Slack, too."""
    patch.setattr(event_delivery, "PATIENCE", aiohttp.ClientTimeout(total=HANGING))
    for module, limit in SLACK_LIMITS if bot else ():
        patch.setattr(module, limit, HANGING)
