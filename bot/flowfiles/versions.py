"""Version of a flow's words, which tells what text a person has read."""

import hashlib
import json

from bot.core.words import Section


def version(section: Section) -> str:
    """Digest of a step's words: it changes with each change of them."""
    words = json.dumps([section.point, section.body, dict(section.labels)], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:8]
