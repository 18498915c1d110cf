"""Lines of runs in lists, each as far as its reader may learn of the run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.snapshot import Snapshot
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.slack.api.installation import Installation
from bot.slack.delivery.thread_urls import thread_url
from bot.slack.render.blocks import thread_link
from bot.store.run_index import ListedRuns
from bot.texts import Text, drills, joined, numbered, run_lists
from bot.texts.run_lists import UNDER_WAY, UNSAFE, WAITING, heading

IN_ONE_BLOCK = 5  # lines: a block holds 3000 characters, and a line with link and times some 400


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads a list; `channel`: where, which says how much they may learn of a run."""

    user: str
    language: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class RunLines:
    guide: Guide
    library: Library
    installation: Installation

    async def grouped(self, reader: Reader, team: str, listed: ListedRuns) -> list[Text]:
        """Paragraphs: what has left root without MFA, what is under way, then what waits.

        Raises StoreAway.
        """
        ids = (listed.unsafe, listed.open, listed.parked)
        ended, going, parked = [await self.guide.looks(team, some) for some in ids]
        unsafe = [found for found in ended if self.guide.view(found).mfa_off]
        # Whoever is not in its channel does not learn why it is named.
        theirs = [one for one in unsafe if one.open_to(reader.user, reader.channel)]
        others = [one for one in unsafe if one not in theirs]
        groups = ((UNSAFE, theirs), (UNDER_WAY, going), (WAITING, [*parked, *others]))
        return [
            paragraph
            for name, some in groups
            for paragraph in in_paragraphs(
                heading(reader.language, name), [self._line(reader, found) for found in some]
            )
        ]

    def _line(self, reader: Reader, found: Snapshot) -> Text:
        view, run = self.guide.view(found), found.run
        if run is None or not found.open_to(reader.user, reader.channel):
            name = view.account
            name = drills.account(reader.language, name) if view.drill else name
            return run_lists.line_for_others(reader.language, name, view.lead)
        root = self.library.in_language(view.root, reader.language)
        since = run.opened_at if run.open else run.moved_at
        url = thread_url(self.installation, found.shown, reader.user)
        link = thread_link(reader.language, url)
        return run_lists.line(reader.language, view, root, since, link)


def in_paragraphs(title: Text | None, lines: Sequence[Text]) -> Iterator[Text]:
    """Lines below their title, as many to a paragraph as a block can hold."""
    told = [numbered(line, n) for n, line in enumerate(lines)]
    for first in range(0, len(told), IN_ONE_BLOCK):
        before = [title] if title and first == 0 else []
        yield joined(*before, *told[first : first + IN_ONE_BLOCK], by="  \n")
