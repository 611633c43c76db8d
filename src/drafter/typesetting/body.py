"""主体: title, addressee, body, attachment list, closing lines, attachments (GB/T 9704-2012 7.3). Lengths in twips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drafter.document.elements import BY_NAME, ELEMENTS, Region
from drafter.document.model import Attachment, Block, Document, Paragraph, Section, Table
from drafter.document.runs import Run, Runs, words
from drafter.typesetting import styles
from drafter.typesetting.blocks import (
    RUN_IN,
    CellBlock,
    Origin,
    PageBlock,
    ParagraphBlock,
    RowBlock,
    StyledRuns,
    TableBlock,
    empty_line,
    insert_line_breaks,
    paragraph,
)
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.styles import Indent
from drafter.typesetting.title_breaking import document_title_lines, title_lines
from drafter.typesetting.widths import width_in_zi

_NARROWEST, _WIDEST = 4, 12  # 字 that a column counts for in the widths of a table
_LIST_LEFT = 2  # 字, indent of the 附件说明 (7.3.4)
_LIST_LABEL = BY_NAME["附件说明"].before


def title(document: Document, page_format: PageFormat) -> Iterator[PageBlock]:
    """The title and the empty line below it (7.3.1)."""
    runs = tuple(run for unit in document.title for run in unit)
    yield paragraph(styles.TITLE, insert_line_breaks(runs, document_title_lines(document, page_format)))
    yield empty_line()


def addressee(document: Document) -> list[ParagraphBlock]:
    """主送机关 (7.3.2)."""
    return [paragraph(styles.ADDRESSEE, line) for line in document.element_lines("主送机关")]


def body(blocks: tuple[Block, ...], page_format: PageFormat) -> Iterator[PageBlock]:
    """Headings, paragraphs and tables (7.3.3)."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield ParagraphBlock(styles.BODY, (StyledRuns(block.runs),), origins=_origins(block))
        elif isinstance(block, Table):
            yield _table(block, page_format)
        else:
            yield _heading(block)
            yield from body(block.body, page_format)


def _origins(text: Paragraph, heading: Runs = ()) -> tuple[Origin, ...]:
    facts = dict.fromkeys(source for sentence in text.sentences for source in sentence.sources)
    places = (sentence.place for sentence in text.sentences if sentence.place.file)
    return (*(source for run in heading for source in run.sources), *facts, *places)


def _heading(section: Section) -> ParagraphBlock:
    if section.run_in is None:
        place = (section.place,) if section.place.file else ()
        sources = (source for run in section.title for source in run.sources)
        keep = None if section.body else False  # no content to keep it with
        lead = (StyledRuns(section.lead),)
        return ParagraphBlock(styles.heading(section.level), lead, keep, origins=(*sources, *place))
    content = (StyledRuns(section.lead, RUN_IN.format(section.level)), StyledRuns(section.run_in.runs))
    return ParagraphBlock(styles.BODY, content, origins=_origins(section.run_in, section.title))


def _table(table: Table, page_format: PageFormat) -> TableBlock:
    widths = column_widths(table, page_format)
    rows = []
    for number, cells in enumerate(table.rows):
        padded = (*cells, *((),) * (len(widths) - len(cells)))
        texts = (
            CellBlock(width, (paragraph(styles.TABLE_TEXT, runs),), centred=True)
            for runs, width in zip(padded, widths, strict=True)
        )
        rows.append(RowBlock(tuple(texts), heading=number == 0))
    return TableBlock(styles.GRID, tuple(widths), tuple(rows))


def column_widths(table: Table, page_format: PageFormat) -> list[int]:
    """Widths of the columns of a table that fills the line, in twips: by its shares, else by the widest cells."""
    columns = max(len(row) for row in table.rows)
    shares: Sequence[float] = table.shares
    if not shares:
        widest = [max(width_in_zi(words(row[n])) if n < len(row) else 0 for row in table.rows) for n in range(columns)]
        shares = [min(max(zi, _NARROWEST), _WIDEST) for zi in widest]
    return [int(page_format.type_area[0] * share / sum(shares)) for share in shares]


def attachment_list(document: Document, page_format: PageFormat) -> Iterator[ParagraphBlock]:
    """附件说明 one line below the body; further lines of a name begin below its first character (7.3.4)."""
    lines = document.element_lines("附件说明")
    if lines:
        yield empty_line(keep=True)
    for line in lines:
        lead = line[0].text
        number, hanging = width_in_zi(lead.removeprefix(_LIST_LABEL)), width_in_zi(lead)
        left = _LIST_LEFT + len(_LIST_LABEL) + number
        indent = Indent(int(left * page_format.zi), first=-int(hanging * page_format.zi))
        yield paragraph(styles.ATTACHMENT_LIST, line, indent)


def closing_lines(document: Document) -> list[ParagraphBlock]:
    """The elements below the signature: 附注 (7.3.6)."""
    simple = [element for element in ELEMENTS if element.region is Region.CLOSING and element.left_zi]
    return [paragraph(one.style, line) for one in simple for line in document.element_lines(one.name)]


def attachment(one: Attachment, page_format: PageFormat) -> Iterator[PageBlock]:
    """On a new page: the mark on line 1, the title on line 3 (7.3.7)."""
    yield paragraph(styles.ATTACHMENT_MARK, (Run(one.mark),))
    yield empty_line()
    lines = title_lines([words(one.title)], page_format.title_zi_per_line)
    yield paragraph(styles.ATTACHMENT_TITLE, insert_line_breaks(one.title, lines))
    yield empty_line()
    yield from body(one.body, page_format)
