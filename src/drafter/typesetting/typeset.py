"""Typesets a document: its blocks, lines per page, the place of the 版记, and the number of pages.

Decisions that must hold on paper hold by the rules of both LibreOffice and Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from drafter.document.model import Block, Document, Paragraph, Section, Table
from drafter.document.runs import words
from drafter.system.patterns import pattern
from drafter.typesetting import body, styles
from drafter.typesetting.blocks import PageBlock, TableBlock, keep_with_next
from drafter.typesetting.header_block import header_block, mark_styles
from drafter.typesetting.imprint import imprint_height, imprint_table
from drafter.typesetting.line_breaking import LIBREOFFICE, WORD, LineRules
from drafter.typesetting.page_format import PageFormat, with_lines
from drafter.typesetting.pagination import FlowItem, LineCounter, Pagination, paginate, shorten
from drafter.typesetting.signature import signature
from drafter.typesetting.widths import width_in_zi

# A 汉字 or full-width mark counts one, a run of digits and letters too.
_COUNTED = pattern(r"[^\x00-\xff]|[\x21-\xff]+")

_SHORT_PARAGRAPH = 6  # lines of a last paragraph that always moves with the signature
_LINE_CHANGES = (1, -1, -2, -3)  # lines per page tried when the signature begins a page; +2 are too close
_LARGER_LINE_CHANGES = (-4, -5)  # tried if moving the last paragraph does not help either
_SHORT_ADDRESSEE = 3  # lines of 主送机关 for which the first page always has room
_FEWER, _MORE = 2, 2  # tolerance of the predicted lines


def character_count(text: str) -> int:
    """字数 of a text as Word and WPS count it.

    >>> character_count("排查58件，成功率达99.3%。")
    11
    """
    return len(_COUNTED.findall(text))


class PageCounts(NamedTuple):
    """The number of pages by the rules of each renderer, with a blank one if the 版记 needs an even page of its own."""

    word: int
    libreoffice: int


def typeset(document: Document, page_format: PageFormat) -> Typeset:
    """Typesets a document so that, if possible, the signature does not begin a page (7.3.5.5)."""
    counters = {rules: LineCounter(rules) for rules in (LIBREOFFICE, WORD)}
    short = 0 < width_in_zi(_last_text(document.body)) <= _SHORT_PARAGRAPH * page_format.zi_per_line
    best = Typeset(document, page_format, counters, keeps_last_paragraph=short)
    if short or not best.closing:
        return best
    usual, fewest = (
        [replace(best, page_format=with_lines(page_format, page_format.lines_per_page + more)) for more in lines]
        for lines in (_LINE_CHANGES, _LARGER_LINE_CHANGES)
    )
    best = _least_bad(best, usual)
    kept = [replace(best, keeps_last_paragraph=True)] if len(document.body) > 1 else []
    return _least_bad(best, [*kept, *fewest]) if best.badness > 1 else best


def _least_bad(best: Typeset, candidates: Sequence[Typeset]) -> Typeset:
    """The first of the least badness; those behind one without any are not laid out."""
    for candidate in candidates:
        if best.badness and candidate.badness < best.badness:
            best = candidate
    return best


@dataclass(frozen=True, eq=False)
class Typeset:
    """A document as blocks, in a page format with its own number of lines per page.

    `keeps_last_paragraph`: the last paragraph is kept with the signature. Renderers may move it as a whole, so that is
    the last resort for a long one.
    """

    document: Document
    page_format: PageFormat
    counters: Mapping[LineRules, LineCounter]
    keeps_last_paragraph: bool = False

    @cached_property
    def above(self) -> tuple[PageBlock, ...]:
        """Everything above 附件说明 and signature."""
        blocks = [*self._top, *(() if self.addressee_moves else body.addressee(self.document))]
        text = list(body.body(self.document.body, self.page_format))
        if text and self.keeps_last_paragraph:
            text[-1] = keep_with_next(text[-1])
        return (*blocks, *text)

    @cached_property
    def _top(self) -> tuple[PageBlock, ...]:
        return (*header_block(self.document, self.page_format), *body.title(self.document, self.page_format))

    @cached_property
    def closing(self) -> tuple[PageBlock, ...]:
        """附件说明, signature and the lines below it."""
        signed = list(signature(self.document, self.page_format))
        below = body.closing_lines(self.document)
        if signed and below:
            signed[-1] = keep_with_next(signed[-1])
        return (*body.attachment_list(self.document, self.page_format), *signed, *below)

    @cached_property
    def blocks(self) -> tuple[PageBlock, ...]:
        """Everything but the 版记."""
        attached = (block for one in self.document.attachments for block in body.attachment(one, self.page_format))
        return (*self.above, *self.closing, *attached)

    @cached_property
    def mark_styles(self) -> list[styles.ParagraphStyle]:
        """The styles of the 发文机关标志."""
        return mark_styles(self.document, self.page_format)

    @cached_property
    def addressee_moves(self) -> bool:
        """Whether 主送机关 moves to the 版记, as it would push all text off the first page (7.3.2)."""
        addressees = self.document.elements.get("主送机关", ())
        if sum(width_in_zi(words(line)) for line in addressees) <= _SHORT_ADDRESSEE * self.page_format.zi_per_line:
            return False
        items = self._flow((*self._top, *body.addressee(self.document)), LIBREOFFICE)
        pitch = self.page_format.line_pitch
        return self.page_format.type_area[1] - sum(item.lines * pitch + item.extra_height for item in items) < pitch

    @cached_property
    def badness(self) -> int:
        """Badness of 附件说明 or signature at the top of a page: by either renderer 2, by one with a line less 1."""
        above, closing = ([self._flow(part, rules) for rules in self.counters] for part in (self.above, self.closing))
        cases = [*zip(above, closing, strict=True), (shorten(above[0], 1), closing[0])]
        begins = [self._paginate([*one, *other]).positions[len(one)].line == 1 for one, other in cases]
        return 2 * sum(begins[:-1]) + begins[-1]

    def pagination(self, rules: LineRules, latin: Mapping[str, int] | None = None) -> Pagination:
        """The pages by the rules of a renderer, without the 版记; `latin` as in `FontMetrics`, for another typeface."""
        counter = LineCounter(rules, latin) if latin else self.counters[rules]
        return self._paginate(counter.flow(self.blocks, self.page_format, self.mark_styles))

    @cached_property
    def page_counts(self) -> PageCounts:
        """The pages by the rules of both renderers."""
        return PageCounts(self.page_count(WORD), self.page_count(LIBREOFFICE))

    def page_count(self, rules: LineRules) -> int:
        """The number of pages, with those that the 版记 needs."""
        pages = self.pagination(rules).pages
        if self.imprint is None or self.imprint_shares_page:
            return pages
        height = 0 if self.imprint.floats else imprint_height(self.imprint, self.page_format)
        return pages + (1 if pages % 2 else 2) + height // self.page_format.type_area[1]

    @cached_property
    def imprint(self) -> TableBlock | None:
        """The 版记; None if it has no elements."""
        return imprint_table(self.document, self.page_format, self.addressee_moves)

    @cached_property
    def imprint_shares_page(self) -> bool:
        """Whether the text ends on an even page with room for the 版记, by the rules of both renderers.

        Otherwise the 版记 has an even page of its own (7.4.1), which needs no prediction.
        """
        if self.imprint is None:
            return False
        if any(isinstance(block, Table) for one in self.document.attachments for block in one.body):
            return False  # the height of a table depends on the renderer
        height = imprint_height(self.imprint, self.page_format) + self.page_format.line_pitch
        flows = (self._flow(self.blocks, rules) for rules in self.counters)
        predictions = [self._paginate(items) for flow in flows for items in _within_tolerance(flow)]
        pages = predictions[0].pages
        return pages % 2 == 0 and all(
            one.pages == pages and one.used + height <= self.page_format.type_area[1] for one in predictions
        )

    def _flow(self, blocks: Sequence[PageBlock], rules: LineRules) -> list[FlowItem]:
        return self.counters[rules].flow(blocks, self.page_format, self.mark_styles)

    def _paginate(self, items: Sequence[FlowItem]) -> Pagination:
        return paginate(items, self.page_format.type_area[1], self.page_format.line_pitch)


def _within_tolerance(items: list[FlowItem]) -> Iterator[Sequence[FlowItem]]:
    """The items, with up to `_FEWER` lines less, and with `_MORE` lines more."""
    yield from (shorten(items, count) for count in range(_FEWER + 1))
    yield [FlowItem(_MORE), *items]


def _last_text(blocks: tuple[Block, ...]) -> str:
    """The words of the last paragraph or heading; empty if the last block is a table."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Section):
        return _last_text(last.body) if last.body else last.heading + (last.run_in.text if last.run_in else "")
    return last.text if isinstance(last, Paragraph) else ""
