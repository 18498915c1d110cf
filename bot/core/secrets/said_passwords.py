"""Passwords that a sentence introduces, in any form."""

import re

from bot.core.secrets.rule import where, without

WORD = (
    # With slips of the fingers: passwrod, pasword, passowrd, pswd
    r"(?:(?<![a-z0-9])(?:[po](?=[a4@]{0,2}[sz])[as4@z]{1,4}(?=[ao0rdkt]{0,3}w)[ao0rdktw]{2,6}"
    r"|pass[\s-]word|p/w|kata sandi|pass ?phrase|kennwort|contrase[ñn]a|clave|mot de passe|mdp"
    r"|senha|parola|wachtwoord|hasło|heslo|lösenord|passord|adgangskode|salasana|jelszó|[şs]ifre"
    r"|пароль|mật khẩu|pwr?d|pword|pw|pss?w)s?(?:'s)?(?![a-z])"
    r"|[密蜜][ -]?[碼码馬马瑪玛]|通行[碼码]|口令|通[關关]密[語语]|暗號"
    r"|비밀번호|パスワード|パスフレーズ|暗証番号)"
)
_WEAK = r"(?:(?<![a-z0-9-])(?:pass|creds?|credentials?|login|secret)(?![a-z])|帳密|账密)"
_CLOSERS = r"[\"'`*_)\]」』]{0,2}"
SET = r"[ \t]{0,2}(?:[:=]|-+>|=>|→|⇒| - )"
_BRACKETS = "「『【〔《〈"
_OPENERS = rf"[\s*_`:=>\"'{_BRACKETS}(]{{0,4}}"
# `rootpw:` but not `bypass:`; `密:` but not `機密:`.
_SHORT_WORD = (
    r"(?<=[a-z])(?:password|passwd|pwd)"
    r"|(?<![a-z])(?:root|db|admin|my|user|aws|sql|app|svc|new|old|temp|wi-?fi|ssh|vpn|e?mail|login)"
    r"[_-]?(?:pass|pw|psw)(?![a-z])|(?<![一-鿿])密"
)
_WHICH = r"(?: ?\d| ?[(\[][\w -]{1,16}[)\]]| for [\w.-]{1,20})?"  # password (old):
# Said about a password, and the first word of the best known passphrase.
_CORRECT = r"\W{0,4}correct\b(?![ ._-]horse)"
_ASSIGNED = re.compile(
    rf"(?:{WORD}|{_SHORT_WORD}){_CLOSERS}{_WHICH}\s{{0,2}}{SET}{_OPENERS}(?!{_CORRECT})"
    r"(?=(?P<value>[^\n]{1,200}))",
    re.IGNORECASE,
)
_TO = (
    r"(?:(?:,(?: [^\s,]{1,20}){1,8},|(?: \S{1,20}){0,5})"
    r" (?:is|was|are|(?:will |to )?be|being|becomes"
    r"|(?:set|changed|reset|rotated|updated|switched|back|use|using|written|saved|known) (?:to|as)"
    r"|ist|lautet|это|est|es|è|é|är|er|jest)"
    r"(?: (?:now|still|just|called)){0,2}:?\s"
    r"| ?[就現现還还也都仍應該应该可能大概請请好像一樣样已經经統统預预設设]{0,4}"
    r"(?:是不是|是|就|為|为|叫[做作]?|用"
    # 改成, 重設為, 變更到
    r"|[重新]{0,2}[更變变改換换設设][新改更換换變变設设定置]?[成為为是到]"
    r"|打|[輸输]入|[給给][你您]|[在放貼贴][這这](?:[裡裏里邊]|(?=[ -~])))"
    r"|[はがを는은])"
)
_AT_ONCE = r" (?:from \S{1,40} )?(?:to|as)\s"  # not of a weak word: "login as root"
_STATED = re.compile(
    rf"{WORD}(?:{_TO}|{_AT_ONCE}|[{_BRACKETS}\"'`(*:> ]{{1,3}}|(?<=[碼码]))"
    rf"[\s:={_BRACKETS}\"'`(*]{{0,3}}"
    r"(?=(?P<value>[!-~]{4,80}))",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?<!\S)(?P<value>[!-~]{4,80})[」』]?"
    r"(?:[ \t]{1,2}(?:is|was|as|being)[ \t](?:\w{1,12}(?:'s)?[ \t]){0,3}"
    r"| ?(?:是|[ \t]\((?:the |my |new |root ){0,3}|[當当作][作為为]?|は)(?: ?\w{0,8} ?的)?)"
    rf" ?{WORD}",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"{WORD}{_CLOSERS}(?:{_TO}|[ \t:=]{{1,3}})[\"'`「『]"
    r"(?P<value>[^\n\"'`「」『』]{4,80})[\"'`」』]",
    re.IGNORECASE,
)
_WEAKLY = re.compile(
    rf"{_WEAK}{_CLOSERS}(?:{SET}| (?:is|was) |[是為为])\s{{0,2}}{_OPENERS}"
    r"(?=(?P<value>[^\n]{1,200}))",
    re.IGNORECASE,
)
_MOST_SMALL = 6  # one word in so many
_ASCII = re.compile(r"[!-~]+")
_LOGIN = re.compile(
    rf"{_WEAK}(?:[ \t](?:root|admin|user))?[ \t](?P<loud>[!-~]{{6,80}})"
    r"|(?:(?<![\w./-])(?:(?:root|admin|administrator)[ ]?[:/]"
    r"|user[ ]?:(?! ?[UW]0[A-Z0-9]{7,10}\b))"  # no id of a person in Slack
    r"|\b(?:root|admin|my) (?:pass|login|secret)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}\.[\w.-]{2,60}[ \t]{0,2}[:/|,]"
    r"|\bu(?:ser)?[:=][ \t]?\S{1,60}[ \t,/]{1,3}p[:=])[ \t]?(?P<value>[!-~]{5,80})",
    re.IGNORECASE,
)
# `user: root pass: toor`, `帳: root 密: toor`, `id/pw: root/toor`
_BOTH_GIVEN = re.compile(
    r"(?:\b(?:(?:user(?:name)?|id|u|login|acc(?:oun)?t) ?/ ?(?:p|pw|pwd|pass(?:word)?)"
    r"(?: ?[:=] ?| )[^\s,;|/:]{1,40}"
    r"|cred(?:ential)?s?(?: for [\w-]{1,20})? ?[:=] ?"
    r"(?:root|admin|[\w.+-]{1,40}@[\w.-]{3,40})) ?[/:]"
    r"|\b(?:(?:user(?:name)?|login|acc(?:oun)?t|e-?mail) ?[:=] ?[^\s,;|]{1,60}[\s,;/|]{1,3}"
    r"(?:pass|psw)"
    r"|u(?:n|ser)? ?[:=] ?[^\s,;|]{1,60}[\s,;/|]{1,3}p) ?[:=](?! ?(?:high|low|medium|urgent)\b)"
    r"|(?<![一-鿿])[帳账] ?:? ?[!-~]{1,60}?[\s,;/|]{0,3}密 ?:?) ?(?P<value>[!-~]{4,80})",
    re.IGNORECASE,
)
_OWN_LINE = re.compile(
    rf"(?:\A|\n)[^\w\n]{{0,3}}(?:(?:the|my|new|old|root) ){{0,2}}{WORD}{_CLOSERS}[ \t:]{{0,3}}\n"
    r"\s{0,4}(?P<value>[!-~]{4,80})[ \t]{0,3}(?:\n|\Z)",
    re.IGNORECASE,
)
_LOUD = re.compile(r"(?=.*[A-Za-z])(?=.*\d)(?=.*[!@#$%^&*+=~]).*")
# Of Han there are too many remarks: `_HAN_SAID` has rules of its own.
_TYPEABLE = re.compile("[^\\s\u2e80-\u9fff\uac00-\ud7af]{4,}")
_STRONG = re.compile(r"(?=.*[A-Za-z])(?=.*[\d!@#$%^&*_+=~]).*|\d{4,10}")
NO_PASSWORD = re.compile(
    r"\$\{\w+\}|\$[A-Z_]+|%\w+%|\{\{.*|[xX\W_]+|.*://.*|[\w.+-]*@[\w-]+\.[\w.-]+|[A-Z]{2,10}-\d{1,6}"
    r"|[A-Za-z]+'s|\d{4}-\d\d-\d\d|\d+(?:st|nd|rd|th|[hdms]|min|x|am|pm)",
)
_REMARKS = frozenset(
    """
    1password 2fa 3rd a accepted accessible account active acts again already also always an and any
    anything anyway are ask asked available aws back be because been before better bitwarden blank
    both bought box broken but by can cannot central changed check checked chosen come common
    complex compromised confidential counts current cyberark dashlane dead different do does done
    down due easier easy elsewhere empty enough equal even expired external fails fake field fine
    for forgot forgotten found free from given gone good handled hard harder has have held her here
    hers hidden his how i identical if important in inactive incorrect insecure inside internal
    invalid is it its just keepass keeper kept keychain knew know known lastpass later latest leaked
    local long longer lost made manager many maybe me mfa mine missing much my n/a need needed never
    new newer next no none not nothing now nowhere obvious of off offline ok okay old older on once
    one online only optional or other our ours out over page paid passbolt passkey passkeys password
    perhaps personal please policy private prompt public random read ready recovery redacted
    rejected required reset reused right risky rotated safe same saved secret secure see sent serves
    set shared short shown similar simple slow so sold some something somewhere soon split spoken
    stale still stolen stored strong such taken temporary text than that the their theirs them then
    there they this through to today todo tomorrow too torn tried trivial twice unavailable
    unchanged unclear under understood unique unknown unsafe urgent use used useless valid vault
    very visible wait want was we weak well what when where which who why will with without work
    working works worse would written wrong yes yesterday yet you your yours
    """.split()
)
# `reset`, `missing`, `really`; but spring, butterfly and tigerlily are passwords like others.
_REMARK_ENDING = re.compile(
    r"(?!(?i:butter|dragon|fire)fly|\w*lily)[A-Za-z]*[aeiouyAEIOUY][A-Za-z]*(?:ed|ing|ly)"
)
_USER = r"(?:帳[號戶]|账[号户]|(?<![a-z])(?:user(?:name)?|login|l|u) ?[:=])"
_BEHIND_USER = rf"(?:{WORD}(?:[ \t]{{1,2}}|(?<=[碼码]))|\bp[:=] ?)"
_SET_OFF = rf"{_CLOSERS}(?:{SET}|[ \t]{{0,2}}(?:[|~>\t]|\.{{3}}))"
_MAYBE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?:(?:{WORD}|\bpass ?code)(?: for \S{{1,20}}?)?(?:{_TO}|{_AT_ONCE}|{_SET_OFF})"
            rf"|{_WEAK}(?:{_TO}|{_SET_OFF})){_OPENERS}(?!{_CORRECT})"
            r"(?=(?P<value>\S{4,80}))"
        ),
        rf"(?P<value>(?<!\S)[!-~]{{4,80}}) (?:is|was|as) (?:\w{{1,4}} ){{1,3}}{WORD}(?![ -]?\w)",
        rf"(?P<value>(?<!\S)[!-~]{{4,80}}) ?(?:就?是|[當当][作做]?|[作做]為) ?{WORD}(?!\w)",
        rf"{_USER}[^\n]{{1,40}}?{_BEHIND_USER}(?=(?P<value>\S{{4,80}}))",
        r"\b(?:root|admin)[,;|→](?=\S*\d)(?=(?P<value>\S{4,80}))",
        rf"@[\w-]{{1,60}}\.[\w.-]{{2,60}}[ ,;/|]{{1,3}}{WORD}[ \t]{{1,2}}(?=(?P<value>\S{{4,80}}))",
        # 預設密碼 admin, 密碼已改 admin, and nothing behind it; not 忘記密碼 flow
        (
            r"(?<!忘[記记])(?<!重[設设置])(?<![更變变修][改換换更])(?:密[碼码]|口令)"
            r"(?:[已都]?[改換换設设]|[統统]一|[預预][設设]|一[樣样]|仍然?)?"
            r"[ \t]{0,2}[「『]?(?![:=])(?P<value>[!-~]{4,80})[」』]?\s*\Z"
        ),
        rf"{WORD}[ \t]{{0,2}}[「『](?P<value>[!-~]{{4,80}})[」』]",
        (
            r"\b(?:security|secret|challenge) (?:question(?:'s)? )?answer"
            rf"(?: ?[:=]| is| was){_OPENERS}(?P<value>\S{{4,80}})"
        ),
        r"(?:帳密|账密) ?[!-~]{1,60}(?: ?/ ?| (?=\S{0,40}\d))(?=(?P<value>[!-~]{4,80}))",
    )
)


