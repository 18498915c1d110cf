"""States and provinces whose two letters are a country's too: `Denver, CO 303-555-0123`."""

import re

# ISO 3166-2 of the United States, Canada, Italy, Brazil, Switzerland, Australia and India.
_PROVINCES = re.compile(
    "A[CGILMPRSTVZ]|B[AEGILNORSTZ]|C[AEHLNORZ]|D[EK]|E[ES]|F[IMR]|G[AELORU]|I[DLMNS]|K[RY]|L[ACEITU]|"
    "M[ACDEGHNOPST]|N[ACELOU]|P[AEGRT]|R[EOS]|S[ACEGIKORTVZ]|T[GLNORV]|U[AY]|V[ACEI]"
)
US_STATES = frozenset(
    "AL AR AZ CA CO DE GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD TN VA".split()
)
_TOWN = re.compile(r"[A-Z]\S*[a-z.](?:, ?| ?\(| ?/ ?| )\Z")


def may_be_province(letters: str) -> bool:
    """Whether two letters are those of a state or province too."""
    return bool(_PROVINCES.fullmatch(letters))


def may_be_province_of_town(letters: str, before: str) -> bool:
    """Whether they are, and the text before them ends with what looks like a town."""
    return may_be_province(letters) and bool(_TOWN.search(before))
