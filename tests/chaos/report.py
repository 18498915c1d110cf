"""The figures of a storm, as a person reads them."""

from tests.chaos.judge import Verdict
from tests.chaos.storm import Storm

SLOWEST = "slowest answer, seconds"


def figures(storm: Storm, verdict: Verdict) -> dict[str, float]:
    return {
        "kills survived": storm.kills,
        "runs": verdict.runs,
        "presses accepted": verdict.accepted,
        "attempts spent": verdict.attempts,
        "steps lost": verdict.lost,
        "attempts miscounted": verdict.miscounted,
        "steps shown twice": verdict.twice,
        "threads opened twice": verdict.threads_twice,
        "steps for somebody else": verdict.copies,
        "approvals asked for": verdict.approvals.asked,
        "approvals decided": verdict.approvals.decided,
        "approvals doubled": verdict.approvals.doubled,
        "approvals lost": verdict.approvals.lost,
        SLOWEST: storm.book.slowest,
    }


def together(storms: list[dict[str, float]]) -> dict[str, float]:
    return {
        name: (max if name == SLOWEST else sum)(each[name] for each in storms) for name in storms[0]
    }


def told(title: str, found: dict[str, float], broken: list[str]) -> str:
    lines = [f"Chaos: {title}"]
    lines += [f"  {name:24} {figure:,.{2 if figure % 1 else 0}f}" for name, figure in found.items()]
    lines += [f"  BROKEN {promise}" for promise in broken]
    return "\n".join(lines)
