"""View and words -> Block Kit. Pure: the same view gives the same blocks.

Slack refuses to turn a message with rich text into one without: what a step's message turns into,
and the card, are rich text too.

Order, as Slack's design guide has it: what happened, the point, the text, the ways on, the small
print. One primary button a message; labels never carry emoji.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.run import STOPPED
from bot.core.shown import CHANNEL_NOTICE, COPY, UNREACHED
from bot.core.timers import RENEWAL
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import Words
from bot.slack.render.buttons import button_rows, verb_row, verb_rows
from bot.slack.render.codec import card_metadata, metadata, reminder_metadata
from bot.slack.render.mrkdwn import accessible_text, small_print
from bot.slack.render.plain_text import FALLBACK, SECTION, cut
from bot.slack.render.plain_text import header as large
from bot.slack.render.rich_text import Block, parts, rich_text, unformatted
from bot.texts import (
    Link,
    Text,
    accounts,
    approvals,
    done_steps,
    label,
    notes,
    panels,
    people,
    reminders,
    say,
    status_card,
    steps,
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a post or an update sends: blocks for eyes, `text` for screen readers."""

    text: str
    blocks: list[Block]
    metadata: Mapping[str, object] | None = None

    def body(self) -> dict[str, Any]:
        stamp = {"metadata": self.metadata} if self.metadata else {}
        return {"text": self.text, "blocks": self.blocks, **stamp}

    def reduced(self, *, replaces: bool) -> "Iterator[Message]":
        """What is sent instead, one after the other, where Slack refuses the blocks. A picture that
        it can't fetch is such a reason.

        replaces: it takes the place of another message, whose rich text may become nothing else
        """
        rest = [block for block in self.blocks if block["type"] != "image"]
        if len(rest) < len(self.blocks):
            yield replace(self, blocks=rest)
        bare = self.text[:SECTION]
        yield replace(self, text=bare, blocks=[unformatted(bare)] if replaces else [])


def step_message(
    language: str,
    view: View,
    texts: Mapping[str, Words],
    languages: tuple[str, ...] = (),
    *,
    presses: bool = True,
    reports: bool = True,
) -> Message:
    """One step, with its buttons. `texts`: the words of each flow in this language; `languages`:
    all in which the thread could go on; `presses`: whether whoever's turn it is may press;
    `reports`: whether a difference from AWS can be reported.
    """
    quiet: tuple[Verb, ...] = ()
    pictures: list[Block] = []
    note, root = notes.note(language, view), _words_or_name(texts, view.root, language)
    turn = people.turn_line(language, view, presses=presses)
    held = approvals.held_panel(language, view) if view.held else None
    if view.practised:
        held = approvals.practised(language)
    known = done_steps.answered(language, view, view.answered, texts)
    on_file = panels.on_file(language, view)
    if view.outcome == STOPPED:
        shown = [say(language, "Stopped. Go on whenever you like: the run keeps its place.")]
        header = ""
    elif view.gone:
        header, shown = "", [steps.gone(language)]
    elif note and view.note in notes.ANSWERED and view.outcome:
        header, shown, note = "", [note], None
    else:
        section = texts[view.flow].sections[view.step]
        header = steps.point(language, view, texts[view.flow])
        body = Text(section.body, steps.values(language, view)) if section.body else None
        shown = [text for text in (body, *panels.panels(language, view, texts)) if text]
        quiet = (Verb.DIFFERS,) if reports and section.names_aws_labels else ()
        pictures = [_picture(*section.picture)] if section.picture else []
    text = [block for one in shown for block in _large_quotes(one)]
    first, ways = button_rows(language, view, texts.get(view.flow))
    listed = accounts.listed_as(language, view)
    above_it = [text for text in (known, note, listed) if text]
    below_it = [text for text in (on_file, turn, held) if text]
    blocks = [
        *map(rich_text, above_it),
        *([large(header)] if header else []),
        *map(rich_text, below_it),
        *first,
        *text,
        *ways,
        *verb_rows(language, view, languages, quiet, primary=not first + ways),
        *pictures,
        _context_block(steps.small_print(language, view, root, texts.get(view.flow))),
    ]
    point = [Text("{point}", {"point": header})] if header else []
    spoken = (*above_it, *point, *below_it, *shown)
    return Message(
        text=cut("\n\n".join(map(accessible_text, spoken)), FALLBACK),
        blocks=blocks,
        metadata=metadata(view.run, view.turn, view.flow, view.step),
    )


