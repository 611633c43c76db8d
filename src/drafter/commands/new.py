"""`drafter new`: a starter file, and empty ledgers."""

from __future__ import annotations

from pathlib import Path

from drafter.commands.schema import schema_text
from drafter.commands.starter import SCHEMA_FILE, starter
from drafter.facts.table import LEDGER, FactKind, FactSpec
from drafter.system.files import write_all_new, write_new
from drafter.workspace.facts_file import table_with
from drafter.workspace.files import DISK


def new_ledgers(folder: Path, year: int, further: Path | None = None) -> list[Path]:
    """Writes an empty ledger into the folder for every list that is kept in one, unless the file exists.

    Returns the paths written. Raises DrafterError.
    """
    from drafter.writers.ledger import write_ledger  # imports openpyxl, which nothing else here needs

    table = table_with(further)
    missing = {key: path for key, name in _ledgers(table, year).items() if not (path := folder / name).exists()}
    for key, path in missing.items():
        write_new(path, write_ledger(table.at(key), year))
    return list(missing.values())


def _ledgers(table: FactSpec, year: int) -> dict[str, str]:
    """The file names of ledgers by the keys of their lists."""
    specs = (spec for spec in table.walk() if spec.ledger and spec.kind is FactKind.RECORDS)
    return {spec.key: f"{spec.key.replace('.', '')}{LEDGER}{year}.xlsx" for spec in specs}


def new_facts(
    folder: Path, unit: str, year: int, layout: str = "", further: Path | None = None, ledgers: bool = False
) -> Path:
    """Writes the starter file `<year>.yaml` into the folder, after the schema for editors and the county's table.

    `further` is a county's table. With `ledgers` lists refer to their ledgers. Raises DrafterError if the file exists.
    """
    table = table_with(further)
    kinds = table.by_role("单位类别")
    given = {table.by_role("年度").key: str(year), table.by_role("单位名").key: unit}
    if ledgers:
        given.update(_ledgers(table, year))
    if layout:
        given[table.by_role("版式").key] = layout
    if further:
        given[table.by_role("附加表").key] = further.name
    fitting = [kind for kind in kinds.options if unit.endswith(kind)]
    if fitting:
        given[kinds.key] = max(fitting, key=len)
    path = folder / f"{year}.yaml"
    text = starter(table, given, f"{unit}{year}年法治政府建设年度报告的事实", path.name)
    companions = {folder / SCHEMA_FILE: schema_text(further)}
    if further:
        companions[folder / further.name] = str(DISK.read_source(further))
    needed = {file: content.encode() for file, content in companions.items() if not file.exists()}
    write_all_new({**needed, path: text.encode()})
    return path
