"""A document as a reviewer sees it: its lines with what they look like, its pages, what work on it has left.

Looks are those of the paragraph with its styles and the defaults behind them; of runs that differ, the one with the
most words counts. Lengths in twips, sizes in pt, indents in 字.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class DocxReadError(ValueError):
    """A file that is no .docx, or none that can be read; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class LineFormat(NamedTuple):
    """What a paragraph looks like; None where nothing says so."""

    style: str = ""  # the style's name
    outline_level: int | None = None  # level in the navigation pane, from 1
    alignment: str = ""  # left, center, right, both
    first_indent: float = 0  # 字; negative: hanging
    left_indent: float = 0  # 字
    right_indent: float = 0  # 字
    line: int | None = None  # height of a line; None: by the type
    spaced: float = 1.0  # lines of the type's own height, where there is no height
    exact: bool = False
    on_grid: bool = True  # its lines stand on the grid of the page, where that has one
    font: str = ""  # of 汉字; empty: nothing says so
    latin_font: str = ""  # of its digits and letters; empty: it has none, or nothing says so
    size: float | None = None
    bold: bool = False
    page_break_before: bool = False


class DocxLine(NamedTuple):
    """One line; `number` counts those with words from 1, in reading order, tables included."""

    number: int
    text: str  # with its label
    format: LineFormat
    label: str = ""  # the number that Word makes
    in_table: bool = False
    ruled: bool = False  # by a border of its own or above it, or by the rules of its table
    section: int = 0
    blanks_above: int = 0  # empty paragraphs
    breaks_page: bool = False  # a new page begins with it
    continued: bool = False  # behind a soft line break of the same paragraph
    in_box: bool = False  # a text box, or a frame that stands at a place of its own


class LeftoverKind(Enum):
    """What work on a document leaves in it."""

    CHANGE = "修订"
    COMMENT = "批注"
    STALE_FIELD = "域"
    PLACEHOLDER = "占位"
    COLOURED = "彩色"
    MARKED = "底色"


class Leftover(NamedTuple):
    """Something left, at the line of this number, or before it; where `length` is not 0, at those words."""

    kind: LeftoverKind
    number: int
    column: int = 1
    length: int = 0
    colour: str = ""


class HeaderFooter(NamedTuple):
    """A header or footer."""

    text: str
    numbered: bool  # it bears the number of the page
    format: LineFormat  # of its number
    placed: bool = False  # its number stands at a place of its own, whatever the looks of the paragraph


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
    """A document as a reviewer sees it."""

    paragraphs: tuple[DocxLine, ...]
    pages: tuple[SectionPage, ...] = ()
    even_and_odd: bool = False
    leftovers: tuple[Leftover, ...] = ()
    drawings: frozenset[int] = frozenset()  # numbers of the lines in or above which one stands
