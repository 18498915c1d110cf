"""One-time codes and PINs of four digits or more, in text that is stored."""

import re

from bot.core.secrets.folding import read_out

_SHORTEST = 4
_APART = r"\d(?:[ -]?\d){3,9}"
_CODE = re.compile(
    # `PIN: 4829`, `the code is 48 29`, `code WDJB-MJHT`
    r"\b(?<!error )(?<!status )(?<!exit )(?<!country )(?<!area )(?<!postal )(?<!zip )(?<!bar )"
    r"(?<!http )(?:codes?|otp|passcode|pin|combination)(?:'s)?\b(?: \w{1,12}){0,4}"
    r"[ :=#是為为-]{1,3}"
    rf"(?:(?:[A-Z]{{1,4}}-)?\d{{3}}-?\d{{3}}|{_APART}|(?-i:[A-Z]{{4}}-[A-Z]{{4}}))(?!\w)"
    # `OTP482913`, `482913code`
    r"|(?<![a-z])(?:code|otp|passcode|pin|mfa|totp|2fa|token)[_#-]?\d{6,8}(?!\w)"
    r"|(?<!\w)\d{6,8}(?:code|otp|pin|mfa)(?!\w)"
    # Not of a telephone, a line, an area, a country or a program, nor that of an error.
    r"|(?<!錯誤)(?<!错误)(?<!狀態)(?<!状态)[^\W號号條条編编國国區区數数誤误態态式源][碼码]"
    r"\D{0,4}\d{4,10}(?!\w)"
    r"|\bcv[cv]2?\b\D{0,4}\d{3,4}(?!\w)"
    # `AWS said 4829`, at the end of a clause
    r"|\b(?:said|says|sent|texted|told|gave|read|reads|heard|typed|entered|keyed|opens|unlocks?)"
    r"(?: (?:it|me|us|out|in|with|by|is|was)){0,2}[ :]{1,2}\d{4,5}(?![\w:]|[.,/-]\d| \w)"
    r"|(?:唸|念|[說说]|收到|[輸输]入)(?:的|了|[給给]我|[為为]|是|[來来出]){0,3} ?\d{4,5}"
    r"(?![\w:]|[.,/-]\d| ?[年個个次封分點点元人則则筆笔項项條条通張张])"
    # Six digits, each by itself: `4、8、2、9、1、3`; not the steps 1, 2, 3.
    r"|(?<![\w.])(?!1\W{1,3}2\W)\(?\d(?:[^\w\n]{1,3}\d){5}(?!\W{0,3}\d|\w)"
    r"|(?<![\w.,/:-])\d{3}[~:\\|]\d{3}(?![\w:.,/-])",
    re.IGNORECASE,
)


def has_short_code(text: str) -> bool:
    return bool(_CODE.search(read_out(text, _SHORTEST)))
