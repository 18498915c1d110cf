"""Snapshot of a run and its account, read from Redis in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.accounts import KnownId, is_account_id
from bot.core.budget import Attempts
from bot.core.run import Run
from bot.core.shown import Shown


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Run and account at one moment: a decision is based on it, and commits only if it holds."""

    run: Run | None
    attempts: Attempts
    revision: str  # of each name
    open: tuple[tuple[str, str], ...]  # (flow, run id) of the account's open runs
    now: int  # ms since 1970, by the Redis server
    shown: Shown = field(default_factory=Shown)  # what Slack shows of the run
    parked_runs: tuple[tuple[str, str], ...] = ()  # (flow, run id): they ended and can go on
    names: tuple[str, ...] = ()  # under which the account is known, the run's own first
    learned: Mapping[str, str] = field(default_factory=dict)  # of these by the bot: who said so

    has_recent_run: bool = False  # a run of the account was under way within the last 30 days
    tried: tuple[str, ...] = ()  # accounts with attempts that may still count; only for a start

    def open_to(self, user: str, channel: str) -> bool:
        """Whether somebody may learn all of the run there: its lead anywhere, others where it is.

        Everybody else learns that it exists, and whom to ask.
        """
        if self.run is None:
            return False
        return user == self.run.lead or channel == self.channel

    @property
    def channel(self) -> str:
        """Channel where Slack shows the run, or is to show it; '' without a run."""
        return self.shown.channel or (self.run.channel if self.run else "")

    def in_sight(self, user: str, channel: str) -> bool:
        """Whether somebody surely sees the run's thread: it is there, or in their direct messages.

        Its lead may have taken it over from outside a private channel.
        """
        return self.channel in (channel, user) or self.shown.direct_to == user

    def identity(self) -> KnownId | None:
        """Account ID that a run taught the bot for this name; None if there is none."""
        for name, said in self.learned.items():
            if is_account_id(name):
                by, at = said.split()
                return KnownId(name, by, int(at))
        return None

    def parked(self, flow: str) -> tuple[str, ...]:
        """Ids of runs of that flow that have ended and can go on."""
        running = {run for _, run in self.open}
        return tuple(i for f, i in self.parked_runs if f == flow and i not in running)

    def rival(self, flow: str, run: str = "") -> str:
        """Id of another open run of that flow; empty if there is none."""
        return next((i for f, i in self.open if f == flow and i != run), "")
