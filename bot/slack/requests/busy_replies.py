"""Replies while the bot is busy: in the response to Slack at once, or later by a call.

After a button press a reply takes one. Each person is told once for all presses meanwhile, when
there is time.
"""

from dataclasses import dataclass, field

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.process.background_tasks import BackgroundTasks
from bot.process.foreground import Foreground
from bot.slack.api.response_urls import ReplyTo
from bot.slack.render.voice import Voice
from bot.slack.requests.error_replies import ERRORS, ErrorKind, ErrorReplies
from bot.slack.requests.payload import TOLD_BY_A_CALL, Body, reply_to, team, user
from bot.texts import errors

AT_ONCE = 8  # people who are being told
MOST_PEOPLE = 5_000  # people who are still to be told; above it the first of them is not


@dataclass(slots=True)
class BusyReplies:
    _replies: ErrorReplies
    _foreground: Foreground
    _background: BackgroundTasks
    # Of each person, by the last press.
    _untold: dict[str, tuple[str, ReplyTo]] = field(default_factory=dict, init=False)
    _telling: int = field(default=0, init=False)

    def reply(self, body: Body) -> BoltResponse:
        if body.get("type") not in TOLD_BY_A_CALL:
            return self._replies.reply(body, ErrorKind.BUSY, errors.busy, 503)
        ERRORS.labels(ErrorKind.BUSY).inc()
        self._untold[user(body)] = team(body), reply_to(body)
        if len(self._untold) > MOST_PEOPLE:
            del self._untold[next(iter(self._untold))]
        if self._telling < AT_ONCE:
            self._telling += 1
            self._background.start(self._reply_to_untold())
        return BoltResponse(status=200, body="")

    async def forget(self, request: AsyncBoltRequest) -> None:
        """Take back what is still to be told of a press, where the same person's next one in its
        thread is served: "nothing was counted" would be wrong by then.
        """
        body = request.body
        if body.get("type") in TOLD_BY_A_CALL and (untold := self._untold.get(user(body))):
            _, to = untold
            if to.thread and to.thread == reply_to(body).thread:
                del self._untold[user(body)]

    async def _reply_to_untold(self) -> None:
        try:
            while self._untold:
                await self._foreground.wait_until_idle()
                if not self._untold:
                    return
                who = next(iter(self._untold))
                workspace, to = self._untold.pop(who)
                language = await self._replies.profiles.language(workspace, who)
                await self._replies.responder.tell(to, Voice(language).notice(errors.busy))
        finally:
            self._telling -= 1
