"""Countries named in a text with phone numbers: by ISO code, or by everyday names.

A name gives a number its country only right beside it, and where it is no part of a longer name or
word: 中國信託 is a bank, 內蒙古 is not in Mongolia, "Bank of China" is anywhere. In doubt it gives
none. A country that is only mentioned gives none either: the bot asks.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from phonenumbers import SUPPORTED_REGIONS

# A code names a country in upper or lower case ("tw"), unless it is also a short word of English or
# of its neighbours: those count in capitals only, and not in a text that is all capitals.
_ALSO_A_WORD = re.compile(
    "A[DEGILMST]|B[EY]|C[ACDM]|D[EO]|E[ST]|FM|G[EM]|HR|I[DLMNOST]|K[GM]|L[AI]|M[ACEGLMORSY]|"
    "N[AEIORU]|OM|P[AEHMR]|RE|S[ACEHIOST]|T[MOV]|US|V[ACEI]|ZA"
)
# "NO 0912345678" means "number", and "IT: 02-2345-6789" is a department.
_LABELS = frozenset({"CC", "HR", "ID", "IT", "MS", "NO", "NR", "PH", "PR", "SE"})
_ALIASES = {"UK": "GB"}
_WEEKDAYS = frozenset({"Mo", "Do", "Fr", "Sa", "So"})  # in German
# "QA phone", "IR phone": with a word between, only what is nobody's department is a country.
_DEPARTMENTS = re.compile(rf"(?!US)(?:{_ALSO_A_WORD.pattern}|QA|IR|MD|CC)")
_SPACED = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f"  # letters of scripts with blanks between words
_CODE_BEFORE = re.compile(rf"(?<![{_SPACED}])([A-Za-z]{{2}})[ :)\](/.-]{{0,6}}\Z")
_CODE_AFTER = re.compile(
    r"(?:[/-]|[ )]*[(\[]?|[ )]*, ?(?=[A-Za-z]{2} *(?:[,;\n]|$)))"
    rf"([A-Za-z]{{2}})(?![{_SPACED}])"
)

# The rest is for `bare` text.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # scripts without blanks between words
_TELEPHONE = (
    "(?:(?:電話|手機|行動電話|市話|市內電話|室內電話|固網|座機|門號|傳真)(?:號碼)?|號碼"
    r"|(?<![a-z])(?:(?:tele|cell)?phone|tel|mobile|cell|landline|fax|number|no)(?: number)?\b\.?)"
)
_BETWEEN = re.compile(  # a name and its number
    rf"(?:[ :()\[\]「」『』【】《》〈〉\"'“”‘`*_~=>→/-]+|[的是為]|'s|\bis|{_TELEPHONE})\Z"
)
_TIE = re.compile(r"[ )\]」』】*_`~]*([(\[「『【:/-]|[是為]|,)? *")  # a number and its name
_POSSESSED = re.compile(rf"(?:的|'s)?(?: ?{_TELEPHONE})?")
_LINE_ENDS = re.compile(r" *(?:\Z|[\n;。!?)]|\.(?!\w))")
_NAME_ENDS = re.compile(
    r" *(?:\Z|\n|[^\w\s&'/@.-]|[.*_~`]+(?!\w)|[幫請謝嗎吧]|麻煩|怎麼|(?:please|thanks?)\b"
    r"|(?:[和跟與及或]|and|or) ?(?=[+(\d]))"
)
_LEADS = re.compile(  # what may stand right before a name without being a part of it
    "(?:[是看的我們打撥用把給有查找算問寫填和跟與及或請這那個支]|格式化|一下|改成)\\Z"
    r"|\b(?:an?|and|call|convert|dial|for|format|is|my|number|or|our|phone|please|show|the|this)"
    r" *\Z"
)
# These tell where somebody is, who may carry a number from home; with a word more, whose it is.
_PLACES = re.compile(r"(?:在|\b(?:in|from)) *\Z")
# For a country that is mentioned, beside no number.
_MENTIONED_WITHIN = 2_000  # characters
_FLAGS = ord("🇦") - ord("A")
_FLAG = re.compile("[🇦-🇿]{2}")
_NAMED_FLAG = re.compile(r":(?:flag-)?([a-z]{2}):")
_MENTIONED = re.compile(
    rf"(?<![\w.-])(?!(?:{_DEPARTMENTS.pattern}|{'|'.join(sorted(_LABELS))}|AM|PM)\b)[A-Z]{{2}}"
    r"(?![\w.]|-(?![a-z]{3}))"  # VN-based
)
# In small letters behind what says that it is a code, or where it can't be a word: vn-oncall.
_LABELLED = re.compile(r"(?:country|region|code)[\"'` ]{0,3}[:=][\"'` ]{0,3}([a-z]{2})(?![\w.-])")
_IN_SMALL_LETTERS = re.compile(rf"(?<![\w.-])([a-z]{{2}})(?:-(?=[a-z]{{3}})| (?={_TELEPHONE}))")
# A name in Han counts wherever it stands, but for those that are part of a longer one: 日本料理.
_GOES_ON = (
    "信[託托]|[銀银]行|[時时][報报]|[鋼钢][鐵铁]|[醫医][藥药]大|大哥大|料理|[餐飯饭][廳厅]|小吃|河粉|咖[哩喱]"
    "|[隊队][長长]|[學学]校|交流[協协]|在[台臺]|瑜"
)
_NAME_STARTS = re.compile(rf"(?<![{_SPACED}])(?=[{_SPACED}])|(?<![內内])(?=[\u3400-\u9fff])")
_NAME_IS_OVER = re.compile(rf"(?<=[{_SPACED}.)])(?![{_SPACED}])|(?<=[\u3400-\u9fff])(?!{_GOES_ON})")
_BEHIND_TOWN = re.compile(r"[A-Z]\S*[a-z.](?:, ?| ?\(| ?/ ?| )\Z")
_FAR = 24  # characters: no filler and no lead is longer
_FILLERS = 8  # between a name and its number, at most


@dataclass(frozen=True, slots=True)
class NamedCountry:
    """Country named in a text: ISO code, span of the name, and whether in round brackets.

    code: it is named by two letters, which may mean something else
    in_address: it stands behind a town or in brackets, as a state or province does
    """

    region: str
    start: int
    end: int
    bracketed: bool = False
    code: bool = False
    in_address: bool = False


def without_case(text: str) -> str:
    """Text without case and accents, of the same length, so that spans stay valid."""
    return "".join(map(_bare, text))


@lru_cache(4096)
def _bare(char: str) -> str:
    if char == "’":
        return "'"
    base = unicodedata.normalize("NFD", char)[0]
    small = (base if base.isascii() else char).lower()
    return small if len(small) == 1 else char


def countries_beside(
    clean: str, numbers: Sequence[tuple[int, int]], names: Mapping[str, str]
) -> list[NamedCountry | None]:
    """Country of each number of a plain text (see `plain_text.plain`), by the numbers' spans.

    A name between two numbers belongs to the first if it is in brackets, or if names stand behind
    their numbers up to the last; to the second if the first has its own before it; else to none.
    """
    text = _CountryFinder(clean, names)
    lows = [0, *(end for _, end in numbers)]
    highs = [*(start for start, _ in numbers), len(clean)]
    before = [text.before(low, at) for low, (at, _) in zip(lows, numbers, strict=False)]
    behind = [text.behind(at, high) for (_, at), high in zip(numbers, highs[1:], strict=True)]
    return list(_shared_out(before, behind))


def countries_mentioned(clean: str, names: Mapping[str, str]) -> frozenset[str]:
    """ISO codes of countries in the first 2,000 characters of a plain text, beside a number or not:
    by name, also an unsure one, by flag, or by code in capitals.
    """
    clean = clean[:_MENTIONED_WITHIN]
    bare, longest = without_case(clean), max(map(len, names), default=0)
    found = {"".join(chr(ord(c) - _FLAGS) for c in flag[0]) for flag in _FLAG.finditer(clean)}
    found |= {code[1].upper() for code in _NAMED_FLAG.finditer(bare)}
    found |= {_region_of(code[0]) for code in _MENTIONED.finditer(clean)}
    found |= {_region_of(code[1]) for code in _LABELLED.finditer(bare)}
    small = {code[1].upper() for code in _IN_SMALL_LETTERS.finditer(bare)}
    found |= {_region_of(code) for code in small - _LABELS if not _ALSO_A_WORD.fullmatch(code)}
    for start in (word.start() for word in _NAME_STARTS.finditer(bare)):
        for end in range(start + 2, min(start + longest, len(bare)) + 1):
            region = names.get(bare[start:end])
            if region and _NAME_IS_OVER.match(bare, end):
                found.add(region.upper())
    return frozenset(found & SUPPORTED_REGIONS)


def _region_of(code: str) -> str:
    return _ALIASES.get(code.upper(), code.upper())


class _CountryFinder:
    def __init__(self, clean: str, names: Mapping[str, str]) -> None:
        self._clean = clean
        self._bare = without_case(clean)
        self._names = names
        self._longest = max(map(len, names), default=0)

    @cached_property
    def _shouting(self) -> bool:
        """Whether the whole text is in capitals, so that capitals mark no code."""
        return bool(re.search("[A-Z]{3}", self._clean)) and not (
            re.search("[a-z]", self._clean) or _UNSPACED.search(self._clean)
        )

    def _region(self, code: str) -> str | None:
        if code in _WEEKDAYS:
            return None
        region = _region_of(code)
        is_word = _ALSO_A_WORD.fullmatch(region) and (self._shouting or not code.isupper())
        return region if region in SUPPORTED_REGIONS and not is_word else None

    def _sure_region(self, start: int, end: int) -> str | None:
        region = self._names.get(self._bare[start:end])
        return region if region and region.isupper() else None

    def before(self, low: int, start: int) -> NamedCountry | None:
        end = low + len(self._clean[low:start].rstrip(" "))
        spoken = False
        for _ in range(_FILLERS):
            code = _CODE_BEFORE.search(self._clean, max(low, end - _FAR), end)
            if code and self._is_code(code[1], spoken=spoken) and (region := self._region(code[1])):
                start, end = code.span(1)
                town = _BEHIND_TOWN.search(self._clean, max(low, start - _FAR), start)
                return NamedCountry(region, start, end, code=True, in_address=bool(town))
            for at in range(max(low, end - self._longest), end - 1):
                if region := self._sure_region(at, end):
                    named = NamedCountry(region, at, end)
                    return named if self._begins(low, at, spoken=spoken) else None
            filler = _BETWEEN.search(self._bare, max(low, end - _FAR), end)
            if not filler:
                break
            spoken = spoken or any(map(str.isalpha, filler[0]))
            end = filler.start()
        return None

    def _is_code(self, letters: str, *, spoken: bool) -> bool:
        """Whether two letters are a code: in `my UK number is` they are in capitals."""
        if not spoken:
            return letters.upper() not in _LABELS
        return letters.isupper() and not self._shouting and not _DEPARTMENTS.fullmatch(letters)

    def _begins(self, low: int, at: int, *, spoken: bool) -> bool:
        """Whether the name begins here, and no longer name contains it."""
        before = self._bare[low:at][-_FAR:]
        last = before.rstrip(" ")[-1:]
        if _PLACES.search(before):
            return spoken
        if not last or _LEADS.search(before):
            return True
        if _UNSPACED.match(self._bare, at):
            return not (before[-1].isdigit() or _UNSPACED.match(before[-1]))
        return not (last.isalnum() or before[-1] in "&'/.@_#-") or bool(_UNSPACED.match(last))

    def behind(self, end: int, high: int) -> NamedCountry | None:
        code = _CODE_AFTER.match(self._clean, end)
        if code and (region := self._region(code[1])):
            bracketed = "(" in code[0]
            return NamedCountry(region, *code.span(1), bracketed, code=True, in_address=bracketed)
        tie = _TIE.match(self._bare, end, high)
        if not tie:
            return None
        start = tie.end()
        for at in range(min(high, start + self._longest), start + 1, -1):
            if region := self._sure_region(start, at):
                named = NamedCountry(region, start, at, bracketed=tie[1] == "(")
                return named if self._ends(at, high, comma=tie[1] == ",") else None
        return None

    def _ends(self, at: int, high: int, *, comma: bool) -> bool:
        """Whether the name ends here, and no longer name contains it."""
        possessed = _POSSESSED.match(self._bare, at)
        end = possessed.end() if possessed else at
        if comma:
            return bool(_LINE_ENDS.match(self._bare, end))
        unspaced = bool(_UNSPACED.match(self._bare, at - 1))
        return (
            not self._bare[end:high].strip(" ")
            or bool(_NAME_ENDS.match(self._bare, end))
            or (unspaced and self._bare[end] == " ")
        )


def _shared_out(
    before: Sequence[NamedCountry | None], behind: Sequence[NamedCountry | None]
) -> Iterator[NamedCountry | None]:
    contested = [
        bool(name and other and name.start == other.start)
        for name, other in zip(behind, [*before, None][1:], strict=True)
    ]
    settled, follows = [], False
    for name, other in zip(reversed(behind), reversed(contested), strict=True):
        follows = bool(name and (not other or name.bracketed or follows))
        settled.append(follows)
    taken = 0
    for ahead, after, own in zip(before, behind, reversed(settled), strict=True):
        if ahead and ahead.start >= taken:
            yield ahead
        else:
            taken = after.end if after else taken
            yield after if own else None
