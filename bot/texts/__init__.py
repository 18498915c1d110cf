"""Texts of the bot itself, by language: Markdown with placeholders, and values for them.

The words of the flows are in flows/; here is everything else. A text is filled only when it is
shown, because a time or a person looks different in Slack and in a terminal.
"""

import gettext
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

from bot.core.membership import is_group
from bot.core.people import is_user
from bot.core.press import AWS, OPERATOR
from bot.core.words import fill

CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Person:
    id: str


def person(value: str) -> Person | str:
    """Somebody with a role: a mention of a user id, or the name that was typed."""
    return Person(value) if is_user(value) else value


@dataclass(frozen=True, slots=True)
class UserGroup:
    id: str


def mention(who: str) -> Person | UserGroup | str:
    """Mention of a person or a user group, by id, or a name that was typed."""
    return UserGroup(who) if is_group(who) else person(who)


def mentions(ids: Iterable[str]) -> tuple[Person | UserGroup | str, ...]:
    return tuple(map(mention, ids))


@dataclass(frozen=True, slots=True)
class Channel:
    id: str


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Time in ms since 1970, shown in the reader's time zone."""

    at: int


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str


Value = str | int | Person | Channel | UserGroup | Timestamp | Link


@dataclass(frozen=True, slots=True)
class Text:
    markdown: str
    values: Mapping[str, Value] = field(default_factory=dict)


def say(language: str, template: str, **values: Value) -> Text:
    """Text of a template in `language` (English if it has none), with values to fill in."""
    return Text(_catalogue(language).gettext(template), values)


def label(language: str, template: str, **values: str | int) -> str:
    """Plain string, filled at once, for labels of buttons, titles and prompts."""
    known = {name: str(value) for name, value in values.items()}
    return fill(_catalogue(language).gettext(template), known)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text without values, of which nothing but the language is asked."""

    template: str

    def __call__(self, language: str) -> Text:
        return say(language, self.template)


@dataclass(frozen=True, slots=True)
class Label:
    """As `Sentence`, for a plain string."""

    template: str

    def __call__(self, language: str) -> str:
        return label(language, self.template)


def N_(template: str) -> str:  # noqa: N802 -- gettext's usual name
    """Mark a template for the catalogue that is used later, from a table or variable."""
    return template


def presser(language: str, by: str) -> Person | str:
    """Whoever pressed: a mention, or the name of who is nobody in Slack, such as AWS."""
    if by == AWS:
        return "AWS"
    return label(language, "The operator") if by == OPERATOR else person(by)


def sentences(language: str, *texts: Text | None) -> Text:
    """One paragraph of several sentences: English puts a space between them, Chinese does not."""
    return joined(*texts, by=prose(language, ("", "")))


def prose(language: str, items: Iterable[str]) -> str:
    """Plain sentences as one paragraph."""
    return _between(label(language, "{one} {next}")).join(items)


def listed(language: str, items: Iterable[str]) -> str:
    """List of names as the language writes one."""
    return _between(label(language, "{one}, {next}")).join(items)


def enumerated(language: str, text: Text, name: str, values: Sequence[Value]) -> Text:
    """Text with a list of values in place of one."""
    places = {f"{name}_{n}": value for n, value in enumerate(values)}
    names = listed(language, (f"{{{place}}}" for place in places))
    return Text(text.markdown.replace(f"{{{name}}}", names), {**text.values, **places})


def _between(pattern: str) -> str:
    return pattern.removeprefix("{one}").removesuffix("{next}")


def joined(*texts: Text | None, by: str = "\n\n") -> Text:
    """Several texts as one. Where two give one name to different values, the later is renamed."""
    values: dict[str, Value] = {}
    parts: list[str] = []
    for text in texts:
        if text is None:
            continue
        shown = text
        if any(values.get(name, value) != value for name, value in text.values.items()):
            renamed = (numbered(text, n) for n in count(len(values)))
            shown = next(one for one in renamed if values.keys().isdisjoint(one.values))
        values.update(shown.values)
        parts.append(shown.markdown)
    return Text(by.join(parts), values)


def numbered(text: Text, n: int) -> Text:
    """Text with its values renamed by `n`, to join several of one template."""
    names = {f"{{{name}}}": f"{{{name}_{n}}}" for name in text.values}
    markdown = re.sub(r"\{\w+\}", lambda found: names.get(found[0], found[0]), text.markdown)
    return Text(markdown, {f"{name}_{n}": value for name, value in text.values.items()})


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("bot", CATALOGUES, [language.replace("-", "_")], fallback=True)
