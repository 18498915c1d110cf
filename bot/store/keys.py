"""Names of the bot's keys in Redis, spelled nowhere else.

All keys of a workspace share one hash tag, so that a script touches one slot of a cluster.
"""

from collections.abc import Sequence


def key(team: str, kind: str, name: str = "") -> str:
    return f"mfa:{{{team}}}:{kind}" + (f":{name}" if name else "")


def workspace_of(name: str) -> str:
    """Workspace of a key."""
    return name.partition("{")[2].partition("}")[0]


OF_ACCOUNT = ("revision", "attempts", "account", "counted", "word", "names", "joined")


def of_account(team: str, names: Sequence[str], kinds: Sequence[str] = OF_ACCOUNT) -> list[str]:
    """Keys of an account under each of its names."""
    return [key(team, kind, name) for name in names for kind in kinds]
