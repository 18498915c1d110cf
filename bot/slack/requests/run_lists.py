"""Lists of the runs that are open or parked, each as far as the reader may learn of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.flow import Flow
from bot.slack.delivery.run_lines import Reader, RunLines
from bot.slack.render.blocks import Message
from bot.slack.requests.requester import Requester
from bot.texts import run_lists

MOST_READ = 200
MOST = 10  # runs that a list names: with their links and times that is as much as one text holds


@dataclass(frozen=True, slots=True)
class RunLists:
    lines: RunLines

    async def of_flow(self, asks: Requester, flow: Flow) -> Message:
        """All of one procedure, in each group the latest move first. Raises StoreAway."""
        guide, language = self.lines.guide, asks.language
        listed = (await guide.under_way(asks.team, flow.name, MOST_READ)).first(MOST)
        texts = await self.lines.grouped(
            Reader(asks.user, language, asks.channel), asks.team, listed
        )
        if not texts:
            return asks.voice.notice(run_lists.none, flow.command)
        if left := listed.left:
            texts.append(run_lists.more(language, left))
        return _together([asks.voice.say(text) for text in texts])


def _together(messages: Sequence[Message]) -> Message:
    """One message of several."""
    return Message(
        text="\n\n".join(message.text for message in messages),
        blocks=[block for message in messages for block in message.blocks],
    )
