"""Texts that say what a flow was checked against, and when."""

from bot.core.flow import Review
from bot.texts import N_, Text, cldr, joined, label, prose, say


def checked(language: str, review: Review) -> Text:
    """Text for the small print: how old AWS's documentation and the reported screens are.

    The day of the check says less than these, and stands there only where they are not known.
    """
    if review.documentation:
        written = cldr.month(language, review.documentation)
        read = say(language, "checked against AWS's documentation of {written}", written=written)
    else:
        read = say(language, "checked {day}", day=cldr.day(language, review.day))
    if not review.screens:
        return read
    seen = cldr.month(language, review.screens)
    return joined(read, say(language, "screens as reported in {seen}", seen=seen), by=" · ")


def sentences(language: str, review: Review) -> str:
    """The same in whole sentences, for the printed runbook."""
    parts = (
        (N_("Last checked on {day}."), cldr.day(language, review.day)),
        *(
            (template, cldr.month(language, month))
            for template, month in (
                (N_("It was checked against AWS's documentation of {day}."), review.documentation),
                (N_("Screens are described as people reported them in {day}."), review.screens),
            )
            if month
        ),
    )
    return prose(language, (label(language, template, day=day) for template, day in parts))
