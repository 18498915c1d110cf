"""Randomness test for text: words seldom mix small letters, capitals and digits, or hold several
rare pairs of letters.
"""

import re

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")

_LONG = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{20,}={0,2}")
_CHUNK = re.compile(r"[A-Za-z0-9]{8,}")
_HEX = re.compile(r"(?<![A-Za-z0-9])[0-9a-fA-F]{16,}(?![A-Za-z0-9])")
_PREFIXED = re.compile(r"(?<![A-Za-z0-9_])[a-z]{2,12}_(?:[a-z0-9]{1,10}_){0,2}([0-9a-f]{32,})")
_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile(r"\d"))
# Chance gives a run of all 62 about 1.9 characters to a piece, one of 36 or of hex less.
_SURE, _POSSIBLE = 2.6, 2.5
_FEWEST = 4  # pieces: iPhone15, OPS1234v2
# Small letters and digits alone have long pieces; few names change between the two three times.
_BETWEEN = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_CAPITAL_INSIDE = re.compile("[a-z][A-Z]")
_LONG_ENOUGH, _MANY, _SHORT_PIECES, _FEWEST_RARE = 12, 3, 3.2, 3
# The other letters of each word here rarely follow its first, in English, in names of software, in
# pinyin, Japanese and Polish. Names of people have a capital and small letters.
_ONE_CASE = re.compile(r"(?<![A-Za-z0-9])(?:[a-z\d]{8,}|[A-Z\d]{16,})(?![A-Za-z0-9])")
_ABBREVIATIONS = re.compile(
    "mgmt|mgt|cfg|vpc|vpn|prd|prod|stg|sbx|hkg|sql|dns|cdn|gcp|aws|jwt|ldap|pxy|proxy|test|db|fw|ij"
)
_SELDOM = """
    bcdfghkmnpqtwxyz cbdfgjnvwx dhnqtwx fbcdghjkmnpqvwxz gv hbcdfgjlpqvwxz jbcdfghiklmnpqrtvwxyz
    kbcghjmpqrvwxyz lhjnqrwxz mghjknrtvwxz pbfgjknqvwxz qabcdefghijkmnoprvwxyz sbgjrx tjknqvx uv
    vbcdfghjklmnpqrstuwxyz wbcdfgjkmpqtuvxyz xbdfgjklmnoqrsuvwyz yfghjkquvwx zbdfgjlmpqruvwx
"""
_RARE = re.compile("|".join(f"{word[0]}(?=[{word[1:]}])" for word in _SELDOM.split()))


def mixed(run: str) -> bool:
    return all(kind.search(run) for kind in _KINDS)


def long_random(text: str) -> bool:
    """Surely: twenty characters or more of small and capital letters and digits, or a vendor's
    prefix and hexadecimal digits.
    """
    return any(mixed(run) and _length_of_pieces(run) < _SURE for run in _LONG.findall(text)) or any(
        map(is_random, _PREFIXED.findall(text))
    )


def maybe_random(text: str) -> bool:
    """Possibly: a shorter mix of letters and digits, or letters with several rare pairs, is
    enough.
    """
    return any(
        is_random(run) or _alternates(run) or _is_jumble(run) for run in _CHUNK.findall(text)
    ) or any(rare_pairs(run) >= _FEWEST_RARE for run in _ONE_CASE.findall(text))


def rare_pairs(run: str) -> int:
    """Number of pairs of letters that seldom stand in a word."""
    return len(_RARE.findall(_ABBREVIATIONS.sub(" ", run.lower())))


def _is_jumble(run: str) -> bool:
    """Small and capital letters in short pieces: `AuuYboIdjVkQp`, but not `vSphereESXi`."""
    return (
        len(run) >= _LONG_ENOUGH
        and bool(_CAPITAL_INSIDE.search(run))
        and _length_of_pieces(run) < _SHORT_PIECES
        and rare_pairs(run) > 1
    )


def is_random(run: str) -> bool:
    return len(_PIECE.findall(run)) >= _FEWEST and _length_of_pieces(run) < _POSSIBLE


def _alternates(run: str) -> bool:
    return len(run) >= _LONG_ENOUGH and (alternates(run) or _length_of_pieces(run) < _SHORT_PIECES)


def alternates(run: str) -> bool:
    """Whether letters and digits take turns, as in `b7ffad7173`."""
    return len(_BETWEEN.findall(run)) >= _MANY


def hexadecimal(text: str) -> bool:
    return any(re.search(r"\d", run) and not run.isdigit() for run in _HEX.findall(text))


def _length_of_pieces(run: str) -> float:
    pieces = _PIECE.findall(run)
    return sum(map(len, pieces)) / len(pieces) if pieces else float(len(run))
