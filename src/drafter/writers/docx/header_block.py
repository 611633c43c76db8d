"""版头: 紧急程度, 发文机关标志, 发文字号 and 签发人, the red rule (GB/T 9704-2012 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.elements import BLANK, BY_NAME, TAB
from drafter.document.model import Document
from drafter.document.provenance import Role
from drafter.document.runs import Runs, words
from drafter.typesetting.flow import (
    MARK_GAP,
    MARK_ROOM,
    fitted_mark,
    line_width,
    longest_name,
    names_a_row,
    signer_rows,
)
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import pt
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import (
    Written,
    cell,
    empty_line,
    line_of,
    origin,
    paragraph,
    row,
    runs_xml,
    spacer,
    styled,
    table_of,
)

_SIGNER_LABEL = BY_NAME["签发人"].before
_ASCENT = 15  # twips of white above the ink of the mark that renderers leave when a line is as high as its type


def header_block(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """Everything above the title; without a 发文机关标志 only what is given, and no rule."""
    urgency = document.elements.get("紧急程度", ())
    marks = document.elements.get("发文机关标志", ())
    numbers = document.elements.get("发文字号", ())
    signers = document.elements.get("签发人", ())
    for line in urgency:
        yield line_of(styles.URGENCY, line, page_format)
    if marks:
        yield spacer(page_format.mark_top - _ASCENT - page_format.line_pitch * len(urgency))
        yield _mark(marks, _suffix(document), page_format)
        for _ in range(page_format.lines_above_number):
            yield empty_line()
    if signers:
        yield from _signers(document, page_format)
    else:
        for number in numbers:
            yield line_of(styles.DOC_NUMBER, number, page_format)
    if marks:
        yield Written(paragraph(styles.RED_RULE))
        for _ in range(page_format.lines_above_title):
            yield empty_line()
    elif urgency or numbers or signers:
        yield empty_line()


def _suffix(document: Document) -> Runs:
    return next(iter(document.elements.get("标志后缀", ())), ())


def mark_styles(document: Document, page_format: PageFormat) -> str:
    """The styles that only a document with a 发文机关标志 needs."""
    marks = document.elements.get("发文机关标志", ())
    return styles.issuer_mark_styles(page_format, fitted_mark(marks, _suffix(document), page_format)) if marks else ""


def _mark(marks: tuple[Runs, ...], suffix: Runs, page_format: PageFormat) -> Written:
    if len(marks) == 1:
        return line_of(styles.ISSUER_MARK, (*marks[0], *suffix), page_format)
    return _joint_mark(marks, suffix, page_format)


def _joint_mark(marks: tuple[Runs, ...], suffix: Runs, page_format: PageFormat) -> Written:
    """The names one under the other, spread to the same width, 文件 at their right and half their height (7.2.4)."""
    fitted = fitted_mark(marks, suffix, page_format)
    widths = [fitted.names + MARK_ROOM, *([fitted.suffix] if suffix else [])]
    rows, origins = "", []
    for number, mark in enumerate(marks):
        cells = cell(widths[0], paragraph(styles.ISSUER_MARK_JOINT, runs_xml(mark, page_format)))
        origins.append(origin(mark))
        if suffix:
            merged = f'<w:vMerge w:val="{"continue" if number else "restart"}"/><w:vAlign w:val="center"/>'
            text = paragraph(styles.MARK_SUFFIX, "" if number else runs_xml(suffix, page_format))
            cells += cell(widths[1], text, merged)
            origins += [] if number else [origin(suffix)]
        height = pt(fitted.size) + (MARK_GAP if number < len(marks) - 1 else 0)
        rows += row(cells, f'<w:trHeight w:val="{height}" w:hRule="exact"/><w:jc w:val="center"/>')
    return Written(table_of(styles.NO_BORDERS, widths, rows, centred=True), tuple(origins))


def _signers(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """签发人 one 字 from the right; the 发文字号 one 字 from the left of the last row (7.2.6, 7.2.5)."""
    number: Runs = tuple(run for line in document.elements.get("发文字号", ()) for run in line)
    signers = document.elements.get("签发人", ())
    stops, tab = _stops(signers, page_format), styled(TAB, "", page_format)
    for place, (names, with_number) in enumerate(signer_rows(document, page_format)):
        label = _SIGNER_LABEL if place == 0 else ""
        lead = number if with_number else ()
        sources = (*lead, *(run for name in names for run in name))
        runs = runs_xml(lead, page_format)
        if len(signers) == 1:
            runs += styled(TAB + label, "", page_format) if names else ""
            runs += "".join(runs_xml(name, page_format, styles.SIGNER) for name in names)
            yield Written.of(paragraph(styles.DOC_NUMBER_UPWARD, runs), origin(sources))
            continue
        reached = pt(page_format.sizes["正文"]) + line_width(lead, page_format) if lead else 0
        if names:  # a stop that the number has passed is none
            runs += tab * sum(stop > reached for stop in stops[: 1 if label else 2]) + styled(label, "", page_format)
        runs += tab.join(runs_xml(_spread(name, signers), page_format, styles.SIGNER) for name in names)
        tabs = f'<w:tab w:val="clear" w:pos="{styles.signer_right(page_format)}"/>'
        tabs += "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in stops)
        yield Written.of(paragraph(styles.DOC_NUMBER_UPWARD, runs, f"<w:tabs>{tabs}</w:tabs>"), origin(sources))


def _stops(signers: tuple[Runs, ...], page_format: PageFormat) -> list[int]:
    """Where the label and the columns of names begin; the label ends where the first name begins."""
    one = pt(page_format.sizes["正文"])
    longest = longest_name(signers)
    last = styles.signer_right(page_format) - longest * one
    first = last - (longest + 1) * one if names_a_row(signers) > 1 else last
    label = max(first - len(_SIGNER_LABEL) * one, one)
    return [int(stop) for stop in dict.fromkeys((label, first, last))]


def _spread(name: Runs, signers: tuple[Runs, ...]) -> Runs:
    """A name of two characters, as wide as one of three, where longer ones stand with it."""
    text = words(name)
    if len(text) != 2 or longest_name(signers) < 3 or any(run.role is Role.TO_SIGN for run in name):
        return name
    if all(len(words(other)) == 2 for other in signers):
        return name
    return tuple(run._replace(text=run.text[:1] + BLANK + run.text[1:]) if run.text == text else run for run in name)
