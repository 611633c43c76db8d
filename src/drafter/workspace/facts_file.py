"""A facts file as nodes, with those of its ledgers, and the table that defines them."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path

from drafter.facts.build import build_facts
from drafter.facts.ledgers import with_ledgers
from drafter.facts.model import Facts
from drafter.facts.table import FactSpec, TableError, extended_table, known_keys, shipped_table
from drafter.findings import DrafterError, Finding, Place, fatal
from drafter.readers.decode import SourceText, decode
from drafter.readers.ledger.read import EXCEL, LARGEST_LEDGER, TEXT, read_ledger
from drafter.readers.ledger.sheets import Sheet
from drafter.readers.yaml.composer import read_yaml
from drafter.readers.yaml.nodes import Node, Scalar, at, plain
from drafter.workspace.files import DISK, YAML, Files, is_file, named_file


def read_facts(
    source: SourceText, folder: Path, files: Files = DISK, with_its_ledgers: bool = True
) -> tuple[Node, FactSpec, list[Finding]]:
    """The nodes of a facts file, the table that defines them, and the findings of its ledgers.

    The table is a county's own, where the file names one. Rows of ledgers are among the nodes as if they were
    typed, or are left out.
    """
    node, table = _nodes_and_table(source, folder, files)
    node, notices = with_ledgers(node, table, partial(_open_ledger, folder, files) if with_its_ledgers else None)
    return node, table, notices


def _open_ledger(folder: Path, files: Files, name: str, place: Place) -> tuple[Sheet, ...]:
    path = named_file(name, place, folder, files)
    if not is_file(path):
        nearby = _ledgers_in(folder)
        hint = f"台账放在事实文件旁边，这里写它的文件名；还没有的，用 drafter new --ledgers 生成空台账{nearby}"
        raise DrafterError([fatal(place, f"找不到台账“{name}”", hint)])
    return read_ledger(files.read_bytes(path, LARGEST_LEDGER), str(path))


def _ledgers_in(folder: Path) -> str:
    """The ledgers in a folder that may have been meant, for a hint."""
    with suppress(OSError):
        found = [p.name for p in sorted(folder.iterdir()) if p.suffix.lower() in EXCEL + TEXT and p.name[0] not in "~."]
        if found:
            return f"。旁边有：{'、'.join(found[:5])}"
    return ""


def _nodes_and_table(source: SourceText, folder: Path, files: Files) -> tuple[Node, FactSpec]:
    table = shipped_table()
    node = read_yaml(source, known_keys(table))
    named = at(node, table.by_role("附加表").key)
    if not isinstance(named, Scalar) or named.blank:
        return node, table
    path = named_file(named.text, named.place, folder, files, YAML)
    if not is_file(path):
        hint = "附加表放在事实文件旁边，这里写它的文件名"
        raise DrafterError([fatal(named.place, f"找不到附加表“{named.text}”", hint)])
    table = table_with(path, files)
    return read_yaml(source, known_keys(table)), table


def facts_without_ledgers(data: bytes, path: Path, folder: Path, files: Files = DISK) -> Facts:
    """The facts in a file's bytes, without those of ledgers, which may not exist yet.

    `folder` has the other files that they name. Raises DrafterError.
    """
    source = decode(data, str(path))
    node, table, of_ledgers = read_facts(source, folder, files, with_its_ledgers=False)
    return build_facts(node, table, source.name, of_ledgers)[0]


def table_with(path: Path | None, files: Files = DISK) -> FactSpec:
    """The shipped table, with the county's rows in `path`, if given.

    Raises DrafterError, with the row that is wrong.
    """
    if path is None:
        return shipped_table()
    return _table_with(files.read_source(path))


@lru_cache(maxsize=8)
def _table_with(source: SourceText) -> FactSpec:
    node = read_yaml(source)
    try:
        return extended_table(plain(node))
    except TableError as error:
        key = ".内含.".join(error.key.split("."))
        found = at(node, key) if error.key else None
        place = found.place if found else Place(source.name)
        raise DrafterError([fatal(place, f"附加表：{error}", "各栏的写法见使用手册“县里增加要填的项”")]) from None
