"""Fleet: all accounts of a company, and what is known of each."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.accounts import BadAccount, account
from bot.core.evidence import Evidence
from bot.core.team import AccountKind

MAX_NAME = 32  # characters of a nickname


@dataclass(frozen=True, slots=True)
class FleetAccount:
    """Row of the fleet: an account, what AWS says of it, and what the bot has counted."""

    id: str
    name: str
    kind: AccountKind | None
    evidence: Evidence | None = None  # None where AWS was not asked
    used: int | None = None  # attempts; None where Redis was not asked
    runs: tuple[str, ...] = ()  # ids of those that are open


def nicknames(names: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Nickname for each account ID, made of the names that AWS has; no two alike.

    names: by account ID; given: nicknames that some have already, which they keep
    """
    given = dict(given)
    for id_ in [each for each in names if each not in given]:
        name = names[id_]
        own = _nickname(name)
        tries = (own, *_numbered(own or "unnamed", id_), *_numbered("unnamed", id_))
        taken = {"", *given.values()}
        given[id_] = next(each for each in tries if each not in taken)
    return given


def _nickname(name: str) -> str:
    """Nickname that is like a name; empty if none is."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    spelled = re.sub(r"[^\w.]+", "-", folded).strip("-._")[:MAX_NAME].strip("-._")
    try:
        return "" if spelled.isdigit() else account(spelled)
    except BadAccount:
        return ""


def _numbered(name: str, id_: str) -> Iterator[str]:
    """The name with four digits of the ID, and with others of them where that is taken too.

    More digits than six are taken for a phone number.
    """
    for end in range(len(id_), 3, -1):
        yield _nickname(f"{name[: MAX_NAME - 5]}-{id_[end - 4 : end]}")


def team_file(accounts: Iterable[FleetAccount]) -> str:
    """First `team.yaml` with these accounts: names, IDs and kinds, for somebody to go on with."""
    lines = ["accounts:"]
    for each in accounts:
        lines += [f"  {_yaml(each.name)}:", f'    id: "{each.id}"']
        lines += [f"    kind: {each.kind}"] if each.kind else []
    return "\n".join(lines) + "\n"


def _yaml(name: str) -> str:
    return f'"{name}"'  # `on` and `no` would be no texts
