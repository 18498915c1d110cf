"""The answer to "how do I write this phone number for AWS?"."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

from bot.core.phone import Phone
from bot.core.phone import Warning as Caution
from bot.texts import Text, joined, label, numbered, say

_CAUTIONS: Mapping[Caution, str] = {
    Caution.NOT_A_NUMBER: "This is not a phone number.",
    Caution.TOO_SHORT: "Too short for a phone number, or its area code is missing.",
    Caution.TOO_LONG: "Too long for a phone number.",
    Caution.UNKNOWN_COUNTRY_CODE: "No country has this country code.",
    Caution.INVALID: "No such number exists in this country; look for a wrong digit.",
    Caution.ACCOUNT_ID: "This looks like an AWS account ID, not a phone number.",
    Caution.AWS_PATTERN: "Longer than the 20 characters that AWS stores.",
    Caution.TOLL_FREE: "Toll-free: AWS refuses it. Use another number.",
    Caution.PREMIUM_RATE: "A premium-rate number; AWS's calls are unlikely to reach it.",
    Caution.VOIP: "An internet number (VoIP): calls and SMS from abroad may not arrive.",
    Caution.FIXED_LINE: "A fixed line: AWS wants a number that gets SMS. A voice call may still"
    " work.",
    Caution.LEADING_ZERO: "The zero after the country code belongs there in this country, though"
    " AWS's text says “no leading zeros”.",
    Caution.EXTENSION: "AWS can't store an extension; the call reaches the main number only.",
    Caution.NATIONAL_FORM: "Written as within the country. If it is saved like this in AWS, that"
    " is the most frequent cause of failed calls: save it with the + and the country code.",
    Caution.TRUNK_PREFIX: "The digits that are dialled inside the country only were taken out"
    " after the country code.",
}

_KINDS: Mapping[str, str] = {
    "mobile": "mobile",
    "fixed_line": "fixed line",
    "fixed_line_or_mobile": "fixed line or mobile",
    "toll_free": "toll-free",
    "premium_rate": "premium rate",
    "shared_cost": "shared cost",
    "voip": "VoIP",
    "personal_number": "personal number",
    "pager": "pager",
    "uan": "company number",
    "voicemail": "voicemail",
    "unknown": "unknown kind",
}


def cautions(language: str, codes: tuple[Caution, ...]) -> tuple[str, ...]:
    return tuple(label(language, _CAUTIONS[code]) for code in codes)


def country(language: str, region: str) -> str:
    """The country's name in that language, by CLDR; its code where CLDR has none."""
    return _territories(language).get(region, region)


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en").territories


def answer(language: str, phones: tuple[Phone, ...]) -> Text:
    """One paragraph a number; values are numbered, so that several fit in one text."""
    return joined(*(_one(language, phone, n) for n, phone in enumerate(phones)))


def _one(language: str, phone: Phone, n: int) -> Text:
    notes = [f"- {text}" for text in cautions(language, phone.warnings)]
    if phone.e164 is None:
        head = say(language, "**{input}** can't be used with AWS.", input=phone.input)
        return numbered(joined(head, Text("\n".join(notes))), n)
    what = [country(language, phone.region)] if phone.region else []
    what.append(label(language, _KINDS.get(phone.kind or "", "unknown kind")))
    head = say(
        language,
        "**{input}** · {what}\n\n"
        "- Contact form: `{e164}` (AWS's text today, no space) or `{contact}` (older guide)\n"
        "- To key in on the phone, if the voice asks: `{keypad}`",
        input=phone.input,
        what=", ".join(what),
        e164=phone.e164,
        contact=phone.contact or "",
        keypad=phone.keypad or "",
    )
    assumed = (
        say(
            language,
            "- I assumed {assumed}; name another country by its code: `{input} JP`.",
            assumed=country(language, phone.assumed),
        )
        if phone.assumed
        else None
    )
    rest = joined(assumed, Text("\n".join(notes)) if notes else None, by="\n")
    return numbered(joined(head, rest if rest.markdown else None, by="\n"), n)
