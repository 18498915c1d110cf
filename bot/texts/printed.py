"""Texts of the printed runbook and the pictures, around the words of a flow."""

from collections.abc import Iterable, Mapping

from bot.core.budget import Risk
from bot.core.flow import Review
from bot.texts import N_, label, listed, prose, reviews

_WHEN: Mapping[Risk, str] = {
    Risk.RISKY: N_("when the next attempt is risky"),
    Risk.VERY_RISKY: N_("when the next attempt is very risky"),
    Risk.USED_UP: N_("when no attempt is left"),
}
_FIRST: Mapping[Risk, str] = {
    Risk.RISKY: N_("First, when the next attempt is risky"),
    Risk.VERY_RISKY: N_("First, when the next attempt is very risky"),
    Risk.USED_UP: N_("First, when no attempt is left"),
}


def when(language: str, risk: Risk) -> str:
    return label(language, _WHEN[risk])


def first(language: str, risk: Risk) -> str:
    return label(language, _FIRST[risk])


def visits(language: str, button: str, flow: str) -> str:
    return label(language, "{button} (goes through {flow} first)", button=button, flow=flow)


def held(language: str, command: str, review: Review) -> str:
    where = label(language, "In Slack: `{command}`.", command=command)
    return prose(language, (where, reviews.sentences(language, review)))


def sources(language: str) -> str:
    return label(language, "Sources")


def see_also(language: str, link: str) -> str:
    return label(language, "See also: {link}", link=link)


def ends(language: str, outcome: str) -> str:
    return label(language, "*The procedure ends here: {outcome}.*", outcome=outcome)


def with_notes(language: str, way: str, notes: Iterable[str]) -> str:
    return label(language, "{way} ({notes})", way=way, notes=listed(language, notes))


def spends(language: str) -> str:
    return label(language, "counts as one attempt")


def gives_back(language: str) -> str:
    return label(language, "takes the attempt back, within two minutes")


def by_way_of(language: str, flow: str) -> str:
    return label(language, "through {flow}", flow=flow)
