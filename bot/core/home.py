"""Summary of one AWS account: its attempts, open runs and checks, and whom to ask about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.readiness import Readiness, newest_by_flow
from bot.core.snapshot import Snapshot
from bot.core.view import BudgetView, budget_view


@dataclass(frozen=True, slots=True)
class AccountState:
    """Account with its attempts, and what each check has found of it; `runs`: ids of those that are
    under way for it, `leads`: who leads them.
    """

    name: str
    budget: BudgetView
    leads: tuple[str, ...] = ()
    readiness: Mapping[str, Readiness] = field(default_factory=dict)  # by flow
    runs: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.budget.used or self.budget.blocked or self.leads or self.readiness)

    def ask(self, user: str) -> str:
        """Whom this person has to ask about a run of it; empty where none is under way, or their
        own. The count is the account's, and for all to read: whoever calls has to know it.
        """
        return "" if user in self.leads or not self.leads else self.leads[0]


def account_state(
    name: str,
    found: Snapshot,
    leads: tuple[str, ...],
    checked: Mapping[str, Mapping[str, Readiness]],
) -> AccountState:
    """`checked`: by flow and account."""
    told = newest_by_flow(checked, (name, *found.names))
    runs = tuple(run for _, run in found.open)
    return AccountState(name, budget_view(found.attempts, found.now), leads, told, runs)
