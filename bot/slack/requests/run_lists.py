"""Lists of the runs that are open or parked, each as far as the reader may learn of it."""

from bot.core.flow import Flow
from bot.slack.delivery.run_lines import Reader, RunLines
from bot.slack.render.blocks import Message
from bot.slack.requests.requester import Requester
from bot.texts import run_lists

MOST_READ = 200
MOST = 10  # runs that a list names: with their links and times that is as much as one text holds


async def run_list(lines: RunLines, asks: Requester, flow: Flow) -> Message:
    """Runs of one procedure, in each group the latest move first. Raises StoreAway."""
    language = asks.language
    listed = (await lines.guide.under_way(asks.team, flow.name, MOST_READ)).first(MOST)
    texts = await lines.grouped(Reader(asks.user, language, asks.channel), asks.team, listed)
    if not texts:
        return asks.voice.notice(run_lists.none, flow.command)
    if listed.left:
        texts.append(run_lists.more(language, listed.left))
    messages = [asks.voice.say(text) for text in texts]
    return Message(
        text="\n\n".join(message.text for message in messages),
        blocks=[block for message in messages for block in message.blocks],
    )
