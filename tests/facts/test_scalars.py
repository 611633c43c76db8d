"""Typed values: accepted ones, and ambiguous ones, which are refused."""

from __future__ import annotations

import pytest
from conftest import FRAME, facts_of, told

from drafter.facts.model import State
from drafter.findings import DrafterError


def refused(text: str) -> str:
    with pytest.raises(DrafterError) as caught:
        facts_of(FRAME + text)
    return told(caught.value)


def test_a_number_of_three_digits_in_a_list_is_a_number():
    facts = facts_of(FRAME + "政务公开: {监督渠道: [110,120]}\n")
    assert [item.text for item in facts.root.find("政务公开.监督渠道").value.items] == ["110", "120"]


@pytest.mark.parametrize(
    "line",
    [
        "格式版本: ²",
        f"格式版本: {'9' * 5000}",
        "执法: {持证率: 99.99999999999999999999999999999%}",
        f"纠纷: {{排查: {'一' * 30000}}}",
        f"学法考试: {{平台: '{'甲' + ' ' * 60000 + '乙'}', 参学率: 坏}}",
    ],
)
def test_odd_values_are_refused_and_not_a_crash(line):
    with pytest.raises(DrafterError):
        facts_of(line + "\n")


@pytest.mark.parametrize("typed", ["不少于0条", "近0条", "不超过0条"])
def test_only_a_counted_zero_is_none(typed):
    assert facts_of(FRAME + f"法律服务: {{解答问题: {typed}}}\n").root.find("法律服务.解答问题").state is State.GIVEN


@pytest.mark.parametrize("typed", ["全覆盖", "每月", "每季度"])
def test_a_rate_is_a_percentage(typed):
    assert "百分比" in refused(f"纠纷: {{成功率: {typed}}}\n")


@pytest.mark.parametrize(
    ("text", "key", "state"),
    [
        ("执法: {重点领域: [安全生产 待核实, 甲]}", "执法.重点领域", State.TO_VERIFY),
        ("执法: {重点领域: [待填, 甲]}", "执法.重点领域", State.TO_VERIFY),
        ("学法考试: {平台: 待核实}", "学法考试.平台", State.BLANK),
        ("学法考试: {平台: 【待填】}", "学法考试.平台", State.BLANK),
        ("学法考试: {平台: 。}", "学法考试.平台", State.BLANK),
        ("执法: {重点领域: [。]}", "执法.重点领域", State.BLANK),
    ],
)
def test_nothing_unfinished_passes_as_given(text, key, state):
    assert facts_of(f"{FRAME}{text}\n").root.find(key).state is state


def test_none_that_is_not_verified_is_refused():
    assert "还没有核实" in refused("行政复议: 无 待核实\n")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("法律服务: {驻点咨询: 每周二}\n", "频次后面的数要写单位"),
        ("执法: {罚款: 11.88}\n", "金额要写单位"),
        ("政务服务: {引进项目: 0}\n", "不能填“0”"),
        ("问题: [{表现: 甲, 原因: 【纠纷.排查】太多}]\n", "里不能写【】"),
        ("补充: [{部分: 举措成效, 内容: 我镇【执法.三项制度】。}]\n", "不是可以引用的一项"),
        ("行政复议: {值: 无, 其中: {维持: 1件}}\n", "的值是“无”，却有“其中”"),
        ("标题: {冠以年度: 是}\n", "没有“是”这个选项"),
        ("学法: [会前学法, {形式: 甲, 次数: 12次}]\n学法合计: 自动\n", "无法自动相加"),
    ],
)
def test_ambiguous_values_are_refused(facts, message):
    with pytest.raises(DrafterError, match=message):
        facts_of(FRAME + facts)


@pytest.mark.parametrize("line", ["应急: {演练: 每季度}", "普法: {讲座: 每月1次}"])
def test_a_frequency_is_refused_where_no_sentence_is_built_for_it(line):
    with pytest.raises(DrafterError, match="这里填全年一共多少，不填频次"):
        facts_of(FRAME + line + "\n")


def test_a_rate_waits_for_its_figures():
    facts = facts_of(FRAME + "纠纷:\n  排查:\n  化解:\n  成功率: 自动\n")
    assert facts.root.find("纠纷.成功率").state is State.BLANK
    total = facts_of(FRAME + "学法:\n  - 形式: 甲\n    次数:\n学法合计: 自动\n")
    assert total.root.find("学法合计").state is State.BLANK
