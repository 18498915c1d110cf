"""Audit entries of one decision: the press, and each step that the bot answered itself after it."""

from collections.abc import Mapping

from bot.core.press import Press
from bot.core.run import Run

Entry = Mapping[str, str]
SIGN_INS = "root_sign_ins"  # field: times in ms since 1970, as CloudTrail reports them


def entries(
    run: Run, press: Press, origin: str, now: int, more: Entry
) -> tuple[Entry, tuple[Entry, ...]]:
    """Entry of the press, and those of what was answered. The last names the outcome, if any.

    origin: the step where it was pressed
    more: further fields of the press
    """

    def entry(by: str, button: str, left: str, to: str) -> dict[str, str]:
        return {
            "run": run.id,
            "account": run.account,
            "by": by,
            "button": button,
            "from": left,
            "to": to,
            "turn": str(run.turn),
            "at": str(now),
            **({"drill": "yes"} if run.drill else {}),
        }

    passed = [(one.flow, one.step) for one in run.answered]
    first, *later = [f"{flow}/{step}" for flow, step in (*passed, (run.place.flow, run.place.step))]
    told = [
        {**entry(press.by, press.pressed, origin, first), **more},
        *(entry(a.by, a.button, a.step, to) for a, to in zip(run.answered, later, strict=True)),
    ]
    if run.outcome:
        told[-1]["outcome"] = run.outcome
    return told[0], tuple(told[1:])


def details(before: Run, run: Run, press: Press, reason: str, used: str) -> Entry:
    """Fields that only the entries of some presses have. `used`: attempts before and after."""
    access, asked, now = press.access_to(run.flow), before.approval, run.approval
    told = now if now != asked else None
    return {
        **({"reason": reason} if reason else {}),
        **({"lead": run.lead} if run.lead != before.lead else {}),
        **({"access": access} if access.is_uncertain else {}),
        **({"proof": press.proof} if press.proof else {}),
        **({"used": used} if used else {}),
        **({"approval": told.state} if told else {}),
        **({"untold": "yes"} if told and told.untold else {}),
    }
