"""Known answers: what the team file or AWS says of an account, as the answer to a step's question.

No answer counts an attempt or reports one: `mfa-bot check` lets `known` name plain buttons only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core import answers
from bot.core.context import Context
from bot.core.evidence import Evidence, Topic
from bot.core.flow import PERSON, Step
from bot.core.press import ANSWER
from bot.core.run import Run
from bot.core.team import AccountKind, KnownAccount


class AccountFact(StrEnum):
    """Fact of an account that `known` of a step may name, as `KnownAccount` calls it."""

    KIND = "kind"
    ID = "id"
    INBOX = "inbox"  # whether somebody is known who reads it
    PHONE = "phone"  # whether somebody is known who holds it
    NUMBER = "number"


GIVEN = "given"  # the value of every fact but the kind
OF_ROLE: Mapping[str, AccountFact] = {
    "inbox_reader": AccountFact.INBOX,
    "phone_holder": AccountFact.PHONE,
}


# What AWS tells too, and the question to it.
OF_AWS: Mapping[AccountFact, Topic] = {
    AccountFact.KIND: Topic.KIND,
    AccountFact.NUMBER: Topic.PHONE,
}
KINDS_OF_AWS = frozenset({AccountKind.STANDALONE, AccountKind.MANAGEMENT, AccountKind.MEMBER})


def filled_by_aws(step: Step) -> tuple[Topic, ...]:
    """Questions to AWS whose answer may be the answer to a step."""
    kinds = step.known.get(AccountFact.KIND)
    if kinds is not None and not KINDS_OF_AWS & kinds.keys():
        return ()
    return tuple(topic for fact, topic in OF_AWS.items() if fact in step.known)


def with_evidence(account: KnownAccount | None, name: str, evidence: Evidence) -> KnownAccount:
    """Account as the team file and AWS describe it; the team file counts first."""
    known = account or KnownAccount(name=name)
    number = evidence.phone.text if evidence.phone else ""
    return replace(known, kind=known.kind or evidence.kind, number=known.number or number)


def needed(step: Step) -> frozenset[AccountFact]:
    """Facts that make the typed answer of a step; empty if no fact does."""
    if step.asks == PERSON:
        return frozenset(OF_ROLE[role] for role in step.roles)
    of_rule = {"phone": AccountFact.NUMBER, "account_id": AccountFact.ID}
    return frozenset({of_rule[step.asks]} if step.asks in of_rule else ())


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """Button that is known to be right, the values that it fills in, and where it leads."""

    button: str
    go: str
    values: Mapping[str, str]


def known_answer(step: Step, run: Run, context: Context) -> KnownAnswer | None:
    """Known answer to a step; None if something is not known, or facts disagree."""
    account = context.account
    if account is None or not step.known:
        return None
    buttons = {told.get(_value(fact, account), "") for fact, told in step.known.items()}
    name = buttons.pop()
    if buttons or not name:
        return None
    if name != ANSWER:
        button = step.buttons.get(name)
        return KnownAnswer(name, button.go, {}) if button and button.go else None
    values = _values(step, account, run, context.names)
    if values is None:
        return None
    target = step.doubtful if step.doubtful and values.get("warnings") else step.go
    return KnownAnswer(ANSWER, target or "", values)


def _value(fact: str, account: KnownAccount) -> str:
    if fact == AccountFact.KIND:
        return account.kind or ""
    return GIVEN if getattr(account, fact) else ""


def _values(
    step: Step, account: KnownAccount, run: Run, names: Mapping[str, str]
) -> Mapping[str, str] | None:
    """Values that an answer to the step would give; None if that is not clear."""
    if step.asks == PERSON:
        who = {role: sole_or_lead(candidates(account, role), run.lead) for role in step.roles}
        return who if all(who.values()) else None
    rule = answers.KEPT.get(step.asks or "")
    try:
        given = account.number if step.asks == "phone" else account.id
        return rule(given, run.region, names) if rule else None
    except answers.BadAnswer:
        return None


def candidates(account: KnownAccount | None, role: str) -> tuple[str, ...]:
    """People who are known to have a role."""
    if account is None:
        return ()
    return account.inbox if OF_ROLE[role] is AccountFact.INBOX else account.phone


def sole_or_lead(people: tuple[str, ...], lead: str) -> str:
    """Whom of several to name: the lead, or who is alone; '' if a person has to choose."""
    return lead if lead in people else people[0] if len(people) == 1 else ""
