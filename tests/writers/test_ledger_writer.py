"""Empty ledgers: what a clerk sees in them, and that drafter reads them back."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from drafter.facts.columns import columns_of, heading_row
from drafter.facts.table import FactKind, shipped_table
from drafter.readers.ledger.read import read_ledger
from drafter.writers.ledger import write_ledger

LISTS = [row for row in shipped_table().walk() if row.ledger]


def sheet_of(row):
    return load_workbook(io.BytesIO(write_ledger(row, 2025))).active


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.key)
def test_an_empty_ledger_has_the_columns_of_its_list_and_is_read_back(row):
    (sheet,) = read_ledger(write_ledger(row, 2025), "账.xlsx")
    assert sheet.name == "2025" and len(sheet.rows) == 1
    assert [cell.text for cell in heading_row(row, sheet).cells.values()] == list(columns_of(row))


def test_lists_that_are_kept_in_a_ledger_are_lists():
    assert len(LISTS) >= 4 and all(row.kind is FactKind.RECORDS for row in LISTS)


def test_the_headings_are_bold_frozen_and_explained():
    sheet = sheet_of(shipped_table().at("学法"))
    assert sheet.freeze_panes == "A2" and all(cell.font.bold for cell in sheet[1])
    notes = {cell.value: cell.comment.text for cell in sheet[1]}
    assert notes["形式"].startswith("（必填）哪一种学法") and "例：2025-03-04" in notes["日期"]
    assert "单位：次、场" in notes["次数"] and "换行隔开" in notes["内容"]


def test_words_can_be_chosen_and_only_options_must_be():
    offered = {
        str(one.sqref).rstrip("0123456789").split("2:")[0]: (one.formula1, one.showErrorMessage)
        for one in sheet_of(shipped_table().at("学法")).data_validations.dataValidation
    }
    assert offered["F"] == ('"举措成效,第一责任人"', True)
    assert "会前学法" in offered["A"][0] and offered["A"][1] is False


def test_dates_look_like_dates_and_words_stay_what_was_typed():
    columns = sheet_of(shipped_table().at("学法")).column_dimensions
    assert columns["C"].number_format == "yyyy-mm-dd" and columns["A"].number_format == "@"
    assert columns["B"].number_format == "General" and columns["E"].width > columns["C"].width


def test_the_same_row_gives_the_same_bytes():
    first = write_ledger(LISTS[0], 2025)
    assert write_ledger(LISTS[0], 2025) == first and first != write_ledger(LISTS[0], 2026)
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        times = re.findall(r">([^<>]*T[^<>]*Z)<", package.read("docProps/core.xml").decode())
    assert times == ["1980-01-01T00:00:00Z"] * 2