def _is_plainly_said(word: str) -> bool:
    plain = bare(word)
    return _could_be(plain) and not _REMARK_ENDING.fullmatch(plain)


def _is_value(said: str) -> bool:
    """Whether text after a colon is a password, not a remark or question with common words."""
    words = [bare(word) for word in said.split()]
    first = _ASCII.match(words[0]) if words else None
    if not first or not _could_be(bare(first[0])):
        return False
    if _STRONG.fullmatch(bare(first[0])):
        return True
    asks = said.rstrip().endswith(("?", ":"))
    small = sum(word.casefold() in _REMARKS for word in words)
    return said.isascii() and not asks and small * _MOST_SMALL < len(words)


def _is_weakly(said: str) -> bool:
    """`creds: root / Xk29aa`: a login has two parts, and the first may be a name."""
    parts = (bare(part) for part in re.split(r"[\s/:,]+", said)[:3])
    return any(map(looks_secret, parts))


def _is_login(found: re.Match[str]) -> bool:
    """`root:toor123`, `pass Winter2026!`"""
    if found["value"]:
        both = re.search(r"\d", found["value"]) and re.search("[A-Za-z]", found["value"])
        return bool(both) and looks_secret(found["value"])
    return bool(_LOUD.fullmatch(found["loud"])) and looks_secret(found["loud"])


