"""The answer to "how do I write this phone number for AWS?"."""

from collections.abc import Mapping

from bot.core.phone import Phone
from bot.core.phone import Warning as Caution
from bot.texts import N_, Text, joined, label, listed, numbered, say
from bot.texts.countries import country

_CAUTIONS: Mapping[Caution, str] = {
    Caution.NOT_A_NUMBER: N_("This is not a phone number."),
    Caution.TOO_SHORT: N_("Too short for a phone number, or its area code is missing."),
    Caution.TOO_LONG: N_("Too long for a phone number."),
    Caution.UNKNOWN_COUNTRY_CODE: N_("No country has this country code."),
    Caution.INVALID: N_("No such number exists in this country; look for a wrong digit."),
    Caution.ACCOUNT_ID: N_("This looks like an AWS account ID, not a phone number."),
    Caution.AWS_PATTERN: N_("Longer than the 20 characters that AWS stores."),
    Caution.TOLL_FREE: N_("Toll-free: AWS refuses it. Use another number."),
    Caution.PREMIUM_RATE: N_("A premium-rate number; AWS's calls are unlikely to reach it."),
    Caution.VOIP: N_("An internet number (VoIP): calls and SMS from abroad may not arrive."),
    Caution.FIXED_LINE: N_(
        "A fixed line: AWS wants a number that gets SMS. A voice call may still work."
    ),
    Caution.LEADING_ZERO: N_(
        "The zero after the country code belongs there in this country, though"
        " AWS's text says “no leading zeros”."
    ),
    Caution.EXTENSION: N_("AWS can't store an extension; the call reaches the main number only."),
    Caution.NATIONAL_FORM: N_(
        "Written as within the country. If it is saved like this in AWS, that"
        " is the most frequent cause of failed calls: save it with the + and the country code."
    ),
    Caution.TRUNK_PREFIX: N_(
        "The digits that are dialled inside the country only were taken out after the country code."
    ),
}

_KINDS: Mapping[str, str] = {
    "mobile": N_("mobile"),
    "fixed_line": N_("fixed line"),
    "fixed_line_or_mobile": N_("fixed line or mobile"),
    "toll_free": N_("toll-free"),
    "premium_rate": N_("premium rate"),
    "shared_cost": N_("shared cost"),
    "voip": N_("VoIP"),
    "personal_number": N_("personal number"),
    "pager": N_("pager"),
    "uan": N_("company number"),
    "voicemail": N_("voicemail"),
    "unknown": N_("unknown kind"),
}


def cautions(language: str, codes: tuple[Caution, ...]) -> tuple[str, ...]:
    return tuple(label(language, _CAUTIONS[code]) for code in codes)


def answer(language: str, phones: tuple[Phone, ...]) -> Text:
    """One paragraph a number; values are numbered, so that several fit in one text."""
    return joined(*(_one(language, phone, n) for n, phone in enumerate(phones)))


def _one(language: str, phone: Phone, n: int) -> Text:
    notes = [f"- {text}" for text in cautions(language, phone.warnings)]
    if phone.e164 is None:
        head = say(language, "**{input}** can't be used with AWS.", input=phone.input)
        return numbered(joined(head, Text("\n".join(notes))), n)
    what = [country(language, phone.region)] if phone.region else []
    what.append(label(language, _KINDS.get(phone.kind or "", _KINDS["unknown"])))
    head = say(
        language,
        "**{input}** · {what}\n\n"
        "- Contact form: `{e164}` (AWS's text today, no space) or `{contact}` (older guide)\n"
        "- To key in on the phone, if the voice asks: `{keypad}`",
        input=phone.input,
        what=listed(language, what),
        e164=phone.e164,
        contact=phone.contact or "",
        keypad=phone.keypad or "",
    )
    assumed = (
        say(
            language,
            "- I assumed {assumed}; name another country after it, by code or name: `{input} JP`.",
            assumed=country(language, phone.assumed),
        )
        if phone.assumed
        else None
    )
    rest = joined(assumed, Text("\n".join(notes)) if notes else None, by="\n")
    return numbered(joined(head, rest if rest.markdown else None, by="\n"), n)
