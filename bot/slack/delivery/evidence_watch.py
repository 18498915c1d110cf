"""Questions to AWS about runs that wait for evidence: when they are asked, what an answer does."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from prometheus_client import Counter

from bot.core.aws_questions import asks_again, asks_aws, is_out_of_reach, looks_back
from bot.core.due import Due
from bot.core.evidence import Evidence, Topic, Unknown, next_question
from bot.core.flow import Flows
from bot.core.proofs import press_of, trail_press
from bot.core.run import Run, account_of
from bot.core.shown import Shown
from bot.core.snapshot import Snapshot
from bot.core.timers import EVIDENCE, TRAIL, TRAIL_AFTER, TRAIL_ASKED_FOR
from bot.guide import Guide, Moved
from bot.slack.api.errors import SlackRefused
from bot.slack.delivery.delivery import Delivery

if TYPE_CHECKING:
    from bot.aws.client import Aws

log = logging.getLogger(__name__)

ASKED = Counter("mfa_evidence_total", "Questions to AWS, by answer", ["topic", "result"])
AT_ONCE = 4  # runs; where AWS hangs, everything else that is due goes on
for _topic, _result in product(Topic, ("answered", *Unknown)):
    ASKED.labels(_topic, _result)


@dataclass(slots=True)
class EvidenceWatch:
    """`aws`: whom to ask."""

    _guide: Guide
    _delivery: Delivery
    _aws: "Aws"
    _at_work: int = field(default=0, init=False)
    _told: set[tuple[str, Topic, Unknown]] = field(default_factory=set, init=False)

    async def settle(self, team: str, due: Due) -> bool:
        """Ask for what the run waits for; whether that does what is due.

        A question is due again for as long as the run waits. A reminder is done if AWS answers it.
        Raises StoreAway, NewerRecord.
        """
        found = await self._guide.look(team, due.run)
        if is_out_of_reach(self._guide.context(found, account_of(due.run)).account):
            asks = due.what in (EVIDENCE, TRAIL)
            if asks:
                await self._guide.store.due.settle(team, due)
            return asks
        if due.what == TRAIL:
            await self._look_back(team, due, found)
            return True
        evidence = await self._ask_if_free(found, asks_aws)
        # Where it moves, the commit has said what is due from now on.
        if evidence and found.run and await self._press(team, found, found.run, evidence):
            return True
        if due.what == EVIDENCE:
            await self._guide.store.due.settle(team, due, self._next_ask(found, evidence))
        return due.what == EVIDENCE

    async def _look_back(self, team: str, due: Due, found: Snapshot) -> None:
        """Have the report of an ended run tell when root signed in, as CloudTrail says."""
        run, guide = found.run, self._guide
        evidence = await self._ask_if_free(found, _trail)
        if run and evidence:
            press = trail_press(run, evidence, found.shown.channel or run.channel)
            if press and isinstance(await guide.press(team, press, done=due), Moved):
                return
        soon = run is not None and guide.clock() - (run.ended_at or run.moved_at) < TRAIL_ASKED_FOR
        again = soon and (evidence is None or bool(evidence.unknown))
        await guide.store.due.settle(team, due, guide.clock() + TRAIL_AFTER if again else None)

    async def _ask_if_free(
        self, found: Snapshot, topics_of: Callable[[Flows, Run], tuple[Topic, ...]]
    ) -> Evidence | None:
        run = found.run
        topics = topics_of(self._guide.flows, run) if run else ()
        if run is None or not topics or self._at_work >= AT_ONCE:
            return None
        self._at_work += 1
        since = run.moved_at if run.open else run.opened_at
        try:
            evidence = await self._aws.evidence(run.account_id, topics, since)
        finally:
            self._at_work -= 1
        self._log(run.account_id, topics, evidence)
        return evidence

    def _next_ask(self, found: Snapshot, evidence: Evidence | None) -> int | None:
        run = found.run
        waits = run is not None and asks_again(self._guide.flows, run, evidence)
        return next_question(run.moved_at, self._guide.clock()) if run and waits else None

    async def _press(self, team: str, found: Snapshot, run: Run, evidence: Evidence) -> bool:
        """Whether AWS's answer moves the run."""
        guide, channel = self._guide, found.shown.channel or run.channel
        context = guide.context(found, run.account)
        press = press_of(guide.flows, run, evidence, channel, guide.clock(), context)
        if press is None:
            return False
        if found.shown.turn < run.turn:  # what AWS answers is seen as an answer to what was asked
            shown = await self._show(team, run)
            if shown is None or shown.turn < run.turn:
                return False
        if not isinstance(moved := await guide.press(team, press), Moved):
            return False
        await self._show(team, moved.run)
        return True

    async def _show(self, team: str, run: Run) -> Shown | None:
        """What Slack shows then; None if it does not answer or refuses, and it is shown later."""
        try:
            return await self._delivery.show(team, run.id, run.turn)
        except SlackRefused:
            return None

    def _log(self, account: str, topics: Collection[Topic], evidence: Evidence) -> None:
        """Log line, once for each account and reason."""
        for topic in topics:
            why = evidence.unknown.get(topic)
            ASKED.labels(topic, why or "answered").inc()
            if why is None:
                self._told = {told for told in self._told if told[:2] != (account, topic)}
            elif (account, topic, why) not in self._told:
                self._told.add((account, topic, why))
                log.warning("no answer from AWS about %s of account %s: %s", topic, account, why)


def _trail(flows: Flows, run: Run) -> tuple[Topic, ...]:
    return (Topic.TRAIL,) if looks_back(flows, run) else ()
