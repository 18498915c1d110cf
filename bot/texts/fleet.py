"""Texts of the window with all accounts: a line for each, and what stands around them."""

from collections.abc import Mapping

from bot.core.evidence import PhoneStatus, Unknown
from bot.core.fleet import Facts
from bot.core.fleet_rows import Fleet, FleetRow, Group, Page
from bot.core.home import AccountState
from bot.core.words import Words
from bot.texts import (
    N_,
    Person,
    Text,
    Timestamp,
    home,
    joined,
    label,
    listed,
    numbered,
    say,
    sentences,
    steps,
)

_HEADINGS: Mapping[Group, str] = {
    Group.NEEDS_CARE: N_("Needs attention: {count}"),
    Group.UNKNOWN: N_("Not known: {count}"),
    Group.IN_ORDER: N_("OK: {count}"),
}
_PHONES: Mapping[PhoneStatus | None, str] = {
    PhoneStatus.VERIFIED: N_("phone verified"),
    PhoneStatus.UNVERIFIED: N_("phone **not verified**"),
    PhoneStatus.PENDING: N_("phone **verification not finished**"),
    PhoneStatus.NOT_SUPPORTED: N_("phone on file; AWS does not say whether it is verified"),
    None: N_("phone unknown"),
}
_REASONS: Mapping[Unknown, str] = {
    Unknown.DENIED: N_("access is denied"),
    Unknown.THROTTLED: N_("too many questions at once"),
    Unknown.AWAY: N_("no answer in time"),
    Unknown.NO_CREDENTIALS: N_("the bot has no credentials"),
    Unknown.EXPIRED: N_("the bot's credentials have expired"),
    Unknown.CLOCK: N_("the clock of the bot's machine is off, or its secret key is wrong"),
    Unknown.WRONG_ACCOUNT: N_("the role belongs to another account"),
    Unknown.OTHER: N_("an answer that the bot can't read"),
}


def summary(language: str, fleet: Fleet, page: Page, *, checking: bool) -> Text:
    """How many there are, which page this is, and when AWS was asked."""
    listing = N_("Accounts: {count}. Those that need attention come first.")
    count = say(language, listing, count=len(fleet.rows))
    if not fleet.rows:
        count = say(language, "I don't know of any account yet.")
    pages = say(language, "Page {page} of {pages}.", page=page.number + 1, pages=page.of)
    return sentences(
        language,
        count,
        pages if page.of > 1 else None,
        _asked_at(language, fleet, checking=checking),
    )


def _asked_at(language: str, fleet: Fleet, *, checking: bool) -> Text:
    if not fleet.asks:
        return say(
            language,
            "I can't ask AWS about MFA and phones. Whoever runs this bot can set"
            " `AWS_READER_ROLE` for that.",
        )
    at = Timestamp(fleet.checked_at or 0)
    if checking and fleet.checked_at is None:
        return say(language, "I'm asking AWS now; its answers will appear here.")
    if checking:
        told = N_("I last asked AWS {at}. I'm asking again now; its answers will appear here.")
        return say(language, told, at=at)
    if fleet.checked_at is None:
        return say(language, "I have not asked AWS yet.")
    return say(language, "I last asked AWS {at}.", at=at)


def heading(language: str, part: Group, count: int) -> str:
    return label(language, _HEADINGS[part], count=count)


def row(language: str, reader: str, row: FleetRow, checks: Mapping[str, Words]) -> Text:
    """One account, as far as this person may learn of its attempts and runs.

    checks: words of the flows that check an account
    """
    account = row.account
    told = (home.readiness(language, row.readiness.get(f), of) for f, of in checks.items())
    name = "**{account}** {id}" if account.id else "**{account}**"
    return joined(
        Text(name, {"account": account.name, "id": account.id}),
        _mfa(language, account.facts),
        say(language, _PHONES[account.facts.phone]),
        *_attempt_lines(language, reader, row.state),
        *(numbered(text, n) for n, text in enumerate(told)),
        _last_known_at(language, account.facts),
        by=" · ",
    )


def _mfa(language: str, facts: Facts) -> Text:
    if facts.no_root:
        return say(language, "root has no credentials")
    if facts.mfa is None:
        return say(language, "root MFA unknown")
    if facts.from_hub:
        on, off = N_("root MFA on (Security Hub)"), N_("root MFA **off** (Security Hub)")
    else:
        on, off = N_("root MFA on"), N_("root MFA **off**")
    return say(language, on if facts.mfa else off)


def _attempt_lines(language: str, reader: str, state: AccountState | None) -> list[Text]:
    if state is None or not state.matters:
        return []
    going = [say(language, "your run is under way")] if state.leads else []
    if lead := state.ask(reader):
        going = [say(language, "a run is under way: ask {lead}", lead=Person(lead))]
    return [*going, steps.attempts_used(language, state.budget)]


def _last_known_at(language: str, facts: Facts) -> Text | None:
    """When AWS last said anything, where that is not what it was asked last."""
    unknown = (facts.mfa is None and not facts.no_root) or facts.phone is None
    if not facts.answered_at or not (unknown or facts.from_hub):
        return None
    return say(language, "AWS last answered {answered}", answered=Timestamp(facts.answered_at))


def footnotes(language: str, fleet: Fleet) -> list[Text]:
    """Why something is unknown or missing, and what Security Hub's word means."""
    notes = []
    if fleet.unlisted:
        why = label(language, _REASONS[fleet.unlisted])
        told = N_(
            "AWS did not list the accounts of the organization ({why}): some may be missing here."
        )
        notes.append(say(language, told, why=why))
    if fleet.reasons:
        why = listed(language, (label(language, _REASONS[reason]) for reason in fleet.reasons))
        told = N_("Unknown does not mean off: AWS did not answer about some accounts ({why}).")
        notes.append(say(language, told, why=why))
    if any(row.account.facts.from_hub for row in fleet.rows):
        told = N_(
            "Security Hub (IAM.9) may be a day behind, and also counts MFA as on if root has no"
            " credentials at all."
        )
        notes.append(say(language, told))
    return notes
