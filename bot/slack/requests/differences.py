"""Reports that AWS shows something else than a step says: counted, and maybe said in a sentence."""

from dataclasses import dataclass

from bot.core import answers
from bot.core.differences import Difference, Observation, Reporter, StepWords
from bot.core.press import Press
from bot.core.run import Run
from bot.flowfiles.library import Library
from bot.flowfiles.versions import version
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class DifferenceReports:
    store: Store
    library: Library

    async def pressed(self, team: str, press: Press, run: Run) -> None:
        """Count a press about the present step, in the language of the thread. Raises StoreAway."""
        flow, step = run.place.flow, run.place.step
        words = self.library.in_language(flow, run.language)
        if step in words.sections:
            read = StepWords(flow, step, words.language, version(words.sections[step]))
            await self._keep(team, Difference(_reporter(press), read))

    async def keep_observation(self, team: str, press: Press) -> None:
        """Keep what somebody sees instead. Raises BadAnswer, StoreAway."""
        if press.answer:
            await self._keep(team, Observation(_reporter(press), answers.difference(press.answer)))

    async def _keep(self, team: str, report: Difference | Observation) -> None:
        await self.store.differences.add(team, report, self.store.clock())


def _reporter(press: Press) -> Reporter:
    return Reporter(press.run, press.turn, press.by)
