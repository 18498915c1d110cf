"""Answer to "how do I write this phone number for AWS?"."""

from collections.abc import Mapping

from bot.core.phones import Candidate, Caution, Phone
from bot.texts import N_, Text, joined, label, numbered, prose, say, sentences
from bot.texts.countries import country

_CAUTIONS: Mapping[Caution, str] = {
    Caution.TOO_SHORT: N_("Too short for a phone number, or its area code is missing."),
    Caution.TOO_LONG: N_("Too long for a phone number."),
    Caution.UNKNOWN_COUNTRY_CODE: N_("No country has this country code."),
    Caution.INVALID: N_(
        "No such number exists in this country; look for a wrong digit or a missing area code."
    ),
    Caution.ACCOUNT_ID: N_(
        "These twelve digits look like an AWS account ID. If they are a phone number, write it with"
        " + and the country code."
    ),
    Caution.OLD_FORM: N_(
        "This looks like an old format: the country has since changed its phone numbers."
    ),
    Caution.CODE_APART: N_(
        "The country code is separate from this number. If they belong together, write them"
        " together."
    ),
    Caution.OTHER_COUNTRY: N_(
        "This number also exists in another country that your text seems to name. Write it with its"
        " country code."
    ),
    Caution.TWO_COUNTRIES: N_("Its first digits could be either of two country codes."),
    Caution.LAST_DIGITS: N_("Its last digits may be an extension or office hours."),
    Caution.UNREAD: N_(
        "I can't read this number. Write only spaces or hyphens between its digits."
    ),
    Caution.LETTERS: N_("There are letters among the digits: write digits only."),
    Caution.AREA_CODE: N_(
        "It does not begin with 0, or with the prefix that its country uses instead. Is the area"
        " code missing?"
    ),
    Caution.TOLL_FREE: N_("This is a toll-free number: AWS refuses it. Use another number."),
    Caution.PREMIUM_RATE: N_(
        "This is a premium-rate number: AWS's calls are unlikely to reach it."
    ),
    Caution.VOIP: N_(
        "This is an internet number (VoIP): calls and SMS from abroad may not arrive."
    ),
    Caution.FIXED_LINE: N_(
        "This is a landline. AWS asks for a number that gets SMS; a voice call may still work."
    ),
    Caution.LEADING_ZERO: N_(
        "In this country the zero after the country code is part of the number, although AWS's"
        " text says “no leading zeros”."
    ),
    Caution.EXTENSION: N_("AWS can't store an extension; the call reaches the main number only."),
    Caution.NATIONAL_FORM: N_(
        "Save it with + and the country code: a number saved without them is the most frequent"
        " confirmed cause of failed calls."
    ),
    Caution.ABROAD_PREFIX: N_(
        "It starts with a prefix for calls abroad, such as 00 or 011. In AWS, write + in its place."
    ),
    Caution.TRUNK_PREFIX: N_(
        "I removed digits after the country code that are not dialled from abroad."
    ),
}

