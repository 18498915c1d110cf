"""Parser of a count of attempts that somebody reports, with the age of the newest."""

import re
import unicodedata
from dataclasses import dataclass

from bot.core.budget import HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class EarlierAttempts:
    """Attempts in the window as a person reports them; `newest_ago` in ms."""

    total: int
    newest_ago: int


MOST_ATTEMPTS = 20  # nobody makes more in a day; a larger number is a slip
_COUNT = re.compile(
    r"\s*(?P<total>\d{1,4})(?!\d)(?P<what>\D*?)"
    r"(?:(?P<ago>\d{1,4})\s*(?P<unit>d|days?|h|hrs?|hours?|m|mins?|minutes?|天|小時|鐘頭|分鐘?)"
    r"(?![a-z])\s*(?P<then>ago|back|before|earlier|之前|以前|前)?(?P<rest>\D*))?",
    re.IGNORECASE,
)
_UNITS = {
    "d": 24 * HOUR,
    "天": 24 * HOUR,
    "h": HOUR,
    "小": HOUR,
    "鐘": HOUR,
    "m": MINUTE,
    "分": MINUTE,
}
_NONE = re.compile(
    r"\s*(?:(?:none|zero|no\s+(?:attempt|call|sms|text)s?)(?:\s+(?:at\s+all|so\s+far|yet))?"
    r"|[〇零無]|(?:都|還)?[沒没]有?(?:[打試]過?)?(?:電話)?)\s*[.。]?\s*",
    re.IGNORECASE,
)
# As in 「兩次」 and 「最近一次是五個小時前」: which one is meant is no count; numerals stand before
# what they count, and a measure word between them.
_LAST = re.compile(r"(?:最近|最後|上)\s*[一1]?\s*(?:[次通則封]|個(?!\s*(?:小時|鐘頭)))")
_NUMERAL = re.compile(r"(?P<n>[零一二兩三四五六七八九])(?=\s*(?:次|通|個|則|封|小時|鐘頭|天|分))")
_MEASURE = re.compile(r"(?<=\d)\s*個\s*(?=小時|鐘頭)")
_HALF_AN_HOUR = re.compile(r"半\s*個?\s*(?:小時|鐘頭)|\bhalf\s+an?\s+hour\b", re.IGNORECASE)
_ONE_UNIT = re.compile(r"\ban?\s+(?=(?:day|hour|minute)\b)", re.IGNORECASE)
# Words beside the figures that tell no time but now. Any other word may state a time ("yesterday"),
# so the text is refused rather than guessed at.
_WORDS = frozenset(
    "a an the of in total all i we had have made already and with by"  # around
    " attempt attempts call calls called phone voice sms text texts message messages try tries"
    " time times verification verifications"
    " last latest newest most recent one was is were it about around roughly approximately approx"
    " failed missed unanswered both only x so far now just right".split()
)
_HAN = re.compile(
    r"(?:次|通|個|則|封|電話|語音|簡訊|驗證|嘗試|試|打|傳|過|了|已經?|[總一]?共|最近|最後|的|是|在|約|"
    r"大約|大概|差不多|左右|我們?|有|都|只|失敗|剛才|剛|現在)++"
)
_ANY_ONE = re.compile(r"(?<!last )(?<!latest )(?<!newest )(?<!recent )\bone\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+|[^\W\d_a-z]+", re.IGNORECASE)
_SIGNS = re.compile(r"[\s,.;:!()~、。「」'\"`*–—-]*")


def parse(text: str) -> EarlierAttempts | None:
    """Count and age of earlier attempts: `2`, `2, last 5 hours ago`, `2, 30 min`; None if any of it
    can't be read.

    Without an age the newest is taken as made now. A time of day is not read, nor a span: taken for
    an age, it would free the account too early.
    """
    found = _COUNT.fullmatch(_in_digits(unicodedata.normalize("NFKC", text)))
    if not found or not all(map(_tells_no_time, (found["what"], found["rest"] or ""))):
        return None
    if found["ago"] and not _is_age_of_newest(found):
        return None
    ago = int(found["ago"]) * _UNITS[found["unit"][0].lower()] if found["ago"] else 0
    return EarlierAttempts(int(found["total"]), ago)


def _is_age_of_newest(found: re.Match[str]) -> bool:
    """Whether a time is how long ago the newest was: in "2 in the last 24 hours" it is a span, and
    in "2, one was 23 hours ago" the other may be newer.
    """
    if _ANY_ONE.search(found["what"]):
        return False
    bare = not _WORD.search(found["what"]) and found["unit"][0].lower() not in "d天"
    return bool(found["then"]) or bare  # "2, 5h"


def _in_digits(text: str) -> str:
    if _NONE.fullmatch(text):
        return "0"
    text = _ONE_UNIT.sub("1 ", _HALF_AN_HOUR.sub("30分", _LAST.sub("", text)))
    text = _NUMERAL.sub(lambda found: str(int(unicodedata.numeric(found["n"]))), text)
    return _MEASURE.sub("", text)


def _tells_no_time(text: str) -> bool:
    known = all(w.lower() in _WORDS or _HAN.fullmatch(w) for w in _WORD.findall(text))
    return known and _SIGNS.fullmatch(_WORD.sub("", text)) is not None
