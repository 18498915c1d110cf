"""Languages of the bot, the choice of one for a reader, and each one's own name."""

from collections.abc import Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale

from bot.texts import CATALOGUES

ENGLISH = "en"


def available() -> tuple[str, ...]:
    """Tags of all languages, English first: each folder of the catalogue is one."""
    found = CATALOGUES.glob("*/LC_MESSAGES/bot.mo")
    return (ENGLISH, *sorted(path.parts[-3].replace("_", "-") for path in found))


def best(tag: str | None, there: Sequence[str]) -> str:
    """Best of `there` for a reader of `tag` reads: same language and script, else the first.

    CLDR knows the script of a region: zh-HK is written as zh-TW is, and zh-SG is not.
    """
    return find(tag or "", there) or there[0]


def find(tag: str, there: Sequence[str]) -> str | None:
    """Language of `there` that matches `tag`; None if none does."""
    mine = _likely_subtags(tag)
    alike = [
        (other, its)
        for other in there
        if mine and (its := _likely_subtags(other)) and its[:2] == mine[:2]
    ]
    if mine is None or not alike:
        return None
    return min(alike, key=lambda one: (one[1][2] != mine[2], "-" in one[0]))[0]


def script(tag: str) -> str:
    """Script of a language by ISO 15924, such as Latn; empty if CLDR does not know it."""
    parts = _likely_subtags(tag)
    return parts[1] if parts else ""


@cache
def own_name(tag: str) -> str:
    """Language's own name, short enough for a button; the tag if CLDR has none."""
    parts = _likely_subtags(tag)
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


def _likely_subtags(tag: str) -> tuple[str, str, str] | None:
    """Language, script and region of a tag, with missing parts by CLDR's likely subtags."""
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
