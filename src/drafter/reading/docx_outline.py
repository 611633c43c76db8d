"""A .docx → its lines with what they look like, and its pages: of ours, of Word, of WPS, of anybody.

Looks are those of the paragraph with its styles and the defaults behind them; of runs that differ, the one with the
most words counts. Lengths in twips, sizes in pt, indents in 字.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml import etree

    from drafter.reading.docx_package import Package


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
    spaced: float = 1.0  # lines of the type's own height, where there is no height
    exact: bool = False
    on_grid: bool = True  # its lines stand on the grid of the page, where that has one
    font: str = ""  # of 汉字; empty: nothing says so
    latin_font: str = ""  # of its digits and letters; empty: it has none, or nothing says so
    size: float | None = None
    bold: bool = False
    page_break_before: bool = False


class OutlineParagraph(NamedTuple):
    """One line; `number` counts those with words from 1, in reading order, tables included."""

    number: int
    text: str  # with its label
    looks: Looks
    label: str = ""  # the number that Word makes
    in_table: bool = False
    ruled: bool = False  # by a border of its own or above it, or by the rules of its table
    section: int = 0
    blanks_above: int = 0  # empty paragraphs
    breaks_page: bool = False  # a new page begins with it
    continued: bool = False  # behind a soft line break of the same paragraph
    in_box: bool = False  # a text box, or a frame that stands at a place of its own


_NOTHING = OutlineParagraph(0, "", Looks())


class Trace(Enum):
    """What work on a document leaves in it."""

    CHANGE = "修订"
    COMMENT = "批注"
    STALE_FIELD = "域"
    PLACEHOLDER = "占位"
    COLOURED = "彩色"
    MARKED = "底色"


class Remain(NamedTuple):
    """Something left, at the line of this number, or before it; where `length` is not 0, at those words."""

    trace: Trace
    number: int
    column: int = 1
    length: int = 0
    colour: str = ""


class Margin(NamedTuple):
    """A header or footer."""

    text: str
    numbered: bool  # it bears the number of the page
    looks: Looks  # of its number
    placed: bool = False  # its number stands at a place of its own, whatever the looks of the paragraph


class Page(NamedTuple):
    """One section's page; its headers and footers by kind: first, default (odd pages), even."""

    size: tuple[int, int] = (0, 0)
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)  # top, right, bottom, left
    grid: tuple[str, int, int] = ("", 0, 0)  # type, pitch of lines, of characters
    footer_distance: int = 0
    starts: str = "nextPage"
    headers: tuple[tuple[str, Margin], ...] = ()
    footers: tuple[tuple[str, Margin], ...] = ()
    first_differs: bool = False


@dataclass(frozen=True)
class Outline:
    """A document as a reviewer sees it."""

    paragraphs: tuple[OutlineParagraph, ...]
    pages: tuple[Page, ...] = ()
    even_and_odd: bool = False
    remains: tuple[Remain, ...] = ()
    drawings: frozenset[int] = frozenset()  # numbers of the lines in or above which one stands


def read_outline(data: bytes) -> Outline:
    """The outline of a .docx. Raises NoOutline."""
    # lxml is loaded where a .docx is read, and only there
    from drafter.reading.docx_lines import body_of
    from drafter.reading.docx_package import W, is_on, open_package

    package = open_package(data)
    reading = body_of(package)
    even = package.tree(package.related("settings")).find(f"{W}evenAndOddHeaders")
    pages = _pages(package, reading.sections)
    paragraphs = [line.shown for line in reading.lines]
    # a section that begins a page begins it with its first line
    for at, (before, here) in enumerate(pairwise(tuple(paragraphs)), 1):
        if here.section != before.section and _begins_page(pages, here.section):
            paragraphs[at] = here._replace(breaks_page=True)
    return Outline(
        tuple(paragraphs),
        pages,
        even is not None and is_on({"val": even.get(f"{W}val", "1")}),
        tuple(remain._replace(number=min(remain.number, len(paragraphs))) for remain in reading.remains),
        frozenset(min(number, len(paragraphs)) for number in reading.drawings),
    )


def _begins_page(pages: tuple[Page, ...], section: int) -> bool:
    return section < len(pages) and pages[section].starts != "continuous"


def _pages(package: Package, sections: list[etree._Element]) -> tuple[Page, ...]:
    """The page of each section; where it names no header or footer, it has that of the one before."""
    from drafter.reading.docx_lines import margin_of
    from drafter.reading.docx_package import R, W

    targets = {one.ident: one.target for one in package.relations if one.target in package.parts}
    read: dict[str, Margin] = {}
    held: dict[str, dict[str, Margin]] = {"header": {}, "footer": {}}
    pages = []
    for section in sections:
        for where, margins in held.items():
            for reference in section.iterchildren(f"{W}{where}Reference"):
                target = targets.get(reference.get(f"{R}id", ""), "")
                if target and target not in read:
                    story = margin_of(package, target)
                    numbered = any(re.search(r"(?i)\bPAGE\b", code) for code in story.codes)
                    lines = [line.shown for line in story.lines]
                    bearing = next((line for line in lines if re.search(r"\d", line.text)), (lines or [_NOTHING])[0])
                    text = "".join(line.text for line in lines)
                    read[target] = Margin(text, numbered, bearing.looks, bearing.in_box)
                if target:
                    margins[reference.get(f"{W}type", "default")] = read[target]
        pages.append(_page(section, held))
    return tuple(pages)


def _page(section: etree._Element, held: dict[str, dict[str, Margin]]) -> Page:
    from drafter.reading.docx_package import W, is_on, number, twips, value

    def length(element: etree._Element | None, name: str) -> int:
        return round((twips(element.get(f"{W}{name}")) if element is not None else 0) or 0)

    size, margins, grid, first = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid", "titlePg"))
    top, right, bottom, left = (length(margins, side) for side in ("top", "right", "bottom", "left"))
    kind = grid.get(f"{W}type", "") if grid is not None else ""
    characters = number(grid.get(f"{W}charSpace")) if grid is not None else 0
    return Page(
        (length(size, "w"), length(size, "h")),
        (top, right, bottom, left + length(margins, "gutter")),
        (kind if kind != "default" else "", length(grid, "linePitch"), int(characters or 0)),
        length(margins, "footer"),
        value(section, "type") or "nextPage",
        tuple(held["header"].items()),
        tuple(held["footer"].items()),
        first is not None and is_on({"val": first.get(f"{W}val", "1")}),
    )
