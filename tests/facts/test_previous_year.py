"""Last year's facts with this year's."""

from __future__ import annotations

import pytest
from conftest import FRAME, facts_of

from drafter.facts.model import Fact, Facts
from drafter.facts.previous_year import invalid_comparison_keys, nature_of, skipped_comparisons, with_previous_year
from drafter.findings import Severity

LAST = FRAME.replace("2025", "2024")


def both(this: str, last: str) -> Facts:
    return with_previous_year(facts_of(FRAME + this), facts_of(LAST + last))


def last_of(facts: Facts, key: str) -> str | None:
    (found,) = [fact for fact in facts.leaves() if fact.key == key]
    return found.previous.value.text if found.previous and found.previous.value else None


@pytest.mark.parametrize("last", ["52件（待核实）", "待填", ""])
def test_a_fact_not_known_last_year_is_not_compared(last):
    facts = both("纠纷: {排查: 58件}\n", f"纠纷: {{排查: {last}}}\n")
    assert last_of(facts, "纠纷.排查") is None


def test_records_are_paired_by_unique_names():
    this = "学法: [{形式: 乙, 次数: 4次}, {形式: 甲, 次数: 6次}, {形式: 丙, 次数: 3次}, {形式: 丙, 次数: 2次}]\n"
    facts = both(this, "学法: [{形式: 甲, 次数: 5次}, {形式: 丙, 次数: 9次}]\n")
    assert [last_of(facts, f"学法[{number}].次数") for number in (1, 2, 3, 4)] == [None, "5次", None, None]
    own = both(
        "指标: [{名称: 村规, 数值: 16件, 小节: 依法决策}]\n", "指标: [{名称: 村规, 数值: 12件, 小节: 依法决策}]\n"
    )
    assert last_of(own, "指标[1].数值") == "12件"


def test_plans_and_their_outcomes_are_not_compared():
    plan = "计划: [{事项: 甲, 目标: [{内容: 乙, 数量: 4次}]}]\n"
    assert last_of(both(plan, plan), "计划[1].目标[1].数量") is None
    done = "上年计划: [{事项: 甲, 完成情况: 丁, 目标: [{内容: 乙, 数量: 4次, 实际: 5次}]}]\n"
    assert last_of(both(done, done), "上年计划[1].目标[1].实际") is None


def test_without_last_year_the_facts_are_those_that_were_typed():
    facts = facts_of(FRAME + "纠纷: {排查: 58件}\n")
    assert with_previous_year(facts, None) is facts


def test_a_row_has_the_nature_of_its_list():
    facts = facts_of(FRAME)
    natures = [nature_of(facts.table, facts.table.at(key)) for key in ("学法.次数", "纠纷.调解员", "单位.简称")]
    assert natures == ["流量", "存量", "身份"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("纠纷.排察", "是不是“纠纷.排查”？"),
        ("单位.简称", "用 drafter facts"),
        ("纠纷", "是不是“"),
        ("计划.目标.数量", ""),
    ],
)
def test_an_incomparable_key_is_an_error_with_the_nearest_name(key, hint):
    text = FRAME.replace("2025}", f"2025, 同比项: [纠纷.化解, {key}]}}")
    (fault,) = invalid_comparison_keys(facts_of(text))
    assert fault.severity is Severity.FATAL and key in fault.message and hint in fault.hint and fault.place.line == 1


def test_several_keys_on_one_line_are_parted():
    (fault,) = invalid_comparison_keys(facts_of(FRAME.replace("2025}", "2025, 同比项: 纠纷.排查、信访.受理}")))
    assert fault.hint == "一行写一个：“- 纠纷.排查”“- 信访.受理”"


def told(this: str, last: str | None, keys: str = "纠纷.排查") -> list[str]:
    text = FRAME.replace("2025}", f"2025, 同比项: [{keys}]}}") + this
    facts = with_previous_year(facts_of(text), facts_of(LAST + last) if last is not None else None)
    return [finding.message for finding in skipped_comparisons(facts, last is not None)]


def test_the_reason_for_a_missing_comparison_is_reported():
    assert told("纠纷: {排查: 58件}\n", None) == ["没有上一年的事实文件，没有写同比"]
    assert told("纠纷: {排查: 58件}\n", "纠纷: {排查: 52件}\n") == []
    assert told("纠纷: {排查: 58件}\n", "") == ["“纠纷.排查”没有写同比：上年没有这个数，或上年的还没有核实"]
    assert told("纠纷: {排查: 50余件}\n", "纠纷: {排查: 50余件}\n") == ["“纠纷.排查”没有写同比：“50余件”不是准确的数"]
    assert told("纠纷: {排查: 无}\n", "纠纷: {排查: 5件}\n") == ["“纠纷.排查”没有写同比：今年填的是“无”"]
    assert told("", "纠纷: {排查: 5件}\n") == ["“纠纷.排查”没有写同比：今年没有填这一项"]
    assert told("纠纷: {排查: }\n", "纠纷: {排查: 5件}\n") == [], "the gap is told as such"


def test_a_former_name_of_a_key_will_do():
    facts = facts_of(FRAME)
    former = [(row, name) for row in facts.table.walk() for name in row.former_names if row.kind.value == "数量"]
    assert former
    for row, name in former:
        above = row.key.rpartition(".")[0]
        text = FRAME.replace("2025}", f"2025, 同比项: [{above}.{name}]}}")
        assert list(invalid_comparison_keys(facts_of(text))) == []


def test_only_requested_figures_are_marked():
    text = FRAME.replace("2025}", "2025, 同比项: 纠纷.排查}") + "纠纷: {排查: 58件, 化解: 57件}\n"
    facts = with_previous_year(facts_of(text), facts_of(LAST + "纠纷: {排查: 52件, 化解: 50件}\n"))
    marked = {fact.key: fact.compare for fact in facts.leaves() if isinstance(fact, Fact) and fact.key[:2] == "纠纷"}
    assert marked == {"纠纷.排查": True, "纠纷.化解": False}
