"""One-time codes: six digits alone, or in a sentence about codes, mails, AWS."""

import re

from bot.core.secrets.folding import read_out
from bot.core.secrets.rule import Secret, rules
from bot.core.secrets.said_passwords import bare

_SIX = (
    r"(?:\d{3}(?:[ .\n-]?| - )\d{3}|\d{2}(?:[ \n-]\d{2}){2}|\d(?:[ -]\d){5}|(?!1, 2)\d(?:, ?\d){5})"
)
_COMMA = r"\d{3}, ?\d{3}"  # a sum, but for a word that says it is a code
_EIGHT = r"(?:\d{4}[ -]\d{4}|\d{7,8})"
# Two codes in a row, which AWS asks for when a device is registered or resynchronized. Codes with
# a space inside have more than a space between them: `886 912 345 678` is a phone number.
_AND = r"(?:[,;/&、+|→\n]|->|=>|and|then|next|和|[後后再跟]|接[著着]|然[後后])"
_PAIR = (
    rf"(?:\d{{6}}[ \t]{{0,3}}(?:{_AND}[ \t]{{0,3}}){{0,2}}(?<!\d)\d{{6}}"
    r"|\d{3}-\d{3}[ ,/]{1,3}\d{3}-\d{3}"
    rf"|\d{{3}} \d{{3}}[ \t]{{0,3}}(?:{_AND}[ \t]{{0,3}}){{1,2}}\d{{3}} \d{{3}})"
)
_STOP = r"(?![A-Za-z0-9]|[ -]?\d)"
_CODE_ALONE = re.compile(rf"{_SIX}|{_PAIR}")
_OTHER_CODES = "postal zip area country error status exit bar http".split()
_NO_OTHER = "".join(rf"(?<!\b{kind} )" for kind in _OTHER_CODES)
CODE_WORD = (
    rf"(?:{_NO_OTHER}(?:\b|_)(?:codes?|otp|passcode|pin)(?:\b|(?=[12]\b))"
    r"|[動动][態态][碼码密]|認証コード|コード|代[碼码]"
    r"|(?:[驗验認认檢检][證证証查]|確認|确认|安全|校[驗验]|[識识][別别]|解[鎖锁]"
    r"|(?:mfa|2fa|otp|totp|sms|[簡简][訊讯]|手[機机]|[六6]位?|[兩两][組组]) ?)[碼码]"
    r")(?:[ -]?[12](?=[ :=]{1,3}\d{3}))?"  # AWS labels two fields: MFA code 1, MFA code 2
)
_IS = (
    r"[ \t:=\"'`*「『(\]#]{0,3}(?:(?:is|was|are|now|it|says|shows|just|of)[ :=]{1,3}){0,3}"
    r"(?:[就]?[是為为叫は] ?[:「『\"]?)?"
)
_FORWARD = (
    rf"(?:{CODE_WORD}|[兩两][組组]|\b(?:totp|mfa|2fa|token|authy|authenticator|both)(?:\b|(?=[12]\b)[12])){_IS}"
    rf"(?:{_SIX}|{_EIGHT}|{_PAIR}|{_COMMA}){_STOP}"
)
_ORDERED = (  # `first 123456, second 654321`
    rf"(?:\b(?:1st|first)|一[組组])[ :=]{{0,2}}{_SIX}[^\w\n]{{1,4}}"
    rf"(?:(?:the )?(?:2nd|second)|[第另後后][一二]?[組组])[ :=]{{0,2}}{_SIX}{_STOP}"
)
_PIN = (
    r"\bpin(?:[ _-]?code| ?[碼码])?(?:'s)?(?: (?:is|was)|是|[為为]|[ :=：]){1,3} ?"
    rf"\d{{4,8}}{_STOP}"
)
_STATED = (
    rf"{CODE_WORD}(?: [^\s\d]{{1,15}}){{1,8}}? (?:is|was|were|are|said|says)[ :\"'`*]{{1,3}}"
    rf"(?:{_SIX}|{_EIGHT}){_STOP}"
)
_BACKWARD = (
    rf"(?<![\d+-])(?<!\d )(?:{_SIX}|{_EIGHT}|{_COMMA})(?![ -]?\d)\W{{1,3}}"
    rf"(?:is|was|are)\W(?:\w{{1,12}}\W){{0,3}}{CODE_WORD}"
)
# AWS Account Management API, Otp: `[a-zA-Z0-9]{6}`; Google's `G-123456`; Steam's five letters.
_LETTERED = (
    rf"{CODE_WORD}(?: is| was|是|為|は)?[ :=]{{0,3}}"
    rf"(?:(?=[a-z]{{1,7}}\d|\d{{1,7}}[a-z])[a-z\d]{{6,8}}|g-\d{{6}}){_STOP}|(?<![\w-])g-\d{{6}}{_STOP}"
)

