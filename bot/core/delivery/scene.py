"""Scene of a delivery: what is true of a run now, what Slack shows, and how far the delivery is."""

from dataclasses import dataclass

from bot.core.press import is_direct
from bot.core.replacing import replace
from bot.core.report import Report
from bot.core.run import Run
from bot.core.shown import Shown
from bot.core.view import View

CARD_EVERY = 30_000  # ms between refreshes of the status card that nobody waits for


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a timer has to say, and when that is due again, if ever."""

    name: str
    again_at: int | None
    turn: int = 0  # at which it was said


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One delivery of a run: what is true now, what Slack shows, and how far the delivery is."""

    run: Run
    view: View
    shown: Shown
    now: int
    tell_channel: str = ""
    helper: str = ""  # id of whose turn the step is, if they may press it
    approvers: tuple[str, ...] | None = None  # people to be asked where no channel is left
    opened: bool = False  # opening the step for a lead who goes on alone has been tried
    steps: bool = True  # whether a step is shown too: it has an entry of its own on `due`
    reminder: Reminder | None = None  # still to be said
    owner: str = ""  # of the account, whom it asks: a person or a user group
    said: Reminder | None = None  # just now: its timer is to be settled at once
    reminded: bool = False  # the reminder is posted: a later failure must not post it again
    refresh: bool = False  # the card is to tell of the step that was just shown
    direct: str = ""  # why the thread has to be in the lead's direct messages: Slack's word
    moved: str | None = None  # the same word, until the lead is told why the thread is there
    reopened: bool = False  # a second refusal is final
    report: Report | None = None  # of a drill that has ended
    card_at: int | None = None  # when the card is tried again


def is_anothers(run: Run, shown: Shown) -> bool:
    """Whether its thread is in direct messages that its lead can't read."""
    elsewhere = is_direct(shown.channel) and shown.channel != run.channel
    return elsewhere and shown.direct_to != run.lead


def reminding(scene: Scene, reminder: Reminder, owner: str = "") -> Scene:
    """Scene in which a reminder is to be said; a run without a thread that its lead reads gets one
    first, with its step.
    """
    steps = not scene.shown.thread or is_anothers(scene.run, scene.shown)
    return replace(scene, reminder=reminder, owner=owner, steps=steps)


def urgent(view: View, language: str) -> str:
    """What the status card must never show wrong: attempts, lead, outcome, and in which words."""
    budget = view.budget
    mfa = "/mfa off" if view.mfa_off else ""
    approval = f"/{view.approval.state}" if view.approval else ""
    return f"{budget.used}/{budget.reopens_at}/{view.lead}/{view.outcome}/{language}{mfa}{approval}"
