"""Secret detection in typed text, by form alone.

Two levels. Text that is read and thrown away is refused when it surely or likely holds a secret;
an ordinary sentence is let through rather than scolded. Text that is kept (a reason, a name, an
account) is refused when it may hold one: a false alarm costs a rephrasing, a miss stays for years.
"""

from collections.abc import Iterable

from bot.core.secrets.codes import CODES
from bot.core.secrets.folding import folded
from bot.core.secrets.kept import KEPT
from bot.core.secrets.keys import KEYS, RANDOM
from bot.core.secrets.links import LINKS
from bot.core.secrets.rule import Secret, SecretRule
from bot.core.secrets.said import SAID
from bot.core.secrets.vendors import VENDORS

__all__ = ["KEPT_RULES", "RULES", "Secret", "possible_secret_in", "secret_in"]

# In the order in which they are looked for: what must be rotated first comes first, what knows the
# vendor before what does not.
RULES: tuple[SecretRule, ...] = (*VENDORS, *KEYS, *LINKS, *SAID, RANDOM, *CODES)
KEPT_RULES: tuple[SecretRule, ...] = (*RULES, *KEPT)


def secret_in(text: str, rules: Iterable[SecretRule] = RULES) -> Secret | None:
    """Most serious secret that `text` seems to hold, in any typography; None if there is none."""
    plain = folded(text)
    return next((rule.secret for rule in rules if rule.holds(plain)), None)


def possible_secret_in(text: str) -> Secret | None:
    """Like `secret_in`, with the stricter rules for text that is stored."""
    return secret_in(text, KEPT_RULES)