def looks_secret(word: str) -> bool:
    plain = bare(word).rstrip("!")
    return _could_be(plain) and bool(_STRONG.fullmatch(plain))


def _could_be(word: str) -> bool:
    typeable = _TYPEABLE.fullmatch(word) and not NO_PASSWORD.fullmatch(word)
    return bool(typeable) and word.casefold() not in _REMARKS


def bare(word: str) -> str:
    return word.strip("\"'`*_()[]<>,;.?。「」『』")


# Parts of an ARN read like a login: `User: arn:aws:iam::123456789012:root is not authorized`.
ARN = re.compile(r"\barn:aws[a-z-]*:[A-Za-z0-9:/_+=.@*-]*")
_SAID_TO_BE_PASSWORD = (
    where(_is_value, _ASSIGNED, group="value"),
    where(looks_secret, _STATED, _BEHIND, _OWN_LINE, group="value"),
    where(lambda said: _is_plainly_said(said.split(" ")[0]), _QUOTED, group="value"),
    where(_is_weakly, _WEAKLY, group="value"),
    where(_is_plainly_said, _BOTH_GIVEN, group="value"),
    lambda text: any(map(_is_login, _LOGIN.finditer(text))),
)
# The answer to a security question, which a person may be asked in place of a password.
_HAN_ANSWER = re.compile(
    rf"安全性?[問问][題题]的?答案(?:{_TO}|[ \t]?[:=]|[ \t]|(?=[「『]))"
    rf"{_OPENERS}(?P<value>[一-鿿]{{1,12}}(?![一-鿿\w]))"
)
# A password in Han; with one of the words of `_HAN_REMARK` it is a remark about the password.
_HAN_SAID = re.compile(
    rf"(?:密[ -]?[碼码]|通行[碼码]|口令)(?:{_TO}|[ \t]?[:=]|(?=[「『]|[ !-~]{{0,20}}[ㄅ-ㄩ]))"
    rf"{_OPENERS}(?P<value>[!-~]{{0,20}}[ㄅ-ㄩ][!-~ㄅ-ㄩ]{{2,30}}"  # in Zhuyin
    r"|(?<=[「『\"'])[一-鿿]{2,20}(?=[」』\"'])|[一-鿿]{4,12}(?![一-鿿\w]))"
)
_HAN_WITH_DIGITS = re.compile(  # 密碼是春天來了2024
    rf"(?:密[ -]?[碼码]|通行[碼码]|口令)(?:{_TO}|[ \t]?[:=]|(?=[「『])){_OPENERS}"
    r"(?P<value>[一-鿿]{2,12})\d{3,8}(?![一-鿿\w])"
)
_HAN_REMARK = re.compile(
    "[的了嗎吗呢誰谁何什麼么不沒没無无有在由被要過过對对錯错忘知道問问管設设改重查掉失前後后舊旧新怎哪幾几"
    "未已還还只會会需應应該该共司私系統统預预默認认英數数符號号碼码密資资機机關关鍵键必規规定存放給给跟和與与"
    "是這这那請请再用換换變变更確确隨随產产裡部組组員员們们主人各外遭竊窃疑輪轮替完成提供帶带走離离職职嘗尝試试輸输入次洩泄漏]|可[以能]|安全|空白|保[管存險险]|[正常複复簡简]"
)
# Stricter, for text that is stored: any word that is no remark.
maybe_password = without(ARN, where(_is_plainly_said, *_MAYBE, group="value"))
_maybe_words_in_han = where(
    lambda said: not _HAN_REMARK.search(said), _HAN_SAID, _HAN_ANSWER, group="value"
)


def maybe_in_han(text: str) -> bool:
    with_digits = (found["value"].replace("了", "") for found in _HAN_WITH_DIGITS.finditer(text))
    return any(not _HAN_REMARK.search(said) for said in with_digits) or bool(
        _maybe_words_in_han(text)
    )


def said_to_be_password(text: str) -> bool:
    plain = ARN.sub(" ", text)
    return any(holds(plain) for holds in _SAID_TO_BE_PASSWORD)
