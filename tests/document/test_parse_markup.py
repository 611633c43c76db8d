"""Markup → document: headings, run-in text, tables, literals, and lines that are dropped."""

from __future__ import annotations

import pytest
from conftest import FRAME, from_template
from packages import edits_since

from drafter.document.model import Paragraph, Section, Table
from drafter.document.parse_markup import MarkupError
from drafter.document.provenance import Role
from drafter.document.runs import words
from drafter.writers.docx.package import write_docx

S = "{% 句 %}{{ 单位.简称 }}甲{% 句完 %}"  # a sentence that is always printed
GONE = "{% 句 %}{{ 纠纷.排查 }}{% 句完 %}"  # one that never is


def outline(body, depth=0):
    for block in body:
        if isinstance(block, Section):
            yield "  " * depth + block.heading + (block.run_in.text if block.run_in else "")
            yield from outline(block.body, depth + 1)
        elif isinstance(block, Paragraph):
            yield "  " * depth + block.text
        else:
            yield "  " * depth + " | ".join(words(cell) for row in block.rows for cell in row)


def outline_of(template: str, text: str = FRAME) -> list[str]:
    return list(outline(from_template(template, text).body))


def test_headings_are_numbered_by_level():
    template = f"## 甲\n\n### 乙\n\n#### 丙\n\n##### 丁\n\n{S}\n\n##### 戊\n\n{S}\n\n### 己\n\n{S}\n\n## 庚\n\n{S}\n"
    assert [line.strip() for line in outline_of(template) if "示例镇" not in line] == [
        "一、甲", "（一）乙", "1.丙", "（1）丁", "（2）戊", "（二）己", "二、庚",
    ]  # fmt: skip


def test_a_run_in_heading_ends_at_its_first_stop():
    assert outline_of(f"### 强化队伍。{S}\n{S}\n") == ["（一）强化队伍。示例镇甲。示例镇甲。"]


def test_a_stop_inside_a_value_ends_no_heading():
    report = from_template("### {{ 单位.简称 }}。" + S, FRAME.replace("示例镇,", "示例。镇,"))
    (section,) = report.body
    assert words(section.title) == "示例。镇"


def test_a_heading_without_content_is_dropped():
    assert outline_of(f"## 甲\n\n### 乙\n\n{GONE}\n\n### 丙\n\n#### 丁\n\n{GONE}\n\n### 戊\n\n{S}\n") == [
        "一、甲",
        "  （一）戊",
        "    示例镇甲。",
    ]


def test_a_heading_that_prints_a_fact_is_kept():
    assert outline_of("## 甲\n\n### {{ 单位.简称 }}。" + GONE) == ["一、甲", "  （一）示例镇"]


def test_an_empty_part_is_kept_with_a_gap():
    report = from_template(f"## 甲\n\n{GONE}\n\n## 乙\n\n{S}\n")
    assert list(outline(report.body)) == ["一、甲", "  【待填】", "二、乙", "  示例镇甲。"]
    assert [run.text for run in report.runs() if run.role is Role.GAP] == ["【待填】"]


def test_a_dropped_sentence_does_not_split_its_paragraph():
    assert outline_of(f"{S}\n{GONE}\n{S}\n\n{S}\n") == ["示例镇甲。示例镇甲。", "示例镇甲。"]


def test_a_part_without_its_run_in_text_has_a_gap():
    assert outline_of(f"## 甲。{GONE}\n\n## 乙。{S}\n") == ["一、甲", "  【待填】", "二、乙。示例镇甲。"]


def test_items_of_several_sentences_keep_their_stops():
    template = "{% 逐条 %}{% for 项 in 问题 %}{% 句 %}{{ 项.表现 }}。{{ 项.原因 }}{% 句完 %}{% endfor %}{% 逐条完 %}\n"
    text = FRAME + "问题: [{表现: 甲, 原因: 乙}, {表现: 丙, 原因: 丁}]\n"
    assert outline_of(template, text) == ["一是甲。乙。二是丙。丁。"]


def test_rows_of_different_lengths_make_one_table():
    from drafter.writers.docx.package import write_docx

    assert write_docx(from_template("| 甲 | 乙 |\n| 丙 |\n"))


def test_a_literal_heading_keeps_its_number_and_is_not_counted():
    assert outline_of(f"## 甲\n\n{S}\n\n#= 三、丙\n\n{S}\n\n## 乙\n\n{S}\n")[2::2] == ["三、丙", "二、乙"]


