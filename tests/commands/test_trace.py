"""The 数据来源表: it lists every figure of a report with its line."""

from __future__ import annotations

import csv
import io
import re

import docx
import pytest
from conftest import EXAMPLES, FRAME, TESTS, facts_of, report_of
from facts_files import BY_KEY, file_of, given_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafter.commands.build import build
from drafter.commands.trace import COLUMNS, TracedFigure, as_csv, save_sources_table, sources_table, trace_figures
from drafter.facts.amounts import to_half_width
from drafter.findings import DrafterError
from drafter.lawbook import without_names
from drafter.writers.text import write_text

MIXED = sorted((TESTS / "golden" / "mixed").glob("*.yaml"))


def traced(text: str) -> tuple[TracedFigure, ...]:
    return trace_figures(report_of(text), facts_of(text))


@pytest.mark.parametrize("file", [*EXAMPLES, *MIXED], ids=lambda path: path.stem)
def test_every_number_of_the_report_is_in_the_table(file):
    """Compares with the numbers of the printed text, without titles of laws and heading numbers."""
    table = sources_table(file)
    text = re.sub(r"^(?:\d+\.|（\d+）|附件：\d+\.)", "", write_text(table.document), flags=re.MULTILINE)
    printed = re.findall(r"\d+", to_half_width(without_names(re.sub(r"\n", "、", text))))
    listed = {number for row in table.rows for number in re.findall(r"\d+", to_half_width(row.figure))}
    assert printed and set(printed) <= listed


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_row_leads_to_a_line_that_holds_the_figure(file):
    lines = file.read_text(encoding="utf-8").split("\n")
    for row in sources_table(file).rows:
        numbers = re.findall(r"\d+", row.figure)
        places = re.findall(r":([\d、]+)", row.place)
        typed = " ".join(lines[int(line) - 1] for place in places for line in place.split("、"))
        year = row.key == "报告.年度"  # the next year is computed
        assert year or all(number.lstrip("0") in typed for number in numbers), row


def test_source_and_cut_off_date_are_in_the_table():
    rows = traced(FRAME + "纠纷:\n  排查: {值: 58件, 来源: 综治中心台账, 截至: 2025-12-25}\n")
    row = next(row for row in rows if row.key == "纠纷.排查")
    assert row == TracedFigure(
        "58件", "全年排查矛盾纠纷58件。", "纠纷.排查", "2025.yaml:4", "综治中心台账", "2025年12月25日", "4"
    )


def test_shares_in_words_are_in_the_table_and_idioms_are_not():
    rows = traced(FRAME + "其他: 百分之八十的村、三分之一的组、七成的户参加，坚持一把手负责，十分重要，三成立一。\n")
    assert [row.figure for row in rows if row.key == "其他"] == ["百分之八十", "三分之一", "七成"]


def test_words_of_a_template_lead_to_its_line():
    layout = "# 题\n\n#= 一、走访8600户\n\n{% 句 待核实 %}{{ 单位.简称 }}排查8700户{% 句完 %}\n"
    rows = trace_figures(report_of(FRAME, "试.txt", {"试.txt": layout}), facts_of(FRAME))
    assert [(row.figure, row.place) for row in rows] == [("8600户", "模板 试.txt:3"), ("8700户", "模板 试.txt:5")]


def test_a_file_may_have_any_name(tmp_path):
    file = tmp_path / "2025:甲.yaml"
    file.write_text(FRAME + "纠纷:\n  排查: 58件\n", encoding="utf-8")
    made = sources_table(file)
    row = next(row for row in made.rows if row.key == "纠纷.排查")
    assert row.place == "2025:甲.yaml:4"
    saved = save_sources_table(made, tmp_path / "表.docx")
    (table,) = docx.Document(str(saved.path)).tables
    assert "第4行" in [row.cells[3].text for row in table.rows]


def test_a_computed_rate_names_all_its_facts():
    rows = traced(FRAME + "纠纷: {排查: 457件, 化解: 454件, 成功率: 自动}\n")
    row = next(row for row in rows if row.figure == "99.3%")
    assert row.key == "纠纷.成功率、纠纷.化解、纠纷.排查" and row.place == "2025.yaml:3"


def test_a_frequency_printed_in_two_places_is_one_figure():
    rows = [row for row in traced(FRAME + "第一责任人: {专题会议: 每月1次}\n") if row.key.startswith("第一")]
    assert [row.figure for row in rows] == ["每月1次"]


def test_figures_in_own_words_are_found():
    rows = traced(FRAME + "补充: [{部分: 举措成效, 内容: 建成3处广场，投入12.5万元，惠及两千余人。}]\n")
    assert [row.figure for row in rows if row.key == "补充[1].内容"] == ["3处", "12.5万元", "两千余人"]


