"""A run and its account, as Redis held them at one moment."""

from dataclasses import dataclass, field

from bot.core.budget import Attempts
from bot.core.run import Run
from bot.core.shown import Shown


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a run and its account: what a decision is made on, and held against."""

    run: Run | None
    attempts: Attempts
    revision: str
    open: tuple[tuple[str, str], ...]  # (flow, run id) under way for the account
    now: int  # that moment, in milliseconds since 1970
    since: int = 0  # since when attempts are counted for the workspace
    shown: Shown = field(default_factory=Shown)  # what Slack shows of the run

    def rival(self, flow: str, run: str = "") -> str:
        """The id of another open run of that flow."""
        return next((i for f, i in self.open if f == flow and i != run), "")
