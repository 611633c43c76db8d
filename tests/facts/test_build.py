"""The states of a fact, and lenient typing."""

from __future__ import annotations

import pytest
from conftest import FRAME, facts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.facts.build import build_facts
from drafter.facts.model import Fact, Facts, Records, State
from drafter.facts.table import known_keys, read_table, shipped_table
from drafter.findings import DrafterError, Severity
from drafter.readers.decode import decode
from drafter.readers.yaml.composer import read_yaml


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("", State.ABSENT),
        ("  排查:", State.BLANK),
        ("  排查: 待填", State.BLANK),
        ("  排查: 无", State.NONE),
        ("  排查: 0件", State.NONE),
        ("  排查: 58件", State.GIVEN),
        ("  排查: 58件 待核实", State.TO_VERIFY),
        ("  排查: 58件（待核实）", State.TO_VERIFY),
        ("  排查:\n    值: 58件\n    来源: 综治中心", State.GIVEN),
        ("  排查:\n    值:\n    来源: 综治中心", State.BLANK),
    ],
)
def test_states(typed, state):
    assert facts_of(f"{FRAME}纠纷:\n{typed}\n").root.find("纠纷.排查").state is state


@pytest.mark.parametrize(
    ("typed", "states"),
    [
        ("[甲, 待签]", [State.GIVEN, State.TO_SIGN]),
        ("[待签]", [State.TO_SIGN]),
        ("[待签, 待签]", [State.TO_SIGN, State.TO_SIGN]),
        ("[甲, 待填]", [State.GIVEN, State.BLANK]),
        ("[甲, '']", [State.GIVEN, State.BLANK]),
        ("[甲（待核实）, 乙]", [State.TO_VERIFY, State.GIVEN]),
        ("[待填, 待填]", [State.BLANK]),
    ],
)
def test_an_item_of_a_list_has_its_own_state(typed, states):
    signers = facts_of(f"报告: {{年度: 2025, 版头: {{签发人: {typed}}}}}\n").root.find("报告.版头.签发人")
    assert [item.state for item in signers.each()] == states


def test_an_item_of_a_list_has_its_own_place():
    signers = facts_of("报告:\n  版头:\n    签发人:\n      - 甲\n      - 待签\n").root.find("报告.版头.签发人")
    assert [item.place.line for item in signers.each()] == [4, 5]


@pytest.mark.parametrize("text", ["报告: {主送机关: 待签}", "报告: {版记: {抄送机关: [甲, 待签]}}", "其他: 待签"])
def test_only_facts_that_come_with_the_signature_can_await_it(text):
    with pytest.raises(DrafterError) as refused:
        facts_of(text + "\n")
    assert "不能填“待签”" in refused.value.findings[0].message


def test_nothing_and_something_else_cannot_be_one_list():
    with pytest.raises(DrafterError, match="填了“无”，又填了别的"):
        facts_of("其他: [甲。, 无]\n")


def test_a_gap_in_brackets_is_a_gap():
    assert facts_of("报告: {附注: （待填）}\n").root.find("报告.附注").state is State.BLANK


def rows_of(table: str) -> list[tuple[str, State, int]]:
    (attachment,) = facts_of(f"报告:\n  附件:\n    - 名称: 甲\n      表格: {table}\n").root.find("报告.附件").items
    return [(row.value.text, row.state, row.place.line) for row in attachment.members["表格"].each()]


def test_a_block_of_lines_is_a_table_with_a_row_a_line():
    assert rows_of("|\n        项目｜今年\n\n        1.甲。｜100%。") == [
        ("项目｜今年", State.GIVEN, 5),
        ("1.甲。｜100%。", State.GIVEN, 7),
    ]


def test_bars_all_round_are_no_cells_and_one_at_the_beginning_is():
    assert [row for row, _, _ in rows_of("['|甲|乙|', '| 1 | 2 |']")] == ["甲｜乙", "1｜2"]
    assert [row for row, _, _ in rows_of("[甲｜乙, '|2|']")] == ["甲｜乙", "｜2｜"]


def test_a_cell_has_its_own_state():
    assert [state for _, state, _ in rows_of("[甲｜乙, 1｜待填, 3（待核实）｜4]")] == [
        State.GIVEN,
        State.BLANK,
        State.TO_VERIFY,
    ]


def test_a_required_key_that_is_missing_is_a_gap_and_another_is_not():
    facts = facts_of("纠纷: {化解: 1件}\n")
    assert facts.root.find("单位.简称").state is State.BLANK
    assert facts.root.find("纠纷.排查").state is State.ABSENT
    problems = facts.root.find("问题")
    assert isinstance(problems, Records) and problems.state is State.BLANK and len(problems.items) == 1


def test_a_flag_that_is_no_is_absent():
    assert facts_of(FRAME + "执法: {三项制度: 否}\n").root.find("执法.三项制度").state is State.ABSENT


