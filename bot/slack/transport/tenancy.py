"""Tenancy of a request: our workspace's, our organization's, or another company's.

For each person, Slack names one workspace. In Enterprise Grid that is the organization (`E…`) or
any one of its workspaces (`T…`), wherever they are: https://github.com/slackapi/bolt-js/issues/1875.
A request looks the same when a colleague of a sister workspace sends it, and when a guest of
another company does, in a channel of ours that both share. Only their profile tells them apart.

What `auth.test` says of our organization counts, not what a request says: that may name the
organization of whoever hosts a shared channel. Where something is missing, the request is refused.
"""

from dataclasses import dataclass
from enum import Enum, auto

from bot.slack.api.errors import record
from bot.slack.requests.payload import NOWHERE, Body, authorized, team, user


class Tenancy(Enum):
    OURS = auto()
    FOREIGN = auto()
    UNKNOWN = auto()  # until the person's profile is read


@dataclass(frozen=True, slots=True)
class HomeWorkspace:
    team: str
    organization: str = ""  # empty where the workspace is part of none


def addressed(body: Body) -> HomeWorkspace:
    """Home that a request names, as long as `auth.test` has told nothing: the organization only
    where it is said to be the one of that workspace.
    """
    event = body.get("type") == "event_callback"
    about = authorized(body) if event else record(body.get("team"))
    return HomeWorkspace(team(body), str(about.get("enterprise_id") or ""))


def is_for(body: Body, home: HomeWorkspace) -> bool:
    """Whether it is meant for our installation of the app, and for no other."""
    return home.team != NOWHERE and team(body) == home.team


def tenancy_of(body: Body, home: HomeWorkspace) -> Tenancy:
    """Tenancy of a command, button, window, mention or direct message, by who sent it."""
    if not is_for(body, home):
        return Tenancy.FOREIGN
    teams = _teams(body)
    if teams is None:
        return Tenancy.FOREIGN
    others = teams - {home.team}
    if not others:
        return Tenancy.OURS
    organizations = _organizations(body)
    if not home.organization or organizations - {home.organization}:
        return Tenancy.FOREIGN
    if others == {home.organization}:
        return Tenancy.OURS
    sisters = {name for name in others - {home.organization} if name.startswith("T")}
    if others - {home.organization} != sisters:
        return Tenancy.FOREIGN  # of another organization
    event = body.get("type") == "event_callback"
    return Tenancy.UNKNOWN if organizations or event else Tenancy.FOREIGN


def doer(body: Body) -> str:
    """Who did it, in every kind of request."""
    return str(record(body.get("event")).get("user") or user(body))


def _teams(body: Body) -> set[str] | None:
    """The workspaces (the organization, now and then) of whoever did it, as far as Slack tells;
    None where it must tell and does not: of people in a channel that two companies share.
    """
    event, by = record(body.get("event")), record(body.get("user"))
    said_by = event.get("user_team") or event.get("source_team") or event.get("team")
    if body.get("is_ext_shared_channel") and not said_by:
        return None
    named = (said_by, by.get("team_id"), record(body.get("team")).get("id"))
    return {str(each) for each in named if each}


def _organizations(body: Body) -> set[str]:
    """Organizations that a command, a button or a window names. Of an event the outer fields may
    be about the host of the channel, so they are not looked at.
    """
    if body.get("type") == "event_callback":
        return set()
    named = (
        body.get("enterprise_id"),
        record(body.get("enterprise")).get("id"),
        record(body.get("team")).get("enterprise_id"),
        record(body.get("user")).get("enterprise_id"),
    )
    return {str(each) for each in named if each}
