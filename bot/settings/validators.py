"""Validators of single settings: each returns the value as it is used, or raises ValueError."""

import re
from ipaddress import ip_address
from pathlib import Path

import phonenumbers
from pydantic import ValidationInfo
from yarl import URL

from bot.process import time_zones
from bot.store.address import parse
from bot.texts.languages import available, find


def region(code: str) -> str:
    if code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(code)
    return code.upper()


def address(url: str) -> str:
    if url:
        parse(url)
    return url


def host(name: str) -> str:
    """Host, checked. Raises ValueError if it is neither an address nor a host name."""
    if re.search(r"[\s/@\[\]]", name):
        raise ValueError(name)
    if ":" in name:  # a port has a setting of its own
        ip_address(name)
    name.encode("idna")
    return name


def web_address(text: str) -> str:
    """URL, checked. Raises ValueError if no path can be added to it."""
    url = URL(text)
    if not url.host or url.explicit_port == 0 or url.user is not None or url.password is not None:
        raise ValueError(text)
    if url.scheme not in ("http", "https") or re.search(r"[?#\s]", text):
        raise ValueError(text)
    host(url.host)
    return text


def directory(path: Path) -> Path:
    """Path with its ~ expanded. Raises ValueError for an unknown user."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(path) from None


def time_zone(name: str) -> str:
    if not time_zones.is_known(name):
        raise ValueError(name)
    return name


def languages(tags: str) -> str:
    """Language tags as the catalogue spells them."""
    found = [find(tag.strip(), available()) for tag in tags.split(",")] if tags else []
    if None in found:
        raise ValueError(tags)
    return ",".join(tag for tag in found if tag)


def within_limit(risky: int, others: ValidationInfo) -> int:
    if risky > others.data.get("attempt_limit", risky):
        raise ValueError(risky)
    return risky
