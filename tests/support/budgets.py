"""Budgets as screens and sentences show them: of every count, and of a blocked account."""

from dataclasses import replace

from bot.core.budget import HOUR, Attempt, AttemptKind, AttemptResult, Attempts, Limits

NOW = 1_790_000_000_000


def attempts(used: int, *, blocked: bool = False) -> Attempts:
    made = [Attempt(str(n), NOW - HOUR - n, "U1", AttemptKind.CALL, "r") for n in range(used)]
    if blocked:
        made[0] = replace(made[0], result=AttemptResult.BLOCKED)
    return Attempts(tuple(sorted(made, key=lambda a: a.at)))


BUDGETS = [*(attempts(used) for used in range(Limits().limit + 1)), attempts(1, blocked=True)]
