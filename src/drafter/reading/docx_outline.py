"""A .docx → its paragraphs with what they look like, and its page: of ours, of Word, of WPS, of anybody.

Looks are those of the paragraph with its styles and the defaults behind them, read as the specification has it;
of runs that differ, the one with the most words counts. Lengths in twips, sizes in pt.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AROUND_RUNS = {f"{_W}{name}" for name in ("hyperlink", "ins", "smartTag", "fldSimple", "sdt", "sdtContent")}
_LARGEST_PART = 30_000_000  # bytes, unpacked
_DEEPEST = 200  # elements within one another
_OLD_WORD = b"\xd0\xcf\x11\xe0"  # .doc, .wps, and encrypted .docx: compound files


class NoOutline(ValueError):
    """A file that is no .docx, or none that can be read; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Looks(NamedTuple):
    """What a paragraph looks like; None where nothing says so."""

    style: str = ""  # the style's name
    outline: int | None = None  # level in the navigation pane, from 1
    alignment: str = ""  # left, center, right, both
    first_indent: float = 0  # 字; negative: hanging
    left_indent: float = 0  # 字
    right_indent: float = 0  # 字
    line: int | None = None  # height of a line; None: by the type
    exact: bool = False
    font: str = ""  # of 汉字
    latin_font: str = ""
    size: float | None = None
    bold: bool = False
    page_break_before: bool = False


class OutlineParagraph(NamedTuple):
    """One paragraph; `number` counts those with words from 1, in reading order, tables included."""

    number: int
    text: str
    looks: Looks
    in_table: bool = False
    section: int = 0


class Page(NamedTuple):
    """One section's page."""

    size: tuple[int, int] = (0, 0)
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)  # top, right, bottom, left
    grid: tuple[str, int, int] = ("", 0, 0)  # type, pitch of lines, of characters
    footer_distance: int = 0


@dataclass(frozen=True)
class Outline:
    """A document as a reviewer sees it."""

    paragraphs: tuple[OutlineParagraph, ...]
    pages: tuple[Page, ...]
    footers: tuple[str, ...] = ()  # their words
    even_and_odd: bool = False
    fonts: frozenset[str] = field(default_factory=frozenset)


def read_outline(data: bytes) -> Outline:
    """The outline of a .docx. Raises NoOutline."""
    if data[:4] == _OLD_WORD:
        raise NoOutline(
            "这是旧格式（.doc、.wps）或加了密码的文件，读不了",
            "用 WPS 或 Word 打开，去掉密码，另存为 .docx",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: _part(package, name) for name in package.namelist() if _wanted(name)}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoOutline("这不是 .docx 文件，或者文件坏了", "用 WPS 或 Word 打开看看，另存为 .docx") from error
    if "word/document.xml" not in parts:
        raise NoOutline("这个文件里没有 Word 文档", "选择 .docx 文件；.doc、.wps 要先另存为 .docx")
    try:
        return _Reading(parts).outline()
    except ElementTree.ParseError as error:
        raise NoOutline("文档的内容坏了，读不出来", "用 WPS 或 Word 打开，另存为一份新的 .docx") from error


def _wanted(name: str) -> bool:
    return bool(re.fullmatch(r"word/(?:document|styles|settings|numbering|footer\d*)\.xml", name))


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _LARGEST_PART:
        raise NoOutline("文件太大，不像一份报告", "确认选对了文件")
    return package.read(name)


class _Style(NamedTuple):
    name: str
    based_on: str
    paragraph: Mapping[str, Mapping[str, str]]
    text: Mapping[str, Mapping[str, str]]


