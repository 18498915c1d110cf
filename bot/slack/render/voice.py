"""Voice: builder of the bot's messages in one language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.core.verbs import Verb
from bot.core.view import View
from bot.slack.render.blocks import Message, notice
from bot.texts import Text


@dataclass(frozen=True, slots=True)
class Voice:
    language: str

    def notice(
        self,
        sentence: Callable[..., Text],
        *args: Any,
        verbs: tuple[Verb, ...] = (),
        view: View | None = None,
        **named: Any,
    ) -> Message:
        """A sentence of `bot.texts`, which takes the language first; `verbs`: buttons below it."""
        return self.say(sentence(self.language, *args, **named), verbs, view)

    def say(self, text: Text, verbs: tuple[Verb, ...] = (), view: View | None = None) -> Message:
        """A text that is put together already."""
        return notice(self.language, text, verbs, view)
