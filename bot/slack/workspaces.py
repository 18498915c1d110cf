"""One bot, one workspace: what comes from another is answered kindly and does nothing.

In a channel that two workspaces share (Slack Connect) people of the other one see the bot's buttons
and may press them; and an app may be installed in a second workspace by mistake.
"""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.response import BoltResponse

from bot.slack import trouble
from bot.slack.desk import Desk
from bot.slack.payload import NOWHERE, Body
from bot.texts import replies

log = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]


def gate(desk: Desk) -> Callable[[Body, Next], Awaitable[BoltResponse]]:
    """For Bolt: what stands before every listener, over HTTP and in Socket Mode."""

    async def only_ours(body: Body, next_: Next) -> BoltResponse:
        # Until Slack has said who the bot is, the workspace that Slack addresses is taken for ours:
        # a press must not be lost because Slack's API is away, and each workspace has its own keys.
        home = desk.identity.team if desk.identity else installed_in(body)
        if not is_foreign(body, home):
            return await next_()
        trouble.TROUBLES.labels("other_workspace").inc()
        log.warning("refused a request from another workspace than %s", home)
        return trouble.to_person(desk, body, replies.other_workspace, event_status=200)

    return only_ours


def is_foreign(body: Body, home: str) -> bool:
    """Whether it is meant for another installation, or done by somebody of another workspace."""
    if home == NOWHERE or installed_in(body) != home:
        return True
    own_org = {body.get("enterprise_id"), body.get("context_enterprise_id")} - {None, ""}
    return any(by != home and by not in own_org for by in _done_by(body))


def installed_in(body: Body) -> str:
    """The workspace whose installation of the app Slack speaks to."""
    view, event = body.get("view") or {}, body.get("type") == "event_callback"
    authorized = (body.get("authorizations") or [{}])[0].get("team_id") if event else None
    addressed = (
        view.get("app_installed_team_id")
        or authorized
        or (body.get("context_team_id") if event else None)
        or (body.get("team") or {}).get("id")
        or body.get("team_id")
        or (body.get("user") or {}).get("team_id")
    )
    return str(addressed or NOWHERE)


def _done_by(body: Body) -> list[str]:
    """The workspaces (an organization, now and then) of whoever did it, as far as Slack tells."""
    event, user, team = body.get("event") or {}, body.get("user") or {}, body.get("team") or {}
    said_by = event.get("user_team") or event.get("source_team") or event.get("team")
    return [str(each) for each in (said_by, user.get("team_id"), team.get("id")) if each]