def with_text_above(message: Message, text: Text) -> Message:
    """Message with a text above it."""
    spoken = cut(f"{accessible_text(text)}\n\n{message.text}", FALLBACK)
    return replace(message, text=spoken, blocks=[rich_text(text), *message.blocks])


def with_text_below(message: Message, text: Text) -> Message:
    """Message with a text below it."""
    spoken = cut(f"{message.text}\n\n{accessible_text(text)}", FALLBACK)
    return replace(message, text=spoken, blocks=[*message.blocks, rich_text(text)])


def copy_message(language: str, view: View, texts: Mapping[str, Words]) -> Message:
    """A step for whoever's turn it is, in their direct messages: nothing else of the run."""
    bare = replace(view, note=None, verbs=(), turn_of="", answered=(), on_file=None)
    step = step_message(language, bare, texts, reports=False)
    asked = people.copy_heading(language, view, _words_or_name(texts, view.root, language))
    return replace(
        with_text_above(step, asked), metadata=reminder_metadata(view.run, view.turn, COPY)
    )


def card_message(language: str, view: View, texts: Mapping[str, Words]) -> Message:
    root, here = (_words_or_name(texts, flow, language) for flow in (view.root, view.flow))
    beside = tuple(_words_or_name(texts, flow, language).title for flow in view.beside)
    card = status_card.card(language, view, root, here, beside)
    return Message(
        text=cut(accessible_text(card), FALLBACK),
        blocks=[rich_text(card), *verb_row(language, view, view.card_verbs)],
        metadata=card_metadata(view.run, view.root),
    )


def line_message(text: Text) -> Message:
    """A text alone. What an old step's message turns into keeps its `metadata`."""
    return Message(text=cut(accessible_text(text), FALLBACK), blocks=[rich_text(text)])


def reminder_message(
    language: str,
    view: View,
    name: str,
    texts: Mapping[str, Words],
    verbs: tuple[Verb, ...],
    owner: str = "",
) -> Message:
    """`owner`: of the account, where it is asked: a person or a user group."""
    here = _words_or_name(texts, view.flow, language)
    if name == RENEWAL:
        text = reminders.renewal(language, owner or view.lead, view, here)
    elif owner:
        text = reminders.asks_owner(language, owner, view, here)
    else:
        text = reminders.reminder(language, name, view, here)
    row = verb_row(language, view, verbs, primary=True, timer=name)
    said = stamped(text, view, view.turn, name)
    return replace(said, blocks=[*said.blocks, *row])


def told_message(language: str, view: View, texts: Mapping[str, Words], lead_since: int) -> Message:
    """Message for a channel: who leads a run in direct messages."""
    root = _words_or_name(texts, view.root, language)
    text = status_card.channel_notice(language, view, root, began=lead_since == 1)
    return stamped(text, view, lead_since, CHANNEL_NOTICE)


def unreached_message(language: str, view: View, code: str, turn: int, *, alone: bool) -> Message:
    """Message for the thread: whose turn it is has no direct message."""
    return stamped(people.unreached(language, view, code, alone=alone), view, turn, UNREACHED)


def stamped(text: Text, view: View, turn: int, kind: str) -> Message:
    """A text that is found again by its turn and kind."""
    return replace(line_message(text), metadata=reminder_metadata(view.run, turn, kind))


def thread_link(language: str, url: str) -> Link | None:
    """Link to the thread of a run; None without an address."""
    return Link(url, label(language, "Open the thread")) if url else None


def notice(
    language: str, text: Text, verbs: tuple[Verb, ...] = (), view: View | None = None
) -> Message:
    """A text of the bot's own, with some of its own buttons."""
    row = verb_row(language, view, verbs, primary=True) if view else []
    said = line_message(text)
    return replace(said, blocks=[*said.blocks, *row])


def _words_or_name(texts: Mapping[str, Words], flow: str, language: str) -> Words:
    """The words of a flow; its bare name where an upgrade has removed it under a run."""
    return texts.get(flow) or Words(flow, language, flow, "", {})


def _picture(address: str, shows: str) -> Block:
    """Below the buttons, which are found at the same place with a picture and without."""
    return {"type": "image", "image_url": address, "alt_text": shows}


def _large_quotes(text: Text) -> Iterator[Block]:
    """What a voice says is large: it is read with a phone at the ear."""
    for part in parts(text):
        yield large(part) if isinstance(part, str) else part


def _context_block(text: Text) -> Block:
    """Small print, which rich text does not have."""
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": cut(small_print(text), SECTION)}],
    }
