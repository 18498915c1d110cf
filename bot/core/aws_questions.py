"""Questions to AWS about a run's account: what the run waits for, and what its report tells."""

from bot.core.evidence import TOPICS, Evidence, Topic
from bot.core.flow import Flows, Step
from bot.core.known_answers import filled_by_aws
from bot.core.root_mfa import is_mfa_off
from bot.core.run import SUPERSEDED, Run
from bot.core.team import OTHER_PARTITIONS, KnownAccount


def asks_aws(flows: Flows, run: Run) -> tuple[Topic, ...]:
    """Questions to AWS that the run waits for; none where its account ID is not known, and none in
    a drill.
    """
    return tuple(dict.fromkeys([*filled_in(flows, run), *_proofs(flows, run)]))


def filled_in(flows: Flows, run: Run) -> tuple[Topic, ...]:
    """Questions to AWS whose answer may be the answer to the run's step, which nobody has given.

    A number that AWS is to compare with its own is a person's, or the team file's.
    """
    step = _asks_of(flows, run)
    if step is None or not (flows.aws and run.open) or run.place.mark in run.asked:
        return ()
    compared = {Topic.PHONE} if flows.compares_number(run.place.flow) else set()
    return tuple(topic for topic in filled_by_aws(step) if topic not in compared)


def looks_back(flows: Flows, run: Run) -> bool:
    """Whether CloudTrail is asked for root's sign-ins after the end of a run."""
    ended = not run.open and run.outcome != SUPERSEDED
    return ended and flows.aws and _asks_of(flows, run) is not None


def asks_again(flows: Flows, run: Run, evidence: Evidence | None) -> bool:
    """Whether AWS is asked again after it said this; what it says of a step's question is its last
    word, while a change that the run waits for may still come.
    """
    filled = filled_in(flows, run)
    open_ = filled if evidence is None else [topic for topic in filled if topic in evidence.unknown]
    return bool(open_ or _proofs(flows, run))


def _proofs(flows: Flows, run: Run) -> list[Topic]:
    step = _asks_of(flows, run)
    if step is None:
        return []
    asked = [TOPICS[fact] for fact in step.proofs] if run.open else []
    return [*asked, *([Topic.MFA] if flows.proves and is_mfa_off(flows, run) else [])]


def is_out_of_reach(account: KnownAccount | None) -> bool:
    """Whether AWS can't be asked about an account, by what the team file says of it."""
    return account is not None and account.kind in OTHER_PARTITIONS


def _asks_of(flows: Flows, run: Run) -> Step | None:
    """Step of a run about whose account AWS can be asked."""
    step = flows.step_at(run.place)
    return step if run.account_id and not run.drill else None
