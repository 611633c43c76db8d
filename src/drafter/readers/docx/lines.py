"""The visible text of a .docx, line by line, with the elements that contain it.

Deleted and hidden runs and field codes are left out; automatic numbers are included. A soft line break starts a new
line, as on paper, except in centred lines, where it breaks one title. Whoever writes into the document finds here
which elements contain the words of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml import etree

from drafter.readers.docx.formats import ParagraphFormat, RunFormat, Styles, with_type
from drafter.readers.docx.model import DocxLine, DocxReadError, Leftover, LeftoverKind
from drafter.readers.docx.numbers import Numbering
from drafter.readers.docx.package import Package, W, is_on, number, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_AROUND_RUNS = {f"{W}{name}" for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir")}
_GONE = {f"{W}del", f"{W}moveFrom"}
_CHANGED = {
    f"{W}{name}"
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange",
        "tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
    )
}  # fmt: skip
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
_TINY = 40  # twips; an empty line as low as this only holds an anchor
MOST_PARAGRAPHS = 50_000  # a report with its tables has some 500
_UNKNOWN_SIGN = "□"  # a character of a symbol font


class RunText(NamedTuple):
    """Text with the element of a run that contains it."""

    text: str
    node: etree._Element
    format: RunFormat


@dataclass(frozen=True, eq=False)
class LineElements:
    """A line with its elements; `paragraphs` has more than one where a paragraph mark is hidden."""

    docx_line: DocxLine
    pieces: tuple[RunText, ...]
    paragraphs: tuple[etree._Element, ...]
    box: etree._Element | None = None  # the run with the text box, or the frame, that contains it


@dataclass
class StoryReader:
    """Reads one story: the body, a header or footer."""

    styles: Styles
    numbering: Numbering
    lines: list[LineElements] = field(default_factory=list)
    sections: list[etree._Element] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    drawings: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # of fields
    _fields: list[bool] = field(default_factory=list)  # of each open one: whether its code has ended
    _carried: list[RunText] = field(default_factory=list)
    _carrying: list[etree._Element] = field(default_factory=list)
    _paragraphs: int = 0
    _blanks: int = 0
    _breaks: bool = False
    _rule: bool = False

    @property
    def _next(self) -> int:
        return len(self.lines) + 1

    def blocks(self, parent: etree._Element, table: str = "", box: etree._Element | None = None) -> None:
        """Reads every paragraph, in tables and content controls too. `table` is the kind of the enclosing table."""
        for child in parent.iterchildren("*"):
            if child.tag == f"{W}p":
                self._paragraph(child, table, box)
            elif child.tag == f"{W}tbl":
                kind = "ruled" if self.styles.has_rules(child) else "plain"
                self.blocks(child, "ruled" if "ruled" in (table, kind) else kind, box)
                self._blanks = 0
            elif child.tag == f"{W}sectPr":
                self._section(child)
            elif child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is not None:
                self.leftovers.append(Leftover(LeftoverKind.CHANGE, self._next))
            elif child.tag == f"{_MC}AlternateContent":
                self.blocks(_chosen(child), table, box)
            else:
                self._note(child)
                if child.tag not in (f"{W}tblPr", f"{W}tblGrid", f"{W}tcPr", f"{W}sdtPr"):
                    self.blocks(child, table, box)
        if self._carrying:
            self._finish(table, box)

    def _section(self, element: etree._Element) -> None:
        self.sections.append(element)
        self._breaks = False  # the next section's type decides

    def _note(self, element: etree._Element) -> None:
        """Notes what should not be left in a document that is sent off."""
        if element.tag in (f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}tcPr", f"{W}trPr", f"{W}sectPr"):
            changes = sum(1 for one in element.iter("*") if one.tag in _CHANGED)
            self.leftovers += [Leftover(LeftoverKind.CHANGE, self._next)] * changes
        elif element.tag in _CHANGED:
            self.leftovers.append(Leftover(LeftoverKind.CHANGE, self._next))
        elif element.tag == f"{W}commentReference":
            self.leftovers.append(Leftover(LeftoverKind.COMMENT, self._next))
        elif element.tag == f"{W}sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            self.leftovers.append(Leftover(LeftoverKind.PLACEHOLDER, self._next))
        elif element.tag in (f"{W}fldChar", f"{W}fldSimple") and is_on({"val": element.get(f"{W}dirty", "0")}):
            self.leftovers.append(Leftover(LeftoverKind.STALE_FIELD, self._next))

    # - a paragraph

    def _paragraph(self, element: etree._Element, table: str, box: etree._Element | None) -> None:
        self._paragraphs += 1
        if self._paragraphs > MOST_PARAGRAPHS:
            raise DocxReadError(
                f"文档超过{MOST_PARAGRAPHS}段，不像一份报告", "确认选对了文件；几份报告在一个文件里的，分开存"
            )
        own = element.find(f"{W}pPr")
        style = self.styles.ident(own)
        boxes: list[tuple[etree._Element, etree._Element]] = []
        pieces: list[RunText] = []
        if own is not None:
            self._note(own)
        self._runs(element, style, pieces, boxes)
        mark = own.find(f"{W}rPr") if own is not None else None
        self._carried += pieces
        self._carrying.append(element)
        gone = mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
        if not gone and not (mark is not None and self.styles.run(style, mark).hidden):
            self._finish(table, box)  # else the next paragraph continues it
        outer = self._carried, self._carrying
        for content, run in boxes:
            self._carried, self._carrying = [], []
            self.drawings.append(len(self.lines) or 1)
            self.blocks(content, "", box if box is not None else run)
        self._carried, self._carrying = outer
        section = own.find(f"{W}sectPr") if own is not None else None
        if section is not None:
            self._section(section)

    def _finish(self, table: str, box: etree._Element | None) -> None:
        """Makes lines of the pieces so far; the last paragraph has their format."""
        pieces, elements = self._carried, self._carrying
        self._carried, self._carrying = [], []
        own = elements[-1].find(f"{W}pPr")
        label, line_format = self._numbered(own, self.styles.ident(own))
        first = len(self.lines)
        ruled = table == "ruled" or line_format.bordered
        for number_of_line, line in enumerate(_lines(pieces, line_format.format.alignment == "center")):
            text = "".join(piece.text for piece in line)
            if not text.strip():
                continue
            begins = len(self.lines) == first
            docx_line = DocxLine(
                number=self._next,
                text=(label if begins and not number_of_line else "") + text,
                format=with_type(line_format, [(piece.text, piece.format) for piece in line]),
                label=label if begins and not number_of_line else "",
                in_table=bool(table),
                ruled=ruled or self._rule,
                section=len(self.sections),
                blanks_above=self._blanks if begins else 0,
                breaks_page=begins and (self._breaks or line_format.format.page_break_before),
                continued=not begins,
                in_box=box is not None or (own is not None and own.find(f"{W}framePr") is not None),
            )
            self._colours(line, len(docx_line.label))
            self.lines.append(LineElements(docx_line, tuple(line), tuple(elements), box))
            self._blanks, self._breaks, self._rule = 0, False, False
        breaks = [at for at, piece in enumerate(pieces) if piece.text == "\f"]
        if breaks and not any(piece.text.strip() for piece in pieces[: breaks[0]]) and len(self.lines) > first:
            begun = self.lines[first]
            self.lines[first] = replace(begun, docx_line=begun.docx_line._replace(breaks_page=True))
        elif breaks:
            self._breaks = True
        if len(self.lines) == first:
            drawn = any(element.find(f".//{tag}") is not None for element in elements for tag in _PICTURES)
            self._rule = self._rule or line_format.bordered
            low = line_format.format.exact and line_format.format.line is not None and line_format.format.line <= _TINY
            if not (drawn or table or breaks or low or self._rule or box is not None):
                self._blanks += 1

    def _numbered(self, own: etree._Element | None, style: str) -> tuple[str, ParagraphFormat]:
        """The number of a paragraph as Word displays it, and the format that its list gives it."""
        found = own.find(f"{W}numPr") if own is not None else None
        ident, level, by_style = self.styles.number_of(style)
        typed = number(level or None)
        if found is not None and value(found, "numId"):
            ident, by_style = value(found, "numId"), ""
            typed = number(value(found, "ilvl") or "0")
        elif found is not None and value(found, "ilvl"):
            typed = number(value(found, "ilvl"))
        if not ident or ident == "0":
            return "", self.styles.paragraph(own)
        at = self.numbering.level(ident, by_style and style, None if typed is None else int(typed))
        line_format = self.styles.paragraph(own, self.numbering.format(ident, at), by_style)
        return self.numbering.next(ident, at), line_format

    def _colours(self, pieces: list[RunText], label: int) -> None:
        """Coloured or highlighted words; adjacent ones of one colour are one leftover."""
        at = label
        before: tuple[LeftoverKind, str] | None = None
        for piece in pieces:
            kind = (
                (LeftoverKind.MARKED, "")
                if piece.format.marked
                else (LeftoverKind.COLOURED, piece.format.colour)
                if piece.format.colour
                else None
            )
            if kind and piece.text.strip():
                if kind == before:
                    last = self.leftovers.pop()
                    self.leftovers.append(last._replace(length=at + len(piece.text) + 1 - last.column))
                else:
                    self.leftovers.append(Leftover(kind[0], self._next, at + 1, len(piece.text), kind[1]))
                before = kind
            elif piece.text.strip():
                before = None
            at += len(piece.text)

    # - runs

    def _runs(
        self,
        parent: etree._Element,
        style: str,
        pieces: list[RunText],
        boxes: list[tuple[etree._Element, etree._Element]],
    ) -> None:
        for child in parent.iterchildren("*"):
            if child.tag == f"{W}r":
                self._run(child, style, pieces, boxes)
            elif child.tag in _GONE:
                self._note(child)
            elif child.tag in _AROUND_RUNS:
                self._note(child)
                self._runs(child, style, pieces, boxes)
            elif child.tag == f"{W}fldSimple":
                self._note(child)
                self.codes.append(child.get(f"{W}instr", ""))
                self._runs(child, style, pieces, boxes)
            elif child.tag == f"{W}sdt":
                self._note(child)
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self._runs(content, style, pieces, boxes)
            elif child.tag == f"{_MC}AlternateContent":
                self._runs(_chosen(child), style, pieces, boxes)

    def _run(
        self,
        run: etree._Element,
        style: str,
        pieces: list[RunText],
        boxes: list[tuple[etree._Element, etree._Element]],
    ) -> None:
        own = run.find(f"{W}rPr")
        line_format = self.styles.run(style, own)
        if own is not None and len(own):
            self._note(own)
        for child in run.iterchildren("*"):
            if child.tag == f"{W}fldChar":
                self._field(child)
            elif child.tag == f"{W}instrText":
                self.codes.append(child.text or "")
            elif child.tag == f"{W}commentReference":
                self._note(child)
            elif child.tag in _PICTURES or child.tag == f"{_MC}AlternateContent":
                self.drawings.append(self._next)
                boxes += ((content, run) for content in _boxes(child))
            elif child.tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                if base is not None:
                    self._runs(base, style, pieces, boxes)
            elif not line_format.hidden and all(self._fields):
                text = _text(child)
                if text:
                    pieces.append(RunText(text, child, line_format))

    def _field(self, element: etree._Element) -> None:
        kind = element.get(f"{W}fldCharType")
        self._note(element)
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()


def body_of(package: Package) -> StoryReader:
    """The body of a document. Raises OoxmlError."""
    return read_story(package, package.tree(package.document))


def read_story(package: Package, root: etree._Element) -> StoryReader:
    """The body of a document whose main part has been parsed already."""
    reading = _new(package)
    body = root.find(f"{W}body")
    if body is not None:
        reading.blocks(body)
    return reading


def header_footer_of(package: Package, name: str) -> StoryReader:
    """A header or footer. Raises OoxmlError."""
    reading = _new(package)
    reading.blocks(package.tree(name))
    return reading


def _new(package: Package) -> StoryReader:
    styles = Styles(package.tree(package.related("styles")), package.tree(package.related("theme")))
    return StoryReader(styles, Numbering(package.tree(package.related("numbering")), styles.root))


def _chosen(alternatives: etree._Element) -> etree._Element:
    """The first alternative of the same content, which newer programs display."""
    for name in ("Choice", "Fallback"):
        found = alternatives.find(f"{_MC}{name}")
        if found is not None:
            return found
    return alternatives


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The contents of the text boxes of a drawing, in its first alternative."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if one.tag == f"{_MC}AlternateContent":
            waiting.append(_chosen(one))
        elif one.tag == f"{W}txbxContent":
            yield one
        else:
            waiting.extend(reversed(list(one.iterchildren("*"))))


def _text(element: etree._Element) -> str:
    """The text of an element of a run; a form feed for a page break."""
    name = str(element.tag).removeprefix(W)
    if name == "t":
        return (element.text or "").replace("\f", " ")
    if name in ("tab", "ptab"):
        return "\t"
    if name == "noBreakHyphen":
        return "-"
    if name == "br":
        kind = element.get(f"{W}type", "")
        return "\f" if kind == "page" else "" if kind == "column" else "\n"
    if name == "cr":
        return "\n"
    if name == "sym":
        return _sign(element.get(f"{W}char", ""))
    return ""


def _sign(code: str) -> str:
    if not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return ""
    sign = chr(int(code, 16))
    return sign if sign.isprintable() and not 0xE000 <= ord(sign) < 0xF900 else _UNKNOWN_SIGN


def _lines(pieces: list[RunText], joined: bool) -> Iterator[list[RunText]]:
    """The pieces between soft line breaks; all of them where `joined`."""
    line: list[RunText] = []
    for piece in pieces:
        if piece.text == "\n" and not joined:
            yield line
            line = []
        elif piece.text not in ("\n", "\f"):
            line.append(piece)
    yield line
