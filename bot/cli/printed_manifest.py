"""`mfa-bot manifest`: the Slack app manifest as YAML, as JSON, or as a link that makes the app."""

import click

from bot.cli.options import CommandError, load_library
from bot.files.manifest import as_json, create_link
from bot.files.manifest import manifest as manifest_text
from bot.texts.languages import ENGLISH


@click.command()
@click.option("--url", default=None, help="For HTTP mode: where Slack reaches the bot, https://…")
@click.option("--json", "form", flag_value="json", help="JSON, as the Slack CLI reads it.")
@click.option("--link", "form", flag_value="link", help="A link that makes the app in Slack.")
@click.option("--source", expose_value=False, hidden=True)  # the Slack CLI names the folder
def manifest(url: str | None, form: str | None) -> None:
    """Print the Slack app manifest: app.yaml, with the commands of the flows."""
    commands = load_library(None, walked=False).commands(ENGLISH)
    try:
        text = manifest_text(url, commands)
    except ValueError as error:
        raise CommandError(str(error)) from None
    match form:
        case "json":
            click.echo(as_json(text))
        case "link":
            click.echo(create_link(text))
        case _:
            click.echo(text, nl=False)
