"""JSON records in Redis, versioned: a record of a newer bot is never changed.

A run's record is in `run_records.py`, the record of what Slack shows in `shown_records.py`.
"""

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from bot.core.access import Standing
from bot.core.budget import Attempt, AttemptKind, AttemptResult
from bot.core.readiness import Readiness


class NewerRecord(ValueError):
    """Record of a newer version of the bot, which this version must not touch."""


def encode(fields: Any) -> str:
    """Compact JSON."""
    return orjson.dumps(fields, option=orjson.OPT_NON_STR_KEYS).decode()  # enums are keys, too


def decode(text: str, newest: int) -> Any:
    """Fields of a JSON record. Raises NewerRecord where its version is above `newest`."""
    data = orjson.loads(text)
    if data["v"] > newest:
        raise NewerRecord(f"version {data['v']}; this bot reads up to {newest}")
    return data


@dataclass(frozen=True, slots=True)
class Profile:
    """Slack profile of a person, as far as the bot uses it."""

    locale: str = ""  # an IETF tag; empty if Slack names none
    standing: Standing = Standing.UNKNOWN
    zone: str = ""  # IANA name of their time zone; empty if Slack names none


def dump_readiness(account: str, found: Readiness) -> str:
    """Record without the time: that is its score in a sorted set."""
    return encode([account, found.outcome, found.gaps, found.run])


def load_readiness(text: str, at: int) -> tuple[str, Readiness]:
    """Account, and what a check of it found."""
    account, outcome, gaps, run, *_ = orjson.loads(text)  # a newer bot may add more
    return account, Readiness(outcome, gaps, at, run)


def dump_profile(profile: Profile) -> str:
    return encode(asdict(profile))


def load_profile(text: str) -> Profile | None:
    """Profile of a JSON record; None if another version wrote it: Slack is asked again."""
    try:
        data = orjson.loads(text)
        return Profile(data["locale"], Standing(data["standing"]), data["zone"])
    except (ValueError, TypeError, KeyError):
        return None


def dump_attempt(attempt: Attempt) -> str:
    a = attempt
    return encode([a.id, a.at, a.by, a.kind, a.run, a.result])


def load_attempt(text: str) -> Attempt:
    """Attempt of a JSON record. Raises NewerRecord: an unknown kind must not go uncounted."""
    fields = orjson.loads(text)
    try:
        name, at, by, kind, run, result = fields
        return Attempt(
            name, at, by, AttemptKind(kind), run, AttemptResult(result) if result else None
        )
    except ValueError as error:
        raise NewerRecord("an attempt of a kind that this bot does not know") from error