def test_as_csv_it_opens_in_a_spreadsheet(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "纠纷: {排查: 58件}\n其他: 无\n", encoding="utf-8")
    saved = save_sources_table(sources_table(tmp_path / "2025.yaml"), tmp_path / "表.csv")
    data = saved.path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # so Excel knows that it is UTF-8
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS and any(row[0] == "58件" and row[2] == "纠纷.排查" for row in rows)


def test_as_document_it_is_a_table(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "纠纷: {排查: 58件}\n", encoding="utf-8")
    saved = save_sources_table(sources_table(tmp_path / "2025.yaml"), tmp_path / "表.docx")
    (table,) = docx.Document(str(saved.path)).tables
    assert [cell.text for cell in table.rows[0].cells] == list(COLUMNS)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert ["58件", "全年排查矛盾纠纷58件。", "纠纷.排查", "第3行", "", ""] in rows
    widths = [column.width for column in table.columns]
    unit = sum(widths) / 29
    assert [round(width / unit) for width in widths] == [
        4,
        9,
        5,
        4,
        3,
        4,
    ]  # the sentence is the widest, the source the narrowest


def test_another_ending_is_refused(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    with pytest.raises(DrafterError, match="不能写成"):
        save_sources_table(sources_table(tmp_path / "2025.yaml"), tmp_path / "表.xls")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫")
@pytest.mark.parametrize(
    "before", ["", "\t", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u2060", "\r\n", "\u202e \u3000"]
)
def test_no_cell_begins_as_a_formula_does(sign, before):
    row = TracedFigure("58件", f"{before}{sign}1+1", "纠纷.排查", f"{before}{sign}x.yaml:3")
    (cells,) = list(csv.reader(io.StringIO(as_csv([row]), newline="")))[1:]
    assert cells[1] == f"'{before}{sign}1+1" and cells[3].startswith("'")
    assert cells[0] == "58件"


def test_formulas_stay_text_in_a_spreadsheet():
    row = TracedFigure("1件", "=1+1", "甲", "2025.yaml:1")
    assert "'=1+1" in as_csv([row])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from(sorted(BY_KEY)), min_size=1, max_size=40))
def test_no_choice_of_facts_prints_a_number_that_is_not_in_the_table(chosen):
    text = file_of(given_values(chosen))
    report = report_of(text)
    printed = re.sub(r"^(?:\d+\.|（\d+）)", "", write_text(report), flags=re.MULTILINE)
    listed = {
        number
        for row in trace_figures(report, facts_of(text))
        for number in re.findall(r"\d+", to_half_width(row.figure))
    }
    assert set(re.findall(r"\d+", to_half_width(without_names(printed)))) <= listed


FORMAL = """\
报告:
  年度: 2025
  发文字号: 示政发〔2026〕3号
  成文日期: 2026-01-20
  标题分行: [示例镇2025年, 法治政府建设年度报告]
  主送机关:
    - 甲县第1办公室
    - 甲县局第1办公室
  附件:
    - 名称: 数据表
      表格:
        - 项目｜数量
        - 检查｜58
        - 处罚｜58
  附注: 电话：00000000
  版记: {印发机关: 甲镇办公室, 印发日期: 2026-01-21}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
纠纷: {排查: 7件}
"""


def test_every_item_of_a_list_leads_to_its_own_line_and_a_cell_to_its_row():
    rows = [(row.figure, row.sentence, row.place) for row in traced(FORMAL) if row.key.endswith(("表格", "主送机关"))]
    assert rows == [
        ("1", "甲县第1办公室、甲县局第1办公室：", "2025.yaml:7"),
        ("1", "甲县第1办公室、甲县局第1办公室：", "2025.yaml:8"),
        ("58", "检查｜58", "2025.yaml:13"),
        ("58", "处罚｜58", "2025.yaml:14"),
    ]


def test_the_rows_are_in_the_order_of_the_pages():
    keys = list(dict.fromkeys(row.key for row in traced(FORMAL)))
    assert keys == [
        "报告.发文字号", "报告.年度", "报告.主送机关", "纠纷.排查",
        "报告.成文日期", "报告.附注", "报告.附件[1].表格", "报告.版记.印发日期",
    ]  # fmt: skip


def test_the_lines_of_a_broken_title_are_no_figures():
    assert not [row for row in traced(FORMAL) if row.key == "报告.标题分行"]


def test_the_trace_does_not_take_the_name_of_the_report(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "其他: 无\n", encoding="utf-8")
    report = build(tmp_path / "2025.yaml").path
    before = report.read_bytes()
    with pytest.raises(DrafterError, match="这是报告自己的文件名"):
        save_sources_table(sources_table(tmp_path / "2025.yaml"), report)
    assert report.read_bytes() == before
