"""Country names: CLDR's, by Babel, and everyday names."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from babel.core import get_global
from babel.languages import get_official_languages
from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from bot.core.phones.plain_text import folded
from bot.files import strict_yaml
from bot.texts import CATALOGUES, cldr
from bot.texts.languages import ENGLISH

_LONG_IN_CLDR = frozenset({"HK", "MO"})  # it calls them special administrative regions
EVERYDAY_FILE = "countries.yaml"  # of English beside the languages' folders, of others in their own


def country(language: str, region: str) -> str:
    """Country name in that language; the ISO code if CLDR has none."""
    everyday = _everyday_names(language).also.get(region) if region in _LONG_IN_CLDR else None
    if everyday:
        return everyday[0]
    name: str = cldr.locale(language).territories.get(region, region)
    return name


@cache
def by_name(languages: tuple[str, ...]) -> Mapping[str, str]:
    """ISO codes by every name in these languages: `names` of `bot.core.phones.finder.find`.

    Raises BadCountries.
    """
    unsure = ((n, code.lower()) for tag in languages for n, code in _unsure(tag))
    sure = (pair for tag in languages for pair in _names(tag))
    return MappingProxyType({folded(n): code for n, code in (*unsure, *sure)})


def _region(code: str) -> str:
    if code not in SUPPORTED_REGIONS:
        raise ValueError("no country with phone numbers has this code")
    return code


class BadCountries(ValueError):
    """Invalid file of everyday names; the sentence says where."""


class _EverydayNames(BaseModel):
    model_config = ConfigDict(extra="forbid")

    also: Mapping[Annotated[str, AfterValidator(_region)], tuple[str, ...]] = {}
    adjectives: Mapping[Annotated[str, AfterValidator(_region)], tuple[str, ...]] = {}
    unsure: frozenset[str] = frozenset()


def _names(language: str) -> Iterator[tuple[str, str]]:
    everyday = _everyday_names(language)
    for code, name in cldr.locale(language).territories.items():
        if code in SUPPORTED_REGIONS and name not in everyday.unsure:
            # Slack writes & as &amp;.
            yield from ((name.replace("&", sign), code) for sign in ("&", "&amp;", "and"))
    for code, names in everyday.also.items():
        yield from ((name, code) for name in names)


def _unsure(language: str) -> Iterator[tuple[str, str]]:
    """Names that may mean something else than a country: those that the file lists, adjectives, and
    names of languages, which are adjectives too (Vietnamese).
    """
    spoken, everyday = cldr.locale(language), _everyday_names(language)
    unsure = everyday.unsure
    for code, name in spoken.languages.items():
        region = get_global("likely_subtags").get(code, "").rpartition("_")[2]
        if region in SUPPORTED_REGIONS and code in get_official_languages(region, de_facto=True):
            yield name, region
    yield from ((name, code) for code, names in everyday.adjectives.items() for name in names)
    yield from ((name, code) for code, name in spoken.territories.items() if name in unsure)


def _everyday_names(language: str) -> _EverydayNames:
    folder = CATALOGUES if language == ENGLISH else CATALOGUES / language.replace("-", "_")
    path = folder / EVERYDAY_FILE
    if not path.is_file():
        return _EverydayNames()
    data, slips = strict_yaml.read(path.read_text(encoding="utf-8"))
    if slips:
        raise BadCountries(f"{_place(path)} line {slips[0].line}: {slips[0].text}")
    try:
        return _EverydayNames.model_validate(data)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadCountries(f"{_place(path)}: {where}: {first['msg']}") from None


def _place(path: Path) -> str:
    return str(path.relative_to(CATALOGUES))
