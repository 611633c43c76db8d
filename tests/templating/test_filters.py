"""The filters and tests of the templates."""

from __future__ import annotations

import pytest
from conftest import FRAME, from_template

from drafter.document.provenance import Role
from drafter.findings import DrafterError


def sentence(body: str, facts: str = "") -> str:
    return "".join(s.text for s in from_template("{% 句 %}" + body + "{% 句完 %}", FRAME + facts).sentences())


LAWS = "政务公开: {事项: [中华人民共和国宪法, 民法典, 保密工作制度, 《本镇办法》, 信访工作条例]}\n"


def test_only_known_titles_get_title_marks_and_no_mark_parts_them():
    assert sentence("{{ 政务公开.事项 | 书名号 }}", LAWS) == (
        "《中华人民共和国宪法》《民法典》、保密工作制度、《本镇办法》《信访工作条例》。"
    )
    assert sentence("{{ 学法考试.平台 | 书名号 }}", "学法考试: {平台: 民法典}\n") == "《民法典》。"


def test_a_list_is_joined():
    assert sentence("{{ 政务公开.事项 | 顿号 }}", "政务公开: {事项: [甲, 乙, 丙]}\n") == "甲、乙、丙。"


def test_marks_survive_joining():
    body = "{{ 纠纷.排查 ~ '和' ~ 纠纷.化解 }}{% set 又 = '与' ~ 纠纷.排查 %}{{ 又 }}"
    body += "{% set 再 %}及{{ 纠纷.化解 }}{% endset %}{{ 再 }}"
    report = from_template("{% 句 %}" + body + "{% 句完 %}", FRAME + "纠纷: {排查: 3件, 化解: 2件}\n")
    runs = [(run.text, run.role) for run in next(report.sentences()).runs]
    assert [text for text, role in runs if role is Role.VALUE] == ["3件", "2件", "3件", "2件"]
    assert "".join(text for text, _ in runs) == "3件和2件与3件及2件。"


def test_a_unit_of_the_same_family():
    assert sentence("{{ 纠纷.排查 | 单位('起') }}", "纠纷: {排查: 58件}\n") == "58起。"
    with pytest.raises(DrafterError, match="不能改用单位"):
        sentence("{{ 纠纷.排查 | 单位('人') }}", "纠纷: {排查: 58件}\n")


def test_the_year_after_keeps_its_source():
    report = from_template("{% 句 %}{{ 报告.年度 | 次年 }}年{% 句完 %}")
    (sentence,) = report.sentences()
    assert sentence.text == "2026年。" and sentence.runs[0].sources[0].key == "报告.年度"


def test_a_flag_prints_its_words_only_when_stated():
    body = "{{ 执法.三项制度 | 则('落实三项制度') }}"
    assert sentence(body, "执法: {三项制度: 是}\n") == "落实三项制度。"
    assert sentence(body, "执法: {三项制度: 否}\n") == ""
    assert sentence(body, "执法: {三项制度: }\n") == "【待填：执法.三项制度】落实三项制度。"


def test_none_is_a_test_of_its_own():
    body = "{% if 行政复议 is 无 %}零{% else %}{{ 行政复议 }}{% endif %}"
    assert sentence(body, "行政复议: 无\n") == "零。"
    assert sentence(body, "行政复议: 2件\n") == "2件。"
    assert sentence(body) == ""


def test_words_may_give_way():
    body = "{{ 单位.简称 }}{% 可缺 %}，排查{{ 纠纷.排查 }}{% 否则 %}，未统计{% 可缺完 %}"
    assert sentence(body, "纠纷: {排查: 3件}\n") == "示例镇，排查3件。"
    assert sentence(body) == "示例镇，未统计。"


def test_parts_of_a_long_form_can_be_printed():
    facts = "纠纷: {排查: {值: 58件, 来源: 综治中心, 截至: 2025-12-25, 其中: {甲: 3件}}}\n"
    assert sentence("截至{{ 纠纷.排查.截至 }}{{ 纠纷.排查.值 }}，据{{ 纠纷.排查.来源 }}", facts) == (
        "截至2025年12月25日58件，据综治中心。"
    )
    assert sentence("{{ 纠纷.排查.口径 }}", facts) == ""


@pytest.mark.parametrize(
    "body",
    [
        "{{ 单位 | 顿号 }}",
        "{{ 单位.简称 | 归并('甲', '乙', '丙') }}",
        "{{ '甲' | 说成('乙') }}",
        "{{ '甲' | 在('乙') }}",
    ],
)
def test_a_filter_on_the_wrong_thing_is_a_fault_of_the_template(body):
    with pytest.raises(DrafterError, match="只能用在"):
        sentence(body)


def attachment_table(rows: str) -> list[list[str]]:
    text = FRAME.replace("2025}", f"2025, 附件: [{{名称: 甲, 表格: {rows}}}]}}")
    body = "{% for 附件 in 报告.附件 %}\n{% for 行 in 附件.表格 %}\n{{ 行 | 表行 }}\n{% endfor %}\n{% endfor %}\n"
    (table,) = from_template(body, text).tables()
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def test_no_cell_of_a_table_is_lost():
    assert attachment_table("[项目｜去年｜今年, ｜3件｜2件, 合计｜｜]") == [
        ["项目", "去年", "今年"],
        ["", "3件", "2件"],
        ["合计", "", ""],
    ]


def test_the_words_of_a_cell_are_as_typed():
    assert attachment_table("[1.甲｜乙；, 2.丙｜100%。]") == [["1.甲", "乙；"], ["2.丙", "100%。"]]


def test_an_open_cell_is_a_gap_and_so_is_an_open_row():
    assert attachment_table("[项目｜今年, 检查｜待填, 待填]") == [
        ["项目", "今年"],
        ["检查", "【待填：报告.附件.表格】"],
        ["【待填：报告.附件.表格】"],
    ]


def test_every_open_item_of_a_list_is_printed_in_its_place():
    facts = FRAME.replace("2025}", "2025, 版头: {签发人: [甲, 待签, 待填]}}")
    report = from_template("{% for 名 in 报告.版头.签发人 %}\n@签发人 {{ 名 }}\n{% endfor %}\n", facts)
    assert [(run.text, run.role) for line in report.elements["签发人"] for run in line] == [
        ("甲", Role.VALUE),
        ("____", Role.TO_SIGN),
        ("【待填：报告.版头.签发人】", Role.GAP),
    ]
