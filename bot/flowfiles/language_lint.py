"""Lint of texts by their script (ISO 15924): other scripts, China's terms, untranslated English."""

import re
from collections.abc import Iterator
from functools import cache

LATIN, TRADITIONAL = "Latn", "Hant"

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

# Big5 is what Taiwan wrote before Unicode: it lacks the simplified characters, but for these.
_SIMPLIFIED_IN_BIG5 = frozenset("万与么价优体儿厂听圣坏复怀惊愿据机极构柜气洁种离确筑网胜荐触适")
_OF_TAIWAN = {
    "登錄": "登入",
    "賬號": "帳號",
    "賬戶": "帳戶",
    "默認": "預設",
    "信息": "訊息",
    "短信": "簡訊",
    "網絡": "網路",
    "屏幕": "螢幕",
    "點擊": "點選",
    "激活": "啟用",
    "視頻": "影片",
    "軟件": "軟體",
    "鏈接": "連結",
    "服務器": "伺服器",
    "郵箱": "信箱",
    "令牌": "權杖",
    "密鑰": "金鑰",
    "菜單": "選單",
    "反饋": "回饋",
}
_PASSKEY = "通行密鑰"  # AWS's pages for Taiwan call it so, though a key is 金鑰

# What stays in English everywhere: code, AWS's labels in bold, what AWS or a voice says.
_VERBATIM = re.compile(
    r"```.*?```|`[^`]*`|\*\*.+?\*\*|“[^”]*”|\"[^\"]*\"|「[^」]*」|https?://\S+|\{\w+\}", re.DOTALL
)
_RUN = re.compile(r"[A-Za-z0-9][\w'’-]*(?:[ ,.;:]+[A-Za-z0-9][\w'’-]*){2,}", re.ASCII)
_SMALL = frozenset(
    "the a an is are was it i you your my this that to in on at not no or with can did here now"
    " i'm i’m it's it’s can't can’t isn't isn’t didn't didn’t don't don’t".split()
)
_NAME = 3  # as many words without a capital may be a name: root credentials management
_BOLD = re.compile(r"\*\*(?P<phrase>[^*]+)\*\*")


def problems(script: str, text: str) -> Iterator[str]:
    """Problems of a text in that script, as sentences for its author."""
    prose = _VERBATIM.sub("\n", text)
    if script == TRADITIONAL:
        yield from _not_of_taiwan(text)
    if script == LATIN:
        if han := _HAN.search(prose):
            yield f"'{han[0]}' is Chinese; translate it, or put it into “…” or `code`."
    elif script:
        english = [run for run in _RUN.findall(prose) if _is_english(run.split())]
        if english:
            more = f", and {len(english) - 1} more here" if len(english) > 1 else ""
            told = f"'{english[0]}' is still English{more}; translate it, or put it into “…”"
            yield f"{told} or `code`."
    yield from _not_bold(text)


def _not_of_taiwan(text: str) -> Iterator[str]:
    for char in dict.fromkeys(_HAN.findall(text)):
        if _is_simplified(char):
            yield f"'{char}' is a simplified character; write the traditional one."
    prose = text.replace(_PASSKEY, "")
    for term, here in _OF_TAIWAN.items():
        if term in prose:
            yield f"'{term}' is not used in Taiwan; write '{here}'."


@cache
def _is_simplified(char: str) -> bool:
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return True
    return char in _SIMPLIFIED_IN_BIG5


def _is_english(words: list[str]) -> bool:
    """Whether words are an English sentence, not a name."""
    bare = [word.strip(",.;:") for word in words]
    return any(word.lower() in _SMALL for word in bare) or (
        sum(word[0].islower() and word.isalpha() for word in bare) > _NAME
    )


def _not_bold(text: str) -> Iterator[str]:
    """Problems of bold that Markdown does not show: a mark between punctuation and a letter."""
    for found in _BOLD.finditer(text):
        phrase = found["phrase"]
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        opens = not before.isalnum() or phrase[0].isalnum()
        closes = not after.isalnum() or phrase[-1].isalnum()
        if not (opens and closes):
            yield f"'{found[0]}' does not show as bold; put a space beside it."
