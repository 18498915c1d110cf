"""Presses as Slack sends them, one after the other or all at once."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from bot.core.due import SHOW
from bot.local.slack import payloads
from bot.local.slack.workspace import CHANNELS, PEOPLE, Message, Person
from bot.slack.render.codec import action_id, pack
from bot.store.commit import LEASE_MS
from tests.bench.line import Line, payload
from tests.bench.slack import YesSlack
from tests.support.slack import TEAM

ANA, ONCALL = PEOPLE[0], CHANNELS[0]
THERE, BACK = ("what_happened", "broken"), ("account_kind", "run:back")


@dataclass(slots=True)
class Run:
    """A run that walks one step there and back again, for ever."""

    id: str
    turn: int = 1

    def press(self, by: Person = ANA, hook: str = "") -> dict[str, Any]:
        step, button = THERE if self.turn % 2 else BACK
        value = pack(self.id, self.turn, step, button)
        self.turn += 1
        return press(value, action_id(button), self.turn, by, hook)


def press(value: str, action: str, n: int, by: Person = ANA, hook: str = "") -> dict[str, Any]:
    """Press as it comes from Slack; the message in it is as long as the bot's usually are."""
    text = "word " * 120
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}] * 3
    message = Message(ONCALL.id, "1795000000.000001", "U0BOT", text, blocks, "1795000000.000000")
    pressed = {
        "type": "button",
        "action_id": action,
        "block_id": "ways",
        "value": value,
        "text": {"type": "plain_text", "text": "Broken or New Phone"},
        "action_ts": f"1795000000.{n:06d}",
    }
    return payload(payloads.block_actions(by, ONCALL, message, pressed, hook, f"{n}.1795000000"))


async def start(line: Line, account: str, slack: YesSlack) -> Run:
    fields = payloads.slash_command(
        ANA, ONCALL, "/mfa-lost", account, f"{slack.url}/hooks", "0.bench"
    )
    _, status, text = await line.send(fields)
    assert (status, text) == (200, ""), text
    return Run(await slack.begun(account))


async def moved(line: Line, run: Run) -> float:
    """Seconds until the 200 of one press that moved the run."""
    seconds, status, text = await line.send(run.press())
    assert (status, text) == (200, ""), text
    return seconds


async def settled(redis: Redis, team: str = TEAM) -> None:
    """Wait until no press is left to be shown."""
    while True:
        leased = int(time.time() * 1000) + LEASE_MS
        due = await redis.zrange(f"mfa:{{{team}}}:due", "-inf", leased, byscore=True)
        if not any(str(one).startswith(f"{SHOW}:") for one in due):
            return
        await asyncio.sleep(0.002)


EMPTY = press("1|x|1|y|z", "press:broken", 1)  # for whoever only acknowledges it
