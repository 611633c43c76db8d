"""From one year to the next: lasting values are kept, others blanked, and nothing of the clerk's is lost."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import EXAMPLES, facts_of
from hypothesis import given
from hypothesis import strategies as st

from drafter.facts.model import Fact, State
from drafter.facts.table import shipped_table
from drafter.rollover.rollover import RolledOver, roll_over

FILE = """\
# 示例镇2025年法治政府建设年度报告的事实
# 写好后运行：drafter build 2025.yaml
报告: {年度: 2025, 成文日期: 2026-01-20, 发文字号: 示政发〔2026〕3号}  # 说明
单位:
  简称: '示例镇'   # 我们
  类别: 镇
  署名: [示例镇人民政府]
纠纷: {排查: 58件, 化解: 57件, 调解员: 12人}
信访:
  受理:
    值: 11件
    来源: 信访台账
    截至: 2025-12-25
    其中:
      甲: 5件
      乙: 6件
  # 清楚
  办结: 11件  # 2024年：9件
学法:
  # 每月一次
  - 形式: 会前学法
    # 内部
    日期: 2025-03-04
  - {形式: 周例会, 次数: 12次}

# 下面是补充
补充:
  - 部分: 举措成效
    内容: |
      2024年以来，成效明显。

      落实《2025年工作要点》，执行《法治政府建设实施纲要（2021—2025年）》。
  - {部分: 举措成效, 内容: "引号里的"}
行政复议: 无
问题: [甲, {表现: 乙, 原因: 丙}]
计划:
  - {号: 1, 事项: 丙, 目标: [{内容: 丁, 数量: 不少于4次}, {内容: 戊}]}
  - 事项: >-
      很长的
      事项
    措施: 己
