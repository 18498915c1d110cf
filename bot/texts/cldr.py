"""Dates and times as a language writes them, by CLDR; as English does where CLDR has none."""

from datetime import date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date


@cache
def locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def day(language: str, iso: str) -> str:
    """Long: with the month's name, or with the year first, so that nobody reads it wrongly."""
    return _day(language, date.fromisoformat(iso))


def moment(language: str, at: datetime) -> str:
    """To the minute, with the time zone."""
    return f"{_day(language, at)} {at:%H:%M %Z}"


def _day(language: str, at: date) -> str:
    return format_date(at, "long", locale(language))
