"""Plain text for the phone finder: ASCII forms, without Slack's mark-up, links, dates and times.

A plain text is as long as its original, so that a span of one is a span of the other.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.core.numerals import HAN_DIGITS
from bot.core.phones.country import without_case
from bot.core.visible import INVISIBLE

_SIGNS = {
    # Minus, box-drawing lines, hyphen bullet; what is typed for a hyphen in Japan and Taiwan.
    **dict.fromkeys("\u2212\u2043\u02d7\u23af\u23e4\u2500\u2501\u30fc\u3127", "-"),
    **dict.fromkeys("\u00b7\u2022\u2027\u2219\u22c5\u30fb", "."),
    **dict.fromkeys("\u2795\ufb29", "+"),
    **dict.fromkeys(("\t", *INVISIBLE), " "),
}
_CATEGORIES = {"Zs": " ", "Cf": " ", "Zl": "\n", "Zp": "\n", "Cc": "\n", "Pd": "-"}
BLANK = "\0"  # stands where something was that is no phone number

_SHOWN = 60  # of a piece; whole, a pasted log could not be repeated in a Slack message

_MARKUP = re.compile(r"<([^<>]*)>")

# Of the address tel:%2B886%20912345678 (RFC 3986, 2.1).
_ESCAPES = {"%2B": "+", "%2b": "+", "%20": " ", "%2D": "-", "%2d": "-"}
_ESCAPED = re.compile(f"(?:{'|'.join(_ESCAPES)})(?=[\\d(])")

# Of an office; the sign between them is filled in.
HOURS_TEMPLATE = r"(?:0?\d|1\d) ?(?:{0}) ?(?:1\d|2[0-4])|0?[7-9] ?(?:{0}) ?0?[4-7]"

# Links to somebody's chat have the number after the country's + or without it.
_CHAT = re.compile(
    r"<?(?:https?://|\b)(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=|signal\.me/#p/|t\.me/(?=\+))"
    r"(?:\+|%2[Bb])?(?P<number>[1-9]\d{6,14})(?!\d)[^\s|<>]*(?:\|[^<>]*>)?>?"
    r"|(?:whatsapp|viber)://\w+/?\?(?:phone|number)=(?:\+|%2[Bb])?(?P<app>[1-9]\d{6,14})(?!\d)"
)

# A number in the numerals of Han, or in raised, lowered or circled digits: seven, as no word has.
# Alone between digits 一 is a dash.
_HAN_DASH = re.compile("(?<=[0-9])一(?=[0-9])")
_NUMERALS = "".join(HAN_DIGITS) + "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾"
_IN_NUMERALS = re.compile(rf"[0-9{_NUMERALS}](?:[ ().-]{{0,2}}[0-9{_NUMERALS}]){{6,}}")
# 0912,345,678: no sum of money begins with 0, and an extension has one comma before it.
_GROUPED = re.compile(
    r"(?<![\w.,])[0+]\d{1,4}(?P<sign>[,~*|])\d{2,4}(?:(?P=sign)\d{1,4})+(?!(?P=sign)?\d)"
)

# The 1. of a list, and in one line 1) 2) 3) or No.1 No.2: all of them, in this order.
_LINE_MARK = re.compile(r"(?m)^ *(?:[1-9]\d?[.)] +(?=\S)|\(?[1-9][.)] ?(?=[0+]))")
_LIST_MARK = re.compile(
    r"(?<![\w+./-])\(?([1-9]\d?)[.):>、] ?(?=[+(\w\0])"
    r"|(?:#|(?<=[^\W\d_])|(?<=[Nn]o\.))([1-9]\d?) (?=[+(]{0,2}\d)"
)

_UNITS = (
    r"(?:calls?|times?|attempts?|min(?:ute)?s?|hours?|hrs?|days?)\b|[點点時时](?=[半鐘钟整前後后到至~-])"
    "|次|通(?!知)|個?小時|個月|分鐘|秒|天[前內後]|月|日(?!本)"
)
# Behind a number, of what else is counted: a floor, rings, people, hours.
_COUNTED_BEHIND = (
    r"\d(?:\. ?(?=Stock|OG|Etage|Stiege)|[ °º]{0,2}(?=(?:stock|og|etage|stiege|piano|krs|kerros|mal"
    r"|anrufe?|tage|personen|euro|rings?|people|persons?|kali|floors?|tries|f)\b)"
    r"| ?(?=[층번명]|[樓楼](?![下上梯])|[層层階]|人(?![\u4e00-\u9fff])|次))"
    r"|\d{1,2} bis \d{1,2} ?(?=Uhr)|(?:1?\d|2[0-4]) ?(?=(?:Uhr|시)(?!\w))"
    r"|\d{1,2}\.\d\d(?: ?- ?\d{1,2}\.\d\d(?!\d)| ?(?=Uhr))"
)
_LABELS_OF_OTHERS = (
    "統一編號|統編|統號|身[分份][證证](?:字[號号])?|[護护]照|[發发]票|[訂订][單单]|案[號号]|案件|工[單单]|學號|信用卡"
    r"|[員员]工(?=[編编号號]| ?(?:no|number|id)\b)"
    r"|(?:會員|客戶|参考|參考|會籍)[編编][號号]|[單单票序]號|流水號|貨號|保[單单]|戶號|[驗验][證证]碼"
    r"|(?:注文|会員|お客様|口座|社員)番号|사업자등록번호"
    r"|\b(?<!in )(?:VAT|IBAN|SSN|ISBN|serial|order|case|ticket|invoice|commit|passport|card|badge)"
    r"|\b(?:booking|reservation|confirmation|tracking|policy|claim|tax|reference|transaction|contract"
    r"|part|model|user)(?=[ _]?(?:no\b|number|id\b|#))"
    r"|\b(?:epoch|sku|utr|pnr|siren|siret|cpf|cnpj|p\.?iva|zoom id|jira)"
    r"|\b(?:kunden|rechnungs?|auftrags|konto|vertrags|ticket)(?:nummer|nr\.?)"
    r"|\b(?:facture|dossier|commande)"
    r"|\bBSN"
)
_LABEL_ENDS = r"(?:[編编][號号]|号码|[號号]碼?|[ _]?(?:no\.?|number|id))?[ :#=]{0,3}"
_MEETING_ID = (
    r"(?:會議 ?(?:id|識別碼|代碼)|會議號碼?"
    r"|\b(?:(?:meeting|webinar|conference) ?id|pin(?= ?[:#=])))"
    r"[ :#=]{1,3}\d{3,4}[ -]?\d{3,4}[ -]?\d{3,4}\b"
)
# Not 12.34.56.78, as people in Denmark write a phone number.
_OCTET = "(?:[1-9]?\\d|1\\d\\d|2[0-4]\\d|25[0-5])"
_IP_ADDRESS = (
    rf"(?<![\w+.])(?!\d\d(?:\.\d\d){{3}}(?!\d)){_OCTET}(?:\.{_OCTET}){{3}}(?![\w.])(?::\d+)?"
)
_NOT_NUMBERS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"https?://\S+",
        r"(?<![\w.+-])(?!\+\d)[\w.+-]{1,64}@[\w.-]+",
        r"(?<![\d.+-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![\d-])",  # 2026-11-22
        r"(?<![\d.+-])\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d(?![\d-])",  # 22/11/2026
        r"(?<![\d+])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[+-][01]\d:?[0-5]\d)?(?!\d)(?: ?[AaPp][Mm]\b)?",
        r"(?<![\d+.-])\d{1,2} ?[AaPp][Mm]\b",
        r"(?<=\d )\d{1,2} ?- ?\d{1,2} ?(?:Uhr|h|hrs?)\b",  # opening hours behind a number
        rf"(?<=\d )(?:{HOURS_TEMPLATE.format('[~至到]|to')})(?![\d-])",
        r"(?<=\d )0[5-9][03]0 ?- ?[12]\d[03]0(?!\d)",
        r"(?<![\w+/.-])(?:24 ?[/x×*] ?7|7 ?[/x×*] ?24|[58][x×*][58])(?![\w/-]|\.\d)",
        r"(?<![\w.-])[A-Za-z]{2,}(?:-[A-Za-z]+)+-[1-9]\d?(?![\w-])",  # ap-northeast-1
        r"(?<![\w-])(?:ami|eni|sg(?=-\d*[a-f])|snap|subnet|vol|vpc)-[\da-f]{8,17}(?!\w)",
        _IP_ADDRESS,
        r"(?:(?:NT|US|HK|S)?\$ ?\d|(?:[£€¥]|\b(?:USD|EUR|GBP|TWD|NTD|JPY|HKD)) ?[1-9])[\d.,]*",
        r"(?<![\w-])[\w-]{1,60}\.(?:log|pdf|png|jpe?g|gif|txt|csv|zip|json|xlsx?|docx?)\b",
        r"\bIBAN[ :]{0,3}[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?![A-Z\d])",
        rf"(?i)(?<=\d{{3}} )(?:{_COUNTED_BEHIND})",
        r"(?<![\w+.-])[1-9][\d.,]{0,18} ?(?:元|塊錢|€|£|(?:USD|TWD|NTD|EUR|bytes|ns|ms)\b)",
        r"(?:UTC|GMT) ?[+-]\d{1,2}(?::?[0-5]\d)?(?!\d)",
        r"(?<!\w):\+1:(?!\d)",  # Slack's thumb
        rf"(?i)(?<![\d+.-])\d{{1,2}} ?(?:{_UNITS})",
        rf"(?i)(?:{_LABELS_OF_OTHERS}){_LABEL_ENDS}[A-Z]{{0,2}}-?\d[\d-]{{6,}}\b",
        r"(?<![\w-])[A-Z][12]\d{8}(?!\w)",  # identity card of Taiwan
        rf"(?i){_MEETING_ID}",
        r"(?<=\d{7})\.0+(?!\d)",  # of 912345678.0, as a spreadsheet saves it
        # Of a remark behind a number: (10線), (2. Stock), (3.5G)
        r"(?:(?<=\d\()|(?<=\d \())\d{1,3}(?:\.\d)?(?=[. ]{0,2}[A-Za-z\u00c0-\uffff])",
    )
)


def plain(text: str) -> str:
    """Plain text: full-width forms in ASCII; mark-up, links, dates and times blank."""
    folded = _MARKUP.sub(_unwrapped, "".join(map(_folded, text)))
    folded = _ESCAPED.sub(lambda sign: f"  {_ESCAPES[sign[0]]}", folded)
    folded = _IN_NUMERALS.sub(_in_digits, _HAN_DASH.sub("-", folded))
    folded = _GROUPED.sub(lambda found: found[0].replace(found["sign"], "-"), folded)
    for pattern in _NOT_NUMBERS:
        folded = pattern.sub(blank, folded)
    marks = list(_LIST_MARK.finditer(folded))
    if [int(mark[1] or mark[2]) for mark in marks] == list(range(1, len(marks) + 1)):
        folded = without(folded, (mark.span() for mark in marks[len(marks) == 1 :]))
    return _LINE_MARK.sub(blank, folded)


def without_chat_links(text: str) -> str:
    """Text with the numbers of links such as https://wa.me/886912345678 in their place."""
    return _CHAT.sub(lambda link: f" +{link['number'] or link['app']} ", text)


