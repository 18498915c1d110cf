"""The figures of a storm, as a person reads them."""

from tests.chaos.judge import Verdict
from tests.chaos.storm import Storm

TOLD: list[str] = []  # by the tests, to be printed at their end


def told(title: str, seed: str, storm: Storm, verdict: Verdict) -> str:
    figures = {
        "kills survived": storm.kills,
        "runs": verdict.runs,
        "presses accepted": verdict.accepted,
        "attempts spent": verdict.attempts,
        "steps lost": verdict.lost,
        "attempts miscounted": verdict.miscounted,
        "steps shown twice": verdict.twice,
        "threads opened twice": verdict.threads_twice,
        "slowest answer": f"{storm.book.slowest:.2f} s",
    }
    scopes = "with" if storm.may_look else "without"
    lines = [f"Chaos: {title}, {scopes} the history scopes (CHAOS_SEED={seed})"]
    lines += [f"  {name:20} {figure}" for name, figure in figures.items()]
    lines += [f"  BROKEN {promise}" for promise in verdict.broken]
    return "\n".join(lines)
