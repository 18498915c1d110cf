"""The two ways in which Slack says no: later, or not so; and what its words for that mean."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

UNDONE = frozenset("ratelimited rate_limited message_limit_exceeded team_added_to_org".split())
LATER = UNDONE | frozenset("internal_error fatal_error request_timeout service_unavailable".split())
LONGEST_WAIT = 300.0  # seconds; who is told to wait for longer than that asks once in between
# The bot can't post there, however often it tries.
NOT_HERE = frozenset(
    "not_in_channel channel_not_found is_archived restricted_action"
    " restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel ekm_access_denied".split()
)
# Nor in that thread, though the channel is open to it.
THREAD_CLOSED = frozenset(
    "thread_not_found cannot_reply_to_message restricted_action_thread_locked".split()
)
TOO_MUCH = frozenset(
    "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long".split()
)
REVOKED = frozenset("invalid_auth not_authed account_inactive token_revoked token_expired".split())
TOKEN = REVOKED | {"missing_scope"}
ADVICE = " (install the app again and copy its Bot User OAuth Token into SLACK_BOT_TOKEN)"


class SlackAway(ConnectionError):
    """Slack does not answer, or asks to wait; the same call may work in `after` seconds.

    `told`: Slack itself named that time. `undone`: it has surely not done what it was asked.
    """

    def __init__(self, why: str, after: float, *, told: bool = False, undone: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.told = told
        self.undone = undone


class SlackRefused(RuntimeError):
    """Slack's answer is no; `code` is its word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}{ADVICE if code in TOKEN else ''}")
        self.code = code


class Unplaced(SlackRefused):
    """A run may go on only where the bot can post in `channel`, and there it can't."""

    def __init__(self, channel: str, why: str) -> None:
        super().__init__(f"a run waits for {channel}", why)
        self.channel = channel
        self.code = "unplaced"  # no other thread helps


def judged(method: str, error: SlackApiError) -> tuple[str, SlackAway | SlackRefused]:
    """Slack's word for it, for the metrics, and which no it is."""
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # something between Slack and us answered
        return "unreadable", SlackAway(f"{method}: the answer can't be read", after=1)
    data = response.data if isinstance(response.data, dict) else {}
    code = str(data.get("error", f"http_{response.status_code}"))
    if response.status_code < 500 and code not in LATER:  # noqa: PLR2004 -- HTTP's own line
        return code, SlackRefused(method, code)
    told = str(response.headers.get("Retry-After", ""))
    after = min(float(told), LONGEST_WAIT) if told.isdigit() else 1.0
    return code, SlackAway(f"{method}: {code}", after, told=told.isdigit(), undone=code in UNDONE)
