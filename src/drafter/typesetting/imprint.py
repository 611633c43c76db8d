"""版记: 抄送机关, 印发机关 and 印发日期 between rules, at the foot of the last page (GB/T 9704-2012 7.4).

It is a floating table, whose words are part of the document text, unlike those of a text box. Lengths in twips.
"""

from __future__ import annotations

from collections.abc import Sequence

from drafter.document.elements import MOVED_ADDRESSEE, lines_of
from drafter.document.model import Document
from drafter.typesetting import styles
from drafter.typesetting.blocks import CellBlock, ParagraphBlock, RowBlock, TableBlock, paragraph
from drafter.typesetting.line_breaking import LIBREOFFICE
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.pagination import LineCounter

_PADDING = 40  # between a rule and the nearest line


def imprint_table(document: Document, page_format: PageFormat, addressee_moved: bool) -> TableBlock | None:
    """The 版记; None if it has no elements. A 主送 that moves there is above 抄送, without a rule between (7.4.2).

    If it is higher than a page it does not float, so that it can break across pages.
    """
    moved = lines_of(MOVED_ADDRESSEE, document.elements) if addressee_moved else []
    names = [paragraph(styles.COPIED_TO, line) for line in (*moved, *document.element_lines("抄送机关"))]
    printed = [paragraph(styles.PRINTED_BY, line) for line in document.element_lines("印发机关")]
    rows = [(texts, _height(texts, page_format)) for texts in (names, printed) if texts]
    if not rows:
        return None
    width = page_format.type_area[0]
    floats = sum(height for _, height in rows) + page_format.line_pitch <= page_format.type_area[1]
    blocks = (
        RowBlock((CellBlock(width, tuple(texts), centred=True),), height if floats else 0, keep_together=floats)
        for texts, height in rows
    )
    return TableBlock(styles.IMPRINT, (width,), tuple(blocks), floats=floats)


def imprint_height(table: TableBlock, page_format: PageFormat) -> int:
    """The height of the 版记, in twips; it may exceed a page."""
    return sum(_height(cell.paragraphs, page_format) for row in table.rows for cell in row.cells)


def _height(texts: Sequence[ParagraphBlock], page_format: PageFormat) -> int:
    known, counter = styles.paragraph_styles(page_format), LineCounter(LIBREOFFICE)
    lines = sum(counter.lines(text, known[text.style], page_format) for text in texts)
    return lines * page_format.imprint_pitch + 2 * _PADDING
