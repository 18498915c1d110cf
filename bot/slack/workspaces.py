"""One bot, one workspace: what comes from another is answered kindly and does nothing.

In a channel that two workspaces share (Slack Connect) people of the other one see the bot's buttons
and may press them; and an app may be installed in a second workspace by mistake.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.apology import Kind, apologize
from bot.slack.desk import Desk
from bot.slack.payload import NOWHERE, Body
from bot.texts import replies

log = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]


class Known(AsyncAuthorize):
    """For Bolt: who the bot is, from memory. No request waits for Slack to say so."""

    def __init__(self, desk: Desk, token: str) -> None:
        self._desk = desk
        self._token = token

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, **_: Any
    ) -> AuthorizeResult:
        known = self._desk.identity
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=self._token,
            bot_id=known.bot_id if known else None,
            bot_user_id=known.bot_user if known else None,
        )


class Gate(AsyncMiddleware):
    """For Bolt: what stands before every listener, over HTTP and in Socket Mode."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        next: Next,  # noqa: A002 -- Bolt's name for it
        **_: Any,
    ) -> BoltResponse:
        # Until Slack has said who the bot is, the workspace that Slack addresses is taken for ours:
        # a press must not be lost because Slack's API is away, and each workspace has its own keys.
        known = self._desk.identity
        home = known.team if known else installed_in(req.body)
        if not is_foreign(req.body, home):
            return await next()
        log.warning("refused a request from another workspace than %s", home)
        sentence = replies.other_workspace
        return apologize(self._desk, req.body, Kind.OTHER_WORKSPACE, sentence, 200)


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
