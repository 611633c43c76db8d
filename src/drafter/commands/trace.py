"""The 数据来源表: every figure of a report, its sentence, and where it came from."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from drafter.commands.draft import draft_report
from drafter.document.model import Document, Paragraph, Section, Table
from drafter.document.provenance import Role, Source
from drafter.document.runs import Run, Runs, words
from drafter.facts.amounts import Quantity, figures, to_half_width
from drafter.facts.dates import Day
from drafter.facts.model import Fact, Facts
from drafter.findings import DrafterError, Place, fatal
from drafter.lawbook import without_fixed_words, without_names
from drafter.numerals import CHARACTERS, NUMERAL
from drafter.system.files import Saved, Stage, file_stem, save_document, save_text, without_stage_marks
from drafter.system.patterns import pattern
from drafter.workspace.files import DISK, Files
from drafter.writers.docx.package import write_docx
from drafter.writers.encode import encoded

COLUMNS = ("数据", "所在句子", "事实", "出处", "来源", "截至")

# 百分之八十, 三分之一, 七成, of which the first begins with a fixed word; 一成立 is none.
_SHARE = pattern(f"{NUMERAL}分之{NUMERAL}|{NUMERAL}成(?![{CHARACTERS}立为效果员功长])")
_NO_FIGURES = {Role.NAME, Role.ORDINAL, Role.TO_SIGN, Role.GAP}


class TracedFigure(NamedTuple):
    """One figure of a report."""

    figure: str
    sentence: str  # the sentence, heading or line that contains it
    key: str  # the fact; empty where a template states the figure: an own sentence or heading, or one to verify
    place: str  # file and line
    source: str = ""  # 来源
    until: str = ""  # 截至
    lines: str = ""  # the lines alone, where the place is in one facts file

    @property
    def row(self) -> tuple[str, ...]:
        """The values in the order of `COLUMNS`."""
        return self.figure, self.sentence, self.key, self.place, self.source, self.until


def trace_figures(document: Document, facts: Facts) -> tuple[TracedFigure, ...]:
    """Every figure of the report in reading order; one that several facts were computed from names them all."""
    by_key = {fact.key: fact for fact in facts.leaves()}
    by_key |= {fact.previous.key: fact.previous for fact in facts.leaves() if fact.previous}
    return tuple(traced for printed in _texts(document) for traced in _figures(printed, by_key))


def as_csv(rows: Iterable[TracedFigure]) -> str:
    """The table as CSV text with a heading line; what a spreadsheet would take for a formula gets a ' before it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([COLUMNS, *(tuple(map(neutral, row.row)) for row in rows)])
    return target.getvalue()


def neutral(cell: str) -> str:
    """The text of a cell; with a ' before it where a spreadsheet could take it for a formula.

    Spreadsheets differ in what they skip: blanks, characters without width, and full-width signs count too.

    >>> neutral("\u3000＝1+1"), neutral("58件")
    ("'\u3000＝1+1", '58件')
    """
    first = next((character for character in cell if unicodedata.category(character)[0] not in "ZC"), "")
    return f"'{cell}" if first and unicodedata.normalize("NFKC", first) in "=+-@" else cell


def as_document(rows: Iterable[TracedFigure], report: Document) -> Document:
    """The table of a report as a document of its own; of each sentence it has the words around the figure."""
    narrow = (
        row._replace(place=f"第{row.lines}行" if row.lines else row.place, sentence=_context(row)) for row in rows
    )
    cells = [COLUMNS, *(row.row for row in narrow)]
    table = Table(tuple(tuple((Run(cell),) if cell else () for cell in row) for row in cells), (4, 9, 5, 4, 3, 4))
    title = tuple(run for unit in report.title for run in unit)
    return Document((title, (Run("数据来源表"),)), (table,), unit=report.unit, year=report.year)


_BEFORE, _AFTER = 12, 6  # characters of the sentence that identify the figure


def _context(row: TracedFigure) -> str:
    at = max(0, row.sentence.find(row.figure))
    start, end = max(0, at - _BEFORE), at + len(row.figure) + _AFTER
    return f"{'……' if start else ''}{row.sentence[start:end]}{'……' if end < len(row.sentence) else ''}"


class _Printed(NamedTuple):
    """Words that are printed together."""

    runs: Runs
    sentence: str  # the whole that they are part of
    template: str = ""  # the line of the template, for words of its own


