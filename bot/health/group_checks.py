"""Checks of `mfa-bot doctor` on the user groups that `team.yaml` names."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.core.membership import is_group
from bot.core.team import Team
from bot.health.findings import Finding, ok, warning, wrong
from bot.health.slack_findings import INSTALL

METHOD, SCOPE = "usergroups.users.list", "usergroups:read"
Ask = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Slack's answer about the members of a group; of a refusal only its word for why."""

_MEANWHILE = (
    " Until then a procedure with a list goes on for everybody who is not known, and the audit says"
    " so; a strict one, such as mfa-disable, goes on alone only for people whom team.yaml names by"
    " their own ID"
)

_UNASKED = " Until then nobody but the lead may be reminded of a quiet run"


async def user_groups(team: Team, granted: str, ask: Ask) -> list[Finding]:
    """Findings on all groups that decide who may start, press or approve, and on owners.

    granted: scopes of the token
    """
    lists = [*team.may.values(), *(rule.by for rule in team.approval.values())]
    ids = (one for listed in lists for one in team.members_of(listed))
    deciding = tuple(dict.fromkeys(filter(is_group, ids)))
    owners = (account.owner for account in team.accounts)
    groups = tuple(dict.fromkeys((*deciding, *filter(is_group, owners))))
    if not groups:
        return []
    if SCOPE not in {scope.strip() for scope in granted.split(",")}:
        return [_unreadable(groups, f"{SCOPE} is not granted", INSTALL)]
    answers = await asyncio.gather(*map(ask, groups))
    if any(answer.get("error") == "plan_upgrade_required" for answer in answers):
        remedy = "list people by their IDs in team.yaml instead, under `groups`"
        return [_unreadable(groups, "this workspace's plan has no user groups", remedy)]
    return [
        _group(name, answer, _MEANWHILE if name in deciding else _UNASKED)
        for name, answer in zip(groups, answers, strict=True)
    ]


def _unreadable(groups: tuple[str, ...], why: str, remedy: str) -> Finding:
    says = f"can't tell who is in {', '.join(groups)}: {why}"
    return warning("user groups", says, f"{remedy}.{_MEANWHILE}")


def _group(name: str, answer: Mapping[str, Any], meanwhile: str) -> Finding:
    about, users = f"group {name}", answer.get("users")
    if answer.get("error") == "no_such_subteam":
        remedy = f"correct the ID in team.yaml, or enable the group in Slack.{meanwhile}"
        return wrong(about, "Slack knows no such user group, or it is disabled", remedy)
    if not answer.get("ok"):
        return warning(about, f"can't be read: {answer.get('error')}", f"ask again.{meanwhile}")
    if not isinstance(users, list) or not users:
        return warning(about, "Slack names nobody in it", f"add people to it.{meanwhile}")
    return ok(about, f"has {len(users)} member{'' if len(users) == 1 else 's'}")
