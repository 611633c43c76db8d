"""An .xlsx → sheets of cells: what each cell shows, as it would have been typed.

Sheets are streamed row by row. What they hold besides cells (formats of empty rows, validations, pictures, names) may
be huge or odd, and is ignored.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from drafter.findings import Cell, DrafterError, Finding, Place, fatal
from drafter.readers.decode import hidden_character
from drafter.readers.ledger.sheets import MOST_ROWS, MOST_SHEETS, Sheet, SheetRow, column_letters, column_number
from drafter.readers.yaml.nodes import Scalar
from drafter.system.ooxml import Fault, OoxmlError, OoxmlPackage

if TYPE_CHECKING:
    from lxml import etree

_SAVE_AGAIN = "用 Excel 或 WPS 表格打开，另存为一份新的 .xlsx"
_BROKEN = ("这不是 .xlsx 文件，或者文件坏了，读不出来", _SAVE_AGAIN)
_FAULTS = {
    Fault.BROKEN: _BROKEN,
    Fault.MALFORMED: _BROKEN,
    Fault.ENCRYPTED: ("台账加了密码，读不了", "用 Excel 或 WPS 表格打开，去掉密码，另存为 .xlsx"),
    Fault.TOO_LARGE: (
        "台账解开后太大，不像一年的台账",
        "多半是数据下面有大片设了格式的空行：选中这些行，删除，再保存；或把数据复制到新的工作簿",
    ),
    Fault.DOCTYPE: ("台账里有不该有的内容（DTD），不去读它", _SAVE_AGAIN),
}
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _FORMULA, _VALUE, _MERGED = (f"{_S}{name}" for name in ("row", "c", "f", "v", "mergeCell"))
_STRING, _INLINE, _TEXT, _PHONETIC = (f"{_S}{name}" for name in ("si", "is", "t", "rPh"))
# What may come behind the merged cells of a sheet, or in their place.
_BEHIND_CELLS = {f"{_S}{name}" for name in ("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks")}

# Number formats that files name by id alone (ECMA-376 part 1, 18.8.30), those from 27 on as Chinese programs have them.
_GENERAL = "General"
_MONTH, _MONTH_AND_DAY, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", **dict.fromkeys((37, 38, 41, 42), "#,##0"), **dict.fromkeys((39, 40, 43, 44), "#,##0.00"),
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH), **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_AND_DAY),
    30: "m-d-yy", 31: _DAY,
}  # fmt: skip


class _Book(NamedTuple):
    """What the cells of all sheets refer to."""

    strings: Sequence[str]
    formats: tuple[str, ...]  # by the index of a cell's style
    epoch: datetime  # day 0


def read_xlsx(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook, hidden ones too; of a formula its result counts. Raises DrafterError."""
    try:
        sheets = _sheets(OoxmlPackage(data), name)
    except OoxmlError as error:
        raise _unreadable(name, *_FAULTS[error.fault]) from error
    except (ValueError, LookupError, ArithmeticError) as error:  # references and figures that lead nowhere
        raise _unreadable(name, *_BROKEN) from error
    if not sheets:
        raise _unreadable(name, "这个文件里没有工作表", "确认选对了文件")
    return sheets


def _unreadable(name: str, message: str, hint: str) -> DrafterError:
    return DrafterError([fatal(Place(name), message, hint)])


def _sheets(package: OoxmlPackage, name: str) -> tuple[Sheet, ...]:
    main = package.main
    if main not in package:
        raise OoxmlError(Fault.BROKEN)
    relations = [one for one in package.relations(main) if one.target in package]
    parts = {one.kind: one.target for one in relations}
    workbook = package.tree(main)
    properties = workbook.find(f"{_S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    strings = _Strings()
    if "sharedStrings" in parts:
        package.feed(parts["sharedStrings"], strings)
    book = _Book(
        strings.strings,
        _formats(package.tree(parts["styles"])) if "styles" in parts else (),
        datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30),
    )
    targets = {one.ident: one.target for one in relations if one.kind == "worksheet"}
    listed = workbook.findall(f"{_S}sheets/{_S}sheet")
    if len(listed) > MOST_SHEETS:
        message = f"台账里有{len(listed)}张工作表，超过{MOST_SHEETS}张，不像一个乡镇的台账"
        raise _unreadable(name, message, "确认选对了文件；或把要用的工作表另存为一份")
    found = []
    for sheet in listed:
        target = targets.get(sheet.get(_ID, ""), "")
        if target:
            title = sheet.get("name", "")
            place = Place(name, cell=Cell("", "", title))
            hidden = sheet.get("state", "visible") != "visible"
            found.append(Sheet(title, place, _rows(package, target, place, book), hidden))
    return tuple(found)


