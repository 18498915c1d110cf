"""Deadline of a press: a time limit for its round trips to Redis, and what a lost commit means."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.store.calls import NotWritten, StoreAway

DEADLINE_SECONDS = 2.2  # seconds for all round trips of one press: an answer within Slack's 3 s


class CommitUnknown(StoreAway):
    """Redis stopped answering during a commit: the press may count or not."""


@dataclass(slots=True)
class CommitState:
    writing: bool = False


@asynccontextmanager
async def within_deadline() -> AsyncIterator[CommitState]:
    """Time limit for all round trips of one press; a lost write raises CommitUnknown."""
    step = CommitState()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            yield step
    except (TimeoutError, StoreAway) as error:
        text = str(error) or "no answer in time"
        unknown = step.writing and not isinstance(error, NotWritten)
        raise (CommitUnknown(text) if unknown else StoreAway(text)) from error
