"""Checks of `mfa-bot doctor` on the people whom `team.yaml` names."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from bot.core.people import is_user
from bot.core.team import Team
from bot.health.findings import Finding, ok, warning, wrong
from bot.health.slack_findings import INSTALL, named
from bot.slack.api.errors import record

METHOD = "users.info"
MOST = 100  # people who are looked up: Slack takes about as many calls in a minute
Ask = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Slack's answer about a person; of a refusal only its word for why."""

_NOBODY_HERE = {  # by Slack's field: what somebody is who can do nothing here
    "deleted": "is deactivated in Slack",
    "is_bot": "is a bot",
    "is_stranger": "is of another workspace",
}


async def people(team: Team, ask: Ask) -> list[Finding]:
    """Findings on all people whom the file names: those who are well in one."""
    users = tuple(dict.fromkeys(filter(is_user, _named(team))))
    answers = await asyncio.gather(*map(ask, users[:MOST]))
    if any(answer.get("error") == "missing_scope" for answer in answers):
        says = "can't tell who the people in team.yaml are: users:read is not granted"
        return [warning("people", says, INSTALL)]
    troubles = [_trouble(*one) for one in zip(users, answers, strict=False)]
    names = [
        named(record(answer.get("user")).get("real_name"))
        for answer, trouble in zip(answers, troubles, strict=True)
        if trouble is None
    ]
    found = [ok("people", f"team.yaml names {', '.join(names)}")] if names else []
    if len(users) > MOST:
        left = f"the first {MOST} of {len(users)} people in team.yaml were looked up"
        found.append(warning("people", left, "look at the others yourself"))
    return [*found, *(trouble for trouble in troubles if trouble)]


def _named(team: Team) -> Iterator[str]:
    for account in team.accounts:
        yield from (account.owner, *account.inbox, *account.phone)
    for listed in (*team.groups.values(), *team.may.values()):
        yield from listed
    for rule in team.approval.values():
        yield from rule.by


def _trouble(user: str, answer: Mapping[str, Any]) -> Finding | None:
    about, remedy = f"person {user}", "correct the ID in team.yaml, or take it out"
    if answer.get("error") in ("user_not_found", "user_not_visible"):
        return wrong(about, "Slack knows nobody with this ID", remedy)
    if not answer.get("ok"):
        return warning(about, f"can't be looked up: {answer.get('error')}", "try again")
    found = record(answer.get("user"))
    says = next((says for field, says in _NOBODY_HERE.items() if found.get(field)), "")
    return wrong(about, f"{named(found.get('real_name'))} {says}", remedy) if says else None
