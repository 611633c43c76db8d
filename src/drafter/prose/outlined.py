"""The words of a .docx as a proof-reader sees them: what only its looks show is told here, the words tell the rest."""

from __future__ import annotations

from collections.abc import Mapping

from drafter.prose.lines import Kind, Prose
from drafter.prose.paragraphs import ends_as_title, is_date, is_imprint, of_paragraphs
from drafter.reading.outline import Outline, OutlineParagraph, Trace

# Of our own documents, and of any that was made from one: the styles say what stands in them.
_STYLES: Mapping[str, Kind] = {
    "Title": Kind.TITLE,
    "紧急程度": Kind.HEADER,
    "发文机关标志": Kind.HEADER,
    "发文字号": Kind.HEADER,
    "主送机关": Kind.ADDRESSEE,
    "附件说明": Kind.ATTACHMENT,
    "发文机关署名": Kind.ISSUER,
    "成文日期": Kind.DATE,
    "附注": Kind.NOTE,
    "附件": Kind.ATTACHMENT,
    "附件标题": Kind.ATTACHMENT,
    "表格文字": Kind.CELL,
    "抄送机关": Kind.IMPRINT,
    "印发机关和印发日期": Kind.IMPRINT,
}
_BY_WORDS = "联合署名"  # style of names and date in one table: which is which, the words tell
_HEAD = 15  # lines; red ones among them are a red head, and a title stands there
_TITLE_SIZE = 18  # pt; what is as large as 小2号 and stands in the middle of the head is a title
_MARK_SIZE = 22  # pt; a 发文机关标志 is at least as large as a title
_LOWEST = 4  # level of a heading


def of_outline(outline: Outline, file: str) -> Prose:
    """The words of a .docx; line and paragraph bear the same number."""
    return of_paragraphs([paragraph.text for paragraph in outline.paragraphs], file, known_by_looks(outline))


def known_by_looks(outline: Outline) -> list[tuple[Kind, int] | None]:
    """What each line of a .docx is, with the level of a heading, where its looks tell that."""
    red = {
        remain.number
        for remain in outline.remains
        if remain.trace is Trace.COLOURED and remain.number <= _HEAD and _is_red(remain.colour)
    }
    known = [_known(paragraph, paragraph.number in red) for paragraph in outline.paragraphs]
    titled = False
    for at, kind in enumerate(known[:_HEAD]):  # a title further down is that of an attachment
        if kind == (Kind.TITLE, 0) and titled and known[at - 1] != kind:
            known[at] = None
        titled = titled or kind == (Kind.TITLE, 0)
    return known


def _known(paragraph: OutlineParagraph, red: bool) -> tuple[Kind, int] | None:
    style = paragraph.looks.style.partition("（")[0]
    kind = _STYLES.get(style)
    if kind is Kind.TITLE and paragraph.number > _HEAD:
        kind = None
    if kind:
        return kind, 0
    if red and (paragraph.looks.size or 0) >= _MARK_SIZE and not ends_as_title(paragraph.text):
        return Kind.HEADER, 0
    if paragraph.in_table:
        by_words = is_imprint(paragraph.text) or style == _BY_WORDS or (not paragraph.ruled and is_date(paragraph.text))
        return None if by_words else (Kind.CELL, 0)
    looks = paragraph.looks
    if looks.alignment == "center" and paragraph.number <= _HEAD and (looks.size or 0) >= _TITLE_SIZE:
        return Kind.TITLE, 0
    level = looks.outline
    return (Kind.HEADING, min(level, _LOWEST)) if level else None


def _is_red(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red > 0x99 and green < 0x55 and blue < 0x55
