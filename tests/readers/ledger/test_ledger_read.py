"""Bytes → sheets of cells: each cell as it would have been typed, and no file does harm."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date, datetime

import pytest
from conftest import told
from hypothesis import given
from hypothesis import strategies as st
from workbooks import as_csv, book, books, with_part

from drafter.findings import DrafterError
from drafter.readers.ledger import xlsx
from drafter.readers.ledger.read import LARGEST_LEDGER, read_ledger
from drafter.readers.ledger.sheets import MOST_ROWS

SHEET = "xl/worksheets/sheet1.xml"
PART_LOCKED = re.sub(
    rb"(PK\x01\x02.{4}).|(PK\x03\x04.{2}).", lambda m: (m[1] or m[2]) + b"\x01", book([["甲"]]), flags=re.S
)
LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le")


def texts(data: bytes, name: str = "账.xlsx") -> list[dict[int, str]]:
    """What the cells of the first sheet hold, row by row."""
    return [{at: cell.text for at, cell in row.cells.items()} for row in read_ledger(data, name)[0].rows]


def only(value: object, shown_as: str = "General") -> str:
    """What one cell holds."""
    return texts(book([[value]], formats={"A1": shown_as}))[0][1]


@pytest.mark.parametrize(
    ("value", "shown_as", "typed"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (12.5, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012, "General", "123456789012"),
        (0.993, "0%", "99.3%"),
        (454 / 457, "0.0%", "99.34%"),
        (1, "0%", "100%"),
        (58, '0"件"', "58件"),
        (11.885, '0.00"万元"', "11.89万元"),
        (1e300, "0.00", "1" + "0" * 300),
        (1200, "#,##0", "1200"),
        (True, "General", "是"),
        (date(2025, 3, 4), "yyyy-mm-dd", "2025-03-04"),
        (datetime(2025, 3, 4, 9, 30), "yyyy/m/d h:mm", "2025-03-04"),
        (date(2025, 3, 4), 'm"月"d"日"', "2025-03-04"),
        (date(2025, 3, 1), 'yyyy"年"m"月"', "2025-03"),
        (date(2025, 3, 1), '[$-804]yyyy"年"m"月"d"日"', "2025-03-01"),
        ("  甲\u3000", "General", "甲"),
        ("《甲》\n乙", "General", "《甲》\n乙"),
    ],
)
def test_a_cell_is_read_as_it_is_displayed(value, shown_as, typed):
    assert only(value, shown_as) == typed


@pytest.mark.parametrize(("number", "typed"), [(31, "2025-03-01"), (57, "2025-03"), (58, "2025-03-01")])
def test_dates_with_the_built_in_formats_of_chinese_programs(number, typed):
    """numFmtId 31, 57 and 58 are not listed in the file."""
    made = book([[45717]], formats={"A1": "0.000"})
    listed = re.compile(rb"<numFmts.*</numFmts>")
    found = with_part(
        made, "xl/styles.xml", lambda text: listed.sub(b"", text).replace(b'Id="164"', b'Id="%d"' % number)
    )
    assert texts(found)[0][1] == typed


def test_a_number_format_that_the_file_lacks_is_general():
    made = book([[45717]], formats={"A1": "0.000"})
    lost = with_part(made, "xl/styles.xml", lambda text: re.sub(rb"<numFmts.*</numFmts>", b"", text))
    assert texts(lost)[0][1] == "45717"


def test_a_place_names_file_sheet_row_and_cell():
    (sheet,) = read_ledger(book([["题"], [], ["甲", "乙"]]), "镇/账.xlsx")
    place = sheet.rows[1].cells[2].place
    assert str(place) == "镇/账.xlsx：工作表“2025”第3行（B3）" and place.quoted == "乙"
    assert str(sheet.rows[1].place) == "镇/账.xlsx：工作表“2025”第3行" and place.short == "账.xlsx（2025）:B3"


def test_a_csv_keeps_lines_and_columns_through_quotes_and_line_ends():
    text = '题,,\n\n"甲,乙","丙""丁"\n"一\n二",三\n四'
    rows = read_ledger(text.encode(), "账.csv")[0].rows
    assert [[cell.text for cell in row.cells.values()] for row in rows] == [
        ["题"], ["甲,乙", '丙"丁'], ["一\n二", "三"], ["四"],
    ]  # fmt: skip
    where = [(cell.place.line, cell.place.column) for row in rows for cell in row.cells.values()]
    assert where == [(1, 1), (3, 2), (3, 8), (4, 2), (5, 4), (6, 1)]
    assert rows[1].cells[1].place.quoted == "甲,乙" and str(rows[3].cells[1].place) == "账.csv:6:1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_that_excel_writes(encoding):
    assert texts(as_csv([["形式", "日期"], ["会前学法", "2025/3/4"]], encoding), "账.csv") == [
        {1: "形式", 2: "日期"},
        {1: "会前学法", 2: "2025/3/4"},
    ]


@given(st.lists(st.lists(st.text("甲乙，,\"\n'《》 12", max_size=5), min_size=1, max_size=4), min_size=1, max_size=5))
def test_a_csv_is_read_as_it_was_written(rows):
    wanted = [{at: cell.strip() for at, cell in enumerate(row, 1) if cell.strip()} for row in rows]
    assert texts(as_csv(rows, "utf-8-sig", "\n"), "账.csv") == [row for row in wanted if row]


@given(st.binary(max_size=300))
def test_any_bytes_are_sheets_or_an_error(data):
    for name in ("账.csv", "账.xlsx"):
        for beginning in (b"", b"PK\x03\x04"):
            try:
                read_ledger(beginning + data, name)
            except DrafterError as error:
                assert error.findings


def test_a_merged_cell_is_in_each_of_its_rows():
    rows = read_ledger(book([["形式", "次数"], ["甲", 1], [None, 2], [None, 3]], merged=["A2:A3"]), "账.xlsx")[0].rows
    assert [row.cells[1].text for row in rows[:3]] == ["形式", "甲", "甲"] and 1 not in rows[3].cells
    assert [row.merged for row in rows] == [frozenset(), frozenset(), {1}, frozenset()]
    assert str(rows[2].cells[1].place).endswith("（A2）")


def test_a_formula_is_read_as_its_result():
    def with_result(text: bytes) -> bytes:
        text = text.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        return text.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")

    made = book([["次数", "人数"], ["=1+1", "=2+2"]])
    (row,) = read_ledger(with_part(made, SHEET, with_result), "账.xlsx")[0].rows[1:]
    assert row.cells[1].text == "2" and "没有算出的结果" in row.faults[2].message and 2 not in row.cells


def test_a_formula_with_an_empty_result_is_a_blank_and_a_failed_one_a_fault():
    cells = b'<c r="A2" t="str"><f>A1</f><v></v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    made = with_part(
        book([["甲", "乙"], [1, 1]]), SHEET, lambda text: text.replace(b"</sheetData>", b"").split(b'<row r="2"')[0]
        + b'<row r="2">' + cells + b"</row></sheetData></worksheet>",
    )  # fmt: skip
    (row,) = read_ledger(made, "账.xlsx")[0].rows[1:]
    assert row.cells == {} and list(row.faults) == [2] and "#DIV/0!" in row.faults[2].message


def test_a_forbidden_character_is_a_fault_of_its_cell():
    row = read_ledger(book([["甲\u2028乙", "丙"]]), "账.xlsx")[0].rows[0]
    assert "行分隔符" in row.faults[1].message and row.cells[2].text == "丙"


def test_hidden_sheets_are_marked():
    sheets = read_ledger(books({"甲": [[1]], "乙": [[1]]}, hidden=["甲"]), "账.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("甲", True), ("乙", False)]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("账.xlsx", b"", "0 字节"),
        ("账.csv", b"", "0 字节"),
        ("账.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "另存为"),
        ("账.et", b"\xd0\xcf\x11\xe0", "另存为"),
        ("账.xlsx", b"\xd0\xcf\x11\xe0", "只读 .xlsx 和 .csv"),
        ("账.xlsx", LOCKED, "加了密码"),
        ("账.xlsx", PART_LOCKED, "加了密码"),
        ("账.xlsx", b"<html>", "不是 .xlsx"),
        ("账.xlsx", b"PK\x03\x04", "文件坏了"),
        ("账.xlsx", book([["甲"]])[:-200], "文件坏了"),
        ("账.docx", b"PK\x03\x04", "不认识"),
        ("账.csv", b"%PDF-1.4", "不认识"),
        ("账.csv", '甲,"乙\n丙'.encode(), "引号没有成对"),
        ("账.csv", b"\xff\xfe\xff", "无法按 UTF-16"),
        ("账.xlsx", with_part(book([["甲"]]), "xl/workbook.xml", lambda text: text[:200]), "文件坏了"),
        ("账.xlsx", with_part(book([["甲"]]), SHEET, lambda text: b"<!DOCTYPE a>" + text), "DTD"),
        ("账.xlsx", with_part(book([["甲"]]), "xl/styles.xml", lambda text: text + b" " * 130_000_000), "解开后太大"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_advice(name, data, message):
    with pytest.raises(DrafterError) as error:
        read_ledger(data, name)
    assert message in told(error.value) and "建议：" in told(error.value)


def test_a_workbook_named_csv_is_read_as_a_workbook():
    assert texts(book([["甲"]]), "账.csv") == [{1: "甲"}]


def test_a_million_formatted_empty_rows_are_ignored_quickly():
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 1048577))
    made = with_part(
        book([["甲"], ["乙"]]), SHEET, lambda text: text.replace(b"</sheetData>", rows + b"</sheetData>")
    )  # fmt: skip
    begun = time.process_time()
    assert len(made) < LARGEST_LEDGER and texts(made) == [{1: "甲"}, {1: "乙"}]
    assert time.process_time() - begun < 15  # seconds; it takes some three


def test_rows_without_a_number_are_counted():
    text = '<c t="inlineStr"><is><t>甲</t></is></c>'
    rows = f'<sheetData><row s="1"><c s="0"/></row><row s="1"><c s="0"/>{text}</row></sheetData>'.encode()
    whole = re.compile(rb"<sheetData>.*</sheetData>")
    (row,) = read_ledger(with_part(book([["乙"]]), SHEET, lambda text: whole.sub(rows, text)), "账.xlsx")[0].rows
    assert row.place.line == 2 and row.cells[2].text == "甲"


def test_the_last_cell_of_a_sheet_is_read():
    def far(text: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return text.replace(b"</sheetData>", cell)

    (_, last) = read_ledger(with_part(book([["甲"]]), SHEET, far), "账.xlsx")[0].rows
    assert str(last.cells[16384].place).endswith("（XFD1048576）")


def test_the_number_of_rows_is_bounded():
    assert len(read_ledger(as_csv([["甲"]] * (MOST_ROWS + 9)), "账.csv")[0].rows) == MOST_ROWS + 1
    assert len(read_ledger(book([["甲"]] * (MOST_ROWS + 9)), "账.xlsx")[0].rows) == MOST_ROWS + 1


def test_strict_ooxml_is_read():
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    }
    made = book([["甲", 3]])
    for part in ("xl/workbook.xml", SHEET, "xl/styles.xml"):
        for usual, name in strict.items():
            made = with_part(made, part, lambda text, usual=usual, name=name: text.replace(usual, name))
    assert texts(made) == [{1: "甲", 2: "3"}]


def with_cells(rows: str, behind: str = "") -> bytes:
    """A sheet of these rows, as other programs write them."""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_part(book([["甲"]]), SHEET, lambda _: f"{sheet}{rows}</sheetData>{behind}</worksheet>".encode())


def test_cells_without_a_reference_follow_the_previous_one():
    cells = '<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    rows = read_ledger(with_cells(cells), "账.xlsx")[0].rows
    assert [[(cell.place.cell.name, cell.text) for cell in row.cells.values()] for row in rows] == [
        [("A3", "1"), ("D3", "2"), ("F3", "3")],
        [("A4", "4")],
    ]


def test_repeated_rows_are_a_damaged_file():
    with pytest.raises(DrafterError) as error:
        read_ledger(with_cells('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>'), "账.xlsx")
    assert "文件坏了" in told(error.value)


def test_shared_and_rich_text_is_joined_without_its_phonetics():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲</t><rPh><t>jia</t></rPh></si>'
        "<si><r><t>乙</t></r><r><rPr/><t> 丙</t></r></si></sst>"
    )
    made = with_cells('<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>')
    made = with_part(made, "xl/theme/theme1.xml", lambda _: strings.encode())  # a part to spare
    made = with_part(
        made, "xl/_rels/workbook.xml.rels", lambda text: text.replace(b"ships/theme", b"ships/sharedStrings")
    )
    assert texts(made) == [{1: "甲", 2: "乙 丙"}]
    inline = '<row r="1"><c t="inlineStr"><is><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t>乙</t></r></is></c></row>'
    assert texts(with_cells(inline)) == [{1: "甲乙"}]


@pytest.mark.parametrize(
    ("value", "shown_as", "typed"),
    [(0.5, "h:mm", "12:00:00"), (1.5, "[h]:mm", "1 day, 12:00:00"), (1, "yyyy-mm-dd", "1900-01-01")],
)
def test_times_and_the_first_days_of_the_calendar(value, shown_as, typed):
    assert only(value, shown_as) == typed


def test_a_date_outside_the_calendar_is_a_fault():
    (row,) = read_ledger(book([[1e9, "甲"]], formats={"A1": "yyyy-mm-dd"}), "账.xlsx")[0].rows
    assert "#VALUE!" in row.faults[1].message and row.cells[2].text == "甲"


def test_dates_are_counted_from_1904_where_the_workbook_says_so():
    made = book([[1]], formats={"A1": "yyyy-mm-dd"})
    made = with_part(made, "xl/workbook.xml", lambda text: text.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
                     .replace(b"<workbookPr />", b'<workbookPr date1904="1"/>'))  # fmt: skip
    assert texts(made) == [{1: "1904-01-02"}]


@pytest.mark.parametrize(
    "rows",
    ['<row r="x"/>', '<row r="1"><c r="1A"><v>1</v></c></row>', '<row r="1"><c t="s"><v>99</v></c></row>',
     '<row r="1"><c><v>x</v></c></row>', '<row r="1"><c t="d"><v>x</v></c></row>'],
)  # fmt: skip
def test_invalid_references_and_values_are_a_damaged_file(rows):
    with pytest.raises(DrafterError) as error:
        read_ledger(with_cells(rows), "账.xlsx")
    assert "文件坏了" in told(error.value)


def test_openpyxl_is_not_needed_to_read(tmp_path):
    (tmp_path / "账.xlsx").write_bytes(book([["甲"]]))
    script = (
        "import sys; from pathlib import Path; from drafter.readers.ledger.read import read_ledger\n"
        "read_ledger(Path(sys.argv[1]).read_bytes(), '账.xlsx'); print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "账.xlsx")], capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


def test_a_workbook_of_too_many_sheets_is_no_ledger(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_SHEETS", 3)
    sheets = {f"表{number}": [["形式"]] for number in range(4)}
    assert len(read_ledger(books(dict(list(sheets.items())[:3])), "账.xlsx")) == 3
    with pytest.raises(DrafterError) as error:
        read_ledger(books(sheets), "账.xlsx")
    assert "台账里有4张工作表，超过3张" in told(error.value)