def _texts(document: Document) -> Iterator[_Printed]:
    """Everything that is printed, in reading order."""
    for line in document.lines():
        block = line.block
        if isinstance(block, Table):
            for row in block.rows:
                whole = "｜".join(map(words, row))
                yield from (_Printed(cell, whole) for cell in row)
            continue
        if not isinstance(block, Paragraph):
            runs = block.title if isinstance(block, Section) else line.runs
            yield _Printed(runs, words(runs), _in_template(block.place) if isinstance(block, Section) else "")
        paragraph = block.run_in if isinstance(block, Section) else block
        for sentence in paragraph.sentences if paragraph else ():
            yield _Printed(sentence.runs, sentence.text, _in_template(sentence.place))


def _in_template(place: Place) -> str:
    return f"模板 {place.short}" if place.line else ""


def _figures(printed: _Printed, by_key: dict[str, Fact]) -> Iterator[TracedFigure]:
    seen: set[tuple[tuple[Source, ...], str]] = set()
    for run in printed.runs:
        if run.role in _NO_FIGURES:
            continue
        facts = [by_key[source.key] for source in run.sources if source.key in by_key]
        keys = "、".join(dict.fromkeys(fact.key for fact in facts))
        for figure in _of_run(run, facts[0] if facts else None):
            if (run.sources, figure) not in seen:  # 每月召开会议1次 prints one figure in two runs
                seen.add((run.sources, figure))
                notes = _joined(fact.source for fact in facts), _joined(fact.until for fact in facts)
                place, lines = _places(run.sources)
                yield TracedFigure(figure, printed.sentence, keys, place or printed.template, *notes, lines)


def _of_run(run: Run, fact: Fact | None) -> list[str]:
    if fact is not None and isinstance(fact.value, Quantity) and fact.value.frequency:
        return [fact.value.text]
    if fact is not None and isinstance(fact.value, (Quantity, Day)):
        return [run.text]
    text = without_names(to_half_width(run.text))
    return figures(without_fixed_words(text)) + _SHARE.findall(text)


def _places(sources: Iterable[Source]) -> tuple[str, str]:
    """`2025.yaml:14`; several lines of one file as `2025.yaml:14、18`, cells below one another as `B3—B14`.

    Then the lines alone, where they are all of one facts file.
    """
    spots: dict[str, list[str]] = {}
    for place in (source.place for source in sources):
        spot = (place.cell.name if place.cell and place.cell.sheet else "") or str(place.line or "")
        spots.setdefault(place.short.removesuffix(f":{spot}"), []).append(spot)
    listed = {file: "、".join(_runs(filter(None, found))) for file, found in spots.items() if file}
    (file, lines), *others = [*listed.items()] or [("", "")]
    of_facts = not others and file.endswith((".yaml", ".yml"))
    return "；".join(f"{file}:{spots}" if spots else file for file, spots in listed.items()), lines if of_facts else ""


def _runs(spots: Iterable[str]) -> Iterator[str]:
    """Each line or cell once; three or more cells that follow one another in a column as the first and the last.

    >>> list(_runs(["B3", "B4", "B5", "B7", "C8", "14", "15", "16", "14"]))
    ['B3—B5', 'B7', 'C8', '14', '15', '16']
    """
    run: list[str] = []
    for spot in (*dict.fromkeys(spots), ""):
        if run and spot != _next_below(run[-1]):
            yield from [f"{run[0]}—{run[-1]}"] if len(run) > 2 else run
            run = []
        run.append(spot)


def _next_below(cell: str) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return f"{match[1]}{int(match[2]) + 1}" if match else "no cell"


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, words)))


# --- the table as a file ----------------------------------------------------------------------------


class SourcesTable(NamedTuple):
    """The 数据来源表 of a report."""

    document: Document
    rows: tuple[TracedFigure, ...]


def sources_table(facts_file: Path, layout: str = "", files: Files = DISK) -> SourcesTable:
    """Every figure of a report with its origin. Raises DrafterError if the report cannot be drafted."""
    draft = draft_report(facts_file, layout, files=files)
    return SourcesTable(draft.document, trace_figures(draft.document, draft.facts))


def save_sources_table(traced: SourcesTable, output: Path) -> Saved:
    """The 数据来源表 as a .csv or .docx file. Raises DrafterError for another ending."""
    stem = without_stage_marks(output.stem)
    if stem == file_stem(traced.document.title_text):
        raise DrafterError([fatal(Place(str(output)), "这是报告自己的文件名", "换一个名字，如“数据来源表.docx”")])
    if output.suffix.lower() == ".csv":
        return save_text(codecs.BOM_UTF8 + encoded(as_csv(traced.rows)), output.parent, stem, output.suffix)
    if output.suffix.lower() == ".docx":
        table = as_document(traced.rows, traced.document)
        return save_document(write_docx(table), output.parent, stem, Stage.SIGNING)
    raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", "文件名以 .csv 或 .docx 结尾")])
