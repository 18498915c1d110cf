"""Secret detection in typed text, by form alone.

Two levels. Text that is read and thrown away is refused when it surely or likely holds a secret;
an ordinary sentence is let through rather than scolded. Text that is kept (a reason, a name, an
account) is refused when it may hold one: a false alarm costs a rephrasing, a miss stays for years.
"""

from bot.core.secrets.rule import Secret

__all__ = ["Secret", "possible_secret_in", "secret_in"]


def secret_in(text: str) -> Secret | None:
    """Most serious secret that `text` seems to hold, in any typography; None if there is none."""
    from bot.core.secrets import rules  # noqa: PLC0415 -- compiled for the first text, not at start

    return rules.first(rules.RULES, text)


def possible_secret_in(text: str) -> Secret | None:
    """Like `secret_in`, with the stricter rules for text that is stored."""
    from bot.core.secrets import rules  # noqa: PLC0415 -- as above

    found = rules.first(rules.KEPT_RULES, text)
    return found or (possible_secret_in(text.replace("\n", "")) if "\n" in text else None)
