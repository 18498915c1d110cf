"""All rules, in order. `bot.core.secrets` imports this for the first text, not at start: there are
some 200 regular expressions to compile.
"""

from collections.abc import Iterable

from bot.core.secrets.codes import CODES
from bot.core.secrets.folding import folded, spaced
from bot.core.secrets.keys import KEYS, RANDOM
from bot.core.secrets.links import LINKS
from bot.core.secrets.rule import Secret, SecretRule
from bot.core.secrets.sentence_rules import SAID
from bot.core.secrets.stored_text import KEPT
from bot.core.secrets.vendors import VENDORS

# In the order in which they are looked for: what must be rotated first comes first, what knows the
# vendor before what does not.
RULES: tuple[SecretRule, ...] = (*VENDORS, *KEYS, *LINKS, *SAID, *RANDOM, *CODES)
KEPT_RULES: tuple[SecretRule, ...] = (*RULES, *KEPT)


def first(rules: Iterable[SecretRule], text: str) -> Secret | None:
    plain = folded(text)
    readings = dict.fromkeys((plain, folded(spaced(plain))))
    return next((rule.secret for rule in rules if any(map(rule.holds, readings))), None)
