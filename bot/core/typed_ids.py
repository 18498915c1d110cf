"""Account ID that is typed in a run: how it is taken back, and when it joins two names.

Whoever mistypes the ID sees it at the next step, and goes back. So the answer itself joins no
accounts: the first button of a flow after it does.
"""

from collections.abc import Mapping

from bot.core.accounts import is_account_id
from bot.core.context import Context
from bot.core.press import ANSWER, AWS, OWN_PREFIX, Press
from bot.core.replacing import replace
from bot.core.run import Run

ACCOUNT_ID = "account_id"  # the question, the value that answers it, and its placeholder


def without_typed_id(run: Run, context: Context) -> Run:
    """Run without the ID that was typed in it; one that is known otherwise stays."""
    if context.identity:
        return run
    return replace(run, values={k: v for k, v in run.values.items() if k != ACCOUNT_ID})


def listed_name(run: Run, context: Context) -> str:
    """Name that the team file has for the ID that was typed, until a button joins it with the name
    of the run; empty if there is none.
    """
    if context.identity or run.drill or not run.open:
        return ""
    known = context.team.account(run.values.get(ACCOUNT_ID, ""))
    return known.name if known else ""


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
