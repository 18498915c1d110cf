"""Record in Redis of what Slack shows of a run."""

from dataclasses import asdict
from typing import Any

from bot.core.shown import (
    CHANNEL_NOTICE,
    COPY,
    UNREACHED,
    ApprovalRequest,
    Copy,
    Intent,
    Shown,
    is_approvals,
)
from bot.store.records import decode, encode

FIRST_VERSION = 1
# Fields of a newer version are written only if they are set: else an older bot can read the record.
# 2: an intent; 3: the intent of a reminder; 4: which lead a channel was told of; 5: a step's copy;
# 6: requests for an approval
LAST_VERSION = 6
_PLAIN = "channel thread turn ts fading card card_at direct_to".split()  # in every record


def dump_shown(shown: Shown) -> str:
    version, added = _added_to_shown(shown)
    return encode({"v": version, **{name: getattr(shown, name) for name in _PLAIN}, **added})


def _added_to_shown(shown: Shown) -> tuple[int, dict[str, Any]]:
    """Fields of later record versions, and the version that a reader needs."""
    version, added = FIRST_VERSION, dict[str, Any]()
    kind = shown.intent.reminder if shown.intent else ""
    if shown.intent:
        intent = shown.intent
        version, told = (3, {"reminder": kind, "again_at": intent.again_at}) if kind else (2, {})
        about = {"turn": intent.turn, "channel": intent.channel, "at": intent.at}
        added["intent"] = {**about, "looks": intent.looks, **told}
    if shown.told or kind == CHANNEL_NOTICE:
        version, added["told"] = 4, shown.told
    if shown.copy or kind in (COPY, UNREACHED):
        version, added["copy"] = 5, asdict(shown.copy) if shown.copy else None
    if shown.requests or is_approvals(kind):
        version, added["requests"] = LAST_VERSION, [asdict(each) for each in shown.requests]
    return version, added


def load_shown(text: str) -> Shown:
    """Shown of a JSON record. Raises NewerRecord."""
    data = decode(text, LAST_VERSION)
    del data["v"]
    if intent := data.get("intent"):
        data["intent"] = Intent(**intent)
    if copy := data.get("copy"):
        data["copy"] = Copy(**copy)
    data["requests"] = tuple(ApprovalRequest(**one) for one in data.get("requests", ()))
    data["fading"] = tuple((ts, turn) for ts, turn in data["fading"])
    return Shown(**data)
