"""Passwords known by the form that people give them, introduced by no word or a loose one (it was).

A word with a digit is a name as often as a password (prod2, log4j). A sign beside the digit, or the
stem of a password that everybody uses, tells them apart.
"""

import re

_SHORTEST, _LONGEST = 6, 80  # characters of a password that somebody types

_SIGN = r"[!@#$%^&*~=|\\]"
_SIGNED = re.compile(
    r"[A-Za-z0-9].*[!@#$%^&*~=|\\?].*[A-Za-z0-9]|^[$!@%^&*]+\w*\d\w*$"  # Tr0ub4dor&3, $ummer24
    rf"|[A-Za-z]+\d+{_SIGN}+$|^[A-Z][a-z]+[_.-]\d{{2,}}{_SIGN}+$"  # Summer2024!, Summer-2024!
    rf"|[A-Za-z]\d[A-Za-z\d]*[A-Za-z]{_SIGN}+$|^\d+[A-Za-z]{{5,}}{_SIGN}+$"  # Passw0rd!, 9wombats!
    rf"|^[A-Za-z]+(?:[_.-][A-Za-z]+)+[_.-]?\d+{_SIGN}+$"  # aws-root-2026!
    r"|^#[A-Z][a-z]+\d+"  # no channel: their names are in small letters
)
_SIGN_BETWEEN = re.compile(r"(?<=[A-Za-z])[!#$%^]+(?=[\w!#$%^])")
_MAIL = r"[\w.+*-]+@[\w*-]+(?:\.[\w*-]+)+"  # AWS shows a***@example.com
_ADDRESS = re.compile(
    rf".*://.*|{_MAIL}(?:[,;/|]{_MAIL})*|[\w.-]+=[\w.:/-]*|[A-Za-z]+[&@+][A-Za-z]+|git@.*|mailto:.*"
    r"|[\w./-]+\.(?:md|html?)#[\w-]+"
)
# What has a number in its name, where a sentence ends with an exclamation: FIDO2! Team7! 24hours!
_TICKET = "ticket|case|issue|incident|inc|ops|pr"
_THINGS = (
    "team|room|route|sprint|release|version|phase|tier|stage|step|level|floor|rack|shift|line|device"
    "|phone|key|build|node|web|windows|python|debian|ubuntu|postgres|office|ios|android"
)
_NUMBERED = re.compile(
    rf"(?i:{_TICKET}|call|attempt|prod|user|error|http)[#_.-]?\d{{1,3}}!*|(?i:{_TICKET})#\d{{1,6}}"
    r"|(?i:(?:[a-z]+@)?(?:\d{1,2}(?::\d\d)?(?:am|pm)?~)?\d{1,2}(?::\d\d)?(?:am|pm))"  # 3am~4pm
    r"|(?:[A-Z]{2,5}\d{1,2}|FY\d{2,4}|[A-Za-z]{1,3}\d[A-Za-z]"
    rf"|(?i:{_THINGS})[_.-]?\d{{1,4}}"
    r"|(?i:[a-z]+\d+(?:st|nd|rd|th))|1[Pp]assword"
    r"|\d+(?i:times|hours|minutes|seconds|users|people|persons|phones|devices|accounts))!+"
    r"|[A-Z]{1,3}\$[\d.,]+[KkMm]?"  # NT$1,200
)

# With digits and signs that stand for letters; 1 is an l or an i.
_LEET = tuple(str.maketrans(f"{one}03457@$", f"{letter}oeastas") for one, letter in ("1l", "1i"))
_STEMS = tuple(
    """
    password passwort passwd pass letmein iloveyou welcome changeme changeit qwerty qwertz qwer asdf
    qazwsx hunter monkey dragon football baseball sunshine princess trustno secret admin root
    """.split()
)
_SURE_STEM = 6  # letters: hunter2, but Pass1234 and root123
_COMMON = re.compile(
    r"[1!]qaz|zaq[1!]|!qaz|abcd?1234|qwert[yz]ui|asdfgh|[yz]xcvbn|azertyui"
    r"|(?:letmein|iloveyou|changeme|changeit)\Z"
    r"|(?:aa|qq|abc|asd|zxc|qwe)(?:123456|123123|112233)"
    # Words in Zhuyin, typed with a Latin layout: 我的密碼 is ji32k7au4a83.
    r"|ji32k7|ji3g4|ji394su3|au4a83|su3cl3|a8rul4|tkideltki",
    re.IGNORECASE,
)

