"""What a newcomer typed: each case once changed, lost or invented something."""

from __future__ import annotations

import re

import pytest
from conftest import FRAME, facts_of, report_of

from drafter.commands.build import build
from drafter.commands.draft import draft_report
from drafter.commands.starter import starter
from drafter.commands.trace import save_sources_table, sources_table
from drafter.facts.model import State
from drafter.facts.table import TableError, extended_table, shipped_table
from drafter.findings import DrafterError
from drafter.writers.text import write_text


def text_of(facts: str) -> str:
    return write_text(report_of(FRAME + facts))


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
def test_what_could_be_misread_is_asked_back(facts, message):
    with pytest.raises(DrafterError, match=message):
        facts_of(FRAME + facts)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            "执法: {处罚: 无}\n补充: [{小节: 行政执法, 内容: 入户宣讲36场，行政处罚【执法.处罚】。}]\n",
            "入户宣讲36场，行政处罚0件。",
        ),
        ("纠纷: {排查: 58件}\n补充: [{小节: 矛盾纠纷, 内容: 全年【纠纷.排查】件均有着落。}]\n", "全年58件均有着落。"),
        (
            "纠纷: {排查: {值: 58件, 同比: 下降5.2%, 其中: {邻里: 30件}}}\n"
            "补充: [{小节: 矛盾纠纷, 内容: 排查的【纠纷.排查】全部归档。}]\n",
            "排查的58件全部归档。",
        ),
        ("执法: {处罚: {值: 26起, 其中: {普通程序: 20, 简易程序: 6}}}\n", "26起（其中普通程序20起、简易程序6起）"),
        ("普法: {载体: “法律八进”活动}\n", "开展“法律八进”活动。"),
        ("第一责任人: {人员: [{职务: 甲}], 工作机制: “三级联动”工作机制}\n", "健全“三级联动”工作机制的"),
        (
            "制度文件: [{名称: 关于印发《甲办法》的通知, 文号: （示政发〔2025〕8号）}]\n",
            "《关于印发〈甲办法〉的通知》（示政发〔2025〕8号）",
        ),
        ("制度文件: [{名称: 《甲办法》}]\n", "印发《甲办法》。"),
    ],
)
def test_what_was_typed_is_what_is_read(facts, sentence):
    assert sentence in text_of(facts)


def test_a_year_typed_before_a_heading_is_not_said_twice():
    assert "四、2026年工作打算" in text_of("标题: {冠以年度: [下年安排], 下年安排: 2026年工作打算}\n")


def test_a_rate_waits_for_its_figures():
    facts = facts_of(FRAME + "纠纷:\n  排查:\n  化解:\n  成功率: 自动\n")
    assert facts.root.find("纠纷.成功率").state is State.BLANK
    total = facts_of(FRAME + "学法:\n  - 形式: 甲\n    次数:\n学法合计: 自动\n")
    assert total.root.find("学法合计").state is State.BLANK


def test_headings_that_no_layout_uses_are_named(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "标题: {生效裁判: 履行情况}\n", encoding="utf-8")
    messages = [finding.message for finding in draft_report(tmp_path / "2025.yaml").findings]
    assert "“标题.生效裁判”已填，但这个版式没有用到这个标题" in messages


def test_words_outside_the_blocks_of_an_own_layout_are_an_error(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    (tmp_path / "本镇.txt").write_text('{% extends "drafter/五部分" %}\n我想加一句话。\n', encoding="utf-8")
    with pytest.raises(DrafterError, match="写在 block 外面的不会印出来"):
        draft_report(tmp_path / "2025.yaml", "本镇")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"类型": "数量", "单位": "件"}, "“单位”的写法不对"),
        ({"类型": "比率", "率": "甲.乙"}, "“率”的写法不对"),
        ({"类型": "比率", "率": ["甲"]}, "要写两项"),
        ({"类型": "数量", "单位": ["件"], "不大于": ["甲"]}, "“不大于”的写法不对"),
        ({"类型": "文字", "性质": "数量"}, "“性质”只能是"),
        ({"类型": "文字", "必填": "对"}, "“必填”的写法不对"),
    ],
)
def test_a_county_table_with_the_wrong_kind_of_column_is_refused(columns, message):
    with pytest.raises(TableError, match=message):
        extended_table({"新项": {"说明": "甲", **columns}})


def test_options_of_a_county_table_may_be_a_list():
    table = extended_table({"新项": {"说明": "甲", "类型": "选项", "选项": ["省级", "市级"]}})
    assert facts_of(FRAME + "新项: 省级\n", table).root.find("新项").value.text == "省级"


def test_the_trace_does_not_take_the_name_of_the_report(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "其他: 无\n", encoding="utf-8")
    report = build(tmp_path / "2025.yaml").path
    before = report.read_bytes()
    with pytest.raises(DrafterError, match="这是报告自己的文件名"):
        save_sources_table(sources_table(tmp_path / "2025.yaml"), report)
    assert report.read_bytes() == before


@pytest.mark.parametrize("line", ["应急: {演练: 每季度}", "普法: {讲座: 每月1次}"])
def test_a_frequency_is_refused_where_no_sentence_is_built_for_it(line):
    with pytest.raises(DrafterError, match="这里填全年一共多少，不填频次"):
        facts_of(FRAME + line + "\n")


def test_no_figure_of_an_example_is_left_in_a_starter_file_that_is_uncommented():
    """Whoever takes the signs “# ” away gets blanks, never somebody else's figures."""
    text = starter(shipped_table(), {"单位.简称": "示例镇", "报告.年度": "2025"}, "题", "2025.yaml")
    open_lines = re.sub(r"^(\s*)# (?=\s*(?:- )?[一-鿿]+:|\s+-)", r"\1", text, flags=re.MULTILINE)
    lines = [line.partition("  # ")[0] for line in open_lines.split("\n") if not line.lstrip().startswith("#")]
    ours = {f"{row.name}: {row.default}" for row in shipped_table().walk() if row.default}
    figures = [line.strip() for line in lines if re.search(r"\d", line)]
    assert [line for line in figures if line not in ours] == ["格式版本: 2", "年度: 2025"]
