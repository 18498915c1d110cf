"""Window with the report of a run, for the one person who asked for it."""

from collections.abc import Mapping

from bot.core.report import Report
from bot.core.words import Words
from bot.slack.render.plain_text import header
from bot.slack.render.rich_text import Block, bullets, rich_text
from bot.slack.render.window_fields import reading_window
from bot.texts import Text, joined, label, numbered, report, report_tables
from bot.texts.report_tables import Table

MOST_ROWS = 60  # of one table, the latest: a window holds 250 KB, and nobody scrolls further
ROWS_PER_BLOCK = 20


def report_window(language: str, told: Report, flows: Mapping[str, Words]) -> Block:
    """`flows`: the words of each flow in this language."""
    blocks = [
        header(report.title(language, told, flows)),
        *(rich_text(text) for text in report.summary(language, told, flows)),
    ]
    for table in report_tables.tables(language, told, flows):
        blocks += _blocks(language, table)
    blocks.append(rich_text(report.as_file(language, told.run)))
    return reading_window(language, label(language, "Report"), blocks)


def _blocks(language: str, table: Table) -> list[Block]:
    rows = table.rows[-MOST_ROWS:]
    left = len(table.rows) - len(rows)
    return [
        header(table.title),
        *([rich_text(report.left_out(language, left))] if left else []),
        *(
            bullets(map(_row, rows[n : n + ROWS_PER_BLOCK]))
            for n in range(0, len(rows), ROWS_PER_BLOCK)
        ),
    ]


def _row(cells: tuple[Text, ...]) -> Text:
    said = (numbered(cell, n) for n, cell in enumerate(cells) if cell.markdown)
    return joined(*said, by=" · ")
