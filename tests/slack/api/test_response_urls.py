"""Answers to one person go to Slack's hosts alone."""

import pytest
from aiohttp import ClientSession

from bot.process.proxies import Proxies
from bot.slack.api.errors import SlackRefused
from bot.slack.api.response_urls import ReplyTo, ResponseUrls
from bot.slack.render.blocks import Message
from tests.support.each import each

HOOK = "hooks.slack.com/commands/T0/1/x"
REAL = "https://slack.com/api/"


@each(
    "url, api, is_slacks",
    [
        (f"https://{HOOK}", REAL, True),
        ("https://slack.com/x", REAL, True),
        ("https://hooks.slack-gov.com/x", REAL, True),
        ("https://HOOKS.SLACK.COM/x", REAL, True),
        (f"http://{HOOK}", REAL, False),
        (f"http://{HOOK}", "http://127.0.0.1:8080/api/", False),
        ("http://127.0.0.1:9090/hooks/1", "http://127.0.0.1:8080/api/", True),
        ("http://127.0.0.1:9090/hooks/1", "https://127.0.0.1:8080/api/", False),
        ("http://127.0.0.1/", REAL, False),
        ("http://169.254.169.254/latest/meta-data", REAL, False),
        ("https://evilslack.com/", REAL, False),
        ("https://slack.com.evil.example/", REAL, False),
        ("https://slack.com@evil.example/", REAL, False),
        ("https://evil.example/hooks.slack.com", REAL, False),
        ("https://evil.example#.slack.com", REAL, False),
        ("https://evil.example\\.slack.com/", REAL, False),
        ("file:///etc/passwd", REAL, False),
        ("//hooks.slack.com/x", REAL, False),
        ("https://", REAL, False),
        ("https://[", REAL, False),
        ("", REAL, False),
    ],
)
async def test_which_addresses_are_slacks(url: str, api: str, is_slacks: bool) -> None:
    async with ClientSession() as session:
        assert ResponseUrls(session, Proxies(), api)._is_slacks(url) is is_slacks
        if not is_slacks:
            with pytest.raises(SlackRefused, match="not_slack"):
                await ResponseUrls(session, Proxies(), api).respond(ReplyTo(url), Message("", []))