@pytest.mark.parametrize("typed", ["否", "没有", "无", "未"])
def test_all_words_for_no(typed):
    assert facts_of(FRAME + f"执法: {{三项制度: {typed}}}\n").root.find("执法.三项制度").state is State.ABSENT


def test_a_key_and_its_former_name_are_one():
    table = read_table({"排查": {"类型": "数量", "单位": ["件"], "旧名": ["摸排"]}})
    with pytest.raises(DrafterError, match="是同一项，写了两次"):
        build_facts(read_yaml(decode("摸排: 5件\n排查: 6件\n".encode(), "旧.yaml")), table, "旧.yaml")


def test_places_point_at_the_value():
    fact = facts_of(FRAME + "纠纷:\n  排查:   58件\n").root.find("纠纷.排查")
    assert (fact.place.line, fact.place.column, fact.place.length) == (4, 9, 3)


def test_a_list_of_bare_lines_fills_the_main_field():
    facts = facts_of(FRAME + "问题:\n  - 普法形式单一\n")
    assert facts.root.find("问题").items[0].members["表现"].value.text == "普法形式单一"


def test_one_record_needs_no_dash():
    facts = facts_of(FRAME + "问题:\n  表现: 普法形式单一\n")
    assert len(facts.root.find("问题").items) == 1


def test_a_phrase_brings_no_stop_and_a_passage_has_one():
    facts = facts_of(FRAME + "问题: [{表现: 形式单一。}]\n其他: 没有其他情况\n")
    assert facts.root.find("问题").items[0].members["表现"].value.text == "形式单一"
    assert facts.root.find("其他").value.text == "没有其他情况。"


def test_a_block_of_lines_is_one_phrase():
    facts = facts_of(FRAME + "其他: |\n  第一段的\n  文字\n\n  第二段\n")
    assert [item.text for item in facts.root.find("其他").value.items] == ["第一段的文字。", "第二段。"]


def test_an_automatic_rate_keeps_all_its_places():
    fact = facts_of(FRAME + "纠纷: {排查: 457件, 化解: 454件, 成功率: 自动}\n").root.find("纠纷.成功率")
    assert fact.value.text == "99.3%"
    assert [origin.key for origin in fact.computed_from] == ["纠纷.化解", "纠纷.排查"]


def test_a_former_name_is_read_with_a_notice():
    table = read_table({"排查": {"类型": "数量", "单位": ["件"], "旧名": ["摸排"]}})
    facts, findings = build_facts(read_yaml(decode("摸排: 5件\n".encode(), "旧.yaml")), table, "旧.yaml")
    assert facts.root.find("排查").value.text == "5件"
    assert "“摸排”是旧名" in findings[0].message


def every_key(facts: Facts) -> set[str]:
    return {fact.key for fact in facts.leaves() if isinstance(fact, Fact)}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_facts_or_an_error(data):
    _facts_or_error(data)


YAML_LIKE = st.text(alphabet=st.sampled_from("纠纷排查问题表现计划: \n-[]{}#&*!|>'\"%@`12件：，,\t　?"), max_size=120)


@settings(max_examples=400, deadline=None)
@given(YAML_LIKE)
def test_any_text_gives_facts_or_an_error(text):
    _facts_or_error(text.encode())


def test_a_line_that_cannot_be_fixed_is_fixed_once():
    """Quoting a line repeatedly would double its quotes endlessly."""
    for text in ("排'查'\": *'件\"'\n- |", "纠纷: '\"'\"'\n  ? !\n", "- '\n- '\n- '\n" * 30):
        _facts_or_error(text.encode())


def _facts_or_error(data: bytes) -> None:
    table = shipped_table()
    try:
        facts, _ = build_facts(read_yaml(decode(data, "甲.yaml"), known_keys(table)), table, "甲.yaml")
    except DrafterError as error:
        assert error.findings and all(finding.message for finding in error.findings)
    else:
        assert every_key(facts)


def test_a_file_of_an_older_form_builds_with_a_notice():
    source = decode((FRAME + "格式版本: 1\n普法: {资料: 8万余份, 节点: [春节]}\n").encode(), "旧.yaml")
    facts, findings = build_facts(read_yaml(source), shipped_table(), "旧.yaml")
    assert facts.root.find("普法.宣传资料").value.text == "8万余份"
    assert [f.message.split("，")[0] for f in findings] == [
        "这是旧的格式版本1",
        "“资料”是旧名",
        "“节点”是旧名",
    ]
    assert all(f.severity is Severity.NOTICE and f.hint for f in findings)


SESSIONS = "学法: [{形式: 甲, 次数: 19次}, {形式: 乙, 次数: 2次}, {形式: 丙, 日期: 2025-03-04}]\n"


def test_series_are_added_only_where_the_clerk_says_so():
    assert facts_of(FRAME + SESSIONS).root.find("学法合计").state is State.ABSENT
    total = facts_of(FRAME + SESSIONS + "学法合计: 自动\n").root.find("学法合计")
    assert total.value.text == "22次"
    assert [origin.key for origin in total.computed_from] == ["学法[1].次数", "学法[2].次数", "学法[3].日期"]


