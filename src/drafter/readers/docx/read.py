"""A .docx, ours or from Word, WPS or any other program → its lines with their format."""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import etree

from drafter.readers.docx.lines import body_of, header_footer_of
from drafter.readers.docx.model import DocxDocument, DocxLine, HeaderFooter, LineFormat, SectionPage
from drafter.readers.docx.package import Package, R, W, docx_errors, is_on, number, open_package, twips, value

_NOTHING = DocxLine(0, "", LineFormat())


@docx_errors()
def read_docx(data: bytes) -> DocxDocument:
    """The lines of a .docx with their format. Raises DocxReadError."""
    package = open_package(data)
    reading = body_of(package)
    even = package.tree(package.related("settings")).find(f"{W}evenAndOddHeaders")
    pages = _pages(package, reading.sections)
    paragraphs = [line.docx_line for line in reading.lines]
    # a section that starts a page starts it with its first line
    for at, (before, here) in enumerate(pairwise(tuple(paragraphs)), 1):
        if here.section != before.section and _begins_page(pages, here.section):
            paragraphs[at] = here._replace(breaks_page=True)
    return DocxDocument(
        tuple(paragraphs),
        pages,
        even is not None and is_on({"val": even.get(f"{W}val", "1")}),
        tuple(leftover._replace(number=min(leftover.number, len(paragraphs))) for leftover in reading.leftovers),
        frozenset(min(number, len(paragraphs)) for number in reading.drawings),
    )


def _begins_page(pages: tuple[SectionPage, ...], section: int) -> bool:
    return section < len(pages) and pages[section].starts != "continuous"


def _pages(package: Package, sections: list[etree._Element]) -> tuple[SectionPage, ...]:
    """The page of each section; a header or footer that it does not name is that of the section before."""

    targets = {one.ident: one.target for one in package.relations if one.kind in ("header", "footer")}
    read: dict[str, HeaderFooter] = {}
    in_force: dict[str, dict[str, HeaderFooter]] = {"header": {}, "footer": {}}
    pages = []
    for section in sections:
        for where, by_type in in_force.items():
            for reference in section.iterchildren(f"{W}{where}Reference"):
                target = targets.get(reference.get(f"{R}id", ""), "")
                if target and target not in read:
                    story = header_footer_of(package, target)
                    numbered = any(re.search(r"(?i)\bPAGE\b", code) for code in story.codes)
                    lines = [line.docx_line for line in story.lines]
                    numbered_line = next(
                        (line for line in lines if re.search(r"\d", line.text)), (lines or [_NOTHING])[0]
                    )
                    text = "".join(line.text for line in lines)
                    read[target] = HeaderFooter(text, numbered, numbered_line.format, numbered_line.in_box)
                if target:
                    by_type[reference.get(f"{W}type", "default")] = read[target]
        pages.append(_page(section, in_force))
    return tuple(pages)


def _page(section: etree._Element, in_force: dict[str, dict[str, HeaderFooter]]) -> SectionPage:

    def length(element: etree._Element | None, name: str) -> int:
        return round((twips(element.get(f"{W}{name}")) if element is not None else 0) or 0)

    size, margins, grid, first = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid", "titlePg"))
    top, right, bottom, left = (length(margins, side) for side in ("top", "right", "bottom", "left"))
    kind = grid.get(f"{W}type", "") if grid is not None else ""
    characters = number(grid.get(f"{W}charSpace")) if grid is not None else 0
    return SectionPage(
        (length(size, "w"), length(size, "h")),
        (top, right, bottom, left + length(margins, "gutter")),
        (kind if kind != "default" else "", length(grid, "linePitch"), int(characters or 0)),
        length(margins, "footer"),
        value(section, "type") or "nextPage",
        tuple(in_force["header"].items()),
        tuple(in_force["footer"].items()),
        first is not None and is_on({"val": first.get(f"{W}val", "1")}),
    )
