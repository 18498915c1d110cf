"""Command `mfa-bot phone`: phone numbers in a text, the way AWS wants them."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from bot.cli.group import CommandError
from bot.cli.options import LANGUAGE, settings_alone
from bot.core import phones
from bot.core.phones.plain_text import folded
from bot.settings.mistakes import BadSettings
from bot.settings.settings import read
from bot.texts import phones as phone_texts
from bot.texts import prompts
from bot.texts.countries import by_name
from bot.texts.languages import available


def _country(_: click.Context, __: click.Parameter, typed: str | None) -> str | None:
    """Code of a country that is typed, by its code or by its name."""
    if typed is None:
        return None
    name = folded(typed.strip())
    code = by_name(available()).get(name, name.upper())
    try:
        return read({"DEFAULT_REGION": code or "?"}).default_region
    except BadSettings:
        raise CommandError(
            f"--region must be a country code such as TW or JP, or a country's name (it is"
            f" '{typed}')."
        ) from None


@click.command(name="phone")
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@click.option(
    "--region",
    default=None,
    callback=_country,
    help="Country of numbers that name none, such as TW (default: DEFAULT_REGION).",
)
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one per number.")
@LANGUAGE
def command(words: tuple[str, ...], region: str | None, as_json: bool, language: str) -> None:
    """Show the phone numbers in TEXT the way AWS wants them."""
    text = " ".join(words)
    region = region or settings_alone("DEFAULT_REGION").default_region
    found = phones.find(text, region, names=by_name(available()))
    if as_json:
        click.echo(json.dumps([_as_json(p, language) for p in found], ensure_ascii=False, indent=2))
    elif found:
        from bot.cli.console import Screen  # noqa: PLC0415 -- slow to load, as in `play`

        Screen(language).show(phone_texts.answer(language, found))
    else:
        click.echo(prompts.no_number(language))
    sys.exit(0 if found and all(p.e164 for p in found) else 1)


def _as_json(found: phones.Phone, language: str) -> dict[str, Any]:
    return {
        "input": found.input,
        "contact": found.contact,
        "e164": found.e164,
        "keypad": found.keypad,
        "region": found.region,
        "kind": found.kind,
        "assumed": found.assumed,
        "extension": found.extension,
        "warnings": list(phone_texts.cautions(language, found.warnings)),
        "candidates": [asdict(one) for one in found.candidates],
    }