其他: 无
"""


def rolled(text: str = FILE, year: int = 2025) -> RolledOver:
    return roll_over(text, shipped_table(), year)


def test_every_line_is_as_it_should_be(golden):
    golden("rollover.txt", rolled().text)


def test_counts_and_remaining_years_are_reported():
    result = rolled()
    assert (result.kept, result.to_verify, result.blanked, result.moved, result.to_answer) == (3, 3, 9, 3, 4)
    assert dict(result.years) == {"2024年以来": 1, "2025年工作要点": 1}, "a period is no year"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_stay(end):
    assert rolled(FILE.replace("\n", end)).text == rolled().text.replace("\n", end)


def test_the_values_are_those_that_the_lines_say():
    facts = facts_of(rolled().text)

    def state(key: str) -> State:
        member = facts.root.find(key)
        assert isinstance(member, Fact)
        return member.state

    assert facts.words("年度") == "2026"
    assert state("纠纷.排查") is state("信访.受理") is state("行政复议") is State.BLANK
    assert state("纠纷.调解员") is State.TO_VERIFY
    assert state("报告.成文日期") is state("报告.发文字号") is State.TO_SIGN
    assert [fact.state for fact in facts.root.members["补充"].leaves() if fact.spec.name == "内容"] == [
        State.TO_VERIFY,
        State.TO_VERIFY,
    ]


def test_values_confirmed_last_year_are_to_be_verified_again():
    text = "报告: {年度: 2025}\n纠纷:\n  调解员: 12人（已核实·3f2a）\n数字政府: ['平台（已核实·0000）']\n"
    assert rolled(text).text == "报告: {年度: 2026}\n纠纷:\n  调解员: 12人（待核实）\n数字政府: ['平台（待核实）']\n"


def comments(text: str) -> list[str]:
    """The clerk's comments, without those that drafter adds to blanked values."""
    found = re.findall(r"(?:^|\s)#\s?([^\n\r#]*)", text)
    return [one.strip() for one in found if not re.match(r"20\d\d年：|去年报告里", one)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_loses_no_key_and_no_comment_and_keeps_no_figure_of_the_year(example):
    text = example.read_text(encoding="utf-8")
    year = int(facts_of(text).words("年度")) if "附加表" not in text else 2025
    new = rolled(text, year)
    before, after = yaml.safe_load(text), yaml.safe_load(new.text)
    assert set(before) <= set(after)
    assert [one for one in comments(text) if one not in comments(new.text) and str(year) not in one] == []
    if "附加表" in text:
        return  # its rows are not in the shipped table
    facts = facts_of(new.text)
    for fact in facts.leaves():
        fresh = fact.spec.policy == "清空" and fact.state.has_value and not fact.defaulted
        assert not fresh or fact.key.startswith(("上年", "报告")), fact.key


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_rolled_over_twice_only_last_years_value_is_in_the_comment(example):
    text = example.read_text(encoding="utf-8")
    year = int(re.search(r"年度: (\d{4})", text)[1])
    once = rolled(text, year).text
    twice = rolled(once, year + 1).text
    assert f"# {year}年：" in once and yaml.safe_load(twice)["报告"]["年度"] == year + 2


KEYS = ["排查", "化解", "调解员", "成功率"]
VALUES = st.sampled_from(["58件", "'58件'", '"58件"', "约50件", "无", "待填", "", "{值: 5件, 截至: 2025-12-25}"])
AFTER = st.sampled_from(["", "  # 说明", "   #", "  # 2024年：3件"])


@given(st.lists(st.tuples(st.sampled_from(KEYS[:2]), VALUES, AFTER), unique_by=lambda row: row[0]), st.booleans())
def test_a_file_with_any_value_is_valid_after_rollover(rows, crlf):
    lines = [f"  {key}: {value}{after}" for key, value, after in rows] or ["  排查:"]
    text = "报告: {年度: 2025}\n纠纷:\n" + "\n".join(lines) + "\n"
    text = text.replace("\n", "\r\n") if crlf else text
    new = rolled(text).text
    assert yaml.safe_load(new)["报告"]["年度"] == 2026
    blanked = yaml.safe_load(new)["纠纷"]
    for value in blanked.values():
        assert value is None or isinstance(value, dict) or "待" in value
    assert new.count("# 说明") == text.count("# 说明")


def test_a_series_keeps_its_name_and_waits_for_this_years_count():
    text = """\
报告: {年度: 2025}
学法:
  # 每周
  - 形式: 周例会学法
    次数: 12次  # 办公室
    部分: 第一责任人
    内容:
      - 中华人民共和国宪法
  - 形式: 会前学法
    # 内部
    日期: 2025-03-04
普法:
  活动:
    - 名称: 法律进校园活动
      动作: 组织
      次数: 3次
指标:
  - 名称: 抓获逃犯
    数值: 2名
    小节: 平安建设
"""
    assert (
        rolled(text).text
        == """\
报告: {年度: 2026}
学法:  # 2025年：另有1项
  # 每周
  - 形式: 周例会学法
    次数:  # 2025年：12次  # 办公室
    部分: 第一责任人
    内容:  # 2025年：1项
    # 内部
普法:
  活动:
    - 名称: 法律进校园活动
      动作: 组织
      次数:  # 2025年：3次
指标:
  - 名称: 抓获逃犯
    数值:  # 2025年：2名
    小节: 平安建设
"""
    )


def test_a_list_of_dated_records_only_is_emptied():
    text = "报告: {年度: 2025}\n培训:\n  - 名称: 甲培训\n    次数: 2次\n    内容: [乙]\n"
    text += "学法:\n  - {形式: 丙, 日期: 2025-03}\n"
    after = rolled(text).text
    assert "  - 名称: 甲培训\n    次数:  # 2025年：2次\n    内容:  # 2025年：1项\n学法:  # 2025年：1项\n" in after


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("应急:\n  演练内容: [消防,\n    防汛抢险和地震疏散]  # 两样\n  演练: 3次\n",
         "应急:\n  演练内容:   # 2025年：2项  # 两样\n  演练:  # 2025年：3次\n"),
        ("学法: [\n  {形式: 甲, 日期: 2025-03},\n  {形式: 乙, 日期: 2025-04}\n  ]\n", "学法:   # 2025年：2项\n"),
        ("学法:\n  [{形式: 甲, 日期: 2025-03}]\n普法:\n  讲座: 2次\n",
         "学法:   # 2025年：1项\n普法:\n  讲座:  # 2025年：2次\n"),
    ],
)  # fmt: skip
def test_a_value_over_several_lines_goes_whole(text, meant):
    after = rolled(f"报告: {{年度: 2025}}\n{text}").text.partition("\n")[2]
    assert re.sub(" +(?=  #)", "", after) == re.sub(" +(?=  #)", "", meant)


@pytest.mark.parametrize(
    "text",
    [
        "执法:\n  处罚: {值: 26起, 其中: {普通程序: 6起}}\n",
        "上年计划: []\n计划:\n  - 甲\n",
        "上年问题:\n问题: [甲]\n",
        "纠纷: {排查:\n  58件, 化解: 57件}\n",
        "普法: {宣讲: 3次,\n  载体: 法律八进, 宣传资料: 8份}\n",
    ],
)
def test_a_valid_file_is_valid_after_rollover(text):
    after = rolled(f"报告: {{年度: 2025}}\n单位: {{简称: 甲镇, 类别: 镇, 署名: [甲]}}\n{text}").text
    facts_of(after)
