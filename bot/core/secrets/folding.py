"""Text folding for the secret rules: plain quotes, no mark-up, no invisible characters."""

import re
import unicodedata

_NUMERALS = "零〇○ 一壹ㄧ 二兩两貳贰 三參叁 四肆 五伍 六陸陆 七柒 八捌 九玖".split()
HAN_DIGITS = {char: str(value) for value, same in enumerate(_NUMERALS) for char in same}

_LINK = re.compile(r"<([^<>|]*)\|([^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")
# Numerals stand alone in ordinary sentences; six in a row are read out one by one.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛", "'"))
_ONE = rf"[{''.join(HAN_DIGITS)}\d]"
_READ_OUT = re.compile(rf"(?:{_ONE}[ -]?){{5,}}{_ONE}")
_TO_ASCII = str.maketrans(HAN_DIGITS)
_WORDS = "zero one two three four five six seven eight nine".split()
_WORD = rf"(?:{'|'.join(_WORDS)})"
# Slack writes a keycap as `:one:`.
_SPOKEN = re.compile(
    rf"(?<![A-Za-z0-9]):?(?:{_WORD}[ ,.:;/\n-]{{1,3}}){{5,}}{_WORD}(?![A-Za-z0-9]):?",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """Text without invisible characters and keycap frames; every dash is a hyphen."""
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    match unicodedata.category(char):
        case "Cf" | "Me":
            return ""
        case "Mn" if "\ufe00" <= char <= "\ufe0f":  # variation selectors, as in an emoji
            return ""
        case "Pd":
            return "-"
        case _:
            return "-" if char == "\u2212" else char


def with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def folded(text: str) -> str:
    """Text in ASCII where possible. A link's label stays in place; its address follows."""
    seen = visible(text)
    addresses = [link[1] for link in _LINK.finditer(seen) if "://" in link[1]]
    bare = _LINK.sub(r" \2 ", _MENTION.sub(" ", seen))
    whole = "\n".join([bare, *addresses])
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        whole = whole.replace(entity, char)
    plain = with_ascii_digits(unicodedata.normalize("NFKC", whole.translate(_QUOTES)))
    spelt = _READ_OUT.sub(lambda found: found[0].translate(_TO_ASCII), plain)
    return _SPOKEN.sub(_in_digits, spelt)


def _in_digits(spoken: re.Match[str]) -> str:
    return "".join(str(_WORDS.index(word)) for word in re.findall("[a-z]+", spoken[0].lower()))
