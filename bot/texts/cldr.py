"""Dates and times in a language, by CLDR; in English if CLDR lacks it."""

import re
from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta

_HAN_BESIDE_DIGITS = re.compile(r"(?<=\d)(?=[年月日])|(?<=[年月])(?=\d)")


@cache
def locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def day(language: str, iso: str) -> str:
    """Date in long form, with the month's name or the year first, so that it is unambiguous."""
    return _day(language, date.fromisoformat(iso))


@cache
def month(language: str, iso: str) -> str:
    """Month in long form, from `2026-10`."""
    named = format_skeleton("yMMMM", date.fromisoformat(f"{iso}-01"), locale=locale(language))
    return _spaced(language, named)


@cache
def hours(language: str, ms: int) -> str:
    """Span in hours, such as `24 hours` or `1 hour`."""
    span = timedelta(milliseconds=ms)
    return format_timedelta(span, "hour", threshold=span.total_seconds(), locale=locale(language))


def moment(language: str, at: datetime) -> str:
    """Time to the minute, with the time zone."""
    return f"{_day(language, at)} {at:%H:%M %Z}"


def _day(language: str, at: date) -> str:
    return _spaced(language, format_date(at, "long", locale(language)))


def _spaced(language: str, told: str) -> str:
    """Date with blanks around its digits in Chinese, as all other words of the bot have them."""
    return _HAN_BESIDE_DIGITS.sub(" ", told) if language.startswith("zh") else told
