"""Plain text and Markdown: nothing is lost, special characters are escaped."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, FRAME, from_template, report_of

from drafter.commands.draft import draft_report
from drafter.document.elements import BY_NAME
from drafter.document.runs import words
from drafter.writers.text import escaped, write_markdown, write_text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_markdown_holds_the_text_of_the_report(example):
    report = draft_report(example).document
    markdown = write_markdown(report)
    for sentence in report.sentences():
        assert escaped(sentence.text) in markdown
    headings = [line.lstrip("# ") for line in markdown.split("\n") if line.startswith("#")]
    assert headings == [report.title_text, *(s.heading for s in report.sections() if s.run_in is None)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_both_hold_every_heading_with_its_number_in_the_order_of_the_report(example):
    report = draft_report(example).document
    lines = write_text(report).split("\n")
    assert [line for line in lines if line in report.text.split("\n")] == report.text.split("\n")
    marked = write_markdown(report)
    places = [marked.index(escaped(section.heading)) for section in report.sections()]
    assert places == sorted(places) and all(section.number or section.literal for section in report.sections())


@pytest.mark.parametrize("element", [name for name in BY_NAME if name not in ("标志后缀", "标题分行")])
def test_both_hold_every_line_of_every_element(element):
    report = from_template(f"@{element} 甲某\n@{element} 乙某\n\n## 一\n\n{{% 句 自述 %}}好{{% 句完 %}}")
    assert [words(line) for line in report.elements[element]] == ["甲某", "乙某"]
    for written in (write_text(report), write_markdown(report)):
        assert 0 <= written.index("甲某") < written.index("乙某")


def test_page_elements_are_in_reading_order():
    facts = FRAME.replace(
        "2025}", "2025, 发文字号: 示政发〔2026〕3号, 主送机关: [县委], 附件: [数据表, 案例], 附注: 联系人某某}"
    )
    lines = write_text(report_of(facts)).split("\n")
    assert lines[:3] == ["示政发〔2026〕3号", "示例镇2025年法治政府建设年度报告", "县委："]
    assert lines[-6:] == ["附件：1.数据表", "2.案例", "示例镇人民政府", "____年__月__日", "（联系人某某）", ""]


def test_a_table_is_rows_in_both():
    report = from_template("| 项目 | 数 |\n| {{ 单位.简称 }} | 甲\n")
    assert "项目\t数\n示例镇\t甲" in write_text(report)
    assert "| 项目 | 数 |\n| --- | --- |\n| 示例镇 | 甲 |" in write_markdown(report)


def test_a_row_longer_than_the_heading_of_its_table_is_whole():
    report = from_template("| 项目 |\n| {{ 单位.简称 }} | 甲 | 乙\n")
    assert "| 项目 |  |  |\n| --- | --- | --- |\n| 示例镇 | 甲 | 乙 |" in write_markdown(report)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("3~5月，6~8月", "3\\~5月，6\\~8月"),  # else struck through
        ("1. 甲", "1\\. 甲"),  # else a list, of which the number is not text
        ("2) 甲", "2\\) 甲"),
        ("1.甲", "1.甲"),
        ("甲&lt;乙", "甲\\&lt;乙"),
        ("- 甲", "\\- 甲"),
        ("甲-乙", "甲-乙"),
        ("", ""),
    ],
)
def test_special_characters_of_markdown_are_escaped(text, plain):
    assert escaped(text) == plain
