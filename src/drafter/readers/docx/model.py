"""A .docx as a reviewer sees it: its lines with their format, the pages of its sections, leftovers of editing.

A format is that of the paragraph, with its styles and the defaults of the document; where runs differ, the one with
most of the words counts. Lengths in twips, sizes in pt, indents in 字.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class DocxReadError(ValueError):
    """A file that is no .docx, or cannot be read; `hint` is advice in Chinese."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class LineFormat(NamedTuple):
    """The effective format of a paragraph; None where nothing sets it."""

    style: str = ""  # the style's name
    outline_level: int | None = None  # level in the navigation pane, from 1
    alignment: str = ""  # left, center, right, both
    first_indent: float = 0  # 字; negative: hanging
    left_indent: float = 0  # 字
    right_indent: float = 0  # 字
    line: int | None = None  # line height; None: by the font
    spaced: float = 1.0  # multiple of single spacing, where no height is set
    exact: bool = False
    on_grid: bool = True  # snapped to the grid of the page, where that has one
    font: str = ""  # of 汉字; empty: not set
    latin_font: str = ""  # of digits and letters; empty: it has none, or not set
    size: float | None = None
    bold: bool = False
    page_break_before: bool = False


class DocxLine(NamedTuple):
    """One line; `number` counts lines with words from 1, in reading order, tables included."""

    number: int
    text: str  # with its label
    format: LineFormat
    label: str = ""  # the automatic number
    in_table: bool = False
    ruled: bool = False  # has a border, of its own, above it, or of its table
    section: int = 0
    blanks_above: int = 0  # empty paragraphs
    breaks_page: bool = False  # starts a new page
    continued: bool = False  # behind a soft line break of the same paragraph
    in_box: bool = False  # in a text box, or a positioned frame


class LeftoverKind(Enum):
    """What editing leaves in a document."""

    CHANGE = "修订"
    COMMENT = "批注"
    STALE_FIELD = "域"
    PLACEHOLDER = "占位"
    COLOURED = "彩色"
    MARKED = "底色"


class Leftover(NamedTuple):
    """A leftover at the line of this number, or before it; where `length` is not 0, at those words."""

    kind: LeftoverKind
    number: int
    column: int = 1
    length: int = 0
    colour: str = ""


class HeaderFooter(NamedTuple):
    """A header or footer."""

    text: str
    numbered: bool  # has a page number
    format: LineFormat  # of its page number
    placed: bool = False  # its page number is positioned, whatever the format of its paragraph


class SectionPage(NamedTuple):
    """One section's page; its headers and footers by kind: first, default (odd pages), even."""

    size: tuple[int, int] = (0, 0)
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)  # top, right, bottom, left
    grid: tuple[str, int, int] = ("", 0, 0)  # type, pitch of lines, of characters
    footer_distance: int = 0
    starts: str = "nextPage"
    headers: tuple[tuple[str, HeaderFooter], ...] = ()
    footers: tuple[tuple[str, HeaderFooter], ...] = ()
    first_differs: bool = False


@dataclass(frozen=True)
class DocxDocument:
    """The lines, section pages and leftovers of a .docx."""

    paragraphs: tuple[DocxLine, ...]
    pages: tuple[SectionPage, ...] = ()
    even_and_odd: bool = False
    leftovers: tuple[Leftover, ...] = ()
    drawings: frozenset[int] = frozenset()  # numbers of the lines that have one in or above them