# A sentence about signing in makes a code of six digits that nothing else explains.
_ABOUT = re.compile(
    r"\b(?:codes?|otps?|sms|text(?:ed|s)?|messages?|msg|e?-?mail(?:ed|s)?|inbox|aws|amazon"
    r"|authenticator|authy|mfa|2fa|totp|token|verif\w{1,8}"
    r"|(?:log|logged|logging|sign|signed|signing)[ -]?in|it(?: i|')s(?=[ :\"'`*]{1,3}\d)"
    r"|enter(?:ed|ing)?|typ(?:e|ed|ing)|key(?:ed|ing)?|got|gets?|received?|sent|sends?|gave|given|says?"
    r"|said|shows?|showed|read|reads|prompt(?:ed)?|screen|app|digits?|pin|tried|used?|works|worked|heard|voice|punch(?:ed)?|fob"
    r"|(?:did(?: no|n.)t|doesn.t|does not|won.t|not) work(?:ing)?|rejected|no good)\b"
    r"|[驗验認认][證证証]|[動动][態态]|[簡简]訊|简讯|短信|[訊讯]息|收到|寄|傳|传[給给]|[發发][給给送]|[郵邮]件|信箱"
    r"|電郵|[輸输]入|[顯显]示|打|按了|念|[說说]|位[數数]|信件|一次性|[雙双]重|語音|인증 ?번호"
    r"|[過过]期|[那這这][組组]|不[行對对]|[錯错][誤误]|沒用|没用|[無无]效|コード|認証|確認|届|メール|ワンタイム|番号",
    re.IGNORECASE,
)
_NO_AREA = "".join(rf"(?<![(\[【]\d{{{n}}}[)\]】])(?<![(\[【]\d{{{n}}}[\]】] )" for n in (2, 3, 4))
_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9+./_#@-])(?<!\d:)(?<!\d )(?<!\d\) )(?<!\d\()(?<![\d)] - )"
    rf"{_NO_AREA}"  # (089)335482
    rf"(?P<digits>{_SIX}){_STOP}(?![./:]\d)"
)
# Not two months, as 202611 and 202612 are.
_TWO = re.compile(
    rf"(?<![A-Za-z0-9+./_#@-])(?<!\d )(?!20\d\d(?:0[1-9]|1[0-2])){_PAIR}{_STOP}(?![./:]\d)"
)
_EXPLAINED = re.compile(
    r"(?:ticket|tkt|case|account|user|issue|incident|inc|room|error|status|exit|zip|postal|area|country|port"
    r"|order"
    r"|invoice|ext(?:ension)?|line|build|pr|pull|bug|change|chg|task|req(?:uest)?|rfc|floor|house|employee"
    r"|badge|asset|serial|ending|ends|since|version|po|page|job|run|epoch|uid|gid|pid|usd|ntd|nt\$|\$"
    r"|工單|票號|案號|案件|單號|分機|房號?|錯誤|郵遞區號|訂單|員工|編號|工号|工單號|资产|資產|序號|學號)s?"
    r"(?:[ :#.\"'-]{1,3}(?:no|nr|number|id|code|in|with|is|號|编号)){0,2}[ :#.號号\"'是為-]{0,3}$",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r" ?(?:%|users?|people|calls?|times|usd|dollars|ntd|twd|yuan|jpy|eur"
    r"|元|次|人|筆|個|天|小時|分鐘"
    r"|rows|events|e-?mails|messages|requests|errors|ms|sec|seconds|bytes|[kmg]i?b|lines|records|logins|hours"
    r"|minutes|customers|objects|files|items|tickets|followers)(?![a-z])",
    re.IGNORECASE,
)
_BEFORE = 32  # characters in which a ticket's name stands


def _alone(text: str) -> bool:
    return bool(_CODE_ALONE.fullmatch(bare(text.strip()).strip("! \n")))


def unexplained(text: str, candidate: re.Pattern[str]) -> bool:
    """Whether some match is neither a ticket number nor a count."""
    return any(
        not _EXPLAINED.search(text[max(0, found.start() - _BEFORE) : found.start()])
        and not COUNTED.match(text, found.end())
        for found in candidate.finditer(text)
    )