# Given as a login: it was Summer2024; root / Tiger99; pass tiger99x; root@example.com tiger99.
_NO_THING = (
    rf"(?!(?i:{_TICKET}|{_THINGS}|iphone|ipad|pixel|galaxy|server|exchange|sharepoint|studio|mysql"
    "|oracle|java|chrome|boeing|reinvent|summit|drill|audit|budget|plan|contract|order|invoice|report"
    "|prod|staging|sandbox|account|payer|finance|mailbox|dev|test|lab|site|zone|gate|area|group"
    "|day|week|page|task|change)s?[_-]?[0-9])"
)
_LOOSELY_SAID = re.compile(
    r"(?:\b(?i:it (?:is|was)|was it|try|tried|used to be|default(?: is)?|same as before|root is"
    r"|(?:changed|reset|set)(?: it)?(?: back)? to),? "
    r"|(?:[試试]過?|[改換换變变]成|[設设]定?[為为]|[設还還本前該该在的]是|root 是|[輸输]入|用) ?"
    r"|(?P<sure>\b(?i:it'?s |(?:root|admin)(?: and |[帳账][號号戶户]? ?|[ :/|,=+>-]{1,4}))))"
    rf"{_NO_THING}[A-Z][a-z]{{3,20}}(?(sure)\d{{2,4}}|(?:19|20)\d\d)(?![\w-]|\.\w)"
    r"|(?:\b(?i:pass|creds)|@[\w-]{1,60}\.[\w.-]{2,60})(?P<sign> ?[:/|,=]| is)?[ \t]?"
    # Without a sign it is the last word: no `ping bob@example.com prod2024 is away`.
    rf"(?<!\w){_NO_THING}[A-Za-z]{{4,20}}\d{{2,4}}[a-z]{{0,2}}(?(sign)(?![\w-]|\.\w)|\Z)"
)
# What somebody typed to sign in: `typed dragonfly57, rejected`, `as root@example.com with Tiger_3`.
_TYPED = re.compile(
    r"(?:\b(?i:typ(?:e|ed|ing)|enter(?:ed|ing)?) |[輸输]入了? ?"
    r"|\b(?i:sign|log) ?in as \S{1,60} with |\b(?i:sign|log) ?in with \S{1,40} ?/ ?)"
    rf"{_NO_THING}"
    r"(?:[A-Za-z]{2,20}\d{2,6}|[A-Z][a-z]{2,20}(?:[_-][A-Z][a-z]{2,20}){0,3}[_-]\d{1,6})"
    r"(?![\w-]|\.\w)"
)
_BETWEEN = re.compile(r"[\s:=/,;|→>]+")  # note:Passw0rd, x/hunter2
_OF_NO_THING = re.compile(_NO_THING)


def may_be_password(word: str) -> bool:
    """Whether a word with a digit may be a password; `prod2` and `case12` are names."""
    return not _NUMBERED.fullmatch(word) and bool(_OF_NO_THING.match(word))


def in_a_form(text: str) -> bool:
    """Whether a text holds such a password: `Tr0ub4dor&3`, `Passw0rd`, `it is Summer2024`."""
    words = (_plain(word)[:_LONGEST] for word in text.split())
    parts = (_plain(part)[:_LONGEST] for part in _BETWEEN.split(text))
    return (
        bool(_LOOSELY_SAID.search(text))
        or bool(_TYPED.search(text))
        or any(map(_has_sign, words))
        or any(map(_is_common, parts))
    )


def _plain(word: str) -> str:
    """Word without quotes, bold type and what ends a sentence; `Tiger7*` keeps its sign."""
    plain = word.strip("\"'`()[]<>,;:.?「」『』")
    return plain.strip("*_~") if re.fullmatch(r"([*_~]).*\1", plain) else plain


def _has_sign(word: str) -> bool:
    if _has_many_signs(word):
        return True
    if len(word) < _SHORTEST or not re.search(r"\d|[@$]", word) or not re.search("[A-Za-z]", word):
        return False
    named = _ADDRESS.fullmatch(word) or _NUMBERED.fullmatch(word)
    return bool(_SIGNED.search(word)) and not named


def _has_many_signs(word: str) -> bool:
    """`Q#phHiJn#oi`, which has no digit; `Oops!I!lost` has no capital inside a word."""
    jumbled = not re.match(r"%\w+%", word) and re.search("[a-z][A-Z]", word)  # no %AppData%
    return bool(jumbled) and len(_SIGN_BETWEEN.findall(word)) > 1 and not _ADDRESS.fullmatch(word)


def _is_common(word: str) -> bool:
    """One of the passwords that everybody uses, with a digit or sign in it or digits behind it."""
    typed = word.lstrip("!#*(").casefold()
    return bool(_COMMON.match(typed)) or any(
        typed.translate(leet).startswith(stem)
        and (not typed.startswith(stem) or _digits_behind(typed, stem))
        for leet in _LEET
        for stem in _STEMS
    )


def _digits_behind(typed: str, stem: str) -> bool:
    few = 1 if len(stem) >= _SURE_STEM else 3
    return bool(re.match(rf"\d{{{few}}}", typed[len(stem) :]))
