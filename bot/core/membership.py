"""Membership of a person in a list of people and user groups, from what is known of the groups."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

Members = Mapping[str, frozenset[str] | None]
"""Ids of people by user group; None for a group that Slack did not tell of."""


class Membership(StrEnum):
    """Whether somebody belongs to a list; what can't be read is unknown, never "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def is_group(name: str) -> bool:
    """Whether an id is a user group's: S…, where people have U… or W…."""
    return name[:1] == "S"


def all_people(listed: Iterable[str], members: Members) -> tuple[str, ...]:
    """People in `listed`, those of user groups too, as far as these are known."""
    found = (sorted(members.get(name) or ()) if is_group(name) else (name,) for name in listed)
    return tuple(dict.fromkeys(person for some in found for person in some))


def membership(person: str, listed: Iterable[str], members: Members) -> Membership:
    """Membership of a person in `listed`, ids of people and of user groups."""
    known = True
    for name in listed:
        inside = members.get(name) if is_group(name) else frozenset({name})
        if inside is None:
            known = False
        elif person in inside:
            return Membership.YES
    return Membership.NO if known else Membership.UNKNOWN
