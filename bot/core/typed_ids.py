"""Account ID that is typed in a run: how it is taken back, and when it joins two names.

Whoever mistypes the ID sees it at the next step, and goes back. So the answer itself joins no
accounts: the first button of a flow after it does.
"""

from collections.abc import Mapping

from bot.core.accounts import is_account_id
from bot.core.context import Context
from bot.core.flow import Step
from bot.core.notes import Note
from bot.core.press import ANSWER, AWS, OWN_PREFIX, Press
from bot.core.replacing import replace
from bot.core.run import Run

ACCOUNT_ID = "account_id"  # the question, the value that answers it, and its placeholder


def without_typed_id(run: Run, context: Context) -> Run:
    """Run without the ID that was typed in it; one that is known otherwise stays."""
    if context.identity:
        return run
    return replace(run, values={k: v for k, v in run.values.items() if k != ACCOUNT_ID})


def note_on(step: Step, run: Run, context: Context) -> Note | None:
    """Note on an answer that the team file has for another name: perhaps they are two accounts."""
    asked = step.asks == ACCOUNT_ID and context.identity is None and not run.drill
    listed = context.team.account(run.values.get(ACCOUNT_ID, "")) if asked else None
    return Note.LISTED_ID if listed else None


def learned_names(
    before: Run, run: Run, press: Press, now: int, context: Context
) -> Mapping[str, str]:
    """Names of one account that a press confirms, each with who said so, and when."""
    told = before.values.get(ACCOUNT_ID, "")
    if context.identity or not told or is_account_id(run.account) or run.drill:
        return {}
    if press.by == AWS or told != run.values.get(ACCOUNT_ID) or press.button.startswith(OWN_PREFIX):
        return {}
    if context.team.are_distinct(run.account, told):
        return {}
    typed_by = next((one.by for one in reversed(before.moves) if one.button == ANSWER), press.by)
    return dict.fromkeys((run.account, told), f"{typed_by} {now}")
