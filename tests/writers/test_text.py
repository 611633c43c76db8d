"""Plain text and Markdown: nothing lost, nothing read as a sign."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, FRAME, report_of

from drafter.pipeline import draft_report
from drafter.writers.text import escaped, write_markdown, write_text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_markdown_holds_the_text_of_the_report(example):
    report = draft_report(example).report
    markdown = write_markdown(report)
    for sentence in report.sentences():
        assert escaped(sentence.text) in markdown
    headings = [line.lstrip("# ") for line in markdown.split("\n") if line.startswith("#")]
    assert headings == [report.title_text, *(s.heading for s in report.sections() if s.run_in is None)]


def test_addressee_number_attachments_and_note_have_their_places():
    facts = FRAME.replace(
        "2025}", "2025, 发文字号: 示政发〔2026〕3号, 主送机关: [县委], 附件: [数据表, 案例], 附注: 联系人某某}"
    )
    lines = write_text(report_of(facts)).split("\n")
    assert lines[:3] == ["示政发〔2026〕3号", "示例镇2025年法治政府建设年度报告", "县委："]
    assert lines[-6:] == ["附件：1.数据表", "2.案例", "示例镇人民政府", "____年__月__日", "（联系人某某）", ""]


def test_a_table_is_rows_in_both():
    from conftest import from_template

    report = from_template("| 项目 | 数 |\n| {{ 单位.简称 }} | 甲\n")
    assert "项目\t数\n示例镇\t甲" in write_text(report)
    assert "| 项目 | 数 |\n| --- | --- |\n| 示例镇 | 甲 |" in write_markdown(report)
