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
TypedAt = Callable[[Place], TypedSource]


def text_of_document(document: Document, file: str, year: int | None, lines_of: LinesOf = lambda _: ()) -> TextDocument:
    """The lines of a report as printed; `lines_of` returns the lines of the facts file and of the templates."""

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

    lines = (line for printed in document.lines() for line in _lines(printed, typed_at))
    return TextDocument(tuple(lines), file, year, from_facts=True)


_RunsAt = tuple[Iterable[Run], Place]  # and the place of runs that have none of their own


def _lines(printed: DocumentLine, typed_at: TypedAt) -> Iterator[TextLine]:
    block = printed.block
    if isinstance(block, Table):
        yield from (_line([(cell, NOWHERE)], typed_at, LineKind.CELL) for row in block.rows for cell in row)
    elif isinstance(block, Section) and block.run_in:
        yield _line([(block.lead, block.place), *_sentences(block.run_in)], typed_at, LineKind.TEXT, block.level)
    elif isinstance(block, Section):
        yield _line([(block.lead, block.place)], typed_at, LineKind.HEADING, block.level)
    elif block is not None:
        yield _line(_sentences(block), typed_at, LineKind.TEXT)
    else:
        yield _line([(printed.runs, NOWHERE)], typed_at, printed.kind)


def _sentences(paragraph: Paragraph) -> Iterator[_RunsAt]:
    return ((sentence.runs, sentence.place) for sentence in paragraph.sentences)


def _line(pieces: Iterable[_RunsAt], typed_at: TypedAt, kind: LineKind, level: int = 0) -> TextLine:
    """A line with a span for every run: of the fact that it came from, else of the template line."""
    texts, spans, length = [], [], 0
    for runs, place in pieces:
        before: dict[Place, tuple[int, str]] = {}  # how many characters came from each place, and the last of them
        for run in runs:
            text = run.text
            source = run.sources[0].place if run.sources else run.place if run.place.file else place
            offset, words = before.get(source, (0, ""))
            spans.append(Span(length, source, offset, words, typed_at))
            before[source] = offset + len(text), (words + text)[-CONTEXT:]
            texts.append(text)
            length += len(text)
    return TextLine("".join(texts), kind, level, tuple(spans))
