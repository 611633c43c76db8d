"""A report as a frozen tree; each run knows its facts, each sentence its template line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from drafter.document.elements import BLANK, BY_NAME, Element, LineKind, Region, lines_of, printed_lines
from drafter.document.provenance import Role, Source
from drafter.document.runs import Run, Runs, words
from drafter.document.title import title_paragraphs
from drafter.findings import NOWHERE, Place


class Sentence(NamedTuple):
    """One sentence with its stop; `sources` are all facts it read, printed or not."""

    runs: Runs
    sources: tuple[Source, ...] = ()
    place: Place = NOWHERE
    own: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return words(self.runs)


class Paragraph(NamedTuple):
    """A paragraph of sentences."""

    sentences: tuple[Sentence, ...]

    @property
    def runs(self) -> Runs:
        """All runs of its sentences."""
        return tuple(run for sentence in self.sentences for run in sentence.runs)

    @property
    def text(self) -> str:
        """The words."""
        return words(self.runs)


class Table(NamedTuple):
    """Rows of cells; the first row is the heading. `shares` are the relative widths of the columns."""

    rows: tuple[tuple[Runs, ...], ...]
    shares: tuple[int, ...] = ()  # empty: by their words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its content; `level` 1-4 prints as 一、（一）1.（1） (GB/T 9704-2012 7.3.3).

    `run_in` is text on the line of the heading, after its 。 `number` is empty until `number_sections`.
    """

    level: int
    title: Runs
    run_in: Paragraph | None = None
    body: tuple[Block, ...] = ()
    number: str = ""
    literal: bool = False  # its number was typed; it is not counted
    place: Place = NOWHERE  # the template line it came from

    @property
    def lead(self) -> Runs:
        """Number and title, with the 。 of a run-in heading."""
        number = (Run(self.number, Role.ORDINAL),) if self.number else ()
        return (*number, *self.title, Run(self.stop)) if self.stop else (*number, *self.title)

    @property
    def heading(self) -> str:
        """The words of `lead`."""
        return words(self.lead)

    @property
    def stop(self) -> str:
        """The 。 between a title and its run-in text; empty for a numbered paragraph without a title."""
        return "。" if self.run_in and self.title else ""


Block = Paragraph | Table | Section


class Attachment(NamedTuple):
    """附件: its mark, 附件 or 附件1, its title as in the 附件说明, and its content (7.3.7)."""

    mark: str
    title: Runs
    body: tuple[Block, ...]

    def lines(self) -> Iterator[DocumentLine]:
        """Its mark, its title, and the lines of its body."""
        yield DocumentLine(LineKind.ATTACHMENT, (Run(self.mark, Role.ORDINAL),))
        yield DocumentLine(LineKind.ATTACHMENT, self.title, level=1)
        yield from body_lines(self.body)


