"""Formatter of the phone numbers in a text, as AWS wants them."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.core.accounts import BadAccount, account
from bot.core.flow import Flow
from bot.core.phones import find
from bot.texts import Text, command_help, joined, phones

LEAST_DIGITS = 4  # of a phone number; fewer are a count, or a number for emergencies
MOST_NUMBERS = 5  # in one answer: each takes some 500 characters, with its cautions
MOST_READ = 4_000  # characters: nobody else is answered while a text is read for numbers
_LONGEST = 40  # characters of one number, however it is written
_LAST_DIGITS = re.compile(r"[\d\W]+\Z")


@dataclass(frozen=True, slots=True)
class NumberFormatter:
    """The answer to "how do I write these numbers for AWS?"; `names`: of countries."""

    region: str
    names: Mapping[str, str]

    def answer(self, text: str, language: str) -> Text | None:
        """Answer about each number in a text; None where it is read to its end and has none."""
        read = text if len(text) <= MOST_READ else _beginning(text)
        found = tuple(dict.fromkeys(find(read, self.region, names=self.names)))
        told = [phones.answer(language, found[:MOST_NUMBERS])] if found else []
        if len(found) > MOST_NUMBERS:
            told.append(phones.left_out(language, len(found) - MOST_NUMBERS, MOST_NUMBERS))
        if read != text:
            told.append(phones.unread(language, MOST_READ))
        return joined(*told) if told else None

    def reply(self, text: str, flow: Flow, language: str) -> Text:
        """Answer to the command of a flow that takes a number, whatever stands there instead."""
        if answer := self.answer(text, language):
            return answer
        with suppress(BadAccount):
            return command_help.no_number(language, flow.command, account(text))
        return command_help.no_number(language, flow.command)


def _beginning(text: str) -> str:
    """Beginning of a long text, up to a number that would be cut: half of one may be another."""
    sure = MOST_READ - _LONGEST
    return text[:sure] + _LAST_DIGITS.sub("", text[sure:MOST_READ])
