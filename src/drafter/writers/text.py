"""A document as plain text and as Markdown: a line a paragraph, numbers and all."""

from __future__ import annotations

import re
from itertools import groupby

from drafter.document.elements import LineKind
from drafter.document.model import Document, DocumentLine, Table
from drafter.document.runs import words


def write_text(document: Document) -> str:
    """Every element in reading order, a line each; open values show as 【待填】 or blanks."""
    return document.full_text


def write_markdown(document: Document) -> str:
    """CommonMark with tables: `#` before headings, empty lines between blocks.

    Run-in headings and bold words stay plain: `**一是学习。**全年` is no emphasis in CommonMark.
    """
    blocks: list[str] = []
    for is_title, lines in groupby(document.lines(), lambda line: line.kind is LineKind.TITLE):
        blocks += [f"# {escaped(document.one_line_title)}"] if is_title else map(_block, lines)
    return "\n\n".join(blocks) + "\n"


def _block(line: DocumentLine) -> str:
    if isinstance(line.block, Table):
        return _table(line.block)
    return f"{'#' * line.level} {escaped(line.text)}" if line.level else escaped(line.text)


def _table(table: Table) -> str:
    columns = max(map(len, table.rows))  # cells beyond those of the heading would be dropped
    padded = [(*row, *((),) * (columns - len(row))) for row in table.rows]
    rows = [f"| {' | '.join(escaped(words(cell)) for cell in row)} |" for row in padded]
    return "\n".join([rows[0], "|" + " --- |" * columns, *rows[1:]])


def escaped(text: str) -> str:
    """The text with the special characters of Markdown escaped.

    >>> escaped("# 甲*乙_丙|丁")
    '\\\\# 甲\\\\*乙\\\\_丙\\\\|丁'
    >>> escaped("3~5月"), escaped("1. 甲")
    ('3\\\\~5月', '1\\\\. 甲')
    """
    text = re.sub(r"[\\`*_|\[\]<>~&]", r"\\\g<0>", text)  # 3~5月，6~8月 would become strikethrough
    return re.sub(r"^(?=[#+-])|^\d{1,9}(?=[.)](?:\s|$))", r"\g<0>\\", text)
