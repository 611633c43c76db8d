"""发文机关署名 and 成文日期, with a seal and without, of one issuer and of several (GB/T 9704-2012 7.3.5).

Positions are computed from widths without the gaps of LibreOffice between 汉字 and digits. The date is always set from
the right edge, so that it never wraps. Lengths in twips.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drafter.document.model import Document
from drafter.document.runs import Runs
from drafter.typesetting import styles
from drafter.typesetting.blocks import (
    TINY,
    CellBlock,
    PageBlock,
    ParagraphBlock,
    RowBlock,
    StyledRuns,
    TableBlock,
    empty_line,
    paragraph,
    tiny,
)
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.styles import Indent
from drafter.typesetting.widths import line_width

SEAL_LINES = 5  # from one row of issuers to the next, so that no seals touch (7.3.5.1)
SEALS_A_ROW = 3  # a seal is at least 40 mm wide; four would exceed 156 mm (7.3.5.1)
_ISSUER_ROOM = 200  # slack on both sides of an issuer's name, so that no renderer breaks it


def signature(document: Document, page_format: PageFormat) -> Iterator[PageBlock]:
    """Empty lines, issuers and date, kept together."""
    issuers = document.elements.get("发文机关署名", ())
    dates = document.elements.get("成文日期", ())[:1]
    if not issuers and not dates:
        return
    lines = page_format.lines_above_issuer if document.sealed else page_format.lines_above_unsealed
    above: list[PageBlock] = [empty_line(keep=True)] * lines
    if not document.sealed:
        yield from (*above, *_unsealed(issuers, dates, page_format))
    elif len(issuers) < 2:
        yield from (*above, *_sealed(issuers, dates, page_format))
    else:
        # Word needs a paragraph after a table; its height is taken from the empty lines above
        lower = ParagraphBlock(styles.SPACER, keep_with_next=True, height=page_format.line_pitch - TINY)
        yield from ([lower, *above[1:]] if above else [])
        yield from (_joint(issuers, dates, page_format), tiny())


def _sealed(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> Iterator[ParagraphBlock]:
    """The date 4 字 from the right, the issuer centred over it (7.3.5.1)."""
    line = page_format.type_area[0]
    date_width = line_width(dates[0], page_format) if dates else 0
    usual = right = page_format.zi_to_twips(page_format.date_right_zi)
    for issuer in issuers:
        # if the name is too long to be centred over the date, the date moves left below its centre
        centre = min(line - right - date_width // 2, line - line_width(issuer, page_format) // 2)
        reach = min(centre, line - centre)
        if centre < 0 or line_width(issuer, page_format) > line:  # it has more than one line
            yield paragraph(styles.ISSUER, issuer)
            continue
        indent = Indent(centre - reach - _ISSUER_ROOM, line - centre - reach - _ISSUER_ROOM)
        yield paragraph(styles.ISSUER, issuer, indent)
        right = max(right, line - centre - date_width // 2)
    for date in dates:
        yield paragraph(styles.DATE, date, Indent(right=right) if right != usual else None)


def _unsealed(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> Iterator[ParagraphBlock]:
    """Issuers 2 字 from the right, below each other; the date begins 2 字 to the right of the last one.

    If it is longer than the issuer, it ends 2 字 from the right itself, and the issuer moves left (7.3.5.2).
    """
    line, gap = page_format.type_area[0], page_format.zi_to_twips(page_format.unsealed_right_zi)
    date_width = line_width(dates[0], page_format) if dates else 0
    last = line_width(issuers[-1], page_format) if issuers else 0
    for number, issuer in enumerate(issuers, 1):
        right = gap
        if number == len(issuers) and date_width > last:
            right += gap + date_width - last
        yield paragraph(styles.ISSUER_UNSEALED, issuer, Indent(right=right) if right != gap else None)
    for date in dates:
        right = last - date_width if date_width <= last <= line - gap else gap
        yield paragraph(styles.DATE_UNSEALED, date, Indent(right=right))


def signature_columns(issuers: Sequence[Runs], page_format: PageFormat) -> int:
    """How many issuers with a seal are side by side: as many as fit, three at most (7.3.5.1)."""
    widest = max(line_width(issuer, page_format) for issuer in issuers)
    columns = max(1, min(len(issuers), SEALS_A_ROW, page_format.type_area[0] // (widest + _ISSUER_ROOM)))
    return 2 if len(issuers) == 4 and columns > 2 else columns  # 2 + 2, not 3 + 1


def _joint(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> TableBlock:
    """Issuers side by side, at most three in a row, each with a seal; the date below the last one (7.3.5.1)."""
    columns = signature_columns(issuers, page_format)
    share = page_format.type_area[0] // columns
    rows, last = [], 0

    def row(texts: Sequence[Runs], keep: bool, height: int = 0) -> RowBlock:
        blocks = (ParagraphBlock(styles.JOINT, (StyledRuns(runs),), keep_with_next=keep or None) for runs in texts)
        return RowBlock(tuple(CellBlock(share, (block,)) for block in blocks), height, exact=bool(height))

    for start in range(0, len(issuers), columns):
        names = issuers[start : start + columns]
        last = len(names) - 1
        height = SEAL_LINES * page_format.line_pitch if start + columns < len(issuers) else 0
        rows.append(row((*names, *((),) * (columns - len(names))), True, height))
    if dates:
        rows.append(row([dates[0] if number == last else () for number in range(columns)], False))
    return TableBlock(styles.NO_BORDERS, (share,) * columns, tuple(rows))
