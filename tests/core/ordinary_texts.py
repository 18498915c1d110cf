"""What people type that is no secret, by kind."""

from tests.core.text_lines import lines

REASONS = lines("ordinary/reasons")
NICKNAMES = lines("ordinary/nicknames")
NAMES = lines("ordinary/names")

ORDINARY: dict[str, tuple[str, ...]] = {
    "reasons": REASONS,
    "nicknames": NICKNAMES,
    "names": NAMES,
    "chatter": lines("ordinary/chatter"),
    "AWS": lines("ordinary/aws_terms"),
    "links": lines("ordinary/links"),
    "numbers": lines("ordinary/numbers"),
    # Written down by somebody who had not seen the rules.
    "unseen": lines("ordinary/unseen"),
    "on call": lines("ordinary/on_call"),
    "abbreviations": lines("ordinary/abbreviations"),
}
