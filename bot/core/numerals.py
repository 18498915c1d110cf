"""Digits as people write and read them out: in Han, and in the words of several languages.

In Han with the formal numerals; in words with those of Chinese in Latin letters and of radio.
"""

_HAN = "零〇○ 一壹ㄧ 二兩两貳贰 三參叁 四肆 五伍 六陸陆 七柒 八捌 九玖".split()
HAN_DIGITS = {char: str(value) for value, same in enumerate(_HAN) for char in same}
# As numbers are read out over a bad line; in other words these are no numerals.
RADIO_DIGITS = {"洞": "0", "么": "1", "幺": "1", "拐": "7", "勾": "9"}

_WORDS = (
    "zero oh null zéro cero ゼロ れい ling dong",
    "one wun eins un une uno um いち yi yao",
    "two too zwei zwo deux dos due dois に er liang",
    "three tree drei trois tres tre três さん san",
    "four fower vier quatre cuatro quattro quatro よん し si",
    "five fife fünf cinq cinco cinque ご wu",
    "six sechs seis sei ろく liu",
    "seven sieben sept siete sette sete なな しち qi",
    "eight ait acht huit ocho otto oito はち ba",
    "nine niner neun neuf nueve nove きゅう く jiu",
)
WORD_DIGITS = {word: str(value) for value, same in enumerate(_WORDS) for word in same.split()}

TEENS = {
    word: str(10 + value)
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: str(value)
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}


def longest_first(words: dict[str, str] | dict[str, int]) -> str:
    """Alternatives of a regular expression, so that no word hides a longer one."""
    return "|".join(sorted(words, key=len, reverse=True))
