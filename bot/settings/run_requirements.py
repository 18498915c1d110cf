"""Requirements of `mfa-bot run`: settings that no other command needs."""

from bot.settings.mistakes import BadSettings
from bot.settings.settings import Settings

SOCKETS = 10  # connections of Socket Mode that Slack gives an app


def require_for_run(settings: Settings) -> None:
    """Check the settings that only `run` needs. Raises BadSettings."""
    try_it = "`mfa-bot try` needs no token at all."
    mistakes = []
    if not settings.slack_bot_token:
        mistakes.append(
            "SLACK_BOT_TOKEN is missing: install the app (`mfa-bot manifest` prints it) and copy"
            f" the Bot User OAuth Token. {try_it}"
        )
    if not settings.slack_app_token and not settings.slack_signing_secret:
        mistakes.append(
            "SLACK_SIGNING_SECRET is missing: copy it from the app's Basic Information, or set"
            " SLACK_APP_TOKEN to use Socket Mode."
        )
    in_http = not settings.slack_app_token
    if settings.workers > SOCKETS and not in_http:
        mistakes.append(
            f"WORKERS must be at most {SOCKETS} in Socket Mode (it is {settings.workers}): Slack"
            " gives an app no more connections, and all its processes share them."
        )
    if in_http and settings.port and settings.port == settings.operate_port:
        mistakes.append(f"OPERATE_PORT must be another port than PORT (both are {settings.port}).")
    if mistakes:
        raise BadSettings(tuple(mistakes))
