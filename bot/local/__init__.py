"""A Slack of one's own on this machine: for `mfa-bot try`, and for the tests.

It speaks Slack's protocols towards the bot, in both directions over HTTP, and shows a page to
people. Nothing that serves a real workspace imports it.
"""
