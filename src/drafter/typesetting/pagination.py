"""Pages of the 28 × 22 grid: what runs down a document, laid on pages as LibreOffice lays it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class FlowItem(NamedTuple):
    """What runs down the page: a paragraph, or a row of a table."""

    lines: int
    keep_with_next: bool = False  # stands on one page, with the beginning of the next
    keep_together: bool = False
    new_page: bool = False
    extra_height: int = 0  # twips of its height beyond its lines; less than none where its lines are lower
    heading_lines: int = 0  # of the table's heading row, which comes again above a row at the top of a page


class PagePosition(NamedTuple):
    """Where something begins; both counted from 1."""

    page: int
    line: int


class Pagination(NamedTuple):
    """Pages with text on them."""

    positions: tuple[PagePosition, ...]  # where each item begins
    lines: tuple[int, ...]  # how many lines stand on each page
    used: int  # twips of the last page

    @property
    def pages(self) -> int:
        """How many there are; a document without text has one."""
        return len(self.lines)


def paginate(items: Sequence[FlowItem], height: int, pitch: int) -> Pagination:
    """Lays items on pages of a height, lines `pitch` high, in twips.

    A paragraph that is kept with the next one is not split, as in LibreOffice; Word may split it.

    >>> paginate([FlowItem(3), FlowItem(1, keep_with_next=True), FlowItem(2)], 4 * 579, 579).positions
    (PagePosition(page=1, line=1), PagePosition(page=2, line=1), PagePosition(page=2, line=2))
    """
    positions: list[PagePosition] = []
    counts = [0]
    used = 0  # of the page, in twips
    for number, item in enumerate(items):
        if used and (item.new_page or _needed(items, number, height, pitch) > height - used):
            counts.append(0)
            used = item.heading_lines * pitch + (item.extra_height if item.heading_lines else 0)
            counts[-1] += item.heading_lines
        positions.append(PagePosition(len(counts), used // pitch + 1))
        left = item.lines
        while left > (here := max((height - used) // pitch, 1)):
            counts[-1] += here
            left -= here
            counts.append(0)
            used = 0
        counts[-1] += left
        used += left * pitch + item.extra_height
    return Pagination(tuple(positions), tuple(counts), used)


def _needed(items: Sequence[FlowItem], number: int, height: int, pitch: int) -> int:
    """The room below which an item does not begin: its first lines, or all of it with the first of the next."""
    room = 0
    for item in items[number:]:
        whole = item.keep_with_next or item.keep_together
        room += (item.lines if whole else min(item.lines, 1)) * pitch + (
            item.extra_height if whole else min(item.extra_height, 0)
        )
        if not item.keep_with_next or room > height:
            break
    return room if room <= height else pitch  # more than a page cannot be kept
