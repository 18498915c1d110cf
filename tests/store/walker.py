"""Walk the real flows with the real guide, as a person would press."""

import uuid
from dataclasses import replace
from typing import Any

from bot.core.press import Press
from bot.core.refusals import Refused
from bot.core.run import Run
from bot.flowfiles.scenarios import parse_press
from bot.guide import Guide, Moved, RunNotFound
from bot.store.store import Store
from tests.store.shelf import NOW, TEAM
from tests.support.shipped import FLOWS

# To the step before the call, and to the very last button.
TO_THE_CALL = (
    *("broken", "standalone", "nothing", "answer=Ana; Ben", "answer=0912345678", "use_it"),
    *("skip", "opened", "chosen", "opened"),
)
TO_THE_END = (
    *TO_THE_CALL,
    *"calling signed_in passkey registered removed have_two not_needed right one".split(),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


class Walker:
    def __init__(self, store: Store) -> None:
        self.guide = Guide(FLOWS.without_aws, store)  # as where AWS is not asked

    @property
    def clock(self) -> Clock:
        """Of the store, which it was made with."""
        clock = self.guide.store.clock.override
        assert isinstance(clock, Clock)
        return clock

    def using(self, store: Store) -> "Walker":
        """The same at the same time, with another way to the same server."""
        return Walker(store)

    async def start(
        self, account: str = "prod", flow: str = "mfa-lost", by: str = "U1", request: str = ""
    ) -> Run:
        result = await self.guide.start(
            TEAM,
            flow,
            account,
            by=by,
            channel="C1",
            language="en",
            region="TW",
            request=request or uuid.uuid4().hex,
            as_typed=True,
        )
        assert isinstance(result, Moved)
        return result.run

    async def press(self, run: Run, text: str, **changes: Any) -> Moved | Refused | RunNotFound:
        return await self.guide.press(TEAM, replace(a_press(run, text), **changes))

    async def walk(self, run: Run, *presses: str) -> Run:
        """All of these, each of which must move the run."""
        for text in presses:
            result = await self.press(run, text)
            assert isinstance(result, Moved), (text, result)
            run = result.run
        return run


def a_press(run: Run, text: str) -> Press:
    """A button of the step where the run is, pressed by its lead in the run's channel."""
    button, answer = parse_press(text)
    return Press(
        id=uuid.uuid4().hex,
        run=run.id,
        turn=run.turn,
        step=run.place.step,
        button=button,
        by=run.lead,
        answer=answer,
        channel=run.channel,
    )
