"""Lists of the runs that are open or parked, each as far as the reader may learn of it."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.flow import Flow
from bot.core.snapshot import Snapshot
from bot.slack.render.blocks import Message
from bot.slack.requests.requester import Requester
from bot.slack.requests.responder import Responder
from bot.texts import Text, drills, joined, label, numbered, run_lists

MOST = 10  # runs that a list names: with their links and times that is as much as one text holds
IN_ONE_BLOCK = 5  # so too of a block, which holds 3000 characters


def asks_for_list(text: str, language: str) -> bool:
    """In English or in the reader's own words."""
    asked = unicodedata.normalize("NFKC", text).lower()
    return asked == "list" or asked in label(language, "list").split()


@dataclass(frozen=True, slots=True)
class RunLists:
    responder: Responder

    async def of_flow(self, asks: Requester, flow: Flow) -> Message:
        """All of one procedure, the latest move first. Raises StoreAway."""
        guide, language = self.responder.guide, asks.language
        listed = await guide.under_way(asks.team, flow.name, MOST)
        going, parked = [await guide.looks(asks.team, ids) for ids in (listed.open, listed.parked)]
        if not (going or parked):
            return asks.voice.notice(run_lists.none, flow.command)
        texts = [
            *self._group(asks, run_lists.heading(language, parked=False), going),
            *self._group(asks, run_lists.heading(language, parked=True), parked),
        ]
        if left := listed.total - len(listed.open) - len(listed.parked):
            texts.append(run_lists.more(language, left))
        return _together([asks.voice.say(text) for text in texts])

    def line(self, asks: Requester, found: Snapshot) -> Text:
        """What this person may learn of a run."""
        view, run = self.responder.guide.view(found), found.run
        if run is None or not found.open_to(asks.user, asks.channel):
            name = view.account
            name = drills.account(asks.language, name) if view.drill else name
            return run_lists.line_for_others(asks.language, name, view.lead)
        root = self.responder.words(view.root, asks.language)
        since = run.opened_at if run.open else run.moved_at
        link = self.responder.thread_link(asks, found.shown)
        return run_lists.line(asks.language, view, root, since, link)

    def _group(self, asks: Requester, heading: Text, some: Sequence[Snapshot]) -> Iterator[Text]:
        lines = [numbered(self.line(asks, found), n) for n, found in enumerate(some)]
        for first in range(0, len(lines), IN_ONE_BLOCK):
            before = [heading] if first == 0 else []
            yield joined(*before, *lines[first : first + IN_ONE_BLOCK], by="  \n")


def _together(messages: Sequence[Message]) -> Message:
    """One message of several."""
    return Message(
        text="\n\n".join(message.text for message in messages),
        blocks=[block for message in messages for block in message.blocks],
    )