class _Reading:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.styles: dict[str, _Style] = {}
        self.default = ""
        self.defaults: tuple[Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, str]]] = ({}, {})
        self.numbers: dict[tuple[str, int], str] = {}

    def outline(self) -> Outline:
        self._read_styles()
        document = self._tree("word/document.xml")
        _refuse_depth(document)
        body = document.find(f"{_W}body")
        found: list[OutlineParagraph] = []
        pages: list[Page] = []
        if body is not None:
            self._walk(body, found, pages, False)
        settings = self._tree("word/settings.xml")
        footers = tuple(
            "".join(node.text or "" for node in self._tree(name).iter(f"{_W}t"))
            for name in sorted(self.parts)
            if name.startswith("word/footer")
        )
        fonts = frozenset(p.looks.font for p in found if p.looks.font)
        return Outline(tuple(found), tuple(pages), footers, settings.find(f"{_W}evenAndOddHeaders") is not None, fonts)

    def _tree(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[name]) if name in self.parts else ElementTree.Element("none")

    def _read_styles(self) -> None:
        root = self._tree("word/styles.xml")
        defaults = root.find(f"{_W}docDefaults")
        if defaults is not None:
            self.defaults = (
                _properties(defaults.find(f"{_W}pPrDefault/{_W}pPr")),
                _properties(defaults.find(f"{_W}rPrDefault/{_W}rPr")),
            )
        for style in root.iter(f"{_W}style"):
            ident = style.get(f"{_W}styleId", "")
            self.styles[ident] = _Style(
                _value(style, "name"),
                _value(style, "basedOn"),
                _properties(style.find(f"{_W}pPr")),
                _properties(style.find(f"{_W}rPr")),
            )
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on"):
                self.default = ident

    # - paragraphs

    def _walk(
        self, element: ElementTree.Element, found: list[OutlineParagraph], pages: list[Page], in_table: bool
    ) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child, found, pages, in_table)
            elif child.tag == f"{_W}sectPr":
                pages.append(_page(child))
            elif child.tag != _FALLBACK:
                self._walk(child, found, pages, in_table or child.tag == f"{_W}tbl")

    def _paragraph(
        self, element: ElementTree.Element, found: list[OutlineParagraph], pages: list[Page], in_table: bool
    ) -> None:
        boxes: list[ElementTree.Element] = []
        pieces = list(_runs(element, boxes))
        text = "".join(piece for piece, _ in pieces)
        if text.strip():
            looks = self._looks(element, pieces)
            found.append(OutlineParagraph(len(found) + 1, text, looks, in_table, len(pages)))
        for box in boxes:
            self._walk(box, found, pages, in_table)
        section = element.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            pages.append(_page(section))

    def _looks(self, element: ElementTree.Element, pieces: list[tuple[str, ElementTree.Element | None]]) -> Looks:
        direct = _properties(element.find(f"{_W}pPr"))
        ident = direct.get("pStyle", {}).get("val", self.default)
        chain = self._chain(ident)
        paragraph = _merged([self.defaults[0], *(style.paragraph for style in chain), direct])
        weighed: dict[tuple[str, str, float | None, bool], int] = {}
        base = [self.defaults[1], *(style.text for style in chain)]
        for text, properties in pieces:
            own = _properties(properties)
            character = [style.text for style in self._chain(own.get("rStyle", {}).get("val", ""))]
            run = _merged([*base, *character, own])
            fonts = run.get("rFonts", {})
            size = _number(run.get("sz", {}).get("val"))
            bold = "b" in run and run["b"].get("val", "1") not in ("0", "false", "off")
            key = (fonts.get("eastAsia", ""), fonts.get("ascii", ""), size / 2 if size else None, bold)
            weighed[key] = weighed.get(key, 0) + len(text.strip())
        font, latin, size, bold = max(weighed, key=lambda key: weighed[key])
        indent, spacing = paragraph.get("ind", {}), paragraph.get("spacing", {})
        zi = pt_to_twips(size or 10.5)
        outline = _number(paragraph.get("outlineLvl", {}).get("val"))
        line = _number(spacing.get("line"))
        rule = spacing.get("lineRule", "auto")
        first = _in_zi(indent, "firstLine", zi) - _in_zi(indent, "hanging", zi)
        return Looks(
            style=chain[-1].name if chain else "",
            outline=int(outline) + 1 if outline is not None and outline < 9 else None,
            alignment={"start": "left", "end": "right", "distribute": "both"}.get(
                paragraph.get("jc", {}).get("val", ""), paragraph.get("jc", {}).get("val", "")
            ),
            first_indent=first,
            left_indent=_in_zi(indent, "left", zi) or _in_zi(indent, "start", zi),
            right_indent=_in_zi(indent, "right", zi) or _in_zi(indent, "end", zi),
            line=int(line) if line and rule != "auto" else None,
            exact=rule == "exact",
            font=font,
            latin_font=latin,
            size=size,
            bold=bold,
            page_break_before="pageBreakBefore" in paragraph,
        )

    def _chain(self, ident: str) -> list[_Style]:
        """The style with those it is based on, the basic one first."""
        chain: list[_Style] = []
        seen: set[str] = set()
        while ident in self.styles and ident not in seen:
            seen.add(ident)
            chain.insert(0, self.styles[ident])
            ident = self.styles[ident].based_on
        return chain


