"""JSON Schemas, as `mfa-bot schema` prints them."""

import json
from typing import Any

from click.testing import CliRunner

from bot.cli.commands import main


def printed_schema(*options: str) -> dict[str, Any]:
    printed = CliRunner().invoke(main, ["schema", *options], catch_exceptions=False).output
    schema: dict[str, Any] = json.loads(printed)
    return schema
