"""A document typeset: its blocks, the lines a page, the place of the 版记, and how many pages there are.

Two renderers decide, LibreOffice and Word: what must be right on paper is right by the rules of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from drafter.document.model import Block, Document, Paragraph, Section, Table
from drafter.document.runs import words
from drafter.typesetting import body, styles
from drafter.typesetting.blocks import PageBlock, TableBlock, kept_with_next
from drafter.typesetting.header_block import header_block, mark_styles
from drafter.typesetting.imprint import imprint_height, imprint_table
from drafter.typesetting.line_breaking import LIBREOFFICE, WORD, LineRules
from drafter.typesetting.page_format import PageFormat, with_lines
from drafter.typesetting.pagination import FlowItem, Measure, Pagination, paginate, shortened
from drafter.typesetting.signature import signature
from drafter.typesetting.widths import width_in_zi

# A 汉字 or full-width mark counts one, a run of digits and letters too.
_COUNTED = re.compile(r"[^\x00-\xff]|[\x21-\xff]+")

_SIGNED_WITH = 6  # lines of a last paragraph that goes with the signature in any case
_OTHER_LINES = (1, -1, -2, -3)  # a page, where the signature would have one for itself; two more are too close
_FEWEST_LINES = (-4, -5)  # a page, where the last paragraph cannot move either
_NEVER_TOO_LONG = 3  # lines of 主送机关 that the first page has room for, whatever is above it
_FEWER, _MORE = 2, 2  # lines by which a renderer may differ from our count


def character_count(text: str) -> int:
    """字数 of a text, as Word and WPS count it.

    >>> character_count("排查58件，成功率达99.3%。")
    11
    """
    return len(_COUNTED.findall(text))


class PageCounts(NamedTuple):
    """Pages of a document, with a blank one where the 版记 needs an even page of its own."""

    word: int
    libreoffice: int


def page_counts(document: Document, page_format: PageFormat) -> PageCounts:
    """The pages by the rules of both renderers."""
    made = typeset(document, page_format)
    return PageCounts(made.page_count(WORD), made.page_count(LIBREOFFICE))


def typeset(document: Document, page_format: PageFormat) -> Typeset:
    """The document as blocks of pages."""
    measures = {rules: Measure(rules) for rules in (LIBREOFFICE, WORD)}
    short = 0 < width_in_zi(_last_text(document.body)) <= _SIGNED_WITH * page_format.zi_per_line
    best = Typeset(document, page_format, measures, last_kept=short)
    if short or not best.closing:
        return best
    usual, fewest = (
        [replace(best, page_format=with_lines(page_format, page_format.lines_per_page + more)) for more in lines]
        for lines in (_OTHER_LINES, _FEWEST_LINES)
    )
    ways = (*usual, replace(best, last_kept=True), *fewest)
    least = best.signature_alone
    for way in ways:
        if least and way.signature_alone < least:
            best, least = way, way.signature_alone
    return best


@dataclass(frozen=True, eq=False)
class Typeset:
    """Blocks of a document in a page format whose lines a page keep the signature off a page of its own (7.3.5.5).

    `last_kept`: the last paragraph goes to the page of the signature. Renderers may move it as a whole, so a long one
    is kept only where nothing else helps.
    """

    document: Document
    page_format: PageFormat
    measures: Mapping[LineRules, Measure]
    last_kept: bool = False

    @cached_property
    def above(self) -> tuple[PageBlock, ...]:
        """Everything above 附件说明 and signature."""
        blocks = [*self._top, *(() if self.addressee_moves else body.addressee(self.document))]
        text = list(body.body(self.document.body, self.page_format))
        if text and self.last_kept:
            text[-1] = kept_with_next(text[-1])
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
            signed[-1] = kept_with_next(signed[-1])
        return (*body.attachment_list(self.document, self.page_format), *signed, *below)

    @cached_property
    def blocks(self) -> tuple[PageBlock, ...]:
        """Everything down to the 版记."""
        attached = (block for one in self.document.attachments for block in body.attachment(one, self.page_format))
        return (*self.above, *self.closing, *attached)

    @cached_property
    def mark_styles(self) -> list[styles.ParagraphStyle]:
        """The styles of the 发文机关标志."""
        return mark_styles(self.document, self.page_format)

    @cached_property
    def addressee_moves(self) -> bool:
        """主送机关 goes to the 版记 where it would push all text off the first page (7.3.2)."""
        addressees = self.document.elements.get("主送机关", ())
        if sum(width_in_zi(words(line)) for line in addressees) <= _NEVER_TOO_LONG * self.page_format.zi_per_line:
            return False
        items = self._flow((*self._top, *body.addressee(self.document)), LIBREOFFICE)
        pitch = self.page_format.line_pitch
        return self.page_format.type_area[1] - sum(item.lines * pitch + item.extra_height for item in items) < pitch

    @cached_property
    def signature_alone(self) -> int:
        """How bad it is that 附件说明 or signature begins a page: by both renderers, and by one with a line less."""
        above, closing = ([self._flow(part, rules) for rules in self.measures] for part in (self.above, self.closing))
        cases = [*zip(above, closing, strict=True), (shortened(above[0], 1), closing[0])]
        begins = [self._paginate([*one, *other]).positions[len(one)].line == 1 for one, other in cases]
        return 2 * sum(begins[:-1]) + begins[-1]

    def pagination(self, rules: LineRules, latin: Mapping[str, int] | None = None) -> Pagination:
        """The pages by the rules of a renderer, without the 版记; `latin` as in `FontMetrics`, for another typeface."""
        measure = Measure(rules, latin) if latin else self.measures[rules]
        return self._paginate(measure.flow(self.blocks, self.page_format, self.mark_styles))

    def page_count(self, rules: LineRules) -> int:
        """How many pages there are, with those that the 版记 needs."""
        pages = self.pagination(rules).pages
        if self.imprint is None or self.imprint_shares_page:
            return pages
        height = 0 if self.imprint.floats else imprint_height(self.imprint, self.page_format)
        return pages + (1 if pages % 2 else 2) + height // self.page_format.type_area[1]

    @cached_property
    def imprint(self) -> TableBlock | None:
        """The 版记."""
        return imprint_table(self.document, self.page_format, self.addressee_moves)

    @cached_property
    def imprint_shares_page(self) -> bool:
        """The 版记 is below the text, as that ends on an even page with room, by the rules of both renderers.

        Else it has an even page of its own (7.4.1), which needs no prediction.
        """
        if self.imprint is None:
            return False
        if any(isinstance(block, Table) for one in self.document.attachments for block in one.body):
            return False  # the height of a table depends on the renderer
        height = imprint_height(self.imprint, self.page_format) + self.page_format.line_pitch
        found = [self._paginate(items) for rules in self.measures for items in _nearly(self._flow(self.blocks, rules))]
        return found[0].pages % 2 == 0 and all(
            one.pages == found[0].pages and one.used + height <= self.page_format.type_area[1] for one in found
        )

    def _flow(self, blocks: Sequence[PageBlock], rules: LineRules) -> list[FlowItem]:
        return self.measures[rules].flow(blocks, self.page_format, self.mark_styles)

    def _paginate(self, items: Sequence[FlowItem]) -> Pagination:
        return paginate(items, self.page_format.type_area[1], self.page_format.line_pitch)


def _nearly(items: list[FlowItem]) -> Iterator[Sequence[FlowItem]]:
    """The items, with a few lines less, and with a few more."""
    yield from (shortened(items, count) for count in range(_FEWER + 1))
    yield [FlowItem(_MORE), *items]


def _last_text(blocks: tuple[Block, ...]) -> str:
    """The words of the paragraph or heading that the body ends with; empty where it ends with a table."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Section):
        return _last_text(last.body) if last.body else last.heading + (last.run_in.text if last.run_in else "")
    return last.text if isinstance(last, Paragraph) else ""
