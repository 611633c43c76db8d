"""A report of ours as a proof-reader sees it: its lines, with the facts and templates that the words came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from drafter.document.elements import addressee_lines, attachment_lines, header_lines, imprint_lines, note_lines
from drafter.document.model import Block, Document, Paragraph, Run, Section, Table
from drafter.findings import NOWHERE, Place
from drafter.readers.yaml.typed_source import TypedSource, typed_cell, typed_template, typed_value
from drafter.text.model import LineKind, Span, TextDocument, TextLine

# The lines of a file, by the name that places have for it.
LinesOf = Callable[[str], Sequence[str]]


def text_of_document(document: Document, file: str, year: int | None, lines_of: LinesOf = lambda _: ()) -> TextDocument:
    """The lines of a report, as they are printed; `break_lines` knows the facts file and the templates."""
    lines = [
        *_elements(header_lines(document), LineKind.HEADER),
        _line((run for unit in document.title for run in unit), LineKind.TITLE),
        *_elements(addressee_lines(document), LineKind.ADDRESSEE),
        *_blocks(document.body),
        *_elements(attachment_lines(document), LineKind.ATTACHMENT),
        *_elements(document.elements.get("发文机关署名", ()), LineKind.ISSUER),
        *_elements(document.elements.get("成文日期", ()), LineKind.DATE),
        *_elements(note_lines(document), LineKind.NOTE),
    ]
    for attachment in document.attachments:
        lines += [_line(attachment.title, LineKind.ATTACHMENT), *_blocks(attachment.body)]
    lines += _elements(imprint_lines(document), LineKind.IMPRINT)

    @cache
    def typed_at(place: Place) -> TypedSource:
        if not place.line:
            return TypedSource()
        if place.cell:
            return typed_cell(place)
        known = lines_of(place.file)
        if place.line > len(known):
            known = [""] * (place.line - 1) + [place.excerpt]  # of the file there is but this line
        return (typed_value if place.file == file else typed_template)(place, known)

    return TextDocument(tuple(_knowing(line, typed_at) for line in lines), file, year, from_facts=True)


def _knowing(line: TextLine, typed_at: Callable[[Place], TypedSource]) -> TextLine:
    return line._replace(spans=tuple(stretch._replace(typed_at=typed_at) for stretch in line.spans))


def _elements(lines: Iterable[Iterable[Run]], kind: LineKind) -> list[TextLine]:
    return [_line(line, kind) for line in lines]


def _blocks(blocks: Iterable[Block]) -> Iterator[TextLine]:
    for block in blocks:
        if isinstance(block, Section):
            heading = (Run(block.number), *block.title)
            if block.run_in is None:
                yield _line(heading, LineKind.HEADING, block.level, block.place)
            else:
                yield _paragraph(block.run_in, block.level, (*heading, Run(block.stop)), block.place)
            yield from _blocks(block.body)
        elif isinstance(block, Table):
            yield from (_line(cell, LineKind.CELL) for row in block.rows for cell in row)
        else:
            yield _paragraph(block)


def _paragraph(paragraph: Paragraph, level: int = 0, heading: Iterable[Run] = (), place: Place = NOWHERE) -> TextLine:
    text, stretches = "", []
    for runs, where in ((heading, place), *((sentence.runs, sentence.place) for sentence in paragraph.sentences)):
        part = _line(runs, LineKind.TEXT, 0, where)
        stretches += [stretch._replace(start=stretch.start + len(text)) for stretch in part.spans]
        text += part.text
    return TextLine(text, LineKind.TEXT, level, tuple(stretches))


def _line(runs: Iterable[Run], kind: LineKind, level: int = 0, place: Place = NOWHERE) -> TextLine:
    """Words of a fact came from the fact, words of a template from its line."""
    text, stretches = "", []
    before: dict[Place, str] = {}  # what came from each place so far
    for run in runs:
        source = run.sources[0].place if run.sources else run.place if run.place.file else place
        stretches.append(Span(len(text), source, before.get(source, "")))
        before[source] = before.get(source, "") + run.text
        text += run.text
    return TextLine(text, kind, level, tuple(stretches))
