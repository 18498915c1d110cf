"""Answers of Slack to one call, and the meaning of its refusals for the thread of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class RefusalMeaning(Enum):
    """What a refusal of Slack's means for the thread of a run."""

    NOT_HERE = auto()  # the bot can't post in that channel, however often it tries
    THREAD_CLOSED = auto()  # nor in that thread, though the channel is open to it
    TOKEN = auto()  # another token can do what this one can't: it is to be tried again
    OTHER = auto()


CODES: Mapping[RefusalMeaning, frozenset[str]] = {  # Slack's words for each
    RefusalMeaning.NOT_HERE: frozenset(
        "not_in_channel channel_not_found is_archived restricted_action"
        " restricted_action_read_only_channel restricted_action_thread_only_channel"
        " restricted_action_non_threadable_channel ekm_access_denied".split()
    ),
    RefusalMeaning.THREAD_CLOSED: frozenset(
        "thread_not_found cannot_reply_to_message restricted_action_thread_locked".split()
    ),
    RefusalMeaning.TOKEN: frozenset(
        "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope".split()
    ),
}


def meaning(code: str) -> RefusalMeaning:
    return next((means for means, codes in CODES.items() if code in codes), RefusalMeaning.OTHER)


@dataclass(frozen=True, slots=True)
class Done:
    """Slack took it. `channel` and `ts` of a post; `ts` of a message that was found, or ''."""

    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """No answer, or Slack asks to wait for `after` seconds; `not_done`: surely nothing was done."""

    after: float
    not_done: bool = False
    asks_to_wait: bool = False  # Slack itself said so


@dataclass(frozen=True, slots=True)
class Declined:
    """Slack says no; `code` is its word for why."""

    code: str

    @property
    def meaning(self) -> RefusalMeaning:
        return meaning(self.code)


Answer = Done | Away | Declined
