"""`mfa-bot manifest`: the Slack app manifest as YAML, as JSON, or as a link that makes the app."""

import click

from bot.cli.group import CommandError
from bot.cli.options import at_most_one, load_library
from bot.files.manifest import as_json as in_json
from bot.files.manifest import create_link
from bot.files.manifest import manifest as manifest_text
from bot.texts.languages import ENGLISH


@click.command()
@click.option("--url", default=None, help="For HTTP mode: where Slack reaches the bot, https://…")
@click.option("--json", "as_json", is_flag=True, help="JSON, as the Slack CLI reads it.")
@click.option("--link", "as_link", is_flag=True, help="A link that creates the app in Slack.")
@click.option("--source", expose_value=False, hidden=True)  # the Slack CLI names the folder
def manifest(url: str | None, *, as_json: bool, as_link: bool) -> None:
    """Print the Slack app manifest: app.yaml, with the commands of the flows."""
    at_most_one(json=as_json, link=as_link)
    commands = load_library(None, walked=False).commands(ENGLISH)
    try:
        text = manifest_text(url, commands)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if as_json:
        click.echo(in_json(text))
    elif as_link:
        click.echo(create_link(text))
    else:
        click.echo(text, nl=False)
