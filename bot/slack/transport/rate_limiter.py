"""Limit on how fast one person may ask, so that others need not wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.core.rate_limit import Rate, RateLimit, RateLimitResult
from bot.process.background_tasks import BackgroundTasks
from bot.slack.api.client import SlackApi
from bot.slack.api.installation import Installation
from bot.slack.api.profiles import Profiles
from bot.slack.render.voice import Voice
from bot.slack.requests import event_payload, payload
from bot.slack.requests.error_replies import ERRORS, ErrorKind, ErrorReplies
from bot.slack.requests.event_payload import UserMessage
from bot.slack.requests.payload import TOLD_BY_A_CALL, Body
from bot.texts import errors

WALK, ASK = "walk", "ask"
# Whoever reads what a step says walks far slower; a flood of commands is ten times as fast.
RATES = {WALK: Rate(burst=20, seconds=10), ASK: Rate(burst=10, seconds=30)}
TELL_AGAIN = 10.0  # seconds, as the sentence says


def lift() -> None:
    """Lift all limits, for trials and benchmarks: they are faster than people, and nobody else
    waits.
    """
    RATES.update(dict.fromkeys(RATES, Rate(burst=10**6, seconds=1)))


def _limits() -> dict[str, RateLimit]:
    return {kind: RateLimit(rate, tell_again=TELL_AGAIN) for kind, rate in RATES.items()}


@dataclass(slots=True)
class RateLimiter:
    """Two checks: `hold_back` before the gate, so that the limit holds for strangers too; `tell`
    after it, where the person is known to be one of us.

    A refusal that costs nothing is told each time; one that costs a call to Slack, now and then.
    """

    _installation: Installation
    _api: SlackApi
    _profiles: Profiles
    _replies: ErrorReplies
    _background: BackgroundTasks
    _clock: Callable[[], float] = time.monotonic
    _limits: dict[str, RateLimit] = field(default_factory=_limits, init=False)

    async def hold_back(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """Count a request, and refuse it where its sender was told a moment ago: neither a profile
        is looked up for it, nor a call made.

        Puts an event's `said` into the context: None if no person typed it to the bot.
        """
        body = request.body
        is_event = body.get("type") == "event_callback"
        said = None
        if is_event:
            said = event_payload.user_message(body, self._installation.identity)
            request.context["said"] = said
        request.context["rate"] = RateLimitResult.ALLOW
        if is_event and said is None:
            return None
        kind = WALK if body.get("type") in ("block_actions", "view_submission") else ASK
        who = said.user if said else payload.user(body)
        verdict = self._limits[kind].ask(who, self._clock())
        request.context["rate"] = verdict
        return self._refuse(body, said, verdict) if verdict is RateLimitResult.DROP else None

    async def tell(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """Refuse a request that is too fast, with a sentence."""
        if request.context["rate"] is RateLimitResult.ALLOW:
            return None
        return self._refuse(request.body, request.context.get("said"), RateLimitResult.TELL)

    def _refuse(
        self, body: Body, said: UserMessage | None, verdict: RateLimitResult
    ) -> BoltResponse:
        costs = said is not None or body.get("type") in TOLD_BY_A_CALL
        if costs and verdict is RateLimitResult.DROP:
            ERRORS.labels(ErrorKind.TOO_FAST).inc()
            return BoltResponse(status=200, body="")
        if said:
            self._background.start(self._post(said))
        return self._replies.reply(body, ErrorKind.TOO_FAST, errors.too_fast, 200)

    async def _post(self, said: UserMessage) -> None:
        sentence = Voice(self._profiles.remembered_language(said.user)).notice(errors.too_fast)
        await self._api.post(said.channel, sentence, said.in_thread)
