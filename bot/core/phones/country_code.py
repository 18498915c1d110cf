"""Country codes that stand apart from the number they belong to: `+852: 6123 4567`.

Read by itself, such a number would become one of the default country, in silence. So a code is
joined to the number from which only punctuation or words such as "phone" separate it. Elsewhere
`bot.core.phones.finder` asks.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bot.core.phones.parsing import with_code

_WORDS = (
    r"(?:(?:country|international|intl\.?|dial(?:l?ing)?|calling|phone)[ _-]?"
    r"(?:calling|dial(?:l?ing)?)?[ _-]?(?:code|prefix)"
    "|國碼|国码|國家代?碼|国家代?码|國際(?:電話)?(?:區號|冠碼|碼)|国际(?:电话)?(?:区号|冠码|码)"
    "|區碼|區域碼|区码|區號|区号|国番号|国コード|국가 ?(?:번호|코드)"
    r"|indicatif(?: pays)?|(?:lander|landes)?vorwahl|landercode|landskod|landnummer"
    r"|codigo (?:de |del |do )?pais|prefi(?:jo|xo|sso)(?: internacional| internazionale)?"
    r"|код страны|kode negara)"
)
_CODE = (
    r"(?<!error )(?<!exit )(?<!status )(?<!zip )(?<!postal )(?<!area )(?<!qr )"
    r"\b(?:code|cc|idd|prefix|country|plus)"
)
_IS = " ?(?:is|是|為|为) ?(?:the |my |our )?"
_SPOKEN = re.compile(
    rf"\+[1-9]\d{{0,2}}{_IS}{_WORDS}"  # `written` finds this one; its words say no other
    rf"|(?<![\d+.-])([1-9]\d{{0,2}}){_IS}(?:{_WORDS}|code\b)"
    rf"|{_WORDS}[^\d+]{{0,24}}?(?<!\d)([1-9]\d{{0,2}})(?!\d)"
    rf"|{_CODE}"
    r"(?: of| for| number| is|是|為|为|は|은|는|[ :=()\[\]#*_`,\"'\n-]){0,6}"
    r"(?<!\d)([1-9]\d{0,2})(?!\d)"
    # The last digits of a number are no code before words that have their own behind them.
    rf"|(?<![\d+.-])(?<!\d[ )(/_])([1-9]\d{{0,2}})[ )(\[:=-]{{0,3}}(?:the |my |our )?{_WORDS}"
    rf"|(?<![\d+.-])([1-9]\d{{0,2}})[ )(\[:=-]{{0,3}}(?:the |my |our )?{_WORDS}"
    r"(?![^\d\n]{0,24}\d)"
)
# In Taiwan and China more often the code of an area: 49 is Germany, and 049 Nantou.
_OF_AN_AREA = re.compile("(?<!國際)(?<!国际)(?<!國際電話)(?<!国际电话)(?:[區区][碼码號号]|區域碼)")
_NO_CODE = re.compile(  # behind +30, if that is a span of time or a share
    r" ?(?:(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?)\b|分鐘|小時|天|秒|[%‰])"
)
_COUNT = re.compile(r" ?(?:(?:calls?|times?|attempts?)\b|次)")  # behind +2, if that is a count
# +[84], +: 84, +"84"
_BEHIND_SIGNS = re.compile(r"(?<![\w+])\+[^\w\0\n+(]{1,8}([1-9]\d{0,2})(?![\d(]|[ .-]\d)")
_LOOSE_PLUS = re.compile(r"(?<![\w+])\+(?=[^\w\n+]{0,8}[\d\0一二三四五六七八九零〇⁰¹²³⁴-⁹①-⑨❶-❾])")
_SIGN = r"|:;,=>→、\"'`*~\\{}<\[\]【】「」\n"
_SET_APART = re.compile(  # before a number; behind it only as in a table, or in brackets
    rf"(?<![\w+.-])(?<![^\W\d_] )([1-9]\d{{0,2}}) ?(?:->|[{_SIGN}])[{_SIGN} ]{{0,4}}(?=\(?\d)"
    r"|(?<=\d)(?: ?\| ?| [\[{【])([1-9]\d{0,2})(?![\w.-])"
)
# Anywhere else, as in `先撥 84` and `with 84 in front`; in `84 people` and `room 84` it is none.
_COUNTED = (
    r"(?!(?:is|was|as)\b)[a-z]{2,}s\b|people\b|[人個个位樓楼層层號号室年支台條条間间元度歲岁]"
)
_BARE = re.compile(
    rf"(?<![\d+.#/:-])(?<!\d,)(?<!\d )([1-9]\d{{1,2}})(?![\d/:%-]|[., ]\d| ?(?:{_COUNTED}))"
)
_NUMBERED = re.compile(
    r"(?:room|floor|line|level|step|page|case|ticket|issue|pr|no\.?|第) ?\Z", re.IGNORECASE
)
_LONGEST_LABEL = 8
_MOST_BARE, _BARE_WITHIN = 20, 2_000  # codes, characters
_GLUE = re.compile(  # what may separate a code from its own number
    r"(?:[^\w\0]|_|\b(?:is|my|the|code|prefix|number|no|n|tel|tlf|fon|telefon\w*|telephone|phone|mobile|"
    rf"cell\w*|landline|fax|handy|movil|movel|numero|nummer|portable|office|home)\b|{_WORDS}"
    "|是|為|为|的|我|は|が|은|는|電話|电话|手機|手机|行動電話|行动电话|市話|市话|室內|座機|座机|門號|號碼|号码"
    "|傳真|传真|携帯|番号|전화|번호|휴대폰|телефон|номер)*+"
)
_LONGEST = 3  # of a country code
_FAR = 60  # characters; what stands farther apart is no one number
_BRACKETS = frozenset("([{【「")


@dataclass(frozen=True, slots=True)
class CountryCode:
    """Country code apart from its number; `digits` may hold the first digits of the number too.

    area: it may be an area code as well
    """

    digits: str
    start: int
    end: int
    area: bool = False


def codes_in_words(bare: str) -> list[CountryCode]:
    """Codes introduced by words, as in `country code 852`; `bare` is by `country.without_case`."""
    found = ((said, said.lastindex) for said in _SPOKEN.finditer(bare))
    return [
        CountryCode(said[group], *said.span(group), bool(_OF_AN_AREA.search(bare, *said.span())))
        for said, group in found
        if group and int(said[group]) in COUNTRY_CODE_TO_REGION_CODE
    ]


def codes_behind_signs(bare: str, said: Sequence[CountryCode]) -> list[CountryCode]:
    """Codes that signs separate from their +, as in `+[84]`, beside those that words introduce."""
    taken = {code.start for code in said}
    return [
        CountryCode(found[1], *found.span(1))
        for found in _BEHIND_SIGNS.finditer(bare)
        if found.start(1) not in taken and int(found[1]) in COUNTRY_CODE_TO_REGION_CODE
    ]


def codes_set_apart(clean: str) -> list[int]:
    """Codes that may be meant by digits without a + beside a number, as in `84|0912345678`."""
    found = (int(digits[1] or digits[2]) for digits in _SET_APART.finditer(clean))
    return [code for code in found if code in COUNTRY_CODE_TO_REGION_CODE]


def codes_anywhere(rest: str, extensions: Collection[str | None]) -> list[int]:
    """Codes that any two or three digits may be that nothing has read.

    rest: a text in which all runs are blank
    """
    found = _BARE.finditer(rest[:_BARE_WITHIN])
    codes = [
        int(digits[1])
        for digits in found
        if digits[1] not in extensions
        and not _NUMBERED.search(rest, max(0, digits.start() - _LONGEST_LABEL), digits.start())
    ]
    return [code for code in codes if code in COUNTRY_CODE_TO_REGION_CODE][:_MOST_BARE]


def has_loose_plus(rest: str) -> bool:
    """Whether a + stands before digits or numerals that nothing has read: they may be a country
    code. `rest`: a text in which all numbers and codes that were read are blank.
    """
    return _LOOSE_PLUS.search(rest) is not None


def code_in_digits(clean: str, start: int, end: int) -> CountryCode | None:
    """Code in a span of digits too few for a number, as in `+852`, `00852`, `+886 2`."""
    digits = re.sub(r"\D", "", clean[start:end])
    plus = "+" in clean[start:end]
    counts = plus and (
        (len(digits) < _LONGEST and _NO_CODE.match(clean, end))
        or (len(digits) == 1 and _COUNT.match(clean, end))
    )
    if counts or plus == digits.startswith("0"):
        return None
    code = with_code(digits)
    return CountryCode(code, start, end) if code else None


def codes_of_numbers(
    bare: str, codes: Sequence[CountryCode], numbers: Sequence[tuple[int, int]]
) -> list[CountryCode | None]:
    """Code of each number, by the numbers' spans; both in the order of the text.

    Where a code comes first, each stands before its number. Else each stands behind it: in
    brackets, or down to the last. Where neither is so, none belongs to any.
    """
    if not codes or not numbers:
        return [None] * len(numbers)
    starts = [code.start for code in codes]
    if starts[0] < numbers[0][0]:
        return [_before(bare, codes, starts, start) for start, _ in numbers]
    anywhere = starts[-1] > numbers[-1][0]
    return [_behind(bare, codes, starts, end, anywhere=anywhere) for _, end in numbers]


def _before(
    bare: str, codes: Sequence[CountryCode], starts: Sequence[int], start: int
) -> CountryCode | None:
    at = bisect_left(starts, start) - 1
    return codes[at] if at >= 0 and _glued(bare, codes[at].end, start) else None


def _behind(
    bare: str, codes: Sequence[CountryCode], starts: Sequence[int], end: int, *, anywhere: bool
) -> CountryCode | None:
    at = bisect_left(starts, end)
    if at == len(codes) or not _glued(bare, end, starts[at]):
        return None
    in_brackets = not _BRACKETS.isdisjoint(bare[end : starts[at]])
    return codes[at] if anywhere or in_brackets else None


def _glued(bare: str, start: int, end: int) -> bool:
    return 0 <= end - start <= _FAR and _GLUE.fullmatch(bare, start, end) is not None
