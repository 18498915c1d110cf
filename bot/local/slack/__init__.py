"""A small Slack on this machine: for `mfa-bot try`, and for the tests.

It speaks Slack's protocols with a bot, in both directions over HTTP, and serves a page to people.
It imports nothing else of the bot: what it has to know is handed in.
"""
