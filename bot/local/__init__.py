"""The trial: `mfa-bot try` starts the bot, a Redis and the local Slack together.

Nothing that serves a real workspace imports it.
"""
