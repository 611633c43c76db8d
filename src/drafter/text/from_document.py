"""A report made of facts as lines of text, with the facts and templates that the words came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from drafter.document.elements import LineKind
from drafter.document.model import Document, DocumentLine, Paragraph, Section, Table
from drafter.document.runs import Run
from drafter.findings import NOWHERE, Place
from drafter.readers.yaml.typed_source import CONTEXT, TypedSource, typed_cell, typed_template, typed_value
from drafter.text.model import Span, TextDocument, TextLine

# The name of a file in places → its lines.
LinesOf = Callable[[str], Sequence[str]]


def text_of_document(document: Document, file: str, year: int | None, lines_of: LinesOf = lambda _: ()) -> TextDocument:
    """The lines of a report as printed; `lines_of` returns the lines of the facts file and of the templates."""
    lines = [line for printed in document.lines() for line in _lines(printed)]

    @cache
    def typed_at(place: Place) -> TypedSource:
        if not place.line:
            return TypedSource()
        if place.cell:
            return typed_cell(place)
        known = lines_of(place.file)
        if place.line > len(known):
            known = [""] * (place.line - 1) + [place.excerpt]  # only this line of the file is known
        return (typed_value if place.file == file else typed_template)(place, known)

    return TextDocument(tuple(_with_typed_source(line, typed_at) for line in lines), file, year, from_facts=True)


def _with_typed_source(line: TextLine, typed_at: Callable[[Place], TypedSource]) -> TextLine:
    return line._replace(spans=tuple(span._replace(typed_at=typed_at) for span in line.spans))


def _lines(printed: DocumentLine) -> Iterator[TextLine]:
    block = printed.block
    if isinstance(block, Table):
        yield from (_line(cell, LineKind.CELL) for row in block.rows for cell in row)
    elif isinstance(block, Section) and block.run_in:
        yield _paragraph(block.run_in, block.level, block.lead, block.place)
    elif isinstance(block, Section):
        yield _line(block.lead, LineKind.HEADING, block.level, block.place)
    elif block is not None:
        yield _paragraph(block)
    else:
        yield _line(printed.runs, printed.kind)


def _paragraph(paragraph: Paragraph, level: int = 0, heading: Iterable[Run] = (), place: Place = NOWHERE) -> TextLine:
    texts, spans, length = [], [], 0
    for runs, where in ((heading, place), *((sentence.runs, sentence.place) for sentence in paragraph.sentences)):
        part = _line(runs, LineKind.TEXT, 0, where)
        spans += [span._replace(start=span.start + length) for span in part.spans]
        texts.append(part.text)
        length += len(part.text)
    return TextLine("".join(texts), LineKind.TEXT, level, tuple(spans))


def _line(runs: Iterable[Run], kind: LineKind, level: int = 0, place: Place = NOWHERE) -> TextLine:
    """A line with a span for every run: of the fact that it came from, else of the template line."""
    texts, spans, length = [], [], 0
    before: dict[Place, tuple[int, str]] = {}  # how many characters came from each place so far, and the last of them
    for run in runs:
        source = run.sources[0].place if run.sources else run.place if run.place.file else place
        offset, words = before.get(source, (0, ""))
        spans.append(Span(length, source, offset, words))
        before[source] = offset + len(run.text), (words + run.text)[-CONTEXT:]
        texts.append(run.text)
        length += len(run.text)
    return TextLine("".join(texts), kind, level, tuple(spans))
