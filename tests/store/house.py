"""A store with the team file of one account, and runs under its names."""

import random

from bot.core.budget import AttemptKind, Limits
from bot.core.place import Place
from bot.core.press import ANSWER, Press
from bot.core.refusals import Refused
from bot.core.run import Run
from bot.core.team import NO_TEAM_FILE, KnownAccount, Team
from bot.guide import Guide, Moved, RunAlreadyOpen, RunParked
from bot.store.store import Committed, Store
from tests.store.shelf import TEAM, Shelf, a_run, an_attempt
from tests.support.shipped import LIBRARY

ID, OTHER_ID = "123456789012", "210987654321"
FLOWS = LIBRARY.flows
ASKS, CONFIRMS = "account_id", "ready"  # the question, and a button of the step after it
PROD = KnownAccount(name="prod", id=ID, also=("production",), phone_region="JP")


class House(Shelf):
    """A store and a guide of its own, as in another process; `team`: what its team file says."""

    def __init__(self, shelf: Shelf, team: Team = NO_TEAM_FILE) -> None:
        super().__init__(shelf.redis)
        self.store = Store(shelf.redis, Limits(), lambda: self.now, team)
        self.guide = Guide(FLOWS, self.store, team=team)

    async def a_run_that_is_asked(self, account: str) -> Run:
        """An open run at the step that asks for the account's twelve digits."""
        run = a_run(id=f"{account}.a", account=account, place=Place.at("mfa-lost", ASKS))
        before = await self.store.load(TEAM, account, run.id)
        assert await self.commit(before, run) is Committed.DONE
        return run

    async def says(self, run: Run, text: str, by: str = "") -> Moved | Refused:
        press = Press(
            id=f"{run.id}/{text}",
            run=run.id,
            turn=run.turn,
            step=ASKS,
            button=ANSWER,
            by=by or run.lead,
            answer=text,
            channel=run.channel,
        )
        result = await self.guide.press(TEAM, press)
        assert isinstance(result, Moved | Refused)
        return result

    async def learns(self, run: Run, text: str, by: str = "") -> Moved | Refused:
        """The answer, and the button after it: who goes on means that the ID is right."""
        told = await self.says(run, text, by)
        return told if isinstance(told, Refused) else await self.goes_on(told.run, by)

    async def goes_on(self, run: Run, by: str = "", button: str = CONFIRMS) -> Moved | Refused:
        press = Press(
            id=f"{run.id}/{button}/{run.turn}",
            run=run.id,
            turn=run.turn,
            step=run.place.step,
            button=button,
            by=by or run.lead,
            channel=run.channel,
        )
        result = await self.guide.press(TEAM, press)
        assert isinstance(result, Moved | Refused)
        return result

    async def spends(self, account: str, name: str) -> Committed:
        before = await self.store.load(TEAM, account)
        run = a_run(id=f"{account}.{name}", account=account, press=name, outcome="recovered")
        attempts = before.attempts.spend(an_attempt(name, kind=AttemptKind.CALL, run=run.id))
        return await self.commit(before, run, attempts)

    async def used(self, account: str) -> int:
        return (await self.store.load(TEAM, account)).attempts.used(self.now)

    async def start(self, account: str, by: str = "U2") -> Moved | RunAlreadyOpen | RunParked:
        return await self.guide.start(
            TEAM,
            "mfa-lost",
            account,
            by=by,
            channel="C1",
            language="en",
            region="TW",
            request=f"{random.getrandbits(60):x}",
        )