def test_a_literal_line_is_copied_unchanged():
    assert outline_of("\\## 不是标题 | 也不是表格\n") == ["## 不是标题 | 也不是表格"]


def test_bold_outside_values_only():
    report = from_template("{% 句 %}**一是**{{ 单位.简称 }}{% 句完 %}", FRAME.replace("示例镇,", "'**示例**镇',"))
    assert [(run.text, run.bold) for run in next(report.sentences()).runs] == [
        ("一是", True), ("**示例**镇", False), ("。", False),
    ]  # fmt: skip


def test_rows_make_a_table_and_a_bar_in_a_value_separates_no_cells():
    report = from_template(
        "| 名称 | 数 |\n| {{ 单位.简称 }} | {{ 纠纷.排查 }} |\n| 无此项 | {{ 纠纷.化解 }} |\n",
        FRAME.replace("示例镇,", "'示|例',") + "纠纷: {排查: 58件}\n",
    )
    (table,) = report.body
    assert isinstance(table, Table)
    assert [[words(cell) for cell in row] for row in table.rows] == [["名称", "数"], ["示|例", "58件"]]


def test_page_elements_need_no_empty_lines_between_them():
    report = from_template("# 甲\n# 乙\n@主送机关 {{ 单位.简称 }}\n@发文机关署名 {{ 单位.署名 }}\n\n" + S)
    assert [words(unit) for unit in report.title] == ["甲", "乙"]
    assert {name: [words(line) for line in lines] for name, lines in report.elements.items()} == {
        "主送机关": ["示例镇"],
        "发文机关署名": ["示例镇人民政府"],
    }


def test_a_line_with_an_absent_fact_outside_sentences_is_dropped():
    report = from_template("@主送机关 {{ 报告.主送机关 }}\n\n### {{ 报告.上级领导 }}\n\n" + S)
    assert report.elements == {} and list(outline(report.body)) == ["示例镇甲。"]


def test_items_are_numbered_and_a_lone_one_is_not():
    template = "{% 逐条 %}{% for 项 in 问题 %}{% 句 %}{{ 项.表现 }}{% 句完 %}{% endfor %}{% 逐条完 %}\n"
    assert outline_of(template, FRAME + "问题: [{表现: 甲}]\n") == ["甲。"]
    assert outline_of(template, FRAME + "问题: [{表现: 甲}, {表现: 乙}, {表现: 丙}]\n") == ["一是甲；二是乙；三是丙。"]


def test_clauses_are_joined_with_the_right_mark():
    clauses = "{% 又 %}".join(["排查{{ 纠纷.排查 }}", "化解{{ 纠纷.化解 }}", "在{{ 报告.上级领导 }}下"])
    template = "{% 句 %}全年{% 分句 %}" + clauses + "{% 分句完 %}{% 句完 %}"
    assert outline_of(template, FRAME + "纠纷: {排查: 3件, 化解: 2件}\n") == ["全年排查3件，化解2件。"]
    assert outline_of(template, FRAME + "纠纷: {化解: 2件}\n") == ["全年化解2件。"]
    assert outline_of(template, FRAME + "纠纷: {排查: 3件, 化解: 无}\n") == ["全年排查3件，尚未化解矛盾纠纷。"]
    with_comma = FRAME.replace("2025}", "2025, 上级领导: '甲，乙'}") + "纠纷: {化解: 2件}\n"
    assert outline_of(template, with_comma) == ["全年化解2件；在甲，乙下。"]


def test_a_township_may_state_its_own_sentence():
    report = from_template("{% 句 自述 %}我镇共有12个村。{% 句完 %}")
    assert [(s.text, s.own) for s in report.sentences()] == [("我镇共有12个村。", True)]


def test_a_sentence_to_be_verified_is_marked():
    report = from_template("{% 句 待核实 %}{{ 单位.简称 }}有12个村{% 句完 %}")
    assert {run.role for sentence in report.sentences() for run in sentence.runs} == {Role.TO_VERIFY}


def test_text_outside_a_sentence_is_refused():
    with pytest.raises(MarkupError, match="不在任何一句里"):
        from_template("## 甲\n\n我镇高度重视。\n")


@pytest.mark.parametrize(
    "body", ["#= \n", "\\\n", "| {% 句 %}{{ 单位.简称 }}{% 句完 %} | |\n", "@发文机关署名 \n", "### \n"]
)
def test_empty_lines_of_the_markup_make_a_document(body):
    assert edits_since(write_docx(from_template(body))) == []
