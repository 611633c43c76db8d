"""Figures in running text: the row that each matches, or a name of its own if none matches unambiguously."""

from __future__ import annotations

import re

import pytest

from drafter.facts.table import FactKind, shipped_table
from drafter.importer.figures import find_figures, match_row, own_name

TABLE = shipped_table()


def read(sentence: str) -> list[tuple[str, str, str]]:
    """Every figure of a sentence with the key of its row and its name; the key is empty if no row matches."""
    figures = []
    for figure in find_figures(sentence):
        match = match_row(sentence, figure, TABLE, 2025)
        if match or not figure.chinese:
            name = match.name if match else own_name(sentence, figure)
            figures.append((figure.text, match.spec.key if match else "", name))
    return figures


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年排查矛盾纠纷58件，化解57件，化解率为98.3%。",
         [("58件", "纠纷.排查", ""), ("57件", "纠纷.化解", ""), ("98.3%", "纠纷.成功率", "")]),
        ("共开展周例会学法12次、党委会定期学法每月1次。",
         [("12次", "学法.次数", "周例会学法"), ("每月1次", "学法.次数", "党委会定期学法")]),
        ("每季度听取法治建设工作汇报，每半年召开专题会议。",
         [("每季度", "第一责任人.听取汇报", ""), ("每半年", "第一责任人.专题会议", "")]),
        ("建成1个国家级、2个市级民主法治示范村。",
         [("1个", "普法.示范村.数量", "国家级"), ("2个", "普法.示范村.数量", "市级")]),
        ("罚款11.88万元，发放普法资料8万余份。",
         [("11.88万元", "执法.罚款", ""), ("8万余份", "普法.宣传资料", "")]),
        ("律师在镇公共法律服务站提供咨询服务48次，接待群众咨询2000余人次。",
         [("48次", "法律服务.驻点咨询", ""), ("2000余人次", "法律服务.接待咨询", "")]),
        ("全年化解重大疑难复杂纠纷21件，成功率达到100%。",
         [("21件", "纠纷.疑难", ""), ("100%", "纠纷.疑难成功率", "")]),
    ],
)  # fmt: skip
def test_a_figure_matches_the_row_of_its_words(sentence, expected):
    assert read(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("抓获2名网上逃犯。", [("2名", "", "抓获")]),  # no row
        ("开展安全生产宣传活动5次。", [("5次", "", "安全生产宣传活动")]),  # no 普法
        ("培养村级“法律明白人”，每村各培养“法律明白人”3名。", [("3名", "", "每村各培养“法律明白人”")]),
        ("五年来累计开展法治宣传活动612场次。", [("612场次", "", "法治宣传活动")]),
        ("依法不予行政处罚案件8件。", [("8件", "", "依法不予行政处罚案件")]),
        ("协助办理法律援助申请6件。", [("6件", "", "协助办理法律援助申请")]),
        ("办理代表建议14件和政协委员提案3件。", [("14件", "", "办理代表建议"), ("3件", "", "政协委员提案")]),
        ("每月开展党委会定期学法1次。", [("1次", "", "党委会定期学法")]),  # of a month, not of the year
        ("排查矛盾纠纷58人次。", [("58人次", "", "排查矛盾纠纷")]),  # another unit
    ],
)
def test_a_figure_without_an_unambiguous_row_gets_its_own_name(sentence, expected):
    assert read(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年排查矛盾纠纷60件。",
        "去年排查矛盾纠纷60件。",
        "自2021年以来排查矛盾纠纷600件。",
        "近三年开展案卷评查6次。",
        "一季度开展应急演练6次。",
        "上半年开展执法检查12次。",
        "计划开展应急演练6次。",
        "力争信访事项办结率达到98%以上。",
        "比上年减少行政复议案件3件。",
        "免予罚款3万元。",
        "县里共有人民调解员9名。",
        "新增人民调解员9名。",
        "表彰人民调解员9名。",
        "每村聘请法律顾问1名。",
    ],
)
def test_a_figure_of_another_period_or_organ_matches_no_row(sentence):
    ((_, row, name),) = read(sentence)
    assert row == "" and name


@pytest.mark.parametrize(
    "sentence",
    [
        "落实行政执法“3项制度”，做到班子成员人手一册。",
        "学习《2025年法治政府建设工作要点（25条）》。",
        "结合“12·4”国家宪法日、3·15开展宣传。",
        "拨打12345，于2025年3月4日办结。",
        "推动工作再上一个新台阶，深刻领悟两个确立。",
        "行政复议案件0件。",  # a stated none is no figure
    ],
)
def test_names_dates_and_set_phrases_contain_no_figures(sentence):
    assert read(sentence) == []


def test_every_pattern_of_the_table_has_one_figure_mark():
    rows = [row for row in TABLE.walk() if row.signs]
    assert len(rows) > 70
    for row in rows:
        assert row.kind in (FactKind.QUANTITY, FactKind.RATE), row.key
        in_list = TABLE.at(row.key.rpartition(".")[0]).kind is FactKind.RECORDS
        for pattern in row.signs:
            assert pattern.count("#") - pattern.count("(?!#") == 1, f"{row.key}: {pattern}"
            assert ("名" in re.compile(pattern).groupindex) is in_list, f"{row.key}: {pattern}"


def test_a_long_sentence_is_matched_in_linear_time():
    sentence = "全年排查矛盾纠纷，" * 2000 + "化解58件。"
    (figure,) = find_figures(sentence)
    match_row(sentence, figure, TABLE)
