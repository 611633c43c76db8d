"""主体: title, addressee, body, attachment list, signature, note, attachments (GB/T 9704-2012 7.3).

The paragraphs are written against the style ids; no paragraph has looks of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Attachment, Block, Document, Paragraph, Section, Table
from drafter.document.provenance import Source
from drafter.document.runs import Run, Runs, words
from drafter.findings import Place
from drafter.typesetting.flow import addressee_moves, column_widths, hanging, signed_with
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.title_breaking import broken_title, title_lines
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import (
    LOOSE,
    Written,
    cell,
    empty_line,
    line_of,
    origin,
    paragraph,
    row,
    runs_xml,
    table_of,
)
from drafter.writers.docx.signature import signature


def body(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """Everything between the header and the imprint, in reading order."""
    runs = tuple(run for unit in document.title for run in unit)
    yield _title(styles.TITLE, runs, broken_title(document, page_format), page_format)
    yield empty_line()
    for addressee in () if addressee_moves(document, page_format) else document.element_lines("主送机关"):
        yield line_of(styles.ADDRESSEE, addressee, page_format)
    blocks = list(_blocks(document.body, page_format))
    if blocks and signed_with(document, page_format):
        blocks[-1] = blocks[-1].kept_with_next()
    yield from blocks
    yield from _attachment_list(document, page_format)
    signed = list(signature(document, page_format))
    notes = document.element_lines("附注")
    if notes and signed and signed[-1].is_paragraph:
        signed[-1] = signed[-1].kept_with_next()
    yield from signed
    for note in notes:
        yield line_of(styles.NOTE, note, page_format)
    for attachment in document.attachments:
        yield from _attachment(attachment, page_format)


def _title(style: str, runs: Runs, lines: tuple[str, ...], page_format: PageFormat) -> Written:
    """A title, broken into lines that together are its words."""
    pieces, rest = [], list(runs)
    for line in lines:
        left, cut = len(line), []
        while left and rest:
            run = rest.pop(0)
            if len(run.text) > left:
                rest.insert(0, run._replace(text=run.text[left:]))
                run = run._replace(text=run.text[:left])
            cut.append(run)
            left -= len(run.text)
        pieces.append(runs_xml(cut, page_format))
    return Written.of(paragraph(style, "<w:r><w:br/></w:r>".join(pieces)), origin(runs))


def _paragraph_origin(text: Paragraph, heading: Runs = ()) -> str:
    facts: dict[Source, None] = {}
    for sentence in text.sentences:
        facts.update(dict.fromkeys(sentence.sources))
    places = [place for sentence in text.sentences for place in _template(sentence.place)]
    return origin(heading, [*map(str, facts), *places])


def _template(place: Place) -> list[str]:
    return [f"模板 {place.short}"] if place.file else []


def _blocks(blocks: tuple[Block, ...], page_format: PageFormat) -> Iterator[Written]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Written.of(paragraph(styles.BODY, runs_xml(block.runs, page_format)), _paragraph_origin(block))
        elif isinstance(block, Table):
            yield _table(block, page_format)
        else:
            yield _heading(block, page_format)
            yield from _blocks(block.body, page_format)


def _heading(section: Section, page_format: PageFormat) -> Written:
    number = (Run(section.number),) if section.number else ()
    if section.run_in is None:
        runs = runs_xml(number + section.title, page_format)
        alone = "" if section.body else LOOSE  # nothing stands under it to be kept with
        xml = paragraph(styles.heading(section.level), runs, alone)
        return Written.of(xml, origin(section.title, _template(section.place)))
    runs = runs_xml((*number, *section.title, Run(section.stop)), page_format, styles.run_in_heading(section.level))
    runs += runs_xml(section.run_in.runs, page_format)
    return Written.of(paragraph(styles.BODY, runs), _paragraph_origin(section.run_in, section.title))


def _table(table: Table, page_format: PageFormat) -> Written:
    widths = column_widths(table, page_format)
    rows, origins = "", []
    for number, cells in enumerate(table.rows):
        written = ""
        for runs, width in zip((*cells, *((),) * (len(widths) - len(cells))), widths, strict=True):
            text = paragraph(styles.TABLE_TEXT, runs_xml(runs, page_format))
            written += cell(width, text, '<w:vAlign w:val="center"/>')
            if words(runs).strip():
                origins.append(origin(runs))
        rows += row(written, "" if number else "<w:tblHeader/>")
    return Written(table_of(styles.GRID, widths, rows), tuple(origins))


def _attachment_list(document: Document, page_format: PageFormat) -> Iterator[Written]:
    """附件说明 one line below the body; what runs on stands under the first character of the name (7.3.4)."""
    lines = document.element_lines("附件说明")
    if lines:
        yield empty_line(keep=True)
    for line in lines:
        left, out = (int(zi * page_format.zi) for zi in hanging(line))
        yield line_of(styles.ATTACHMENT_LIST, line, page_format, f'<w:ind w:left="{left}" w:hanging="{out}"/>')


def _attachment(attachment: Attachment, page_format: PageFormat) -> Iterator[Written]:
    """On a new page: the mark on line 1, the title on line 3 (7.3.7)."""
    yield line_of(styles.ATTACHMENT_MARK, (Run(attachment.mark),), page_format)
    yield empty_line()
    lines = title_lines([words(attachment.title)], page_format.title_zi_per_line)
    yield _title(styles.ATTACHMENT_TITLE, attachment.title, lines, page_format)
    yield empty_line()
    yield from _blocks(attachment.body, page_format)
