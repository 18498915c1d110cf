"""Texts as the strings that Slack reads: the top-level `text` of a message, and small print.

Mentions, dates and links have marks of their own in them, which nothing that was typed may be
taken for. `text` is read aloud by screen readers, so it comes without any other mark.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby

from bot.core.words import fill, placeholders
from bot.slack.render.markdown import CODE, QUOTE, TEMPLATES, Element, Items, Part, Span, elements
from bot.texts import Channel, Link, Person, Text, Timestamp, UserGroup, Value

DATE = "{date_short_pretty} {time}"  # as Slack shows it, in the zone and language of who reads


def accessible_text(text: Text) -> str:
    """Text without marks, for Slack's top-level `text`."""
    return filled(_spoken(text.markdown), text.values)


def small_print(text: Text) -> str:
    """One paragraph in which only links show, for small print."""
    return filled(_small(text.markdown), text.values)


def filled(template: str, values: Mapping[str, Value]) -> str:
    """Template with those of the values that it names, as Slack writes them."""
    named = placeholders(template) & values.keys()
    return fill(template, {name: _slack_value(values[name]) for name in named})


def _slack_value(value: Value) -> str:
    match value:
        case Timestamp(at):
            return slack_time(at)
        case Person(name):
            return f"<@{name}>"
        case UserGroup(name):
            return f"<!subteam^{name}>"
        case Channel(name):
            return f"<#{name}>"
        case Link(url, label):
            return f"<{escape(url)}|{escape(label)}>"
        case _:
            return escape(str(value))


def slack_time(at: int) -> str:
    return f"<!date^{at // 1000}^{DATE}|{in_utc(at)}>"


def in_utc(at: int) -> str:
    """Time for whatever can't read Slack's dates; `at` in ms since 1970."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def escape(text: str) -> str:
    """Text with `&`, `<` and `>` escaped, in which Slack would see mentions, links and entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(TEMPLATES)
def _spoken(markdown: str) -> str:
    return spoken(elements(markdown))


@lru_cache(TEMPLATES)
def _small(markdown: str) -> str:
    spans = (span for part in elements(markdown) if isinstance(part, Part) for span in part.spans)
    return "".join(_link(span) for span in spans).strip()


def spoken(found: tuple[Element, ...]) -> str:
    """Template for screen readers."""
    return "".join(text for element in found for text in _lines(element)).strip()


def _lines(element: Element) -> Iterator[str]:
    match element:
        case Items(indent, first, parts):
            for n, part in enumerate(parts):
                bullet = "•  " if first is None else f"{first + n}. "
                yield f"{'    ' * indent}{bullet}{_plain(part)}\n"
        case Part(kind):
            yield _plain(element) + ("\n" if kind in (CODE, QUOTE) else "")


def _plain(part: Part) -> str:
    """Text of a part, with the address of each link after its label."""
    out = ""
    for url, spans in groupby(part.spans, key=lambda span: span.url):
        label = "".join(escape(span.text) for span in spans)
        out += label if label == escape(url) or not url else f"{label} ({escape(url)})"
    return out


def _link(span: Span) -> str:
    label = escape(span.text)
    return f"<{escape(span.url)}|{label}>" if span.url else label
