"""Findings of `mfa-bot doctor`: ok, a warning, or wrong, with the remedy. Pure."""

from dataclasses import dataclass
from enum import StrEnum

MAX_SKEW_SECONDS = 60.0  # seconds; at 300 every request of Slack would be refused


class Severity(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check: subject, severity, sentence and remedy."""

    about: str
    word: Severity
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" -> {self.remedy}" if self.remedy else ""
        return f"{self.word:<8} {self.about:<15} {self.says}{remedy}"


def ok(about: str, says: str) -> Finding:
    return Finding(about, Severity.OK, says)


def warning(about: str, says: str, remedy: str) -> Finding:
    return Finding(about, Severity.WARNING, says, remedy)


def wrong(about: str, says: str, remedy: str) -> Finding:
    return Finding(about, Severity.WRONG, says, remedy)


def clock(about: str, ahead: float) -> Finding:
    """Finding about a clock; `ahead`: seconds by which this machine is ahead of it."""
    if abs(ahead) <= MAX_SKEW_SECONDS:
        return ok(about, f"within {max(1, round(abs(ahead)))} s of this machine's")
    side = "ahead of" if ahead > 0 else "behind"
    return wrong(
        about,
        f"this machine is {round(abs(ahead))} s {side} it; at 300 s, Slack's requests are refused",
        "set the clock, and keep it set (NTP)",
    )
