"""People, user groups and channels as Slack describes them to a bot. Pure.

https://docs.slack.dev/reference/objects/user-object, …/reference/objects/usergroup-object,
…/reference/methods/conversations.info
"""

from bot.local.slack.workspace import TEAM, Body, Channel, Person, UserGroup


def person(about: Person, organization: str) -> Body:
    """`organization`: of Enterprise Grid that the workspace is part of, if any."""
    team = "T0OTHER" if about.kind == "stranger" else about.team
    colleague = bool(organization) and about.organization == organization
    grid = {"id": about.id, "enterprise_id": about.organization, "teams": [team]}
    return {
        "id": about.id,
        "team_id": team,
        "name": about.name,
        "real_name": about.real_name,
        "tz": about.tz,
        "deleted": about.kind == "deleted",
        "is_bot": about.kind == "bot",
        "is_restricted": about.kind in ("guest", "single_channel_guest"),
        "is_ultra_restricted": about.kind == "single_channel_guest",
        **({"is_stranger": True} if team != TEAM and not colleague else {}),
        **({"enterprise_user": grid} if about.organization else {}),
    }


def channel(about: Channel) -> Body:
    if about.im:
        return {"id": about.id, "is_im": True, "user": about.im}
    return {
        "id": about.id,
        "name": about.name,
        "is_channel": not about.private,
        "is_group": about.private,
        "is_private": about.private,
        "is_im": False,
        "is_mpim": False,
        "is_archived": False,
        "is_member": about.bot_in,
        "is_shared": bool(about.shared),
        "is_ext_shared": about.shared == "connected",
        "is_pending_ext_shared": about.shared == "invited",
        "is_org_shared": about.shared == "organization",
    }


def user_group(about: UserGroup, *, with_users: bool, with_count: bool) -> Body:
    return {
        "id": about.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_external": False,
        "name": about.name,
        "description": "",
        "handle": about.handle,
        "date_delete": int(about.disabled),  # seconds since 1970; 0 while it is not disabled
        "prefs": {"channels": [], "groups": []},
        **({"users": [*about.users]} if with_users else {}),
        **({"user_count": len(about.users)} if with_count else {}),
    }
