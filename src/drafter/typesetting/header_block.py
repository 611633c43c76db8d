"""版头: 紧急程度, 发文机关标志, 发文字号 and 签发人, the red rule (GB/T 9704-2012 7.2). Lengths in twips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drafter.document.elements import BLANK, BY_NAME, TAB
from drafter.document.model import Document
from drafter.document.provenance import Role
from drafter.document.runs import Run, Runs, words
from drafter.typesetting import styles
from drafter.typesetting.blocks import (
    SIGNER,
    CellBlock,
    PageBlock,
    ParagraphBlock,
    RowBlock,
    StyledRuns,
    TableBlock,
    empty_line,
    paragraph,
    spacer,
)
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import pt
from drafter.typesetting.widths import line_width, width_in_zi

SIGNERS_A_ROW = 2  # (7.2.6)
_SIGNER_LABEL = BY_NAME["签发人"].before
_USUAL_NAME = 3  # 字
_LONGEST_OF_TWO = 5  # 字; two longer names leave no room for the 发文字号
_MARK_GAP = 120  # between the names of a joint 发文机关标志
_MARK_ROOM = 60  # slack, so that no renderer breaks the longest name
_ASCENT = 15  # white above the glyphs of the mark in a line as high as its type


def header_block(document: Document, page_format: PageFormat) -> Iterator[PageBlock]:
    """Everything above the title; no red rule without a 发文机关标志."""
    urgency, marks, numbers, signers = (
        document.elements.get(name, ()) for name in ("紧急程度", "发文机关标志", "发文字号", "签发人")
    )
    yield from (paragraph(styles.URGENCY, line) for line in urgency)
    if marks:
        yield spacer(page_format.mark_top - _ASCENT - page_format.line_pitch * len(urgency))
        yield _mark(document, page_format)
        yield from (empty_line() for _ in range(page_format.lines_above_number))
    if signers:
        yield from _signers(document, page_format)
    else:
        yield from (paragraph(styles.DOC_NUMBER, number) for number in numbers)
    if marks:
        yield ParagraphBlock(styles.RED_RULE)
        yield from (empty_line() for _ in range(page_format.lines_above_title))
    elif urgency or numbers or signers:
        yield empty_line()


# --- 发文机关标志 ----------------------------------------------------------------------------------


class FittedMark(NamedTuple):
    """The type of a 发文机关标志 in which every name fits on one line."""

    size: float  # pt
    scale: int  # per cent of the width of its characters; below 100 if the least size is too wide
    names: int  # width of the widest name
    suffix: int  # width of the 文件 to the right of joint names


def fitted_mark(document: Document, page_format: PageFormat) -> FittedMark | None:
    """The type of the mark; None if there is none.

    The 文件 is half a 字 to the right of joint names, and directly after a single one.
    """
    marks = document.elements.get("发文机关标志", ())
    if not marks:
        return None
    longest = max(width_in_zi(words(mark)) for mark in marks)
    suffix = width_in_zi(words(_suffix(document)))
    if len(marks) == 1:
        longest, suffix = longest + suffix, 0.0
    suffix += 0.5 if suffix else 0
    size = page_format.mark_size(longest + suffix)
    room = page_format.type_area[0] - _MARK_ROOM
    scale = min(100, int(100 * room / (pt(size) * (longest + suffix))))
    return FittedMark(size, scale, int(longest * pt(size) * scale / 100), int(suffix * pt(size) * scale / 100))


def mark_styles(document: Document, page_format: PageFormat) -> list[styles.ParagraphStyle]:
    """The styles of a 发文机关标志; empty if there is none."""
    fitted = fitted_mark(document, page_format)
    return styles.mark_styles(page_format, fitted.size, fitted.scale) if fitted else []


def _suffix(document: Document) -> Runs:
    return next(iter(document.elements.get("标志后缀", ())), ())


def _mark(document: Document, page_format: PageFormat) -> PageBlock:
    marks = document.elements["发文机关标志"]
    if len(marks) == 1:
        (line,) = document.element_lines("发文机关标志")
        return paragraph(styles.ISSUER_MARK, line)
    return _joint_mark(marks, _suffix(document), document, page_format)


def _joint_mark(marks: tuple[Runs, ...], suffix: Runs, document: Document, page_format: PageFormat) -> TableBlock:
    """The names below each other, distributed to the same width, 文件 to the right, centred vertically (7.2.4)."""
    fitted = fitted_mark(document, page_format)
    assert fitted is not None
    widths = [fitted.names + _MARK_ROOM, *([fitted.suffix] if suffix else [])]
    rows = []
    for number, mark in enumerate(marks):
        cells = [CellBlock(widths[0], (paragraph(styles.ISSUER_MARK_JOINT, mark),))]
        if suffix:
            text = paragraph(styles.MARK_SUFFIX, () if number else suffix)
            cells.append(CellBlock(widths[1], (text,), centred=True, merge="continue" if number else "restart"))
        height = pt(fitted.size) + (_MARK_GAP if number < len(marks) - 1 else 0)
        rows.append(RowBlock(tuple(cells), height, exact=True))
    return TableBlock(styles.NO_BORDERS, tuple(widths), tuple(rows), centred=True)


# --- 签发人 ----------------------------------------------------------------------------------------


class SignerRow(NamedTuple):
    """A row of 签发人; `with_number`: the 发文字号 is to the left."""

    names: tuple[Runs, ...]
    with_number: bool


def signer_rows(document: Document, page_format: PageFormat) -> list[SignerRow]:
    """签发人, two to a row, or one if names are long; the 发文字号 is in the last row if it fits, else below it."""
    signers = document.elements.get("签发人", ())
    if not signers:
        return []
    a_row = _names_a_row(signers)
    names = [signers[start : start + a_row] for start in range(0, len(signers), a_row)]
    rows = [SignerRow(row, False) for row in names[:-1]]
    one = pt(page_format.sizes["正文"])
    taken = one * (_longest_name(signers) * min(a_row, len(signers)) + (a_row > 1 and len(signers) > 1))
    taken += one * width_in_zi(_SIGNER_LABEL) * (len(names) == 1)
    width = line_width(_number(document), page_format) + (2 + page_format.signer_right_zi) * one + taken
    if width <= page_format.type_area[0]:
        return [*rows, SignerRow(names[-1], True)]
    return [*rows, SignerRow(names[-1], False), SignerRow((), True)]


def _number(document: Document) -> Runs:
    return tuple(run for line in document.elements.get("发文字号", ()) for run in line)


def _names_a_row(signers: Sequence[Runs]) -> int:
    return SIGNERS_A_ROW if len(signers) > 1 and _longest_name(signers) <= _LONGEST_OF_TWO else 1


def _longest_name(signers: Sequence[Runs]) -> float:
    """In 字; a name of two characters is set as wide as one of three."""
    return max(_USUAL_NAME, *(width_in_zi(words(name).replace("_", BLANK)) for name in signers))


def _signers(document: Document, page_format: PageFormat) -> Iterator[ParagraphBlock]:
    """签发人 one 字 from the right; the 发文字号 one 字 from the left of the last row (7.2.6, 7.2.5)."""
    signers = document.elements.get("签发人", ())
    stops, tab = _stops(signers, page_format), StyledRuns((Run(TAB),))
    for place, (names, with_number) in enumerate(signer_rows(document, page_format)):
        label = _SIGNER_LABEL if place == 0 else ""
        lead = _number(document) if with_number else ()
        content = [StyledRuns(lead)]
        if len(signers) == 1:
            content += [StyledRuns((Run(TAB + label),)), *(StyledRuns(name, SIGNER) for name in names)] if names else []
            yield ParagraphBlock(styles.DOC_NUMBER_UPWARD, tuple(content))
            continue
        reached = pt(page_format.sizes["正文"]) + line_width(lead, page_format) if lead else 0
        if names:  # a tab stop that the number has passed does not count
            content += [tab] * sum(stop > reached for stop in stops[: 1 if label else 2])
            content.append(StyledRuns((Run(label),) if label else ()))
        for number, name in enumerate(names):
            content += [*([tab] if number else []), StyledRuns(_spread(name, signers), SIGNER)]
        yield ParagraphBlock(styles.DOC_NUMBER_UPWARD, tuple(content), tabs=tuple(stops))


def _stops(signers: tuple[Runs, ...], page_format: PageFormat) -> list[int]:
    """Tab stops of the label and of the columns of names; the label ends where the first name begins."""
    one = pt(page_format.sizes["正文"])
    longest = _longest_name(signers)
    last = styles.signer_right_edge(page_format) - longest * one
    first = last - (longest + 1) * one if _names_a_row(signers) > 1 else last
    label = max(first - len(_SIGNER_LABEL) * one, one)
    return [int(stop) for stop in dict.fromkeys((label, first, last))]


def _spread(name: Runs, signers: tuple[Runs, ...]) -> Runs:
    """A name of two characters is spread to three if there are longer ones."""
    text = words(name)
    if len(text) != 2 or _longest_name(signers) < 3 or any(run.role is Role.TO_SIGN for run in name):
        return name
    if all(len(words(other)) == 2 for other in signers):
        return name
    return tuple(run._replace(text=run.text[:1] + BLANK + run.text[1:]) if run.text == text else run for run in name)
