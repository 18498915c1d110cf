"""Answers of Slack to one call, and the meaning of its refusals for the thread of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Meaning(Enum):
    """What a refusal of Slack's means for the thread of a run."""

    NOT_HERE = auto()  # the bot can't post in that channel, however often it tries
    THREAD_CLOSED = auto()  # nor in that thread, though the channel is open to it
    TOKEN = auto()  # another token can do what this one can't: it is to be tried again
    OTHER = auto()


_CODES = {
    Meaning.NOT_HERE: "not_in_channel channel_not_found is_archived restricted_action"
    " restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel ekm_access_denied",
    Meaning.THREAD_CLOSED: "thread_not_found cannot_reply_to_message"
    " restricted_action_thread_locked",
    Meaning.TOKEN: "invalid_auth not_authed account_inactive token_revoked token_expired"
    " missing_scope",
}
MEANINGS: Mapping[str, Meaning] = {
    code: meaning for meaning, codes in _CODES.items() for code in codes.split()
}


def codes(meaning: Meaning) -> frozenset[str]:
    """Slack's words with that meaning."""
    return frozenset(_CODES[meaning].split())


def meaning(code: str) -> Meaning:
    return MEANINGS.get(code, Meaning.OTHER)


@dataclass(frozen=True, slots=True)
class Done:
    """Slack took it. `channel` and `ts` of a post; `ts` of a message that was found, or ''."""

    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """No answer, or Slack asks to wait for `after` seconds; `undone`: surely nothing was done."""

    after: float
    undone: bool = False
    told: bool = False  # Slack itself wants us to wait


@dataclass(frozen=True, slots=True)
class Declined:
    """Slack says no; `code` is its word for why."""

    code: str

    @property
    def meaning(self) -> Meaning:
        return meaning(self.code)


Answer = Done | Away | Declined
