"""Fleet: all accounts of a company, what AWS said of each, and which of them need care."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.core.accounts import BadAccount, account, is_account_id
from bot.core.evidence import Evidence, PhoneStatus, Topic, Unknown
from bot.core.team import AccountKind, Team

MAX_NAME = 32  # characters of a nickname


@dataclass(frozen=True, slots=True)
class Facts:
    """What AWS said of an account when it was last asked; without the phone number.

    mfa, phone: None where AWS did not answer then, which is never "off"
    answered_at: when AWS last said anything (ms since 1970); 0: never
    from_hub: whether `mfa` is a finding of Security Hub, which may be a day old
    no_root: whether root has no credentials, and so needs no MFA
    """

    mfa: bool | None = None
    phone: PhoneStatus | None = None
    answered_at: int = 0
    unknown: Mapping[Topic, Unknown] = field(default_factory=dict)
    from_hub: bool = False
    no_root: bool = False


@dataclass(frozen=True, slots=True)
class FleetAccount:
    """Account of the fleet, with what AWS says of it."""

    id: str  # empty where it is not known
    name: str
    kind: AccountKind | None
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class FleetAnswer:
    """All accounts that are known, as AWS last told of them.

    at: when AWS was asked (ms since 1970)
    unlisted: why Organizations did not list the company's accounts
    no_findings: why Security Hub did not answer; not kept
    """

    accounts: Sequence[FleetAccount]
    at: int
    unlisted: Unknown | None = None
    no_findings: Unknown | None = None


@dataclass(frozen=True, slots=True)
class HubFinding:
    """Result of Security Hub's control IAM.9 for one account.

    passed: root has MFA, or no credentials to sign in with
    at: when it was last updated (ms since 1970)
    """

    account: str
    name: str
    passed: bool
    at: int


def facts_of(evidence: Evidence, now: int) -> Facts:
    """Facts that follow from what a role answered."""
    on_file = evidence.phone
    phone = (on_file.status or PhoneStatus.NOT_SUPPORTED) if on_file else None
    no_root = evidence.mfa is None and Topic.MFA not in evidence.unknown
    answered = no_root or evidence.mfa is not None or phone is not None
    at = now if answered else 0
    return Facts(evidence.mfa, phone, at, evidence.unknown, no_root=no_root)


def without_answer(why: Unknown) -> Facts:
    return Facts(unknown={Topic.MFA: why, Topic.PHONE: why})


def with_finding(facts: Facts, finding: HubFinding | None) -> Facts:
    """Facts, with Security Hub's word where the account's own role did not say."""
    if finding is None or facts.mfa is not None or facts.no_root:
        return facts
    unknown = dict(facts.unknown)
    unknown.pop(Topic.MFA, None)
    at = facts.answered_at or finding.at
    return replace(facts, mfa=finding.passed, answered_at=at, unknown=unknown, from_hub=True)


def with_last_known(now: Facts, before: Facts) -> Facts:
    """Facts of now; where AWS said nothing, they keep when it last did."""
    return now if now.answered_at else replace(now, answered_at=before.answered_at)


def renamed(team: Team, known: Iterable[FleetAccount]) -> list[FleetAccount]:
    """Accounts that are known, under the names that the team file has now, and its others."""
    ours = {each.id: each for each in team.accounts if each.id}
    theirs = {each.id: each for each in known}
    rows = [
        replace(each, name=ours[each.id].name) if each.id in ours else each
        for each in theirs.values()
    ]
    others = (each for each in team.accounts if each.id not in theirs)
    return [*rows, *(FleetAccount(each.id, each.name, each.kind) for each in others)]


def known_accounts(
    team: Team, listed: Mapping[str, str], kinds: Mapping[str, AccountKind]
) -> list[FleetAccount]:
    """Accounts of the team file and those that AWS lists, each once; the file's name counts.

    listed: names that AWS has, by ID
    """
    ours = {each.id: each for each in team.accounts if each.id}
    given = {id_: each.name for id_, each in ours.items()}
    named = nicknames(listed, given)
    kinds = {**kinds, **{id_: each.kind for id_, each in ours.items() if each.kind}}
    rows = (FleetAccount(id_, name, kinds.get(id_)) for id_, name in named.items())
    return sorted(rows, key=lambda each: each.name)


def nicknames(names: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Nickname for each account ID, made of the names that AWS has; no two alike.

    names: by account ID; given: nicknames that some have already, which they keep
    """
    given, taken = dict(given), {"", *given.values()}
    for id_ in [each for each in names if each not in given]:
        name = names[id_]
        own = _nickname(name)
        tries = chain((own,), _numbered(own or "unnamed", id_), _numbered("unnamed", id_))
        given[id_] = next(each for each in tries if each not in taken)
        taken.add(given[id_])
    return given


def _nickname(name: str) -> str:
    """Nickname that is like a name; empty if none is."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    spelled = re.sub(r"[^\w.]+", "-", folded).strip("-._")[:MAX_NAME].strip("-._")
    try:
        found = account(spelled)
    except BadAccount:
        return ""
    return "" if is_account_id(found) else found  # digits in a name are no name of this account


def _numbered(name: str, id_: str) -> Iterator[str]:
    """The name with four digits of the ID, and with others of them where that is taken too.

    More digits than six are taken for a phone number.
    """
    for end in range(len(id_), 3, -1):
        yield _nickname(f"{name[: MAX_NAME - 5]}-{id_[end - 4 : end]}")


def team_file(accounts: Iterable[FleetAccount], is_taken: Callable[[str], bool]) -> str:
    """First `team.yaml` with these accounts: names, IDs and kinds, for somebody to go on with.

    is_taken: whether a name means something else where it is typed
    """
    lines = ["accounts:"]
    for each in accounts:
        name = f"{each.name}-{each.id[-4:]}" if is_taken(each.name) else each.name
        lines += [f"  {_yaml(name)}:", f'    id: "{each.id}"']
        lines += [f"    kind: {each.kind}"] if each.kind else []
    return "\n".join(lines) + "\n"


def _yaml(name: str) -> str:
    return f'"{name}"'  # `on` and `no` would be no texts
