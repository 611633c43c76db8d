"""Ledgers (台账) → sheets of cells: each cell a typed text with its place, from a .csv or an .xlsx."""

from __future__ import annotations

import re
from functools import lru_cache

from drafter.findings import Cell, DrafterError, Place, fatal
from drafter.readers.decode import LARGEST_TEXT, decode
from drafter.readers.ledger.sheets import MOST_ROWS, Sheet, SheetRow, column_letters
from drafter.readers.yaml.nodes import Scalar
from drafter.system.ooxml import is_encrypted
from drafter.system.patterns import pattern

LARGEST_LEDGER = 20_000_000  # bytes; a year of a township has some 50,000
EXCEL, TEXT = (".xlsx", ".xlsm"), (".csv",)

_SAVE_AS = "用 Excel 或 WPS 表格打开，“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，这里改写新的文件名"
OLD = (".xls", ".et", ".ett", ".xlt", ".ods", ".xlsb", ".numbers")
# Other kinds of file, by their first bytes.
_PACKAGE, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@lru_cache(maxsize=8)
def read_ledger(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a ledger; `name` is what the clerk calls the file. Raises DrafterError."""
    ending = f".{name.rpartition('.')[2].lower()}"
    if not data:
        raise _unreadable(name, "台账是空的（0 字节）", "确认选对了文件")
    if data.startswith(_PACKAGE) and ending in EXCEL + TEXT:
        from drafter.readers.ledger.xlsx import read_xlsx  # imports lxml, which a .csv does not need

        sheets = read_xlsx(data, name)
    elif is_encrypted(data):
        raise _unreadable(name, "台账加了密码，读不了", "用 Excel 或 WPS 表格打开，去掉密码，另存为 .xlsx")
    elif ending in OLD or data.startswith(_COMPOUND):
        raise _unreadable(name, "这种表格文件读不了，只读 .xlsx 和 .csv", _SAVE_AS)
    elif ending in TEXT and not data.startswith(b"%PDF"):
        sheets = (_csv(data, name),)
    elif ending in EXCEL:
        raise _unreadable(name, "这不是 .xlsx 文件，只是名字像，或者文件坏了", _SAVE_AS)
    else:
        raise _unreadable(name, "不认识这种台账，只读 .xlsx 和 .csv", _SAVE_AS)
    return sheets


def _unreadable(name: str, message: str, hint: str) -> DrafterError:
    return DrafterError([fatal(Place(name), message, hint)])


# A cell in quotes, where commas and line ends are text and a quote is doubled; or one without quotes.
_CSV_CELL = pattern(r'[ \t]*"((?:[^"]|"")*)"[ \t]*(?=[,\n]|\Z)|([^",\n][^,\n]*|)(?=[,\n]|\Z)')


def _csv(data: bytes, name: str) -> Sheet:
    source = decode(data, name, LARGEST_TEXT)  # in GBK is how Excel writes them: not worth a notice
    text = str(source)
    rows: list[SheetRow] = []
    cells: dict[int, Scalar] = {}
    at, line, line_start, column, first = 0, 1, 0, 1, 1
    while at <= len(text) and len(rows) <= MOST_ROWS:
        match = _CSV_CELL.match(text, at)
        if match is None:
            place = source.place(line, at - line_start + 1)
            raise DrafterError(
                [fatal(place, "这一格的英文引号没有成对", "用 Excel 或 WPS 表格打开，另存为 .csv 或 .xlsx")]
            )
        group = 1 if match[1] is not None else 2
        typed = match[group].replace('""', '"') if group == 1 else match[group]
        if typed.strip():
            start = match.start(group) + len(match[group]) - len(match[group].lstrip())
            length = len(typed.strip()) if "\n" not in typed else 1
            place = source.place(line, start - line_start + 1, length)
            cell = Cell(f"{column_letters(column)}{first}")
            cells[column] = Scalar(typed.strip(), place._replace(cell=cell))
        for end in re.finditer("\n", match[0]):
            line, line_start = line + 1, at + end.end()
        at = match.end() + 1
        column += 1
        if text[at - 1 : at] != ",":
            if cells:
                rows.append(SheetRow(source.place(first, 1)._replace(cell=Cell("")), cells))
            cells, column, line, line_start = {}, 1, line + 1, at
            first = line
    return Sheet("", Place(name), tuple(rows))