def pt_to_twips(size: float) -> float:
    """A type size as the width of one 字 of it, in twips."""
    return size * 20


def _refuse_depth(root: ElementTree.Element) -> None:
    level, below = 0, [root]
    while below:
        level += 1
        if level > _DEEPEST:
            raise NoOutline("文档的结构不正常，读不了", "用 WPS 或 Word 打开，另存为一份新的 .docx")
        below = [child for element in below for child in element]


def _runs(
    element: ElementTree.Element, boxes: list[ElementTree.Element]
) -> Iterator[tuple[str, ElementTree.Element | None]]:
    """The words of a paragraph with the properties of their runs; text boxes are put aside."""
    for child in element:
        if child.tag == f"{_W}r":
            properties = child.find(f"{_W}rPr")
            for part in child:
                if part.tag == f"{_W}t":
                    yield part.text or "", properties
                elif part.tag == f"{_W}tab":
                    yield "\t", properties
                elif part.tag == f"{_W}br" and part.get(f"{_W}type", "") != "page":
                    yield "\n", properties
                else:
                    boxes.extend(box for box in _without_fallback(part) if box.tag == f"{_W}txbxContent")
        elif child.tag in _AROUND_RUNS:
            yield from _runs(child, boxes)


def _without_fallback(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    yield element
    for child in element:
        if child.tag != _FALLBACK:
            yield from _without_fallback(child)


def _properties(element: ElementTree.Element | None) -> dict[str, dict[str, str]]:
    """`w:ind w:left="0"` as {"ind": {"left": "0"}}."""
    if element is None:
        return {}
    return {
        child.tag.rpartition("}")[2]: {name.rpartition("}")[2]: value for name, value in child.attrib.items()}
        for child in element
    }


def _merged(layers: list[Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for layer in layers:
        for name, values in layer.items():
            merged[name] = {**merged.get(name, {}), **values} if name in ("ind", "spacing", "rFonts") else dict(values)
    return merged


def _in_zi(indent: Mapping[str, str], name: str, zi: float) -> float:
    """An indent in 字: by its characters, which come first in Word, or by its length."""
    characters = _number(indent.get(f"{name}Chars"))
    if characters:
        return characters / 100
    return (_number(indent.get(name)) or 0) / zi


def _value(element: ElementTree.Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _page(section: ElementTree.Element) -> Page:
    def length(element: ElementTree.Element | None, name: str) -> int:
        return int(_number(element.get(f"{_W}{name}")) or 0) if element is not None else 0

    size, margins, grid = (section.find(f"{_W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    return Page(
        (length(size, "w"), length(size, "h")),
        tuple(length(margins, side) for side in ("top", "right", "bottom", "left")),  # type: ignore[arg-type]
        ((grid.get(f"{_W}type", "") if grid is not None else ""), length(grid, "linePitch"), length(grid, "charSpace")),
        length(margins, "footer"),
    )
