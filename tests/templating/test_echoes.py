"""Words of the template that clerks repeat in their phrases are printed once."""

import pytest
from conftest import FRAME, report_of

CASES = [
    ("学法: [{形式: 开展会前学法, 次数: 2次}]", "开展会前学法2次"),
    ("学法: [{形式: 组织会前学法, 领学人: 由镇长领学}]", "组织会前学法，由镇长领学"),
    ("培训: [{名称: 举办人民调解员培训, 次数: 4次}]", "举办人民调解员培训4次"),
    ("普法: {阵地: [建成法治公园]}", "加强法治文化阵地建设，建成法治公园。"),
    ("学法考试: {平台: “如法网”}", "组织参加“如法网”学法考试。"),
    ("第一责任人: {工作机制: “党委领导、政府负责”}", "健全“党委领导、政府负责”的法治建设工作机制。"),
    ("第一责任人: {带头学习: [{主题: 学习宪法, 次数: 2次}]}", "党政主要负责人带头学习宪法2次。"),
    (
        "问题: [{表现: 一是形式单一。, 原因: 由于力量不足, 后果: 参与度不高}]",
        "形式单一，参与度不高，主要原因是力量不足。",
    ),
]


@pytest.mark.parametrize(("facts", "sentence"), CASES)
def test_a_repeated_word_is_printed_once(facts, sentence):
    text = "".join(s.text for s in report_of(f"{FRAME}{facts}\n").sentences())
    assert sentence in text
    for doubled in ("开展开展", "组织组织", "举办举办", "建成建成", "““", "学习学习", "由由", "领学领学", "由于"):
        assert doubled not in text


@pytest.mark.parametrize("word", ["无", "没有", "未发生"])
@pytest.mark.parametrize(
    "line", ["学法考试: {平台: %s}", "普法: {阵地: [%s]}", "问题: [{表现: %s}]", "问题: [{表现: 甲, 原因: %s}]"]
)
def test_none_is_no_phrase(line, word):
    from drafter.findings import DrafterError

    with pytest.raises(DrafterError, match="不能填"):
        report_of(FRAME + line % word + "\n")


def test_a_heading_brings_no_number_of_its_own():
    report = report_of(FRAME + "标题: {举措成效: 一、主要做法}\n计划: [{事项: （一）丰富载体, 措施: 甲}]\n")
    headings = [section.heading for section in report.sections()]
    assert "一、主要做法" in headings and "（一）丰富载体。" in headings


def test_the_year_is_not_repeated_in_the_title():
    report = report_of(FRAME.replace("2025}", "2025, 年度写法: 年度}"))
    assert report.title_text == "示例镇2025年法治政府建设年度报告"