def _in_sentence(text: str) -> bool:
    return bool(_ABOUT.search(text)) and any(
        unexplained(text, candidate) for candidate in (_CANDIDATE, _TWO)
    )


# PINs, and codes of four digits or more.
_SHORTEST = 4  # digits of a code that is read out
_APART = r"\d(?:[ -]?\d){3,9}"
_SHORT_CODE = re.compile(
    # `PIN: 4829`, `the code is 48 29`, `code WDJB-MJHT`
    rf"\b{_NO_OTHER}(?:codes?|otp|passcode|pin|combination)(?:'s)?\b(?: \w{{1,12}}){{0,4}}"
    r"[ :=#是為为-]{1,3}(?<!\bsince )(?<!\bin )(?<!\bfrom )"
    rf"(?:(?:[A-Z]{{1,4}}-)?\d{{3}}-?\d{{3}}|{_APART}|(?-i:[A-Z]{{4}}-[A-Z]{{4}})"
    # FQ7-K2M: a digit before a letter, as no name of a place has
    r"|(?-i:(?=[A-Z\d]?\d[A-Z]|[A-Z\d]{3}-[A-Z]?\d[A-Z])[A-Z\d]{3}-[A-Z\d]{3}))(?![\w-])"
    r"|\b(?:user|device)_code=[A-Z\d-]{6}"
    r"|(?<![\w.,/-])(?!(?:19|20)\d\d )\d{4,5} (?:is|was) (?:the|my|our) (?:code|pin)(?! \w)"
    # `OTP482913`, `482913code`, and no key of a ticket: `AWS-482913`
    r"|(?<![a-z])(?:(?:code|otp|passcode|pin|mfa|totp|2fa|token)[_#-]?|(?:aws|sms|key|google|text)-)"
    r"\d{6,8}(?!\w)"
    r"|(?<!\w)\d{6,8}(?:code|otp|pin|mfa)(?!\w)"
    # Not of a telephone, a line, an area, a country or a program, nor that of an error.
    r"|(?<!錯誤)(?<!错误)(?<!狀態)(?<!状态)(?!(?<=[末後后])[二三四234])[^\W號号條条編编國国區区數数誤误態态式源][碼码]"
    r"\D{0,4}\d{4,10}(?!\w)"
    r"|\bcv[cv]2?\b\D{0,4}\d{3,4}(?!\w)"
    # `AWS said 4829`, at the end of a clause; the call says which four digits to press
    r"|\b(?:said|says|sent|texted|told|gave|read|reads|heard|typed|enter(?:ed)?(?! by)"
    r"|typ(?:e|ing)(?= in)|key(?:ing)?(?= in)|keyed|punch(?:ed|ing)?(?= in)"
    r"|asked(?= (?:me|us) for)"
    r"|opens|unlocks?)"
    r"(?: (?:it|me|us|out|in|with|by|is|was|for)){0,2}[ :]{1,2}(?!(?:19|20)\d\d\b)\d{4,5}"
    r"(?: on the (?:phone|keypad))?(?![\w:]|[.,/-]\d| \w)"
    r"|(?:唸|念|[說说]|收到|[輸输]入|我按|(?<![末後后尾前])[四4六6]位[數数])"
    r"(?:的|了|[給给]我|[為为]|是|[來来出]){0,3}[ :]{0,2}\d{4,5}"
    r"(?![\w:]|[.,/-]\d| ?[年個个次封分點点元人則则筆笔項项條条通張张])"
    # Six digits, each by itself: `4、8、2、9、1、3`; not the steps 1, 2, 3.
    r"|(?<![\w.])(?!1\W{1,3}2\W)\(?\d(?:[^\w\n]{1,3}\d){5}(?!\W{0,3}\d|\w)"
    r"|(?<![\w.,/:-])\d{3}[~:\\|]\d{3}(?![\w:.,/-])",
    re.IGNORECASE,
)


def short_code(text: str) -> bool:
    return bool(_SHORT_CODE.search(read_out(text, _SHORTEST)))


_OTP = "docs.aws.amazon.com: Account Management API, Otp; RFC 6238, six to eight digits"
CODES = rules(
    ("code_alone", Secret.CODE, _OTP, _alone),
    ("code_said", Secret.CODE, _OTP, rf"(?ai){_FORWARD}|{_ORDERED}|{_STATED}|{_PIN}|{_BACKWARD}"),
    ("code_with_letters", Secret.CODE, _OTP, rf"(?ai){_LETTERED}"),
    ("code_in_sentence", Secret.CODE, _OTP, _in_sentence),
)