def _formats(styles: etree._Element) -> tuple[str, ...]:
    """The number format of each cell style; one that the file does not hold is General."""
    own = {
        int(one.get("numFmtId", "")): one.get("formatCode", "") for one in styles.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    known = {**_BUILT_IN, **own}
    return tuple(known.get(int(one.get("numFmtId", "0")), _GENERAL) for one in styles.iterfind(f"{_S}cellXfs/{_S}xf"))


class _Target:
    """Collects the characters of values and rich texts; phonetic ones are left out."""

    def __init__(self) -> None:
        self.done = False
        self._pieces: list[str] = []
        self._collects = self._phonetic = False

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        if tag == _PHONETIC:
            self._phonetic = True
        elif tag in (_STRING, _INLINE, _VALUE):
            self._pieces.clear()
        self._collects = tag in (_TEXT, _VALUE) and not self._phonetic

    def end(self, tag: str) -> None:
        self._collects = False
        if tag == _PHONETIC:
            self._phonetic = False

    def data(self, data: str) -> None:
        if self._collects:
            self._pieces.append(data)

    def close(self) -> None:
        self.done = True

    @property
    def _text(self) -> str:
        return "".join(self._pieces).replace("x005F_", "")


class _Strings(_Target):
    """The shared strings of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == _STRING:
            self.strings.append(self._text)


class _SheetRows(_Target):
    """The rows of a sheet with something in them, `MOST_ROWS` and one at the most, and its merged cells.

    Of a cell or row that holds nothing as little as can be is done: there may be millions.
    """

    def __init__(self, of_sheet: Place, book: _Book) -> None:
        super().__init__()
        self.rows: list[SheetRow] = []
        self.merged: set[tuple[int, int, int]] = set()  # column, first and last row
        self._of_sheet, self._book = of_sheet, book
        self._numbers: set[int] = set()
        self._number = 0
        self._cell: Mapping[str, str] = {}  # its attributes
        self._texts: dict[int, Scalar] = {}
        self._faults: dict[int, Finding] = {}
        self._value: str | None = None
        self._formula = False

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        if tag == _CELL:
            if "r" not in attrib:  # it follows the one before
                column = _position(self._cell["r"])[0] if self._cell else 0
                attrib = {**attrib, "r": f"{column_letters(column + 1)}{self._number}"}
            self._cell, self._value, self._formula = attrib, None, False
        elif tag == _ROW:
            number = int(attrib.get("r", self._number + 1))
            if number <= self._number:  # Excel, too, calls such a file damaged
                raise OoxmlError(Fault.BROKEN)
            self._number, self._cell = number, {}
        elif tag == _FORMULA:
            self._formula = True
        elif tag == _MERGED:
            (column, first), (_, last) = map(_position, attrib.get("ref", "").partition(":")[::2])
            if first in self._numbers and last > first:
                self.merged.add((column, first, last))
        elif tag in _BEHIND_CELLS:
            self.done = True
        else:
            super().start(tag, attrib)

    def end(self, tag: str) -> None:
        if tag == _CELL:
            if self._value is not None or self._formula:
                self._add_cell()
        elif tag == _ROW:
            if self._texts or self._faults:
                self.rows.append(SheetRow(self._of_sheet._replace(line=self._number), self._texts, self._faults))
                self._numbers.add(self._number)
                self._texts, self._faults = {}, {}
                self.done = self.done or len(self.rows) > MOST_ROWS
        else:
            if tag == (_INLINE if self._cell.get("t") == "inlineStr" else _VALUE):
                self._value = self._text
            super().end(tag)

    def _add_cell(self) -> None:
        text, fault = _cell_text(self._cell, self._value or "", self._formula, self._book)
        column = _position(self._cell["r"])[0]
        sheet = self._of_sheet.cell.sheet if self._of_sheet.cell else ""
        place = self._of_sheet._replace(
            line=self._number,
            length=max(1, len(text)),
            excerpt=text.replace("\n", " "),
            cell=Cell(f"{column_letters(column)}{self._number}", "", sheet),
        )
        if fault:
            self._faults[column] = fatal(place, *fault)
        elif text:
            self._texts[column] = Scalar(text, place)


def _rows(package: OoxmlPackage, part: str, of_sheet: Place, book: _Book) -> tuple[SheetRow, ...]:
    sheet = _SheetRows(of_sheet, book)
    package.feed(part, sheet)
    return _with_merged(sheet.rows[: MOST_ROWS + 1], sheet.merged)


def _position(cell: str) -> tuple[int, int]:
    """Column and row of a cell by its name; both 0 where it has none. Raises ValueError."""
    letters = cell.rstrip("0123456789")
    return (column_number(letters), int(cell[len(letters) :])) if cell else (0, 0)


def _cell_text(cell: Mapping[str, str], value: str, formula: bool, book: _Book) -> tuple[str, tuple[str, str] | None]:
    """What would have been typed into a cell, and the fault that it has, with advice; `cell` has its attributes."""
    kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
    if not value:
        lost = formula and kind not in ("str", "inlineStr")
        hint = "用 Excel 或 WPS 表格打开，保存一次；还不行，把公式改成数"
        return "", ("这一格的公式没有算出的结果", hint) if lost else None
    if kind == "n":
        text = _number_or_day(value, style, book)
    elif kind == "s":
        text = _plain(book.strings[int(value)])
    elif kind == "b":
        text = "是" if int(value) else "否"
    elif kind == "d":
        text = _day(datetime.fromisoformat(value), _format(style, book))
    else:
        text = _plain(value)
    if kind == "e" or text == _NO_DAY:
        return text, (f"这一格的公式算错了：{text}", "改正公式，或直接填上数")
    for character in text if not text.isprintable() else "":
        if hidden := hidden_character(character):
            return text, (f"含有不能使用的字符：{hidden}", "重新输入这一格的内容")
    return text, None


def _plain(text: str) -> str:
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _with_merged(rows: list[SheetRow], merged: set[tuple[int, int, int]]) -> tuple[SheetRow, ...]:
    """A cell that reaches over several rows is in each of them; of `merged` each is column, first and last row."""
    numbers = [row.place.line for row in rows]
    for column, first, last in merged:
        start, stop = bisect_left(numbers, first), bisect_right(numbers, last)
        if column not in rows[start].cells:
            continue
        for at in range(start + 1, stop):
            row = rows[at]
            if column in row.cells:
                break  # of two that overlap, which no program makes
            cells = {**row.cells, column: rows[start].cells[column]}
            rows[at] = row._replace(cells=cells, merged=row.merged | {column})
    return tuple(rows)


# --- values and number formats → text as it would have been typed ---------------------------------

_NO_DAY = "#VALUE!"  # a number that is shown as a date and lies outside the calendar


def _format(style: int, book: _Book) -> str:
    return book.formats[style] if style < len(book.formats) else _GENERAL


def _number_or_day(typed: str, style: int, book: _Book) -> str:
    value = float(typed)
    shown_as = _format(style, book)
    main = re.sub(r'"[^"]*"', "", shown_as.partition(";")[0])
    elapsed = re.search(r"\[(?:hh?|mm?|ss?)\]", main, re.IGNORECASE)
    signs = re.sub(r"\[[^\[\]]*\]", "", main)
    if not elapsed and not re.search(r"(?<![_\\])[dmhys]", signs, re.IGNORECASE):
        return _number(value, shown_as)
    try:
        if elapsed:
            return str(timedelta(seconds=round(value * 86400)))
        moment = _moment(value, book.epoch)
    except (OverflowError, ValueError):
        return _NO_DAY
    return _day(moment, shown_as) if isinstance(moment, datetime) else str(moment)


def _moment(value: float, epoch: datetime) -> datetime | time:
    """A serial number of days as date and time; within the first day, as time alone.

    >>> _moment(45717, datetime(1899, 12, 30)), _moment(0.5, datetime(1899, 12, 30))
    (datetime.datetime(2025, 3, 1, 0, 0), datetime.time(12, 0))
    """
    if 0 < value < 60 and epoch.year < 1900:
        value += value >= 1  # Excel counts a 29 February 1900
    moment = epoch + timedelta(days=int(value // 1), milliseconds=round(value % 1 * 86_400_000))
    return moment.time() if 0 <= value < 1 and moment.date() == epoch.date() else moment


def _day(value: date, shown_as: str) -> str:
    """A date that is shown without its day is a month: Excel makes 2025-03-01 of 2025年3月."""
    signs = re.sub(r'"[^"]*"|\[[^\[\]]*\]|\\.', "", shown_as).lower()
    return f"{value:%Y-%m}" if "y" in signs and "d" not in signs else f"{value:%Y-%m-%d}"


def _number(value: float, shown_as: str) -> str:
    """The number as digits, with the sign or unit it is shown with; the result of a formula is rounded as shown.

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
    scaled = re.search(r'[!\\]\.|"\."|,(?![#0])', shape)  # the displayed number is not that of the cell
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
