"""Texts that people type, one a line of a file in `texts/`."""

from pathlib import Path

TEXTS = Path(__file__).parent / "texts"


def lines(name: str) -> tuple[str, ...]:
    return tuple((TEXTS / f"{name}.txt").read_text("utf-8").splitlines())
