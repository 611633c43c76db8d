"""发文机关署名 and 成文日期, with a seal and without, of one issuer and of several (GB/T 9704-2012 7.3.5).

Places are computed from widths without the gaps that some renderers put between 汉字 and digits. The date is
always set from the right edge, so that it never wraps; the issuer has indents of its own. Lengths in twips.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Document
from drafter.document.runs import Runs
from drafter.typesetting.flow import ISSUER_ROOM, SEAL_LINES, line_width, signature_columns
from drafter.typesetting.page_format import PageFormat
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import (
    KEEP,
    TINY,
    Written,
    cell,
    empty_line,
    line_of,
    origin,
    paragraph,
    row,
    runs_xml,
    spacer,
    table_of,
    tiny,
)


def signature(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """Empty lines, issuers and date; all stay together."""
    issuers = document.elements.get("发文机关署名", ())
    dates = document.elements.get("成文日期", ())[:1]
    if not issuers and not dates:
        return
    above = [empty_line(keep=True)] * (
        page_format.lines_above_issuer if document.sealed else page_format.lines_above_unsealed
    )
    if not document.sealed:
        yield from (*above, *_unsealed(issuers, dates, page_format))
    elif len(issuers) < 2:
        yield from (*above, *_sealed(issuers, dates, page_format))
    else:
        # below a table that a document ends with, Word puts a line of its own; ours takes its height from above
        lower = spacer(page_format.line_pitch - TINY).kept_with_next()
        above[:1] = [lower] * len(above[:1])
        yield from (*above, _joint(issuers, dates, page_format), tiny())


def _sealed(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> Iterator[Written]:
    """The date 4 字 from the right, the issuer centred over it (7.3.5.1)."""
    line = page_format.type_area[0]
    date_width = line_width(dates[0], page_format) if dates else 0
    usual = right = page_format.zi_to_twips(page_format.date_right_zi)
    for issuer in issuers:
        # where the name is too long to be centred over the date, the date moves left under its centre
        centre = min(line - right - date_width // 2, line - line_width(issuer, page_format) // 2)
        reach = min(centre, line - centre)
        if centre < 0 or line_width(issuer, page_format) > line:  # it runs over more than one line
            yield line_of(styles.ISSUER, issuer, page_format)
            continue
        indent = f'<w:ind w:left="{centre - reach - ISSUER_ROOM}" w:right="{line - centre - reach - ISSUER_ROOM}"/>'
        yield line_of(styles.ISSUER, issuer, page_format, indent)
        right = max(right, line - centre - date_width // 2)
    for date in dates:
        yield line_of(styles.DATE, date, page_format, _right(right) if right != usual else "")


def _unsealed(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> Iterator[Written]:
    """Issuers 2 字 from the right, one below the other; the date begins 2 字 behind the last one's beginning.

    A date too long for that ends 2 字 from the right itself, and the issuer moves left (7.3.5.2).
    """
    line, gap = page_format.type_area[0], page_format.zi_to_twips(page_format.unsealed_right_zi)
    date_width = line_width(dates[0], page_format) if dates else 0
    last = line_width(issuers[-1], page_format) if issuers else 0
    for number, issuer in enumerate(issuers, 1):
        right = gap
        if number == len(issuers) and date_width > last:
            right += gap + date_width - last
        yield line_of(styles.ISSUER_UNSEALED, issuer, page_format, _right(right) if right != gap else "")
    for date in dates:
        right = last - date_width if date_width <= last <= line - gap else gap
        yield line_of(styles.DATE_UNSEALED, date, page_format, _right(right))


def _right(distance: int) -> str:
    return f'<w:ind w:right="{distance}"/>'


def _joint(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], page_format: PageFormat) -> Written:
    """Issuers side by side, a seal on each, three a row at most; the date under the last one (7.3.5.1)."""
    columns = signature_columns(issuers, page_format)
    share = page_format.type_area[0] // columns
    rows, last = "", 0
    for start in range(0, len(issuers), columns):
        names = issuers[start : start + columns]
        last = len(names) - 1
        height = SEAL_LINES * page_format.line_pitch if start + columns < len(issuers) else 0
        rows += _row((*names, *((),) * (columns - len(names))), share, page_format, KEEP, height)
    if dates:
        date_row = [dates[0] if number == last else () for number in range(columns)]
        rows += _row(tuple(date_row), share, page_format, "")
    origins = (*map(origin, issuers), *map(origin, dates))
    return Written(table_of(styles.NO_BORDERS, [share] * columns, rows), origins)


def _row(cells: tuple[Runs, ...], share: int, page_format: PageFormat, keep: str, height: int = 0) -> str:
    texts = "".join(cell(share, paragraph(styles.JOINT, runs_xml(runs, page_format), keep)) for runs in cells)
    return row(texts, f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else "")
