"""World of the small AWS: an organization's accounts, what root did there, and faults to plant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

MANAGEMENT = "123456789012"
OUTSIDER = "345678901234"  # in no organization
ROLE = "mfa-bot-reader"  # which each account has
KEEPS = 100  # events of an account


class Fault(StrEnum):
    """Trouble that calls about an account meet."""

    DENIED = "AccessDeniedException"
    THROTTLED = "TooManyRequestsException"
    EXPIRED = "ExpiredTokenException"
    CLOCK = "SignatureDoesNotMatch"
    BROKEN = "InternalFailure"
    HANGS = "hangs"


@dataclass(slots=True)
class Account:
    """Account: its root user's MFA, its contact phone and its trail."""

    id: str
    name: str
    mfa: bool = True
    root: bool = True  # whether root has credentials
    phone: str = "+886912345678"
    status: str = "UNVERIFIED"
    state: str = "ACTIVE"
    hub: str = ""  # result of Security Hub's IAM.9; empty where there is none
    hub_at: str = "2026-11-01T00:00:00.000Z"  # when it was last updated
    standalone: bool = False  # in no organization
    events: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)  # by operation; "" is all of them

    def fault(self, operation: str) -> Fault | None:
        return self.faults.get(operation) or self.faults.get("")

    def root_signs_in(self, at: datetime | None = None) -> None:
        when = at or datetime.now(UTC)
        self.events.append(
            {
                "EventName": "ConsoleLogin",
                "EventTime": when,
                "user": "root",
                "detail": {
                    "eventName": "ConsoleLogin",
                    "userIdentity": {"type": "Root", "accountId": self.id},
                    "responseElements": {"ConsoleLogin": "Success"},
                    "additionalEventData": {"MFAUsed": "No"},
                },
            }
        )
        del self.events[:-KEEPS]


@dataclass(slots=True)
class World:
    """All accounts of one organization; the first is the management account."""

    accounts: dict[str, Account]
    asked: list[tuple[str, str]] = field(default_factory=list)  # (account, operation)

    @property
    def management(self) -> Account:
        return next(iter(self.accounts.values()))


def world(accounts: Mapping[str, str]) -> World:
    """World of these accounts: names by ID, the management account first."""
    made = {id_: Account(id_, name, standalone=id_ == OUTSIDER) for id_, name in accounts.items()}
    return World(made)