class DocumentLine(NamedTuple):
    """A line in reading order: of a page element, the title, a heading, a paragraph; a table is one line."""

    kind: LineKind
    runs: Runs
    block: Block | None = None  # the block of a body or an attachment that begins here
    element: Element | None = None
    level: int = 0  # in the outline: 1 for a title, 2-5 for a heading, 0 for other lines

    @property
    def text(self) -> str:
        """The words; a table has a line for each row, its cells separated by tabs."""
        if isinstance(self.block, Table):
            return "\n".join("\t".join(map(words, row)) for row in self.block.rows)
        return words(self.runs)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `title` holds its sense units, each of which stays on one line if possible."""

    title: tuple[Runs, ...]
    body: tuple[Block, ...]
    elements: Mapping[str, tuple[Runs, ...]] = field(default_factory=dict)
    omitted: tuple[Source, ...] = ()  # facts that the layout leaves out on purpose
    attachments: tuple[Attachment, ...] = ()
    used: frozenset[str] = frozenset()  # the keys of all facts that the layout read
    sealed: bool = True  # whether the signature bears a seal (7.3.5.1) or none (7.3.5.2)
    unit: str = ""  # whose report this is, of which year: by this a file is recognised, whatever its name
    year: str = ""

    @property
    def title_text(self) -> str:
        """The title on one line."""
        return "".join(words(unit) for unit in self.title)

    @property
    def one_line_title(self) -> str:
        """The title where it cannot have several lines: a blank of one 字 between joint issuers."""
        *issuers, rest = map(words, title_paragraphs(self.title))
        return BLANK.join(issuers) + rest

    @property
    def date(self) -> str:
        """成文日期 as it is printed."""
        return "".join(words(line) for line in self.elements.get("成文日期", ()))

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The lines of the title as broken by hand; empty if it is not, or if the lines are not those of the title."""
        lines = tuple(words(line) for line in self.elements.get("标题分行", ()))
        return lines if "".join(lines) == self.title_text else ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the body and of the attachments."""
        return (*self.body, *(block for attachment in self.attachments for block in attachment.body))

    @property
    def text(self) -> str:
        """Title and body, a line for each paragraph, without page elements."""
        return "\n".join([self.title_text, *(line.text for line in body_lines(self.body))])

    @property
    def full_text(self) -> str:
        """Every line in reading order, page elements too, each with a line end; open values are 【待填】 or blanks."""
        return "".join(f"{line.text}\n" for line in self.lines())

    def lines(self) -> Iterator[DocumentLine]:
        """Every line in reading order."""
        yield from self.region(Region.HEADER)
        if self.title:
            yield from (DocumentLine(LineKind.TITLE, line, level=1) for line in title_paragraphs(self.title))
        yield from self.region(Region.ADDRESSEE)
        yield from body_lines(self.body)
        yield from self.region(Region.CLOSING)
        for attachment in self.attachments:
            yield from attachment.lines()
        yield from self.region(Region.IMPRINT)

    def element_lines(self, name: str) -> list[Runs]:
        """The lines that one page element prints."""
        return lines_of(BY_NAME[name], self.elements)

    def region(self, region: Region) -> Iterator[DocumentLine]:
        """The lines of the page elements of a region."""
        for element, line in printed_lines(region, self.elements):
            yield DocumentLine(element.kind, line, None, element)

    def sections(self) -> Iterator[Section]:
        """Every section, in reading order."""
        yield from _sections(self.blocks)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph, in reading order, run-in text too."""
        yield from _paragraphs(self.blocks)

    def tables(self) -> Iterator[Table]:
        """Every table: those outside sections, then those of sections."""
        yield from (block for block in self.blocks if isinstance(block, Table))
        yield from (block for section in self.sections() for block in section.body if isinstance(block, Table))

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of the body and the attachments, in reading order."""
        for paragraph in self.paragraphs():
            yield from paragraph.sentences

    def runs(self) -> Iterator[Run]:
        """Every run of the report: title, elements, titles and content of attachments, body."""
        for unit in self.title:
            yield from unit
        for lines in self.elements.values():
            for line in lines:
                yield from line
        for attachment in self.attachments:
            yield from attachment.title
        yield from _runs(self.blocks)


def body_lines(body: tuple[Block, ...]) -> Iterator[DocumentLine]:
    """The lines of blocks, one for each heading, paragraph and table; a heading and its run-in text share a line."""
    for block in body:
        if isinstance(block, Section):
            if block.run_in:
                yield DocumentLine(LineKind.TEXT, (*block.lead, *block.run_in.runs), block)
            else:
                yield DocumentLine(LineKind.HEADING, block.lead, block, level=block.level + 1)
            yield from body_lines(block.body)
        elif isinstance(block, Table):
            yield DocumentLine(LineKind.CELL, (), block)
        else:
            yield DocumentLine(LineKind.TEXT, block.runs, block)


def _sections(body: tuple[Block, ...]) -> Iterator[Section]:
    for block in body:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.body)


def _paragraphs(body: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in body:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Section):
            if block.run_in:
                yield block.run_in
            yield from _paragraphs(block.body)


def _runs(body: tuple[Block, ...]) -> Iterator[Run]:
    for block in body:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell
        else:
            yield from block.title
            if block.run_in:
                yield from block.run_in.runs
            yield from _runs(block.body)
