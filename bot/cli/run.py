"""Command that serves a real workspace."""

import logging

import click

from bot import app
from bot.cli.options import load_environment
from bot.process import logs, shutdown
from bot.serving import supervisor
from bot.settings.settings import read

log = logging.getLogger(__name__)


@click.command(name="run")
@click.option("--worker", type=int, hidden=True, help="Number of a worker process.")
def command(worker: int | None) -> None:
    """Serve Slack: over HTTP, or in Socket Mode when SLACK_APP_TOKEN is set."""
    given = load_environment()
    settings = read(given.values)
    if worker is not None:
        logs.log_to_stderr(settings.log_level, settings.log_format, worker)
        shutdown.stop_with_input()
        shutdown.run(app.run(settings, serves=click.echo))
        return
    logs.log_to_stderr(settings.log_level, settings.log_format)
    for suspect in given.suspects:
        log.warning("%s Rename it, or leave it if another program reads it", suspect)
    serve = app.run if settings.workers == 1 else supervisor.run
    shutdown.run(serve(settings))
