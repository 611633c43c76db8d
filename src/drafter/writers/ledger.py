"""An empty ledger for a list of the table, as .xlsx: its columns with notes, words to choose from, formats of dates."""

from __future__ import annotations

import io
from datetime import datetime

from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from drafter.facts.columns import columns_of
from drafter.facts.table import FactKind, FactSpec
from drafter.system.ooxml import EPOCH, OoxmlPackage, packed
from drafter.writers.encode import allowed

_CORE, _MODIFIED = "docProps/core.xml", "{http://purl.org/dc/terms/}modified"
_LAST_ROW = 1000  # the last one with words to choose from
_LONGEST_LIST = 255  # characters of the words to choose from, as Excel allows
_WIDTHS = {
    FactKind.DATE: 14,
    FactKind.QUANTITY: 12,
    FactKind.RATE: 12,
    FactKind.NUMBER: 8,
    FactKind.TEXTS: 42,
    FactKind.PASSAGE: 60,
}
_USUAL_WIDTH = 26  # in half-width characters
_DATE_FORMAT, _TEXT_FORMAT = "yyyy-mm-dd", "@"
_NUMBERS = (FactKind.QUANTITY, FactKind.RATE)


def write_ledger(row: FactSpec, year: int) -> bytes:
    """A workbook with one sheet, named by the year; the same row gives the same bytes."""
    book = Workbook()
    book.properties.created = datetime(*EPOCH)
    book.properties.creator = None
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(year)
    for number, field in enumerate(columns_of(row).values(), 1):
        _column(sheet, get_column_letter(number), field)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target = io.BytesIO()
    book.save(target)
    return _without_clock(target.getvalue())


def _column(sheet: Worksheet, letter: str, field: FactSpec) -> None:
    line = Side(style="thin", color="808080")
    head = sheet[f"{letter}1"]
    head.value = field.name  # of letters and digits: no formula
    head.font = Font(name="宋体", size=12, bold=True)
    head.alignment = Alignment(horizontal="center", vertical="center")
    head.fill = PatternFill("solid", fgColor="E7E6E6")
    head.border = Border(left=line, right=line, top=line, bottom=line)
    head.number_format = _TEXT_FORMAT
    head.comment = Comment(allowed(_note(field)), "drafter", width=260, height=120)
    column = sheet.column_dimensions[letter]
    column.width = _WIDTHS.get(field.kind, 14 if field.options else _USUAL_WIDTH)
    column.font = Font(name="宋体", size=12)
    column.alignment = Alignment(vertical="center", wrap_text=True)
    if field.kind is FactKind.DATE:
        column.number_format = _DATE_FORMAT
    elif field.kind not in _NUMBERS:
        column.number_format = _TEXT_FORMAT  # so that 3.10 and 1-2 stay what was typed
    if words := _words(field):
        offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        offered.showErrorMessage = field.kind in (FactKind.CHOICE, FactKind.FLAG)
        offered.errorTitle, offered.error = field.name, f"可填：{words.replace(',', '、')}"
        offered.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(offered)


def _note(field: FactSpec) -> str:
    several = "；一格里写几样的，用“、”或换行隔开" if field.kind is FactKind.TEXTS else ""
    must = "（必填）" if field.required else ""
    units = f"\n单位：{'、'.join(field.units)}" if field.units and field.kind is FactKind.QUANTITY else ""
    usual = f"\n不填就是：{field.default}" if field.default else ""
    example = f"\n例：{field.example}" if field.example else ""
    return f"{must}{field.meaning}{several}{units}{usual}{example}"


def _words(field: FactSpec) -> str:
    """The words to choose from, joined by commas; empty where there are none, or too many."""
    words = ",".join(("是", "否") if field.kind is FactKind.FLAG else field.options or field.words)
    words = allowed(words).replace('"', '""')  # they are put in quotes
    return words if len(words) <= _LONGEST_LIST else ""


def _without_clock(data: bytes) -> bytes:
    """The workbook as if it had been saved at the first moment that a zip file knows."""
    workbook = OoxmlPackage(data)
    parts = {name: workbook.read(name) for name in workbook.names}
    properties = workbook.tree(_CORE)
    for modified in properties.iter(_MODIFIED):
        modified.text = datetime(*EPOCH).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts[_CORE] = etree.tostring(properties, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts)
