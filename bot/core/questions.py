"""Questions that a run need not answer: it has come past them, or the answer is known."""

from bot.core.context import Context
from bot.core.flow import Flows, Step
from bot.core.known_answers import known_answer
from bot.core.place import Place
from bot.core.replacing import replace
from bot.core.run import Answered, Run
from bot.core.team import TEAM_FILE
from bot.core.typed_ids import ACCOUNT_ID


def settled_after(run: Run, step: Step) -> tuple[str, ...]:
    """Kinds of questions that a run has come past once it leaves this step.

    The ID of the account is needed by commands: only an answer leads past the question for it.
    """
    past = ACCOUNT_ID in run.values if step.asks == ACCOUNT_ID else step.once
    kind = step.asks if past else None
    return run.settled if kind is None or kind in run.settled else (*run.settled, kind)


def still_settled(run: Run, before: Run, step: Step | None, *, paused: bool) -> tuple[str, ...]:
    """Kinds of questions that a run has come past and is not to answer again, at this step.

    `paused`: nobody pressed for so long that what was asked before is asked again.
    """
    again: tuple[str, ...] = ()
    forgot = before.values.keys() - run.values.keys()  # what was typed in direct messages
    if forgot or paused:  # whatever the press is; a day mends no wrong team file
        again = tuple(kind for kind in before.settled if "/" not in kind)
    if step and step.asks and asked_once(step):  # Back to it
        again = (*again, step.asks)
    return tuple(kind for kind in run.settled if kind not in again)


def after_settled_questions(flows: Flows, run: Run, place: Place) -> Place:
    """The first place from here on that is no question which this run has settled."""
    step = flows.step_at(place)
    if step is None or step.go is None or not asked_once(step) or step.asks not in run.settled:
        return place
    return after_settled_questions(flows, run, place.to(step.go))


def asked_once(step: Step) -> bool:
    """Whether a run that has come past such a question is not asked again."""
    return step.once or step.asks == ACCOUNT_ID


def with_known_answer(run: Run, step: Step | None, context: Context) -> tuple[Run, Place] | None:
    """Run whose step the bot answers itself, and the place that this leads to; None where the
    answer is not known, or the run has come past this question.
    """
    here = run.place
    known = known_answer(step, run, context) if step else None
    if step is None or known is None or here.mark in run.settled:
        return None
    answered = Answered(here.flow, here.step, known.button, TEAM_FILE, tuple(known.values))
    told = replace(
        run,
        values={**run.values, **known.values},
        settled=settled_after(run, step),
        answered=(*run.answered, answered),
        number=run.number + 1,
    )
    return told, here.to(known.go)
