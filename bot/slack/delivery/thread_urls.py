"""Addresses of runs' threads, as far as a reader can open them."""

from bot.core.shown import Shown
from bot.slack.api.installation import Installation


def thread_url(installation: Installation, shown: Shown | None, reader: str) -> str:
    """Address of a run's newest step, in its thread; empty where there is none for this person:
    none leads into somebody else's direct messages.
    """
    if shown is None or not shown.thread or shown.direct_to not in ("", reader):
        return ""
    if not shown.ts:
        return installation.message_url(shown.channel, shown.thread)
    return installation.message_url(shown.channel, shown.ts, shown.thread)
