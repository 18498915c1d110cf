"""Evidence: what AWS itself says of an account, and when it is asked.

What can't be asked is unknown, never "off": a fact is there only if AWS said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.budget import HOUR, MINUTE
from bot.core.team import AccountKind

SETTLED_AFTER = 5 * MINUTE  # AWS may still say for a while what was so before a change
ASKED_EVERY, ASKED_SELDOM = MINUTE // 4, MINUTE
OFTEN_FOR, ASKED_FOR = 5 * MINUTE, HOUR  # since the run's last move


class Fact(StrEnum):
    """Fact that AWS reports about an account, for which a step may wait."""

    MFA_ON = "mfa_on"
    MFA_OFF = "mfa_off"
    PHONE_CHANGED = "phone_changed"  # the phone on file is the run's number, however spelled
    PHONE_EXACT = "phone_exact"  # it is, without spaces or other signs, as AWS wants it
    PHONE_DIFFERS = "phone_differs"  # it is another number, or is spelled otherwise
    PHONE_VERIFIED = "phone_verified"
    PHONE_UNVERIFIED = "phone_unverified"
    ROOT_SIGNED_IN = "root_signed_in"  # only suggests: it may have been somebody else


class Topic(StrEnum):
    """Question to AWS; several facts may follow from one answer."""

    MFA = "mfa"
    PHONE = "phone"
    KIND = "kind"  # of the account: whether it is in an organization, and owns it
    TRAIL = "trail"


class Unknown(StrEnum):
    """Reason why AWS did not answer a question."""

    DENIED = "denied"
    THROTTLED = "throttled"
    AWAY = "away"  # no answer in time, or no connection
    NO_CREDENTIALS = "no_credentials"
    EXPIRED = "expired"  # credentials
    CLOCK = "clock"  # of this machine is wrong, so that signatures are refused
    WRONG_ACCOUNT = "wrong_account"  # the role is another account's
    OTHER = "other"


class PhoneStatus(StrEnum):
    """Verification of the phone on file, in AWS's words."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"
    PENDING = "PENDING"
    NOT_SUPPORTED = "NOT_SUPPORTED"


TOPICS: Mapping[Fact, Topic] = {
    Fact.MFA_ON: Topic.MFA,
    Fact.MFA_OFF: Topic.MFA,
    Fact.PHONE_CHANGED: Topic.PHONE,
    Fact.PHONE_EXACT: Topic.PHONE,
    Fact.PHONE_DIFFERS: Topic.PHONE,
    Fact.PHONE_VERIFIED: Topic.PHONE,
    Fact.PHONE_UNVERIFIED: Topic.PHONE,
    Fact.ROOT_SIGNED_IN: Topic.TRAIL,
}


@dataclass(frozen=True, slots=True)
class PhoneOnFile:
    """Contact phone of an account; `e164` is empty where it can't be read as a number."""

    e164: str = field(repr=False)  # kept out of logs
    status: PhoneStatus | None = None  # where AWS does not say
    text: str = field(default="", repr=False)  # as AWS has it


@dataclass(frozen=True, slots=True)
class Evidence:
    """What AWS said of one account when it was asked."""

    mfa: bool | None = None  # None: unknown, or root has no credentials
    phone: PhoneOnFile | None = None
    kind: AccountKind | None = None
    root_sign_ins: tuple[int, ...] = ()  # ms since 1970
    unknown: Mapping[Topic, Unknown] = field(default_factory=dict)

    def facts(self, number: str = "", since: int = 0) -> frozenset[Fact]:
        """Facts that follow from it.

        number: the run's phone number (E.164)
        since: when the run came to its step; earlier sign-ins say nothing of it (ms since 1970)
        """
        found: set[Fact] = set()
        if self.mfa is not None:
            found.add(Fact.MFA_ON if self.mfa else Fact.MFA_OFF)
        if self.phone and number and self.phone.e164:
            exact = self.phone.text == number
            found.add(Fact.PHONE_EXACT if exact else Fact.PHONE_DIFFERS)
        if self.phone and number and self.phone.e164 == number:  # another's says nothing of it
            found.add(Fact.PHONE_CHANGED)
            if self.phone.status is PhoneStatus.VERIFIED:
                found.add(Fact.PHONE_VERIFIED)
            if self.phone.status in (PhoneStatus.UNVERIFIED, PhoneStatus.PENDING):
                found.add(Fact.PHONE_UNVERIFIED)
        if any(at >= since for at in self.root_sign_ins):
            found.add(Fact.ROOT_SIGNED_IN)
        return frozenset(found)


def next_question(moved_at: int, now: int) -> int | None:
    """When AWS is asked again for a run (ms since 1970); None once it has been asked for long.

    moved_at: the run's last move
    """
    waited = now - moved_at
    if waited >= ASKED_FOR:
        return None
    return now + (ASKED_EVERY if waited < OFTEN_FOR else ASKED_SELDOM)
