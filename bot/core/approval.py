"""Approval of a step by a second person, which a team's rule asks for before it goes on.

AWS knows nothing of it. Here is the record that a run keeps; `bot/core/approving.py` decides.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.team import Alone, ApprovalRule

BOT = "mfa-bot"  # who presses where nobody does; no id of Slack's is spelled like it
AGAIN = (1, 2, 4)  # reminders after so many times the rule's `again`


class ApprovalState(StrEnum):
    """State of an approval: whether the run waits for it, and how it was decided."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the run left the step before anybody answered
    TELLING = "telling"  # the lead goes on alone, once the approvers are told
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Latest approval that a run asked for. Times are ms since 1970."""

    flow: str
    step: str  # that waits for it
    turn: int  # of the run that asked; the buttons of this request carry it
    lead: str  # who led then
    led: tuple[str, ...] = ()  # everybody who led when this run asked, for this or before
    at: int
    rule: ApprovalRule  # as it was then
    button: str = ""  # of the step, which the lead wants to press
    reason: str = ""  # for what is to be done, as the approvers read it
    state: ApprovalState = ApprovalState.WAITING
    by: str = ""  # who decided
    decided_at: int = 0
    why: str = ""  # the lead goes on alone
    untold: bool = False  # Slack let the bot tell none of the approvers
    lone: str = ""  # who went on alone in this run, here or in an earlier request

    @property
    def waiting(self) -> bool:
        return self.state is ApprovalState.WAITING

    @property
    def pending(self) -> bool:
        """Whether the step is still held."""
        return self.state in (ApprovalState.WAITING, ApprovalState.TELLING)

    @property
    def given(self) -> bool:
        return self.state in (ApprovalState.APPROVED, ApprovalState.ALONE)

    @property
    def may_go_alone(self) -> bool:
        return self.waiting and self.rule.alone is Alone.TOLD

    @property
    def expires_at(self) -> int:
        """When nobody is asked any more; of one that was given, when it no longer counts."""
        return (self.decided_at if self.given else self.at) + self.rule.expires

    def reminders(self, now: int) -> int:
        """How many reminders are due by now."""
        return sum(at <= now for at in self._reminders_at())

    def next_at(self, now: int) -> int:
        """When the approvers are to be asked again, or the request expires."""
        later = (at for at in self._reminders_at() if at > now)
        return min((*later, self.expires_at))

    def decided(self, state: ApprovalState, by: str, at: int, why: str = "") -> "Approval":
        alone = by if state is ApprovalState.ALONE else self.lone
        return replace(self, state=state, by=by, decided_at=at, why=why or self.why, lone=alone)

    def is_of(self, flow: str, step: str) -> bool:
        return (self.flow, self.step) == (flow, step)

    def _reminders_at(self) -> tuple[int, ...]:
        times = (self.at + n * self.rule.again for n in AGAIN)
        return tuple(at for at in times if at < self.expires_at)
