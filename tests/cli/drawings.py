"""What the drawing of a flow says: its boxes and arrows, each with its name and its lines."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

DOCS = Path(__file__).parents[2] / "docs"
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Drawn:
    kind: str  # node or edge
    name: str
    lines: tuple[str, ...]


def drawn(svg: str) -> list[Drawn]:
    """Fails where the drawing is not well-formed."""
    groups = ET.fromstring(svg).iter(f"{_SVG}g")  # noqa: S314 -- our own
    return [_drawn(each) for each in groups if each.get("class") in ("node", "edge")]


def kept(name: str) -> list[Drawn]:
    """As it stands in docs/."""
    return drawn((DOCS / f"{name}.svg").read_text(encoding="utf-8"))


def _drawn(group: ET.Element) -> Drawn:
    lines = (line.text or "" for line in group.iter(f"{_SVG}text"))
    return Drawn(group.get("class", ""), group.findtext(f"{_SVG}title", ""), tuple(lines))
