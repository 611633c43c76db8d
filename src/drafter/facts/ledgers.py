"""台账: the rows of a ledger that a facts file names become records, as if they were typed.

The columns of a ledger are the fields of its list in the table, by name or former name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from os.path import normcase, normpath
from pathlib import PurePath
from typing import TypeGuard

from drafter.facts.amounts import to_half_width
from drafter.facts.columns import (
    Column,
    bare,
    columns_of,
    field_of,
    heading_row,
    in_column,
    is_date_heading,
    is_record,
    is_unit,
    likely_field,
    row_label,
    rows_below,
    value_of,
)
from drafter.facts.dates import NotADateError, parse_day, parse_year
from drafter.facts.model import State
from drafter.facts.scalars import state_of
from drafter.facts.table import LEDGER, SHEET, FactKind, FactSpec
from drafter.findings import DrafterError, Finding, Place, Severity, fatal
from drafter.readers import notices
from drafter.readers.ledger.read import EXCEL, OLD, TEXT
from drafter.readers.ledger.sheets import MOST_ROWS, Sheet, SheetRow, column_letters
from drafter.readers.yaml import nodes
from drafter.readers.yaml.nodes import Entry, Node, Scalar, Sequence, at

# Opens a ledger by its name in the facts file, whose place is given too: its sheets. Raises DrafterError.
OpenLedger = Callable[[str, Place], tuple[Sheet, ...]]

_MISSPELT = ("台帐",)
_MOST_NAMED = 12  # rows or columns in one finding


def with_ledgers(node: Node, table: FactSpec, open_ledger: OpenLedger | None) -> tuple[Node, list[Finding]]:
    """The nodes with the rows of ledgers in place of their names, and the findings in the ledgers.

    Without `open_ledger` ledgers are left out. A list without records is left out too, as absent.
    """
    reading = _LedgerJoiner(_year(node, table), open_ledger)
    return reading.group(table, node), reading.findings


def is_ledger(node: Node) -> TypeGuard[nodes.Mapping]:
    """Whether the node names a ledger."""
    return isinstance(node, nodes.Mapping) and any(entry.key.text in (LEDGER, *_MISSPELT) for entry in node.entries)


def _other_year(sheet: Sheet, year: int | None) -> int | None:
    """The year in the name of the sheet, or else of the file, if it is not that of the report."""
    for name in (sheet.name, PurePath(sheet.place.file).stem):
        years = {int(found) for found in re.findall("(?<![0-9])20[0-9]{2}(?![0-9])", name)}
        if years:
            return None if year is None or year in years else max(years)
    return None


def _year(node: Node, table: FactSpec) -> int | None:
    typed = at(node, table.by_role("年度").key)
    try:
        return parse_year(state_of(typed.text)[1]) if isinstance(typed, Scalar) else None
    except NotADateError:
        return None  # reported when the facts are built


class _LedgerJoiner:
    def __init__(self, year: int | None, open_ledger: OpenLedger | None) -> None:
        self.year = year
        self.open = open_ledger
        self.findings: list[Finding] = []

    def _find(self, place: Place, message: str, hint: str = "") -> None:
        self.findings.append(fatal(place, message, hint))

    # - the facts file

    def group(self, row: FactSpec, node: Node) -> Node:
        """The same keys, with records in place of ledgers."""
        if not isinstance(node, nodes.Mapping):
            return node
        entries = []
        for entry in node.entries:
            child = row.child(entry.key.text)
            value: Node | None = entry.value
            if child is not None and child.kind is FactKind.GROUP:
                value = self.group(child, entry.value)
            elif child is not None and child.kind is FactKind.RECORDS:
                value = self._records(child, entry.value)
            if value is not None:
                entries.append(entry._replace(value=value))
        return node._replace(entries=tuple(entries))

    def _records(self, row: FactSpec, node: Node) -> Node | None:
        """The list with the rows of its ledgers; None if it holds only ledgers without rows."""
        if is_ledger(node):
            node = Sequence((node,), node.place)
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and item.text.lower().endswith((*EXCEL, *TEXT, *OLD)):
                self._find(item.place, f"“{item.text}”是一份台账，不是一项", f"另起一行，缩进写：{LEDGER}: {item.text}")
        if not isinstance(node, Sequence):
            return self.group(row, node)
        if not any(map(is_ledger, node.items)):
            return node._replace(items=tuple(self.group(row, item) for item in node.items))
        records: list[Node] = []
        read: set[tuple[str, str]] = set()
        for item in node.items:
            records += self._ledger(row, item, read) if is_ledger(item) else [self.group(row, item)]
        return node._replace(items=tuple(records)) if records else None

    def _ledger(self, row: FactSpec, node: nodes.Mapping, read: set[tuple[str, str]]) -> list[Node]:
        """The records of one ledger; none where it cannot be read, which is reported.

        `read` are the files and sheets named earlier in the same list.
        """
        named = {entry.key.text: entry for entry in node.entries}
        for key, entry in named.items():
            if key in _MISSPELT:
                self._find(entry.key.place, f"“{key}”应写作“{LEDGER}”", f"改为：{LEDGER}: …")
                return []
            if key not in (LEDGER, SHEET):
                hint = f"手写的各项另起一项，前面写“- ”；“{LEDGER}”旁边只写“{SHEET}”"
                self._find(entry.key.place, f"“{key}”不能与“{LEDGER}”写在同一项", hint)
        file = self._name(named[LEDGER], "写上台账的文件名，如：学法台账.xlsx；不用台账的，删去这一行")
        wanted = (
            self._name(named[SHEET], "写上工作表的名字，如：2025；只有一张表的，删去这一行") if SHEET in named else ""
        )
        if not file or wanted is None or self.open is None:
            return []
        if any(state_of(e.value.text)[0] is State.TO_VERIFY for e in node.entries if isinstance(e.value, Scalar)):
            self.findings += notices.ledger_to_verify(named[LEDGER].value.place, row.key)
        try:
            sheets = self.open(file, named[LEDGER].value.place)
        except DrafterError as error:
            self.findings += error.findings
            return []
        sheet = self._sheet(row, sheets, wanted, named[SHEET if SHEET in named else LEDGER].value.place)
        if sheet is None:
            return []
        if (other := _other_year(sheet, self.year)) is not None:
            message = f"这是{other}年的台账，报告写的是{self.year}年"
            hint = f"换成{self.year}年的台账；表里确实是{self.year}年的，改一下表名或文件名里的年份"
            self._find(named[SHEET if SHEET in named else LEDGER].value.place, message, hint)
            return []
        # a file can have two names, on Windows also in capitals
        which = (normcase(normpath(sheet.place.file)), sheet.name)
        if which in read:
            self._find(node.place, "同一份台账在这个列表里写了两次", "只留一处，否则每一行都会算两次")
            return []
        read.add(which)
        return self._rows(row, sheet)

    def _name(self, entry: Entry, hint: str) -> str | None:
        value = entry.value
        state, text = state_of(value.text) if isinstance(value, Scalar) else (State.BLANK, "")
        if state not in (State.GIVEN, State.TO_VERIFY):
            self._find(entry.key.place, f"“{entry.key.text}”后面没有写名字", hint)
            return None
        return text

    # - the sheet and its headings

    def _sheet(self, row: FactSpec, sheets: tuple[Sheet, ...], wanted: str, place: Place) -> Sheet | None:
        """The named sheet, else the only one, or the only one with known headings."""
        visible = [sheet for sheet in sheets if not sheet.hidden]
        names = "、".join(sheet.name for sheet in visible)
        if wanted and not sheets[0].name:
            self._find(place, f".csv 没有工作表，“{SHEET}”用不上", f"删去“{SHEET}”这一行")
            return None
        if wanted:
            found = [sheet for sheet in sheets if sheet.name.strip() == wanted]
            if not found:
                hint = f"现有的工作表：{names}；新的一年，在台账里新建一张工作表，或另用一份台账"
                self._find(place, f"台账里没有工作表“{wanted}”", hint)
            return found[0] if found else None
        if not visible:
            self._find(place, "台账的工作表都隐藏了", f"在 Excel 或 WPS 表格里取消隐藏，或用“{SHEET}”写上表名")
            return None
        fitting = [sheet for sheet in visible if heading_row(row, sheet)] if len(visible) > 1 else visible
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            usable = "、".join(sheet.name for sheet in fitting)
            hint = f"在“{LEDGER}”下面写上用哪一张，如“{SHEET}: {fitting[-1].name}”"
            self._find(place, f"台账里有{len(fitting)}张表可以用：{usable}", hint)
        else:
            self._find(place, f"台账的各张工作表（{names}）里都没有认得的列名", _known(row))
        return None

    def _columns(self, row: FactSpec, sheet: Sheet, heading: SheetRow) -> dict[int, Column] | None:
        """The columns to read; others are reported once. None where the headings are wrong."""
        columns: dict[int, Column] = {}
        unknown: list[Scalar] = []
        wrong = len(self.findings)
        for number, cell in heading.cells.items():
            field, unit = field_of(row, cell.text)
            if field is None:
                unknown.append(cell)
                continue
            twice = next((column.heading for column in columns.values() if column.spec is field), None)
            if twice is not None:
                self._find(
                    cell.place, f"“{field.name}”这一列有两列：“{twice.text}”“{cell.text}”", "只能留一列，删去或改名"
                )
            if unit and field.kind is FactKind.QUANTITY and not is_unit(unit, field):
                self._find(cell.place, f"列名里的单位“{unit}”读不懂", f"可用的单位：{'、'.join(field.units)}")
            if bare(cell.text) in field.former_names:
                self.findings += notices.former_name(cell.place, "列名", cell.text, field.name)
            columns[number] = Column(field, cell, unit)
        taken = [column.spec.name for column in columns.values()]
        likely = [f"“{bare(cell.text)}”是不是“{name}”" for cell in unknown if (name := likely_field(row, cell, taken))]
        for name, field in columns_of(row).items():
            if field.required and name not in taken:
                hint = "；".join(likely) + "？改好列名" if likely else f"加上这一列，或把写着{field.meaning}的一列改名"
                self._find(heading.place, f"台账里没有“{name}”这一列，它是必填的", hint)
        without = sorted({n for r in rows_below(sheet, heading) for n in r.cells if n not in heading.cells})
        if unused := [bare(cell.text) for cell in unknown] + [f"{column_letters(n)}列（没有列名）" for n in without]:
            hint = "；".join(likely) + "？要用的，改好列名" if likely else ""
            place = unknown[0].place if unknown else heading.place
            self.findings += notices.column_is_read(place, _named(unused), hint)
        return columns if not any(f.severity is Severity.FATAL for f in self.findings[wrong:]) else None

    # - the rows

    def _rows(self, row: FactSpec, sheet: Sheet) -> list[Node]:
        if len(sheet.rows) > MOST_ROWS:
            hint = "确认选对了文件和工作表；或把这一年的各行另存为一份"
            self._find(sheet.place, f"有内容的行超过{MOST_ROWS}行，不像一个乡镇一年的台账", hint)
            return []
        heading = heading_row(row, sheet)
        if heading is None:
            self._find(sheet.place, "台账里没有认得的列名", _known(row))
            return []
        columns = self._columns(row, sheet, heading)
        if columns is None:
            return []
        records: list[Node] = []
        others: list[SheetRow] = []
        outside: list[Place] = []
        undated: list[Place] = []
        dates = [n for n, c in columns.items() if c.spec.kind is FactKind.DATE and not c.spec.may_await_signature]
        watched = dates or [n for n, c in heading.cells.items() if n not in columns and is_date_heading(c.text)]
        for one in rows_below(sheet, heading):
            if not is_record(one, columns):
                if not all(
                    re.fullmatch("[0-9]+", to_half_width(cell.text)) for cell in one.cells.values()
                ):  # not the numbered rows still to be filled in
                    others.append(one)
                continue
            strange = [number for number in watched if number in one.cells and self._out_of_year(one.cells[number])]
            if strange:
                outside.append(in_column(one.cells[strange[0]].place, heading.cells[strange[0]]))
                continue
            if dates and not any(number in one.cells or number in one.faults for number in dates):
                undated.append(one.place)
            records.append(self._record(one, columns))
        self._tell_of(sheet, records, others, outside, undated)
        return records

    def _tell_of(
        self,
        sheet: Sheet,
        records: list[Node],
        others: list[SheetRow],
        outside: list[Place],
        undated: list[Place],
    ) -> None:
        if others:
            rows_named = "、".join(f"第{row.place.line}行“{row_label(row)}”" for row in others[:_MOST_NAMED])
            more = f"等{len(others)}行" if len(others) > _MOST_NAMED else ""
            self.findings += notices.row_is_a_record(others[0].place, rows_named + more)
        if outside:
            self.findings += notices.row_of_the_year(outside[0], _lines(outside), self.year)
        if undated:
            self.findings += notices.row_has_date(undated[0], _lines(undated))
        if not records and not outside:
            self.findings += notices.ledger_has_records(sheet.place)

    def _out_of_year(self, cell: Scalar) -> bool:
        try:
            return self.year is not None and parse_day(state_of(cell.text)[1]).year != self.year
        except NotADateError:
            return False  # reported when the facts are built

    def _record(self, row: SheetRow, columns: Mapping[int, Column]) -> Node:
        entries = []
        for number, column in columns.items():
            if number in row.faults:
                fault = row.faults[number]
                self.findings.append(replace(fault, place=in_column(fault.place, column.heading)))
                continue
            cell = row.cells.get(number)
            if cell is None or cell.blank:
                continue
            place = in_column(cell.place, column.heading)
            if number in row.merged and column.spec.kind in (FactKind.QUANTITY, FactKind.RATE):
                message = f"“{column.spec.name}”合并了几行，分不清是各行的，还是一共的"
                self._find(place, message, "取消合并，在各行分别填写")
                continue
            entries.append(Entry(Scalar(column.spec.name, place), value_of(cell.text, place, column)))
        return nodes.Mapping(tuple(entries), row.place)


def _lines(places: list[Place]) -> str:
    return "、".join(str(place.line) for place in places)


def _named(names: list[str]) -> str:
    return "、".join(names[:_MOST_NAMED]) + (f"等{len(names)}列" if len(names) > _MOST_NAMED else "")


def _known(row: FactSpec) -> str:
    return f"要有一行列名；可用的列名：{'、'.join(columns_of(row))}"
