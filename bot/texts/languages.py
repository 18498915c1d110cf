"""Which languages the bot speaks, which of them a reader gets, and what it calls itself."""

from collections.abc import Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale

from bot.texts import CATALOGUES

ENGLISH = "en"


def available() -> tuple[str, ...]:
    """The tags of all languages, English first: a folder in the catalogue is a language."""
    found = CATALOGUES.glob("*/LC_MESSAGES/bot.mo")
    return (ENGLISH, *sorted(path.parts[-3].replace("_", "-") for path in found))


def best(tag: str | None, there: Sequence[str]) -> str:
    """The one of `there` that a reader of `tag` reads: same language and script, else the first.

    CLDR knows the script of a region: zh-HK is written as zh-TW is, and zh-SG is not.
    """
    return find(tag or "", there) or there[0]


def find(tag: str, there: Sequence[str]) -> str | None:
    """As `best`, for who asks for that language and for no other."""
    mine = _likely(tag)
    alike = [
        (other, its) for other in there if mine and (its := _likely(other)) and its[:2] == mine[:2]
    ]
    if mine is None or not alike:
        return None
    return min(alike, key=lambda one: (one[1][2] != mine[2], "-" in one[0]))[0]


def script(tag: str) -> str:
    """What it is written in, by ISO 15924, such as Latn; nothing where CLDR does not know."""
    parts = _likely(tag)
    return parts[1] if parts else ""


@cache
def own_name(tag: str) -> str:
    """A language's name in itself, short enough for a button; the tag where CLDR has no name."""
    parts = _likely(tag)
    try:
        names = Locale.parse(tag, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return tag
    if parts is None:
        return tag
    language, written, region = parts
    of_region = names.get(f"{language}_{region}") if "-" in tag else None
    name: str = of_region or names.get(f"{language}_{written}") or names.get(language, tag)
    return name[:1].upper() + name[1:]


def _likely(tag: str) -> tuple[str, str, str] | None:
    """Language, script and region; what the tag leaves out is what CLDR finds most likely."""
    try:
        language, region, script, *_ = parse_locale(tag.replace("-", "_"))
    except ValueError:
        return None
    known = get_global("likely_subtags")
    full = known.get(f"{language}_{script or region}") or known.get(language)
    if full is None:
        return None
    _, likely_script, likely_region = full.split("_")
    return language, script or likely_script, region or likely_region
