"""Watch of an author's files: what changes in them is shown in the threads that are open.

Valid words are used at once. Where the moves changed too, the process restarts itself. A mistake is
shown in place of the steps, until it is corrected.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.core.shown import Intent
from bot.files.resources import resource
from bot.flowfiles.library import BrokenFlows, Library, load
from bot.flowfiles.move_checks import Problem
from bot.serving.process import Bot
from bot.slack.api.errors import SlackAway, SlackRefused
from bot.slack.render.blocks import Message, line_message, with_text_below
from bot.slack.render.rich_text import Block
from bot.store.calls import StoreAway
from bot.store.records import NewerRecord
from bot.texts import Text

LOOK_SECONDS = 0.25
MOST_RUNS, MOST_SLIPS = 20, 5  # of one procedure; of one message

Made = Callable[[Message], Message]
Stamps = frozenset[tuple[Path, int, int]]


async def watch(bot: Bot) -> None:
    """Look at the files until it is cancelled."""
    seen: Stamps = frozenset()
    while True:
        now = _stamps(_places(bot))
        if now != seen and bot.installation.team:  # at first, too: this may be the program anew
            seen = now
            await _show(bot, await _take(bot))
        await asyncio.sleep(LOOK_SECONDS)


def _places(bot: Bot) -> tuple[Path, ...]:
    own = bot.settings.own_flows
    return (resource("flows"), own) if own else (resource("flows"),)


def _stamps(places: Iterable[Path]) -> Stamps:
    """Files with words and moves, each with its time and size."""
    found = set[tuple[Path, int, int]]()
    for file in (file for place in places for file in place.glob("*/*")):
        if file.suffix in (".md", ".yaml"):
            try:
                stat = file.stat()
            except OSError:  # it has just been moved away
                continue
            found.add((file, stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


async def _take(bot: Bot) -> Made:
    """Take the words as they are now; what is then made of a step's message."""
    try:
        library = await asyncio.to_thread(_load, bot)
    except BrokenFlows as broken:
        slips = _slips(broken.problems)
        return lambda _: slips
    if library.flows != bot.library.flows:
        again = [sys.executable, "-P", "-m", "bot.local.worker", *sys.argv[1:]]
        os.execv(sys.executable, again)  # noqa: S606 -- it is this very program
    bot.library.take_words(library)
    return _as_slack_takes_it


def _load(bot: Bot) -> Library:
    return load(
        resource("flows"), bot.settings.own_flows, bot.settings.spoken_languages, walked=False
    )


def _slips(problems: tuple[Problem, ...]) -> Message:
    told = {f"slip_{n}": str(problem) for n, problem in enumerate(problems[:MOST_SLIPS])}
    lines = [f"- {{{name}}}" for name in told]
    if more := len(problems) - len(told):
        lines.append(f"- {more} more; run `mfa-bot check`")
    head = "**The files have mistakes.** This step is shown again once they are corrected."
    return line_message(Text("\n".join((head, "", *lines)), told))


def _as_slack_takes_it(step: Message) -> Message:
    """Message of a step with new ids, and with rich text: what has some may not lose it."""
    has_some = any(block["type"] == "rich_text" for block in step.blocks)
    step = step if has_some else with_text_below(step, Text("*(no more text)*"))
    return replace(step, blocks=[_renamed(block, time.time_ns()) for block in step.blocks])


def _renamed(block: Block, stamp: int) -> Block:
    """Block with another id, if it has one: Slack wants those of an update to be new."""
    return {**block, "block_id": f"{block['block_id']}.{stamp}"} if "block_id" in block else block


async def _show(bot: Bot, made: Made = _as_slack_takes_it) -> None:
    """Show the present step of each run anew, or what is made of it."""
    team = bot.installation.team
    for flow in bot.library.flows:
        try:
            runs = await bot.guide.store.runs.of_flow(team, flow, MOST_RUNS)
        except StoreAway:  # the trouble was made at the page
            continue
        for run in (*runs.open, *runs.parked):
            # Made at the page, or told there. One run that can't be shown must not hide the others.
            with suppress(SlackAway, SlackRefused, StoreAway, NewerRecord):
                await _show_anew(bot, team, run, made)


async def _show_anew(bot: Bot, team: str, run_id: str, made: Made) -> None:
    """Raises SlackAway, SlackRefused, StoreAway, NewerRecord."""
    async with bot.delivery.holding(team, run_id) as hold:
        run = hold.snapshot.run if hold else None
        if hold is None or run is None:
            return
        scene = await bot.delivery.scenes.of(team, run, hold.snapshot)
        shown = scene.shown
        if shown.ts and shown.turn == run.turn:
            step = Intent(shown.turn, shown.channel, scene.now)
            await bot.api.update(
                shown.channel, shown.ts, made(bot.messages.message_for(step, scene))
            )
