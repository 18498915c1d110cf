"""Drawing of who enters which digits where, in the call: `make pictures`.

It shows no page of AWS's, whose look changes: only which way the digits go.
"""

import sys
from html import escape

from bot.texts import runbook_texts

WIDTH, ROW, BOX = 640, 132, 230  # px
_STYLE = 'font-family="sans-serif" font-size="15" fill="#1d2733" text-anchor="middle"'


def svg(language: str) -> str:
    """SVG picture in that language."""
    ways = runbook_texts.digit_ways(language)
    height = ROW * len(ways) + 8
    rows = "".join(_row(8 + ROW * n, *way) for n, way in enumerate(ways))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" width="{WIDTH}"'
        f' height="{height}" viewBox="0 0 {WIDTH} {height}">\n'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#1d2733"/></marker></defs>'
        f'\n<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff"/>\n{rows}</svg>\n'
    )


def _row(top: int, when: str, source: str, target: str) -> str:
    """One way of the digits: what happens, where they are read, where they are entered."""
    middle, right = top + 74, WIDTH - 16 - BOX
    title = (
        f'<text x="{WIDTH // 2}" y="{top + 22}" {_STYLE} font-weight="bold">{escape(when)}</text>'
    )
    arrow = (
        f'<line x1="{16 + BOX + 6}" y1="{middle}" x2="{right - 6}" y2="{middle}" stroke="#1d2733"'
        ' stroke-width="2" marker-end="url(#tip)"/>'
        f'<text x="{WIDTH // 2}" y="{middle - 10}" {_STYLE}>123456</text>'
    )
    boxes = _box(16, middle, source, "#e8f0fb") + _box(right, middle, target, "#e8f5e9")
    return f"{title}\n{arrow}\n{boxes}"


def _box(left: int, middle: int, text: str, fill: str) -> str:
    return (
        f'<rect x="{left}" y="{middle - 34}" width="{BOX}" height="68" rx="8" fill="{fill}"'
        ' stroke="#1d2733"/>'
        f'<text x="{left + BOX // 2}" y="{middle + 5}" {_STYLE}>{escape(text)}</text>\n'
    )


if __name__ == "__main__":
    sys.stdout.write(svg(sys.argv[1]))
