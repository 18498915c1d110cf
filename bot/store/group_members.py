"""Members of Slack's user groups in Redis, and which process asks Slack for them."""

import uuid
from dataclasses import dataclass

import orjson
from redis.exceptions import InvalidResponse

from bot.store import error_sentences
from bot.store.calls import Script, retried
from bot.store.client import Client
from bot.store.keys import key
from bot.store.records import encode

VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptMembers:
    """`members`: None if none are kept. `asks`: whether the caller is to ask Slack, as nobody else
    does in the next `wait` ms.
    """

    members: frozenset[str] | None
    asks: bool
    wait: int


class GroupMembers:
    def __init__(self, client: Client) -> None:
        self._redis = client
        self._script = Script(client, "group")

    async def look(self, team: str, group: str, wait: int) -> KeptMembers:
        """What is kept of a group; the first to look in `wait` ms is to ask. Raises StoreAway."""
        return await self._look(team, group, wait, uuid.uuid4().hex)

    @retried
    async def _look(self, team: str, group: str, wait: int, token: str) -> KeptMembers:
        keys = [key(team, "group", group), key(team, "asked", group)]
        answer = await self._script(keys, [token, wait])
        try:
            text, asks, left = answer
            return KeptMembers(_load(text), bool(asks), int(left))
        except (TypeError, ValueError):
            raise InvalidResponse(error_sentences.NOT_REDIS) from None

    @retried
    async def keep(self, team: str, group: str, members: frozenset[str], ms: int) -> None:
        record = encode({"v": VERSION, "members": sorted(members)})
        await self._redis.set(key(team, "group", group), record, px=ms)


def _load(text: str) -> frozenset[str] | None:
    """Members of a JSON record; None if there is none, or another version wrote it."""
    if not text:
        return None
    try:
        data = orjson.loads(text)
        return frozenset(map(str, data["members"])) if data["v"] == VERSION else None
    except (ValueError, TypeError, KeyError):
        return None
