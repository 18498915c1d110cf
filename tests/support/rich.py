"""Rich text as one reads it, in one string; all else than words is marked as in mrkdwn."""

from typing import Any


def read(block: dict[str, Any]) -> str:
    """Text of a rich_text block; each item of a list on a line of its own."""
    return "".join(_part(element) for element in block["elements"]).strip()


def _part(element: dict[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        return "".join(f"{_line(item)}\n" for item in element["elements"])
    ending = "" if element["type"] == "rich_text_section" else "\n"
    return _line(element) + ending


def _line(element: dict[str, Any]) -> str:
    return "".join(_inline(each) for each in element["elements"])


_MARKS = {"code": "`", "bold": "*", "italic": "_"}


def _inline(each: dict[str, Any]) -> str:
    marks = "".join(mark for name, mark in _MARKS.items() if each.get("style", {}).get(name))
    return f"{marks}{_bare(each)}{marks[::-1]}"


def _bare(each: dict[str, Any]) -> str:
    match each:
        case {"type": "user", "user_id": name}:
            return f"<@{name}>"
        case {"type": "channel", "channel_id": name}:
            return f"<#{name}>"
        case {"type": "usergroup", "usergroup_id": name}:
            return f"<!subteam^{name}>"
        case {"type": "date", "timestamp": at, "format": form, "fallback": words}:
            return f"<!date^{at}^{form}|{words}>"
        case {"type": "link", "url": url, **rest}:
            return f"<{url}|{rest.get('text', url)}>"
        case {"type": "text", "text": text}:
            return str(text)
    raise AssertionError(f"no rich text: {each}")
