"""The text of a .docx: lines that their formatting identifies are classified here, the others by their words."""

from __future__ import annotations

from collections.abc import Mapping

from drafter.document.elements import LineKind
from drafter.readers.docx.model import DocxDocument, DocxLine, LeftoverKind
from drafter.text.classify import ends_as_title, is_date, is_imprint

# Styles of our documents, and of any that was made from one.
_STYLES: Mapping[str, LineKind] = {
    "Title": LineKind.TITLE,
    "紧急程度": LineKind.HEADER,
    "发文机关标志": LineKind.HEADER,
    "发文字号": LineKind.HEADER,
    "主送机关": LineKind.ADDRESSEE,
    "附件说明": LineKind.ATTACHMENT,
    "发文机关署名": LineKind.ISSUER,
    "成文日期": LineKind.DATE,
    "附注": LineKind.NOTE,
    "附件": LineKind.ATTACHMENT,
    "附件标题": LineKind.ATTACHMENT,
    "表格文字": LineKind.CELL,
    "抄送机关": LineKind.IMPRINT,
    "印发机关和印发日期": LineKind.IMPRINT,
}
_BY_WORDS = "联合署名"  # style of names and date in one table: classified by their words
_HEAD = 15  # lines; among them are the title and the red ones of a red head
_TITLE_SIZE = 18  # pt, 小2号; a centred line of the head that is as large is a title
_MARK_SIZE = 22  # pt; a 发文机关标志 is at least as large as a title
_LOWEST = 4  # level of a heading


def kinds_by_format(docx: DocxDocument) -> list[tuple[LineKind, int] | None]:
    """Kind and level of each line of a .docx, None where its formatting does not identify it."""
    red = {
        leftover.number
        for leftover in docx.leftovers
        if leftover.kind is LeftoverKind.COLOURED and leftover.number <= _HEAD and _is_red(leftover.colour)
    }
    known = [_known(paragraph, paragraph.number in red) for paragraph in docx.paragraphs]
    titled = False
    for at, kind in enumerate(known[:_HEAD]):  # a title further down is of an attachment
        if kind == (LineKind.TITLE, 0) and titled and known[at - 1] != kind:
            known[at] = None
        titled = titled or kind == (LineKind.TITLE, 0)
    return known


def _known(paragraph: DocxLine, red: bool) -> tuple[LineKind, int] | None:
    style = paragraph.format.style.partition("（")[0]
    kind = _STYLES.get(style)
    if kind is LineKind.TITLE and paragraph.number > _HEAD:
        kind = None
    if kind:
        return kind, 0
    if red and (paragraph.format.size or 0) >= _MARK_SIZE and not ends_as_title(paragraph.text):
        return LineKind.HEADER, 0
    if paragraph.in_table:
        by_words = is_imprint(paragraph.text) or style == _BY_WORDS or (not paragraph.ruled and is_date(paragraph.text))
        return None if by_words else (LineKind.CELL, 0)
    line_format = paragraph.format
    if line_format.alignment == "center" and paragraph.number <= _HEAD and (line_format.size or 0) >= _TITLE_SIZE:
        return LineKind.TITLE, 0
    level = line_format.outline_level
    return (LineKind.HEADING, min(level, _LOWEST)) if level else None


def _is_red(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red > 0x99 and green < 0x55 and blue < 0x55