_KINDS: Mapping[str, str] = {
    "mobile": N_("mobile"),
    "fixed_line": N_("landline"),
    "fixed_line_or_mobile": N_("landline or mobile"),
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
_ASSUMED = N_(
    "I assumed {assumed}. For another country, write its code or name after the number: `{input}"
    " {other}`."
)
_IF_YOU_MEAN = N_("If you mean `{e164}`, write `{write}`.")


def cautions(language: str, codes: tuple[Caution, ...]) -> tuple[str, ...]:
    return tuple(label(language, _CAUTIONS[code]) for code in codes)


def answer(language: str, phones: tuple[Phone, ...]) -> Text:
    """Text with one paragraph for each number; values are numbered, so that all fit in it."""
    return joined(*(_one(language, phone, n) for n, phone in enumerate(phones)))


def left_out(language: str, count: int, most: int) -> Text:
    """Line below an answer that lists only the first `most` numbers: how many are left out."""
    told = N_("Numbers left out: {count}. Send me at most {most} at a time.")
    return say(language, told, count=count, most=most)


def unread(language: str, most: int) -> Text:
    """Line below an answer to a text that is longer than `most` characters."""
    told = N_(
        "I looked for phone numbers in the first {most} characters only. Send the rest separately."
    )
    return say(language, told, most=most)


def _what(language: str, region: str | None, kind: str | None) -> str:
    """Country and kind, as in `Taiwan, mobile`."""
    kind = label(language, _KINDS.get(kind or "", _KINDS["unknown"]))
    if region is None:
        return kind
    return label(language, "{country}, {kind}", country=country(language, region), kind=kind)


def read_as(language: str, values: Mapping[str, str]) -> Text | None:
    """How a stored number was read; None if an older bot stored it."""
    if "kind" not in values:
        return None
    what = _what(language, values["region"], values["kind"])
    read = say(language, "Read as: {what}.", what=what)
    if not values["assumed"]:
        return read
    guessed = say(
        language,
        "I assumed {assumed}. If that is wrong, go back and name the country after the number,"
        " by code or name: `{input} {other}`.",
        **_guess(language, values["assumed"], values["keypad"]),
    )
    return sentences(language, read, guessed)


def trouble(language: str, phones: tuple[Phone, ...]) -> str:
    """Reason why the first phone can't be used, as a plain string for a modal."""
    phone = phones[0]
    why = cautions(language, phone.warnings)
    ways = (label(language, _IF_YOU_MEAN, **_ways(way)) for way in phone.candidates)
    given = _guess(language, phone.assumed, _usable(phone)) if phone.assumed else None
    assumed = label(language, _ASSUMED, **given) if given else ""
    head = label(language, N_("{input} can't be used:"), input=phone.input)
    return prose(language, filter(None, (head, *why, *ways, assumed))).replace("`", "")


_EXAMPLES = {"JP": "03-1234-5678", "US": "202-555-0123"}


def _guess(language: str, assumed: str, written: str) -> dict[str, str]:
    """Values for a sentence that tells which country was assumed, and how to name another.

    written: a number that can be used; without one an example takes its place
    """
    other = "US" if assumed == "JP" else "JP"
    shown = written or _EXAMPLES[other]
    return {"assumed": country(language, assumed), "input": shown, "other": other}


def _usable(phone: Phone) -> str:
    return phone.input if phone.e164 else ""


def _ways(way: Candidate) -> dict[str, str]:
    return {"e164": way.e164, "write": way.write}


def _one(language: str, phone: Phone, n: int) -> Text:
    refused = Caution.TOLL_FREE in phone.warnings  # how it is written does not matter then
    notes = [] if refused else [Text(note) for note in cautions(language, phone.warnings)]
    notes += [say(language, _IF_YOU_MEAN, **_ways(way)) for way in phone.candidates]
    if phone.assumed:
        assumed = say(language, _ASSUMED, **_guess(language, phone.assumed, _usable(phone)))
        # Of a number that can't be used, the reason comes first.
        notes.insert(0 if phone.e164 else len(notes), assumed)
    said = [Text(f"- {note.markdown}", note.values) for note in notes]
    head, rest = _head(language, phone), joined(*said, by="\n")
    return numbered(joined(head, rest if said else None, by="\n" if phone.e164 else "\n\n"), n)


def _head(language: str, phone: Phone) -> Text:
    if phone.e164 is None:
        told = N_("**{input}** can't be saved in AWS as a phone number.")
        if phone.candidates:
            told = N_("I can't tell which number **{input}** is.")
        elif phone.region:
            told = N_("**{input}** ({country}) can't be saved in AWS as a phone number.")
        where = country(language, phone.region) if phone.region else ""
        return say(language, told, input=phone.input, country=where)
    what = _what(language, phone.region, phone.kind)
    if Caution.TOLL_FREE in phone.warnings:
        told = N_("**{input}** · {what}\n\n- AWS refuses toll-free numbers. Use another number.")
        return say(language, told, input=phone.input, what=what)
    return say(
        language,
        "**{input}** · {what}\n\n"
        "- To save in AWS: `{e164}`\n"
        "- To key in on the phone, if the call asks for your number: `{keypad}`\n"
        "- Only if AWS refuses the first (reported in 2024): `{contact}`",
        input=phone.input,
        what=what,
        e164=phone.e164,
        contact=phone.contact or "",
        keypad=phone.keypad or "",
    )
