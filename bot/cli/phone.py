"""Command `mfa-bot phone`: phone numbers in a text, the way AWS wants them."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from bot.cli.options import LANGUAGE, environment_values
from bot.core import phones
from bot.settings.settings import read
from bot.texts import phones as phone_texts
from bot.texts import prompts
from bot.texts.countries import by_name
from bot.texts.languages import available


@click.command(name="phone")
@click.argument("text")
@click.option("--region", default=None, help="Country of numbers that name none, such as TW.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a number.")
@LANGUAGE
def command(text: str, region: str | None, as_json: bool, language: str) -> None:
    """Show the phone numbers in TEXT the way AWS wants them."""
    given = region or environment_values().get("DEFAULT_REGION", "")
    region = read({"DEFAULT_REGION": given}).default_region
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
