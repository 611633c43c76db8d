"""An .xlsx → sheets of cells, by openpyxl; before it sees the package, all that is not cells is left out of it.

What a sheet holds besides (formats of empty rows, validations, pictures, names) may be huge or odd and tells nothing.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string

from drafter.findings import Cell, DrafterError, Finding, Place, fatal
from drafter.readers.decode import hidden_character
from drafter.readers.ledger.sheets import MOST_ROWS, Sheet, SheetRow, column_letters
from drafter.readers.yaml.nodes import Scalar

_LARGEST_PART = 120_000_000  # bytes, unpacked; a ledger of 1,000 rows has some 500,000
_LARGEST_PACKAGE = 160_000_000  # bytes of all the parts that are looked at
_SAVE_AGAIN = "用 Excel 或 WPS 表格打开，另存为一份新的 .xlsx"

# Formats that Chinese Excel and WPS write by number alone (ECMA-376 part 1, 18.8.30, zh-cn); openpyxl lacks them.
_MONTH, _DAY_OF_YEAR, _WHOLE_DATE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
BUILTIN_FORMATS.update(dict.fromkeys((27, 36, 50, 52, 57), _MONTH))
BUILTIN_FORMATS.update(dict.fromkeys((28, 29, 51, 53, 54, 58), _DAY_OF_YEAR))
BUILTIN_FORMATS.update({30: "m-d-yy", 31: _WHOLE_DATE})

_WANTED = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+\.(?:xml|rels)|xl/worksheets/[^/]+\.xml")
_DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))
# The names of the strict form of the standard, which some suites save: the same elements.
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_NAMES = re.compile(rb"<((?:\w+:)?definedNames)\b.*?</\1>", re.DOTALL)
_SHEET = re.compile(rb"<((?:\w+:)?)worksheet\b[^<>]*>")
_ROWS = re.compile(rb"<((?:\w+:)?)sheetData\s*>(.*)</\1sheetData>", re.DOTALL)
_CONTENT = re.compile(rb"[<:](?:v|f|is)[ >]")
_EMPTY_CELL = re.compile(rb"<((?:\w+:)?)c\s[^<>]*(?:/>|>\s*</\1c>)")
_EMPTY_ROW = re.compile(rb"<((?:\w+:)?)row\s[^<>]*(?:/>|>\s*</\1row>)")
_ALL_MERGED = re.compile(rb"<((?:\w+:)?mergeCells)\b.*?</\1>", re.DOTALL)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
# A formula whose result was never kept. Where the result is an empty text, its type says so.
_NOT_COMPUTED = re.compile(
    rb'<((?:\w+:)?)c(?=\s)(?![^<>]*\st="str")[^<>]*\sr="([A-Z]+\d+)"[^<>]*>\s*'
    rb"<\1f\b(?:[^<>]*/>|[^<>]*>[^<]*</\1f>)\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)


def read_xlsx(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook, hidden ones too; formulas count as what they came to. Raises DrafterError."""
    try:
        parts = _parts(data, name)
        parts = {part: _plain(part, text) for part, text in parts.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: it is nothing we look for
            reader = ExcelReader(_package(parts), read_only=True, data_only=True, keep_links=False)
            reader.read()
            found = []
            for sheet, relation in reader.parser.find_sheets():
                if relation.target in parts and sheet.name in reader.wb.sheetnames:
                    place = Place(name, cell=Cell("", "", sheet.name))
                    rows = _rows(reader.wb[sheet.name], place, parts[relation.target])
                    found.append(Sheet(sheet.name, place, rows, sheet.state != "visible"))
    except DrafterError:
        raise
    except Exception as error:  # a broken file may break openpyxl anywhere
        raise _unreadable(name, "这不是 .xlsx 文件，或者文件坏了，读不出来", _SAVE_AGAIN) from error
    if not found:
        raise _unreadable(name, "这个文件里没有工作表", "确认选对了文件")
    return tuple(found)


def _unreadable(name: str, message: str, hint: str) -> DrafterError:
    return DrafterError([fatal(Place(name), message, hint)])


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """The parts that tell what the cells hold, each within bounds."""
    parts: dict[str, bytes] = {}
    room = _LARGEST_PACKAGE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                if not _WANTED.fullmatch(part) or part in parts:
                    continue
                most = min(_LARGEST_PART, room)
                with archive.open(part) as file:
                    parts[part] = file.read(most + 1)  # what a package says of its sizes may be a lie
                if len(parts[part]) > most:
                    hint = "多半是数据下面有大片设了格式的空行：选中这些行，删除，再保存；或把数据复制到新的工作簿"
                    raise _unreadable(name, "台账解开后太大，不像一年的台账", hint)
                if any(doctype in parts[part] for doctype in _DOCTYPES):
                    raise _unreadable(name, "台账里有不该有的内容（DTD），不去读它", _SAVE_AGAIN)
                room -= len(parts[part])
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise _unreadable(name, "这不是 .xlsx 文件，或者文件坏了，读不出来", _SAVE_AGAIN) from error
    except RuntimeError as error:  # of zipfile: a part is locked
        raise _unreadable(name, "台账加了密码，读不了", "用 Excel 或 WPS 表格打开，去掉密码，另存为 .xlsx") from error
    return parts


def _package(parts: dict[str, bytes]) -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
        for part, text in parts.items():
            package.writestr(part, text)
    return held


def _plain(part: str, text: bytes) -> bytes:
    """A part without what tells nothing; a sheet with the rows and cells that hold something, and what is merged."""
    for strict, usual in _STRICT.items():
        text = text.replace(strict, usual)
    return _only_cells(text) if part.startswith("xl/worksheets/") else _NAMES.sub(b"", text)


def _only_cells(sheet: bytes) -> bytes:
    root, rows = _SHEET.search(sheet), _ROWS.search(sheet)
    if root is None or rows is None:
        return sheet
    prefix, cells = rows.groups()
    numbered = cells.count(b' r="')  # of one without its number the place is told by those before it
    if numbered == cells.count(b"<%srow" % prefix) + cells.count(b"<%sc" % prefix):
        end = b"</%srow>" % prefix
        *held, tail = cells.split(end)
        held = [_EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", row)) for row in held if _CONTENT.search(row)]
        cells = b"".join((*(row + end for row in held), _EMPTY_ROW.sub(b"", tail)))
    size = b"<%sdimension ref='A1'/>" % prefix  # looked for, through all the rows where there is none
    merged = _ALL_MERGED.search(sheet, rows.end())
    pieces = (root[0], size, b"<%ssheetData>" % prefix, cells, b"</%ssheetData>" % prefix)
    return b"".join((*pieces, merged[0] if merged else b"", b"</%sworksheet>" % root[1]))


def _rows(sheet: Any, of_sheet: Place, source: bytes) -> tuple[SheetRow, ...]:
    sheet.reset_dimensions()
    not_computed = {match[2].decode() for match in _NOT_COMPUTED.finditer(source)}
    return _merged(list(islice(_filled(sheet, of_sheet, not_computed), MOST_ROWS + 1)), source)


def _filled(sheet: Any, of_sheet: Place, not_computed: set[str]) -> Iterator[SheetRow]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts: dict[int, Scalar] = {}
        faults: dict[int, Finding] = {}
        for column, cell in enumerate(row, 1):
            name = f"{column_letters(column)}{number}" if cell.value is not None or not_computed else ""
            if cell.value is None and name not in not_computed:
                continue
            text = _typed(cell)
            shown = text.replace("\n", " ")
            place = of_sheet._replace(
                line=number, length=max(1, len(text)), excerpt=shown, cell=Cell(name, "", sheet.title)
            )
            if fault := _fault(cell, text, place):
                faults[column] = fault
            elif text:
                texts[column] = Scalar(text, place)
        if texts or faults:
            yield SheetRow(of_sheet._replace(line=number), texts, faults)


def _fault(cell: Any, text: str, place: Place) -> Finding | None:
    if cell.value is None:
        hint = "用 Excel 或 WPS 表格打开，保存一次；还不行，把公式改成数"
        return fatal(place, "这一格的公式没有算出的结果", hint)
    if cell.data_type == "e":
        return fatal(place, f"这一格的公式算错了：{text}", "改正公式，或直接填上数")
    for character in text if not text.isprintable() else "":
        if what := hidden_character(character):
            return fatal(place, f"含有不能使用的字符：{what}", "重新输入这一格的内容")
    return None


def _merged(rows: list[SheetRow], source: bytes) -> tuple[SheetRow, ...]:
    """What a cell holds that reaches over several rows holds for each of them."""
    numbers = [row.place.line for row in rows]
    for letters, first, last in {match.groups() for match in _MERGED.finditer(source)}:
        column = column_index_from_string(letters.decode())
        start, stop = bisect_left(numbers, int(first)), bisect_right(numbers, int(last))
        if start == stop or numbers[start] != int(first) or column not in rows[start].cells:
            continue
        for at in range(start + 1, stop):
            if column in rows[at].cells:
                break  # of two that overlap, which no program makes
            row = rows[at]
            cells = {**row.cells, column: rows[start].cells[column]}
            rows[at] = row._replace(cells=cells, merged=row.merged | {column})
    return tuple(rows)


# --- what a cell shows → what would have been typed -----------------------------------------------


def _typed(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    try:
        shown_as = cell.number_format
    except IndexError:  # it names a format that the file does not hold
        shown_as = "General"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, shown_as)
    if isinstance(value, datetime | date):
        return _day(value, shown_as)
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _day(value: date, shown_as: str) -> str:
    """A date that is shown without its day is a month: Excel makes 2025-03-01 of 2025年3月."""
    signs = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shown_as).lower()
    return f"{value:%Y-%m}" if "y" in signs and "d" not in signs else f"{value:%Y-%m-%d}"


def _number(value: float, shown_as: str) -> str:
    """The number as digits, with the sign or unit it is shown with; what a formula left behind is rounded as shown.

    >>> _number(0.993, "0.0%"), _number(12.0, "General"), _number(1e20, "General"), _number(58, '0"件"')
    ('99.3%', '12', '100000000000000000000', '58件')
    >>> _number(454 / 457, "0%"), _number(0.1 + 0.2, "General")
    ('99.34%', '0.3')
    >>> _number(118800, '0!.0000"万元"'), _number(99, '0"%"'), _number(99, "0!%")
    ('118800', '99', '99')
    """
    number = Decimal(f"{value:.15g}")  # as many digits as Excel keeps
    shape = shown_as.partition(";")[0]
    unit = ""
    scaled = re.search(r'[!\\]\.|"\."|,(?![#0])', shape)  # another number is shown than the cell holds
    if "%" in re.sub(r'"[^"]*"|[\\!_*].', "", shape):
        number, unit = number * 100, "%"
    elif scaled:
        pass
    elif suffix := re.search(r'[0#]"?([\u4e00-\u9fff]+)"?$', shape):
        unit = suffix[1]
    if re.search("[0#]", shape) and abs(number) < 10**15:
        decimals = re.search(r"\.([0#]+)", shape)
        places = max(2, len(decimals[1]) if decimals else 0)
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{number.normalize():f}{unit}"
