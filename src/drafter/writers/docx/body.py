"""主体: title, addressee, body, attachment list, signature, note, attachments (GB/T 9704-2012 7.3).

The paragraphs are written against the style ids; no paragraph has looks of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.composition.flow import addressee_moves, column_widths, hanging, signed_with
from drafter.composition.title import broken_title, title_lines
from drafter.findings import Place
from drafter.profile import Profile
from drafter.provenance import Source
from drafter.report.elements import addressee_lines, attachment_lines, note_lines
from drafter.report.tree import Attachment, Block, Paragraph, Report, Run, Runs, Section, Table, words
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


def body(report: Report, profile: Profile) -> Iterator[Written]:
    """Everything between the header and the imprint, in reading order."""
    runs = tuple(run for unit in report.title for run in unit)
    yield _title(styles.TITLE, runs, broken_title(report, profile), profile)
    yield empty_line()
    for addressee in () if addressee_moves(report, profile) else addressee_lines(report):
        yield line_of(styles.ADDRESSEE, addressee, profile)
    blocks = list(_blocks(report.body, profile))
    if blocks and signed_with(report, profile):
        blocks[-1] = blocks[-1].kept_with_next()
    yield from blocks
    yield from _attachment_list(report, profile)
    signed = list(signature(report, profile))
    notes = note_lines(report)
    if notes and signed and signed[-1].is_paragraph:
        signed[-1] = signed[-1].kept_with_next()
    yield from signed
    for note in notes:
        yield line_of(styles.NOTE, note, profile)
    for attachment in report.attachments:
        yield from _attachment(attachment, profile)


def _title(style: str, runs: Runs, lines: tuple[str, ...], profile: Profile) -> Written:
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
        pieces.append(runs_xml(cut, profile))
    return Written.of(paragraph(style, "<w:r><w:br/></w:r>".join(pieces)), origin(runs))


def _paragraph_origin(text: Paragraph, heading: Runs = ()) -> str:
    facts: dict[Source, None] = {}
    for sentence in text.sentences:
        facts.update(dict.fromkeys(sentence.sources))
    places = [place for sentence in text.sentences for place in _template(sentence.place)]
    return origin(heading, [*map(str, facts), *places])


def _template(place: Place) -> list[str]:
    return [f"模板 {place.short}"] if place.file else []


def _blocks(blocks: tuple[Block, ...], profile: Profile) -> Iterator[Written]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Written.of(paragraph(styles.BODY, runs_xml(block.runs, profile)), _paragraph_origin(block))
        elif isinstance(block, Table):
            yield _table(block, profile)
        else:
            yield _heading(block, profile)
            yield from _blocks(block.body, profile)


def _heading(section: Section, profile: Profile) -> Written:
    number = (Run(section.number),) if section.number else ()
    if section.run_in is None:
        runs = runs_xml(number + section.title, profile)
        alone = "" if section.body else LOOSE  # nothing stands under it to be kept with
        xml = paragraph(styles.heading(section.level), runs, alone)
        return Written.of(xml, origin(section.title, _template(section.place)))
    runs = runs_xml((*number, *section.title, Run(section.stop)), profile, styles.run_in_heading(section.level))
    runs += runs_xml(section.run_in.runs, profile)
    return Written.of(paragraph(styles.BODY, runs), _paragraph_origin(section.run_in, section.title))


def _table(table: Table, profile: Profile) -> Written:
    widths = column_widths(table, profile)
    rows, origins = "", []
    for number, cells in enumerate(table.rows):
        written = ""
        for runs, width in zip((*cells, *((),) * (len(widths) - len(cells))), widths, strict=True):
            text = paragraph(styles.TABLE_TEXT, runs_xml(runs, profile))
            written += cell(width, text, '<w:vAlign w:val="center"/>')
            if words(runs).strip():
                origins.append(origin(runs))
        rows += row(written, "" if number else "<w:tblHeader/>")
    return Written(table_of(styles.GRID, widths, rows), tuple(origins))


def _attachment_list(report: Report, profile: Profile) -> Iterator[Written]:
    """附件说明 one line below the body; what runs on stands under the first character of the name (7.3.4)."""
    lines = attachment_lines(report)
    if lines:
        yield empty_line(keep=True)
    for line in lines:
        left, out = (int(zi * profile.zi) for zi in hanging(line))
        yield line_of(styles.ATTACHMENT_LIST, line, profile, f'<w:ind w:left="{left}" w:hanging="{out}"/>')


def _attachment(attachment: Attachment, profile: Profile) -> Iterator[Written]:
    """On a new page: the mark on line 1, the title on line 3 (7.3.7)."""
    yield line_of(styles.ATTACHMENT_MARK, (Run(attachment.mark),), profile)
    yield empty_line()
    lines = title_lines([words(attachment.title)], profile.title_zi_per_line)
    yield _title(styles.ATTACHMENT_TITLE, attachment.title, lines, profile)
    yield empty_line()
    yield from _blocks(attachment.body, profile)