def shown(text: str, start: int, end: int) -> str:
    """Piece of a text as it is repeated: its visible characters, and not too many."""
    seen = (" " if char in INVISIBLE else char for char in text[start:end])
    written = "".join(char for char in seen if char.isprintable() or char.isspace())
    if written.startswith("(") and ")" not in written:
        written = written[1:]
    return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"


def without(clean: str, spans: Iterable[tuple[int, int]]) -> str:
    """Text with these spans blank."""
    chars = list(clean)
    for start, end in spans:
        chars[start:end] = BLANK * (end - start)
    return "".join(chars)


def folded(name: str) -> str:
    """Name as it is looked up: in ASCII width, without case and accents."""
    return without_case("".join(map(_folded, name)))


def blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


def _in_digits(numerals: re.Match[str]) -> str:
    """Run in ASCII, if half of it or more is no ASCII: in 大陸 010-… and ① 0912… it is not."""
    digits = re.sub("[ ().-]", "", numerals[0])
    if sum(map(str.isascii, digits)) * 2 > len(digits):
        return numerals[0]
    return "".join(HAN_DIGITS.get(c, str(unicodedata.digit(c, c))) for c in numerals[0])


@lru_cache(8192)
def _folded(char: str) -> str:
    if unicodedata.category(char) == "No":  # ①, before an item of a list
        return char
    wide = unicodedata.normalize("NFKC", char)
    if len(wide) != 1:
        return char
    if wide.isdecimal():
        return str(unicodedata.decimal(wide))
    return _SIGNS.get(wide) or _CATEGORIES.get(unicodedata.category(wide), wide)


def _unwrapped(markup: re.Match[str]) -> str:
    body = markup[1]
    if body.startswith("tel:"):
        target, _, label = body[4:].partition("|")
        # People see the label; the target is preferred only where it alone names the country.
        if not re.search(r"\d", label) or (target.startswith("+") and "+" not in label):
            return " " * 5 + target + " " * (len(markup[0]) - 5 - len(target))
        return " " * (6 + len(target)) + label + " "
    if body.startswith(("@", "#", "!", "mailto:")) or "://" in body:
        return "\n" * len(markup[0])
    return f" {body} "
