"""Checks of `mfa-bot doctor` on the people and user groups that `team.yaml` names."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.core.membership import is_group
from bot.core.people import is_user
from bot.core.team import Team
from bot.health.findings import Finding, ok, warning, wrong
from bot.health.slack_findings import INSTALL, printable_name
from bot.slack.api.errors import record
from bot.slack.api.methods import GROUPS

MOST_PEOPLE = 100  # people who are looked up: Slack takes about as many calls in a minute
FEW = 3  # members of a group who are looked up; tools that empty one leave a deactivated member
Ask = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Slack's answer about a person, or the members of a group; of a refusal only its word for why."""

_NOBODY_HERE = {  # by Slack's field: what somebody is who can do nothing here
    "deleted": "is deactivated in Slack",
    "is_bot": "is a bot",
    "is_stranger": "belongs to another workspace",
}


async def people(team: Team, ask: Ask) -> list[Finding]:
    """Findings on all people whom the file names: all who are found and active, in one
    finding.
    """
    users = tuple(filter(is_user, team.named()))
    answers = await asyncio.gather(*map(ask, users[:MOST_PEOPLE]))
    if any(answer.get("error") == "missing_scope" for answer in answers):
        says = "can't tell who the people in team.yaml are: users:read is not granted"
        return [warning("people", says, INSTALL)]
    troubles = [_profile_problem(*one) for one in zip(users, answers, strict=False)]
    names = [
        printable_name(record(answer.get("user")).get("real_name"))
        for answer, trouble in zip(answers, troubles, strict=True)
        if trouble is None
    ]
    found = [ok("people", f"team.yaml names {', '.join(names)}")] if names else []
    if len(users) > MOST_PEOPLE:
        left = f"the first {MOST_PEOPLE} of {len(users)} people in team.yaml were looked up"
        found.append(warning("people", left, "look at the others yourself"))
    return [*found, *(trouble for trouble in troubles if trouble)]


def _profile_problem(user: str, answer: Mapping[str, Any]) -> Finding | None:
    about, remedy = f"person {user}", "correct the ID in team.yaml, or take it out"
    if answer.get("error") in ("user_not_found", "user_not_visible"):
        return wrong(about, "Slack knows nobody with this ID", remedy)
    if not answer.get("ok"):
        return warning(about, f"can't be looked up: {answer.get('error')}", "try again")
    found = record(answer.get("user"))
    says = next((says for field, says in _NOBODY_HERE.items() if found.get(field)), "")
    return (
        wrong(about, f"{printable_name(found.get('real_name'))} {says}", remedy) if says else None
    )


_MEANWHILE = (
    " Until then a procedure with a list goes on for everybody who is not known, and the audit says"
    " so; a strict one, such as mfa-disable, goes on alone only for people whom team.yaml names by"
    " their own ID"
)

_UNASKED = " Until then nobody but the lead may be reminded of a quiet run"


async def user_groups(team: Team, granted: str, ask: Ask, ask_person: Ask) -> list[Finding]:
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
    if GROUPS not in {scope.strip() for scope in granted.split(",")}:
        return [_unreadable(groups, f"{GROUPS} is not granted", INSTALL)]
    answers = await asyncio.gather(*map(ask, groups))
    if any(answer.get("error") == "plan_upgrade_required" for answer in answers):
        remedy = "list people by their IDs in team.yaml instead, under `groups`"
        return [_unreadable(groups, "this workspace's plan has no user groups", remedy)]
    gone = await asyncio.gather(*(_is_deserted(answer, ask_person) for answer in answers))
    return [
        _deserted(name) if nobody else _group(name, answer, meanwhile)
        for name, answer, nobody in zip(groups, answers, gone, strict=True)
        for meanwhile in [_MEANWHILE if name in deciding else _UNASKED]
    ]


async def _is_deserted(answer: Mapping[str, Any], ask_person: Ask) -> bool:
    """Whether all members of a group are deactivated, where they are few."""
    users = answer.get("users")
    if not isinstance(users, list) or not 1 <= len(users) <= FEW:
        return False
    answers = await asyncio.gather(*(ask_person(str(user)) for user in users))
    return all(record(one.get("user")).get("deleted") for one in answers)


def _deserted(name: str) -> Finding:
    says = "all of its members are deactivated in Slack, so it stands for nobody"
    return wrong(f"group {name}", says, "add people to it")


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
