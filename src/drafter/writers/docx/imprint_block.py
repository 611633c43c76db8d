"""版记: 抄送机关, 印发机关 and 印发日期 between rules, at the very foot of the last page (GB/T 9704-2012 7.4).

A floating table at the foot of the type area: its words stay in the text that other programs read, and it
stands right wherever the text ends. Lengths in twips.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Document
from drafter.typesetting.flow import imprint_floats, imprint_row_height, imprint_rows
from drafter.typesetting.page_format import PageFormat
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import Written, cell, origin, paragraph, row, runs_xml, table_of, tiny


def imprint_block(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """The table and the tiny paragraph that it hangs on; nothing where nothing of it is given."""
    names, printed = imprint_rows(document, page_format)
    floats = imprint_floats(document, page_format)
    rows = ""
    origins: list[str] = []
    for style, lines in ((styles.COPIED_TO, names), (styles.PRINTED_BY, printed)):
        if lines:
            text = "".join(paragraph(style, runs_xml(line, page_format)) for line in lines)
            rows += _row(text, imprint_row_height(lines, page_format), page_format, floats)
            origins += map(origin, lines)
    if rows:
        at_foot = (
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
            f'w:tblpX="{page_format.binding_margin}" w:tblpYSpec="bottom"/>'
        )
        table = table_of(styles.IMPRINT, [page_format.type_area[0]], rows, at_foot if floats else "")
        yield Written(table, tuple(origins))
        yield tiny()


def _row(text: str, height: int, page_format: PageFormat, whole: bool) -> str:
    return row(
        cell(page_format.type_area[0], text, '<w:vAlign w:val="center"/>'),
        f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if whole else "",
        whole,
    )