@pytest.mark.parametrize("count", ["20余次", "每月1次", "2场"])
def test_inexact_figures_and_other_units_are_not_added(count):
    with pytest.raises(DrafterError, match="“学法合计”无法自动相加"):
        facts_of(FRAME + SESSIONS.replace("2次", count, 1) + "学法合计: 自动\n")


@pytest.mark.parametrize("typed", ["增长12%", "减少3件", "下降2.1个百分点", "持平", "同比增长12%"])
def test_a_change_from_last_year_is_printed_in_brackets(typed):
    fact = facts_of(FRAME + f"纠纷: {{排查: {{值: 58件, 同比: {typed}}}}}\n").root.find("纠纷.排查")
    assert fact.change == typed.removeprefix("同比")


def test_a_change_without_a_meaning_is_refused():
    with pytest.raises(DrafterError, match="“同比”的值“差不多”读不懂"):
        facts_of(FRAME + "纠纷: {排查: {值: 58件, 同比: 差不多}}\n")


def test_a_place_in_a_clerk_s_sentence_must_name_a_fact():
    for name in ("纠纷.排察", "没有的", "纠纷", "补充.内容", "学法.次数"):
        with pytest.raises(DrafterError, match="不是可以引用的一项"):
            facts_of(FRAME + f"补充: [{{部分: 举措成效, 内容: 全年【{name}】。}}]\n")
    facts_of(FRAME + "补充: [{部分: 举措成效, 内容: 全年【纠纷.排查】。}]\n")


@pytest.mark.parametrize("text", ["报告:\n  年度: 2025\n  版头:\n", "报告: {年度: 2025, 版记: {}}\n", "纠纷:\n"])
def test_an_empty_group_is_reported(text):
    source = decode(text.encode(), "2025.yaml")
    _, (finding,) = build_facts(read_yaml(source), shipped_table(), "2025.yaml")
    assert finding.severity is Severity.NOTICE and "下面什么也没有填" in finding.message


def test_a_group_with_gaps_under_it_needs_no_notice():
    source = decode("单位:\n".encode(), "2025.yaml")
    assert build_facts(read_yaml(source), shipped_table(), "2025.yaml")[1] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("报告: {密级: 秘密}", "保密规定"),
        ("报告: {保密期限: 10年}", "保密规定"),
        ("报告: {版头: {密级: 秘密}}", "保密规定"),
        ("报告: {版头: {保密期限: 10年}}", "保密规定"),
        ("报告: {份号: 000001}", "份号只有涉密公文才标注"),
        ("报告: {版头: {份号: 000001}}", "份号只有涉密公文才标注"),
    ],
)
def test_a_refused_key_is_refused_with_its_reason_everywhere(text, reason):
    with pytest.raises(DrafterError) as refused:
        facts_of(text + "\n")
    (finding,) = refused.value.findings
    assert reason in finding.hint and "不能填" in finding.message


def test_a_refused_key_is_not_suggested_by_a_former_name():
    source = decode("报告: {年度: 2025, 保密期限: }\n".encode(), "2025.yaml")
    assert build_facts(read_yaml(source), shipped_table(), "2025.yaml")[1] == []


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("不盖", State.ABSENT),
        ("不盖章", State.ABSENT),
        ("盖章", State.GIVEN),
        ("否", State.ABSENT),
        ("是", State.GIVEN),
    ],
)
def test_a_flag_can_be_answered_in_its_own_words(typed, state):
    assert facts_of(f"报告: {{盖章: {typed}}}\n").root.find("报告.盖章").state is state


def test_the_hint_of_a_flag_explains_its_absence():
    with pytest.raises(DrafterError) as refused:
        facts_of("报告: {盖章: 电子}\n")
    assert refused.value.findings[0].hint == "填“是”或“否”；不写就是“是”"
    with pytest.raises(DrafterError) as refused:
        facts_of("执法: {三项制度: 好}\n")
    assert "删去这一行" in refused.value.findings[0].hint


def test_the_hint_on_places_names_every_row_that_may_hold_one():
    with pytest.raises(DrafterError) as refused:
        facts_of("报告: {附注: 见【纠纷.排查】}\n")
    assert all(word in refused.value.findings[0].hint for word in ("附件的正文", "其他", "补充的内容", "计划的措施"))


def test_lines_of_a_table_that_yaml_would_join_are_refused():
    with pytest.raises(DrafterError, match="各行会并成一行"):
        rows_of(">\n        项目｜今年\n        检查｜3")


def test_a_quoted_row_that_begins_with_a_bar_is_one_row():
    assert rows_of("\n        - '|今年'\n        - '检查|3'") == [
        ("｜今年", State.GIVEN, 5),
        ("检查｜3", State.GIVEN, 6),
    ]
