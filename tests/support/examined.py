"""What `mfa-bot doctor` finds."""

import asyncio
from collections.abc import Mapping

from bot.health import doctor
from bot.health.findings import Finding, Severity
from tests.support.stub_slack import APP_TOKEN, BOT_TOKEN

SECRET = "0123456789abcdef" * 2
PASSWORD = "planted-password"


async def examined(environ: Mapping[str, str], *channels: str) -> list[Finding]:
    """In a loop of its own, as the command does it. Whatever it says, no secret is in it."""
    found = await asyncio.to_thread(doctor.examine, environ, channels)
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, PASSWORD):
        assert secret not in str(found)
    for finding in found:
        assert (
            (finding.word is Severity.OK)
            or finding.remedy
            or finding.about in ("settings", "flows")
        )
        assert "\n" not in str(finding)
    return found


def about(found: list[Finding], name: str) -> Finding:
    (only,) = (f for f in found if f.about == name)
    return only


def troubles(found: list[Finding]) -> list[str]:
    return [f"{f.word} {f.about}" for f in found if f.word is not Severity.OK]
