"""Plain text and Markdown: nothing is lost, special characters are escaped."""

from __future__ import annotations

import io

import docx
import pytest
from conftest import EXAMPLES, FRAME, from_template, report_of
from variants import variant

from drafter.commands.draft import draft_report
from drafter.document.elements import BY_NAME
from drafter.document.runs import words
from drafter.document.title import title_paragraphs
from drafter.writers.docx.package import write_docx
from drafter.writers.html import write_html
from drafter.writers.text import escaped, write_markdown, write_text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_markdown_holds_the_text_of_the_report(example):
    report = draft_report(example).document
    markdown = write_markdown(report)
    for sentence in report.sentences():
        assert escaped(sentence.text) in markdown
    headings = [line.lstrip("# ") for line in markdown.split("\n") if line.startswith("#")]
    assert headings == [report.one_line_title, *(s.heading for s in report.sections() if s.run_in is None)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_both_hold_every_heading_with_its_number_in_the_order_of_the_report(example):
    report = draft_report(example).document
    lines = write_text(report).split("\n")
    title, body = [*map(words, title_paragraphs(report.title))], report.text.split("\n")[1:]
    assert lines[: len(title)] == title and [line for line in lines[len(title) :] if line in body] == body
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


def test_joint_issuers_of_a_title_are_lines_of_text_and_apart_in_markdown():
    report = variant("长标题")
    party, government, rest = "中共示例县示例镇委员会", "示例县示例镇人民政府", "法治政府建设工作情况的报告"
    title = next(line for line in write_markdown(report).split("\n") if line.startswith("# "))
    assert title.startswith(f"# {party}\u3000{government}关于2025年") and title.endswith(rest)
    lines = write_text(report).split("\n")
    assert lines[:2] == [party, government] and lines[2].startswith("关于2025年") and lines[2].endswith(rest)
    assert "".join(lines[:3]) == report.title_text


def test_one_issuer_of_a_title_is_on_its_line():
    assert write_text(variant("机关标题")).startswith("示例镇人民政府2025年法治政府建设年度报告\n")


@pytest.mark.parametrize(
    ("imprint", "lines"),
    [
        ("{抄送机关: [甲局, 乙局], 印发机关: 镇办公室, 印发日期: 2026-01-21}",
         ["抄送：甲局，乙局。", "镇办公室\t2026年1月21日印发"]),
        ("{印发机关: 镇办公室, 印发日期: 2026-12-01}", ["镇办公室\t2026年12月1日印发"]),
        ("{抄送机关: [甲局]}", ["抄送：甲局。"]),
    ],
)  # fmt: skip
def test_the_imprint_says_who_gets_copies_and_who_printed_it_when(imprint, lines):
    report = report_of(FRAME.replace("2025}", f"2025, 成文日期: 2026-01-20, 版记: {imprint}}}"))
    assert write_text(report).split("\n")[-len(lines) - 2 : -1] == ["2026年1月20日", *lines]
    marked = [f"<p>{line}</p>" for line in lines]
    assert "\n".join(["<hr>", *marked, "</article>"]) in write_html(report)
    (table,) = docx.Document(io.BytesIO(write_docx(report))).tables
    assert [row.cells[0].text for row in table.rows] == lines


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
