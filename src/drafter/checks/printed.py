"""A report of ours as a proof-reader sees it: its lines, with the facts and templates that the words came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from drafter.findings import NOWHERE, Place
from drafter.prose.lines import Kind, Line, Prose, Stretch
from drafter.reading.typed import Typed, typed_cell, typed_template, typed_value
from drafter.report.elements import (
    addressee_lines,
    attachment_lines,
    header_lines,
    imprint_lines,
    note_lines,
)
from drafter.report.tree import Block, Paragraph, Report, Run, Section, Table

# The lines of a file, by the name that places have for it.
LinesOf = Callable[[str], Sequence[str]]


def of_report(report: Report, file: str, year: int | None, lines_of: LinesOf = lambda _: ()) -> Prose:
    """The lines of a report, as they are printed; `lines_of` knows the facts file and the templates."""
    lines = [
        *_elements(header_lines(report), Kind.HEADER),
        _line((run for unit in report.title for run in unit), Kind.TITLE),
        *_elements(addressee_lines(report), Kind.ADDRESSEE),
        *_blocks(report.body),
        *_elements(attachment_lines(report), Kind.ATTACHMENT),
        *_elements(report.elements.get("发文机关署名", ()), Kind.ISSUER),
        *_elements(report.elements.get("成文日期", ()), Kind.DATE),
        *_elements(note_lines(report), Kind.NOTE),
    ]
    for attachment in report.attachments:
        lines += [_line(attachment.title, Kind.ATTACHMENT), *_blocks(attachment.body)]
    lines += _elements(imprint_lines(report), Kind.IMPRINT)

    @cache
    def typed_at(place: Place) -> Typed:
        if not place.line:
            return Typed()
        if place.cell:
            return typed_cell(place)
        known = lines_of(place.file)
        if place.line > len(known):
            known = [""] * (place.line - 1) + [place.excerpt]  # of the file there is but this line
        return (typed_value if place.file == file else typed_template)(place, known)

    return Prose(tuple(_knowing(line, typed_at) for line in lines), file, year, from_facts=True)


def _knowing(line: Line, typed_at: Callable[[Place], Typed]) -> Line:
    return line._replace(stretches=tuple(stretch._replace(typed_at=typed_at) for stretch in line.stretches))


def _elements(lines: Iterable[Iterable[Run]], kind: Kind) -> list[Line]:
    return [_line(line, kind) for line in lines]


def _blocks(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Section):
            heading = (Run(block.number), *block.title)
            if block.run_in is None:
                yield _line(heading, Kind.HEADING, block.level, block.place)
            else:
                yield _paragraph(block.run_in, block.level, (*heading, Run(block.stop)), block.place)
            yield from _blocks(block.body)
        elif isinstance(block, Table):
            yield from (_line(cell, Kind.CELL) for row in block.rows for cell in row)
        else:
            yield _paragraph(block)


def _paragraph(paragraph: Paragraph, level: int = 0, heading: Iterable[Run] = (), place: Place = NOWHERE) -> Line:
    text, stretches = "", []
    for runs, where in ((heading, place), *((sentence.runs, sentence.place) for sentence in paragraph.sentences)):
        part = _line(runs, Kind.TEXT, 0, where)
        stretches += [stretch._replace(start=stretch.start + len(text)) for stretch in part.stretches]
        text += part.text
    return Line(text, Kind.TEXT, level, tuple(stretches))


def _line(runs: Iterable[Run], kind: Kind, level: int = 0, place: Place = NOWHERE) -> Line:
    """Words of a fact came from the fact, words of a template from its line."""
    text, stretches = "", []
    before: dict[Place, str] = {}  # what came from each place so far
    for run in runs:
        source = run.sources[0].place if run.sources else place
        stretches.append(Stretch(len(text), source, before.get(source, "")))
        before[source] = before.get(source, "") + run.text
        text += run.text
    return Line(text, kind, level, tuple(stretches))
