"""What there is to begin with: starter files, rows with their sentences, layouts to look at and to copy."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jinja2 import TemplateNotFound

from drafter.carryover.starter import SCHEMA_FILE, example_facts, starter
from drafter.facts.build import build_facts
from drafter.facts.columns import columns_of
from drafter.facts.schema import facts_schema
from drafter.facts.table import LEDGER, Kind, Row, shipped_table
from drafter.findings import NOWHERE, DrafterError, fatal
from drafter.opening import read_source, table_with
from drafter.output import write_all_new, write_new
from drafter.reading.decode import decode
from drafter.reading.yaml_nodes import read_yaml
from drafter.rendering.environment import render
from drafter.rendering.sources import (
    ENDING,
    SHIPPED,
    shipped_layouts,
    shipped_parts,
    shipped_template,
)
from drafter.report.parse import parse_report
from drafter.report.tree import Report, Sentence

DEFAULT_LAYOUT = "五部分"


def new_ledgers(folder: Path, year: int, further: Path | None = None) -> list[Path]:
    """Writes an empty ledger into the folder for every list that is kept in one, where it does not lie there yet.

    Returns those that were written. Raises DrafterError.
    """
    from drafter.writers.ledger import write_ledger  # it brings openpyxl along, which nothing else needs

    table = _table(further)
    missing = {key: path for key, name in _ledgers(table, year).items() if not (path := folder / name).exists()}
    for key, path in missing.items():
        write_new(path, write_ledger(table.at(key), year))
    return list(missing.values())


def _ledgers(table: Row, year: int) -> dict[str, str]:
    """The names of the ledgers by the keys of their lists."""
    rows = (row for row in table.walk() if row.ledger and row.kind is Kind.RECORDS)
    return {row.key: f"{row.key.replace('.', '')}{LEDGER}{year}.xlsx" for row in rows}


def new_facts(
    folder: Path, unit: str, year: int, layout: str = "", further: Path | None = None, ledgers: bool = False
) -> Path:
    """Writes the starter file `<year>.yaml` into the folder, after the schema for editors and the table it names.

    `further` is a county's table. With `ledgers` the lists that are kept in a ledger refer to it. Raises
    DrafterError if there is a starter file already.
    """
    table = _table(further)
    kinds = table.used_for("单位类别")
    given = {table.used_for("年度").key: str(year), table.used_for("单位名").key: unit}
    if ledgers:
        given.update(_ledgers(table, year))
    if layout:
        given[table.used_for("版式").key] = layout
    if further:
        given[table.used_for("附加表").key] = further.name
    fitting = [kind for kind in kinds.options if unit.endswith(kind)]
    if fitting:
        given[kinds.key] = max(fitting, key=len)
    path = folder / f"{year}.yaml"
    text = starter(table, given, f"{unit}{year}年法治政府建设年度报告的事实", path.name)
    beside = {folder / SCHEMA_FILE: schema_text(further)}
    if further:
        beside[folder / further.name] = str(read_source(further))
    needed = {file: content.encode() for file, content in beside.items() if not file.exists()}
    write_all_new({**needed, path: text.encode()})
    return path


def template_text(name: str) -> str:
    """The text of a shipped layout or part. Raises DrafterError if there is none of this name."""
    try:
        return shipped_template(name)
    except TemplateNotFound:
        known = "、".join([*shipped_layouts(), *shipped_parts()])
        raise DrafterError([fatal(NOWHERE, f"没有“{name}”这个版式", f"可用的：{known}")]) from None


def copy_template(name: str, destination: Path) -> Path:
    """Copies a shipped template to a file that must not exist yet; a folder takes it under its own name."""
    text = template_text(name)
    if destination.is_dir() or not destination.suffix:
        destination = destination / f"{name.rpartition('/')[2]}{ENDING}"
    write_new(destination, text.encode())
    return destination


def find_rows(word: str, further: Path | None = None) -> list[Row]:
    """The rows that can be filled in and that a word leads to: by key, meaning, keyword, former name or unit."""
    rows = [row for row in _table(further).walk() if row.key and row.kind is not Kind.GROUP]

    def leads_to(row: Row) -> bool:
        texts = (row.key, row.meaning, row.example, *row.keywords, *row.former_names)
        return any(word in text for text in texts) or (row.ledger and word == LEDGER)

    return [row for row in rows if leads_to(row)]


def ledger_columns(row: Row) -> tuple[str, ...]:
    """The columns that a ledger of this list can have; none where it is no list."""
    return tuple(columns_of(row)) if row.kind is Kind.RECORDS else ()


def schema_text(further: Path | None = None) -> str:
    """The JSON Schema of facts files, as a file."""
    return json.dumps(facts_schema(_table(further)), ensure_ascii=False, indent=1) + "\n"


def _table(further: Path | None) -> Row:
    return table_with(further) if further else shipped_table()


def example_sentences(row: Row, further: Path | None = None) -> list[str]:
    """The sentences that the examples of one row make in a shipped layout; for a field, those of its record."""
    return [s.text for s in example_report(row, further).sentences() if _serves(s, row)]


def example_report(row: Row, further: Path | None = None) -> Report:
    """The report of a file with the examples of one row, and of the rows that every file must have.

    In the usual layout, or in the first one that tells this row.
    """
    table = _table(further)
    source = decode(example_facts(table, row).encode(), "例")
    facts, _ = build_facts(read_yaml(source), table, source.name)
    layouts = sorted(shipped_layouts(), key=lambda name: name != DEFAULT_LAYOUT)
    reports = (parse_report(render(SHIPPED + name, facts)) for name in layouts)
    usual = next(reports)
    telling = (report for report in (usual, *reports) if any(_serves(s, row) for s in report.sentences()))
    return next(telling, usual)


def _serves(sentence: Sentence, row: Row) -> bool:
    keys = (re.sub(r"\[\d+\]", "", source.key) for source in sentence.sources)
    return any(key == row.key or key.startswith(f"{row.key}.") for key in keys)
