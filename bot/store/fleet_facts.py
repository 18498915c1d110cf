"""Facts about the fleet in Redis, without any phone number, and which process asks AWS for them."""

from typing import Any

import orjson

from bot.core.budget import DAY, MINUTE
from bot.core.evidence import PhoneStatus, Topic, Unknown
from bot.core.fleet import Facts, FleetAccount, FleetAnswer
from bot.core.team import AccountKind
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.keys import key
from bot.store.records import encode

VERSION = 1
KEEP, CLAIM = 7 * DAY, 2 * MINUTE


class FleetFacts:
    def __init__(self, client: Client) -> None:
        self._redis = client
        self._renew = Script(client, "renew")

    @retried
    async def kept(self, team: str) -> FleetAnswer | None:
        """What is kept; None if nothing is, or another version wrote it."""
        found = await self._redis.get(key(team, "fleet"))
        return _load(str(found)) if found else None

    @retried
    async def claim(self, team: str, token: str) -> bool:
        """Whether the caller is to ask AWS, as nobody else does for a while."""
        asked = key(team, "fleet_asked")
        if await self._redis.set(asked, token, nx=True, px=CLAIM):
            return True
        return bool(await self._redis.get(asked) == token)  # a repeated command found its own token

    @retried
    async def claimed(self, team: str) -> bool:
        """Whether some process is asking AWS now."""
        return bool(await self._redis.get(key(team, "fleet_asked")))

    @retried
    async def keep(self, team: str, fleet: FleetAnswer) -> None:
        await self._redis.set(key(team, "fleet"), _dump(fleet), px=KEEP)

    @retried
    async def release(self, team: str, token: str) -> None:
        """Give up the claim, so that others may ask."""
        await self._renew([key(team, "fleet_asked")], [token, 0])


def _dump(fleet: FleetAnswer) -> str:
    record = {
        "v": VERSION,
        "at": fleet.at,
        "unlisted": fleet.unlisted,
        "accounts": list(map(_record, fleet.accounts)),
    }
    return encode(record)


def _record(account: FleetAccount) -> dict[str, Any]:
    facts = account.facts
    return {
        "id": account.id,
        "name": account.name,
        "kind": account.kind,
        "mfa": facts.mfa,
        "phone": facts.phone,
        "at": facts.answered_at,
        "unknown": dict(facts.unknown),
        "hub": facts.from_hub,
        "no_root": facts.no_root,
    }


def _load(text: str) -> FleetAnswer | None:
    try:
        data = orjson.loads(text)
        if data["v"] != VERSION:
            return None
        why = data["unlisted"]
        accounts = tuple(map(_account, data["accounts"]))
        return FleetAnswer(accounts, int(data["at"]), Unknown(why) if why else None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _account(record: dict[str, Any]) -> FleetAccount:
    kind, phone = record["kind"], record["phone"]
    unknown = {Topic(topic): Unknown(why) for topic, why in record["unknown"].items()}
    facts = Facts(
        mfa=record["mfa"],
        phone=PhoneStatus(phone) if phone else None,
        answered_at=int(record["at"]),
        unknown=unknown,
        from_hub=bool(record["hub"]),
        no_root=bool(record.get("no_root")),  # older bots do not keep it
    )
    return FleetAccount(record["id"], record["name"], AccountKind(kind) if kind else None, facts)
