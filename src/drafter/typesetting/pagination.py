"""Blocks → lines → pages of the 28 × 22 grid, by the rules of a renderer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from drafter.document.elements import BLANK, TAB
from drafter.document.provenance import Role
from drafter.system.patterns import pattern
from drafter.typesetting import styles
from drafter.typesetting.blocks import LINE_BREAK, PageBlock, ParagraphBlock, TableBlock
from drafter.typesetting.line_breaking import FontMetrics, LineRules, break_lines
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.styles import ParagraphStyle
from drafter.typesetting.units import pt

DASHES = pattern("(——+|……+)")  # written in a style that keeps them whole
CELL_MARGIN = 57  # between the text of a cell and its rules
_TABLE_RULE = 10  # ½ pt, around every cell


class LineCounter:
    """Counts the lines of blocks by the rules of one renderer, with a cache of counts.

    `latin` as in `FontMetrics`, for other typefaces than those of the standard.
    """

    def __init__(self, rules: LineRules, latin: Mapping[str, int] | None = None) -> None:
        self.rules, self.latin = rules, latin or {}
        self._counts: dict[tuple[object, ...], int] = {}

    def flow(
        self, blocks: Sequence[PageBlock], page_format: PageFormat, marks: Sequence[ParagraphStyle] = ()
    ) -> list[FlowItem]:
        """The items to paginate; `marks` are the styles of a 发文机关标志."""
        styles_by_id = styles.paragraph_styles(page_format) | {style.ident: style for style in marks}
        items: list[FlowItem] = []
        for block in blocks:
            if isinstance(block, TableBlock):
                items += self._table(block, page_format, styles_by_id)
            else:
                items.append(self._paragraph(block, page_format, styles_by_id))
        return items

    def lines(self, block: ParagraphBlock, style: ParagraphStyle, page_format: PageFormat, width: int = 0) -> int:
        """How many lines a paragraph has in a width, by default that of the type area; an empty one has 1."""
        indent = block.indent or style.indent
        width = (width or page_format.type_area[0]) - indent.left - indent.right
        spacing = page_format.zi_spacing if style.spacing is None else style.spacing
        metrics = FontMetrics(pt(style.size or page_format.sizes["正文"]), spacing, self.latin)
        text, changes = _text_and_changes(block)
        if TAB in text:  # a line of columns
            return 1
        if LINE_BREAK in text:
            return sum(self._count(line, metrics, width, indent.first, ()) for line in text.split(LINE_BREAK))
        return self._count(text, metrics, width, indent.first, changes)

    def _count(self, text: str, metrics: FontMetrics, width: int, first: int, changes: tuple[int, ...]) -> int:
        if len(text) * metrics.size * 6 // 5 <= width - first:  # even with a gap after every character
            return 1
        key = (text, metrics.size, metrics.spacing, width, first, changes)
        if key not in self._counts:
            self._counts[key] = len(break_lines(text, metrics, width, first, changes, self.rules)) or 1
        return self._counts[key]

    def _paragraph(
        self, block: ParagraphBlock, page_format: PageFormat, styles_by_id: Mapping[str, ParagraphStyle]
    ) -> FlowItem:
        style = styles_by_id[block.style]
        keep = style.keep_with_next if block.keep_with_next is None else block.keep_with_next
        lines = self.lines(block, style, page_format)
        exact = block.height or style.height
        if not exact:
            return FlowItem(lines, keep, new_page=style.new_page)
        return _item_of_height(lines * exact + style.before, page_format, keep)

    def _table(
        self, table: TableBlock, page_format: PageFormat, styles_by_id: Mapping[str, ParagraphStyle]
    ) -> Iterator[FlowItem]:
        ruled = table.style == styles.GRID
        inset = _TABLE_RULE + 2 * CELL_MARGIN if ruled else 0
        heading_lines = 0
        for number, row in enumerate(table.rows, 1):
            texts = [(text, cell.width - inset) for cell in row.cells for text in cell.paragraphs]
            keep = any(text.keep_with_next for text, _ in texts)
            if row.exact:
                yield _item_of_height(row.height, page_format, keep)
                continue
            lines = max(self.lines(text, styles_by_id[text.style], page_format, width) for text, width in texts)
            keep = keep or (row.heading and number < len(table.rows))  # as LibreOffice does
            rules = _TABLE_RULE * (2 if number == len(table.rows) else 1) if ruled else 0
            yield FlowItem(lines, keep, keep_together=True, extra_height=rules, heading_lines=heading_lines)
            heading_lines = heading_lines or (lines if row.heading else 0)


def _item_of_height(height: int, page_format: PageFormat, keep: bool) -> FlowItem:
    """An item of an exact height, in lines if it is a multiple of their pitch."""
    lines, rest = divmod(height, page_format.line_pitch)
    return FlowItem(0, keep, extra_height=height) if rest else FlowItem(lines, keep, keep_together=True)


_SHADED = (Role.GAP, Role.TO_VERIFY)


def _text_and_changes(block: ParagraphBlock) -> tuple[str, tuple[int, ...]]:
    """The text, and the offsets at which the typeface, the shading or the language changes."""
    text, changes, before = "", [], None
    for part in block.content:
        for run in part.runs:
            format_ = run.role if run.role in _SHADED else (run.bold, part.style)
            if format_ != before and before is not None:
                changes.append(len(text))
            text, before = text + run.text, format_
    if "_" in text:
        text = text.replace("_", BLANK)
    if "——" in text or "……" in text:
        changes += [edge for dash in DASHES.finditer(text) for edge in dash.span()]
    return text, tuple(changes)


# --- pages ----------------------------------------------------------------------------------------


class FlowItem(NamedTuple):
    """An item of the text flow: a paragraph, or a row of a table."""

    lines: int
    keep_with_next: bool = False  # on one page, with the beginning of the next item
    keep_together: bool = False
    new_page: bool = False
    extra_height: int = 0  # twips of its height beyond its lines
    heading_lines: int = 0  # of the heading row, which is repeated above a row at the top of a page


class PagePosition(NamedTuple):
    """The page and line where an item begins, from 1."""

    page: int
    line: int


class Pagination(NamedTuple):
    """Items laid on pages."""

    positions: tuple[PagePosition, ...]  # of each item
    heights: tuple[int, ...]  # of the text of each page, in twips
    pitch: int

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return len(self.heights)

    @property
    def lines(self) -> tuple[int, ...]:
        """The height of the text of each page, in lines."""
        return tuple(round(height / self.pitch) for height in self.heights)

    @property
    def used(self) -> int:
        """The height of the text of the last page, in twips."""
        return self.heights[-1]


def paginate(items: Sequence[FlowItem], height: int, pitch: int) -> Pagination:
    """Lays items on pages of `height` twips, lines of `pitch` twips.

    A paragraph kept with the next one is not split, as in LibreOffice; Word may split it.

    >>> paginate([FlowItem(3), FlowItem(1, keep_with_next=True), FlowItem(2)], 4 * 579, 579).positions
    (PagePosition(page=1, line=1), PagePosition(page=2, line=1), PagePosition(page=2, line=2))
    """
    positions: list[PagePosition] = []
    heights = [0]
    for number, item in enumerate(items):
        if heights[-1] and (item.new_page or _needed(items, number, height, pitch) > height - heights[-1]):
            heights.append(item.heading_lines * pitch + (item.extra_height if item.heading_lines else 0))
        positions.append(PagePosition(len(heights), round(heights[-1] / pitch) + 1))
        rest = item.lines
        while rest > (fitting := max((height - heights[-1]) // pitch, 1)):
            heights[-1] += fitting * pitch
            rest -= fitting
            heights.append(0)
        heights[-1] += rest * pitch + item.extra_height
    return Pagination(tuple(positions), tuple(heights), pitch)


def _needed(items: Sequence[FlowItem], number: int, height: int, pitch: int) -> int:
    """The room an item needs to begin on a page: its first line, or all of it with the beginning of the next."""
    room = 0
    for at in range(number, len(items)):
        item = items[at]
        whole = item.keep_with_next or item.keep_together
        room += (item.lines if whole else min(item.lines, 1)) * pitch + (
            item.extra_height if whole else min(item.extra_height, 0)
        )
        if not item.keep_with_next or room > height:
            break
    return room if room <= height else pitch  # more than a page cannot be kept together


def shorten(items: Sequence[FlowItem], count: int) -> list[FlowItem]:
    """The items with `count` lines less in total, taken from the first that have more than one."""
    shorter = []
    for item in items:
        less = min(count, max(0, item.lines - 1))
        shorter.append(item._replace(lines=item.lines - less))
        count -= less
    return shorter
