"""Segmentation of typed reports; `normalize` reports every change and is idempotent."""

from __future__ import annotations

import re

import pytest
from conftest import CORPUS, EXAMPLES, SEEDS
from hypothesis import example, given
from hypothesis import strategies as st

from drafter.commands.draft import draft_report
from drafter.document.runs import words
from drafter.importer.segment import normalize, segment
from drafter.templating.loader import shipped_layouts
from drafter.text.read import SourceLine
from drafter.writers.text import write_text

HEAD = "甲镇2025年法治政府建设年度报告\n"
TEXTS = CORPUS + sorted(SEEDS.glob("*.txt"))


def body(text: str) -> str:
    """A line of the body, normalized."""
    return normalize(f"{HEAD}一、工作情况\n{text}\n").split("\n")[2]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("全年化解矛盾纠纷 58 件,成功率 100 %。", "全年化解矛盾纠纷58件，成功率100%。"),
        ("全年化解矛盾纠纷５８件，成功率１００％。", "全年化解矛盾纠纷58件，成功率100%。"),
        ("(一)加强学习;落实责任", "（一）加强学习；落实责任"),
        ("1、强化队伍建设。全面实行持证上岗。", "1.强化队伍建设。全面实行持证上岗。"),
        ("1．强化队伍建设。全面实行持证上岗。", "1.强化队伍建设。全面实行持证上岗。"),
        ("3. 强化队伍建设。全面实行持证上岗。", "3.强化队伍建设。全面实行持证上岗。"),
        ("**一是加强学习。**全年学法12次。", "一是加强学习。全年学法12次。"),
        ("[bookmark: _GoBack]全年学法12次。", "全年学法12次。"),
        ("全\u200b年学\ufeff法12次。", "全年学法12次。"),
        ("开展“民法典相伴 法治进乡村”活动。", "开展“民法典相伴 法治进乡村”活动。"),
        ("上午8:30至11:30开放，人均1,200元。", "上午8:30至11:30开放，人均1,200元。"),
        ("使用LED屏和Word 2016制作。", "使用LED屏和Word 2016制作。"),
        ("无", "无。"),
        ("序号 事项 数量", "序号 事项 数量"),
    ],
)
def test_artefacts_of_typing_are_removed(typed, expected):
    assert body(typed) == expected


def test_a_broken_paragraph_is_joined():
    text = "扎实推动法治建设，依托镇综合行政执法队统一领导全镇行政执法工作，推动法治建设高\n\n质量发展。\n一是学习。"
    report = segment([SourceLine(line) for line in f"{HEAD}一、工作情况\n{text}".split("\n")])
    assert report.body[1].text.endswith("推动法治建设高质量发展。") and report.body[2].text == "一是学习。"
    assert [change.message for change in report.changes] == ["接上断开的一段"] and report.changes[0].line == 5


def test_page_elements_are_recognised():
    text = """\
特急
甲县甲镇人民政府文件
甲政发[2026]3号  签发人：某某
甲县甲镇人民政府
2025年度法治政府建设情况报告
甲县人民政府:
2025年，甲镇推进法治建设。现将情况报告如下：
一、举措和成效
全年学法12次。
附件：1.甲表
2.乙表
甲县甲镇人民政府
二○二六年一月二十日
（联系人：某某）
附件1
甲表
数据由镇司法所统计。
抄送：甲县司法局，甲县县委依法治县办。
甲镇党政办公室　2026年1月21日印发
"""
    report = segment([SourceLine(line) for line in text.split("\n")])
    document = report.document
    assert list(map(words, document.title)) == ["甲县甲镇人民政府", "2025年度法治政府建设情况报告"]
    assert (report.year, report.unit) == (2025, "甲镇")
    assert {name: report.values(name) for name in document.elements} == {
        "紧急程度": ["特急"],
        "发文机关标志": ["甲县甲镇人民政府"],
        "标志后缀": ["文件"],
        "发文字号": ["甲政发〔2026〕3号"],
        "签发人": ["某某"],
        "主送机关": ["甲县人民政府"],
        "附件说明": ["甲表", "乙表"],
        "发文机关署名": ["甲县甲镇人民政府"],
        "成文日期": ["2026年1月20日"],
        "附注": ["联系人：某某"],
        "抄送机关": ["甲县司法局", "甲县县委依法治县办"],
        "印发机关": ["甲镇党政办公室"],
        "印发日期": ["2026年1月21日"],
    }
    assert [[line.text for line in one.lines()] for one in document.attachments] == [
        ["附件1", "甲表", "数据由镇司法所统计。"]
    ]
    assert normalize(report.document.full_text) == report.document.full_text


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("寺庄镇2025年法治政府建设年度报告", "寺庄镇"),
        ("重庆市甲区乙镇人民政府2024年法治政府建设情况报告", "乙镇"),
        ("中共甲镇委员会甲镇人民政府2024年法治政府建设工作情况的报告", "甲镇"),
        ("甲县乙丙苗族乡人民政府关于2023年度法治政府建设情况的报告", "乙丙苗族乡"),
        ("甲市乙区人民政府丙街道办事处关于2024年度法治政府建设情况的报告", "丙街道"),
        ("我镇2024年法治政府建设情况报告", ""),
    ],
)
def test_the_short_name_of_the_township_is_found(title, unit):
    assert segment([SourceLine(title), SourceLine("一、工作情况"), SourceLine("学法12次。")]).unit == unit


def test_a_missing_title_is_made_of_unit_and_year_with_a_notice():
    report = segment(
        [SourceLine("2023年，甲乙镇推进法治建设。"), SourceLine("一、工作情况"), SourceLine("甲乙镇学法12次。")]
    )
    assert report.document.title_text == "甲乙镇2023年法治政府建设情况报告"
    assert [change.message for change in report.changes] == ["原文没有标题，补上"]
    assert normalize(report.document.full_text) == report.document.full_text


def test_blanks_to_fill_in_at_signing_are_left_out():
    text = f"________\n{HEAD}一、工作情况\n学法12次。\n甲县甲镇人民政府\n____年__月__日\n"
    report = segment([SourceLine(line) for line in text.split("\n")])
    assert report.document.elements.keys() == {"发文机关署名"}
    assert {change.message for change in report.changes} == {"去掉待签的空格"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:12])
def test_normalize_is_idempotent_on_published_reports(path):
    text = normalize(path.read_text(encoding="utf-8"))
    assert normalize(text) == text and text.strip()


@pytest.mark.parametrize("layout", shipped_layouts())
@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda path: path.parent.name)
def test_drafter_reports_are_normal_but_for_blanks_to_sign(facts, layout):
    lines = write_text(draft_report(facts, layout).document).split("\n")
    normalized = normalize("\n".join(lines)).split("\n")
    assert normalized == [" ".join(line.split("\t")) for line in lines if "__" not in line]


MARKS = "甲乙丙。，；：？！,;:?!.()（）“”《》、 　\t1２%％-—#*\\|{}@一二是（）镇年月日0\u200b"
lines = st.lists(st.text(st.sampled_from(MARKS), max_size=30), max_size=12)


@given(lines)
@example(["1 、甲", "（ 一）乙"])
def test_normalize_is_idempotent_on_any_lines(lines):
    text = normalize(HEAD + "一、工作情况\n" + "\n".join(lines))
    assert normalize(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"内部资料 示政发〔2026〕03号 注意保存\n{HEAD}一、甲\n乙。\n",
        f"示党发〔2026〕1号\n示政发〔2026〕2号\n{HEAD}一、甲\n乙。\n",
        f"{HEAD}一、甲\n乙。\n甲县甲镇人民政府\n2026年1月20日\n抄送：县委办公室。\n抄送：县司法局。\n",
        f"{HEAD}一、甲\n乙。\n附件：1.甲表 2.乙表\n甲县甲镇人民政府\n2026年1月20日\n",
    ],
)
def test_no_word_is_lost_without_a_notice(text):
    report = segment([SourceLine(line) for line in text.split("\n")])
    reported = normalize(text) + "".join(change.words for change in report.changes)
    lost = [line for line in text.split("\n") if re.sub(r"\W", "", line) not in re.sub(r"\W", "", reported)]
    assert lost == []


def test_page_numbers_are_removed_and_the_paragraph_around_them_is_joined():
    text = f"{HEAD}一、甲\n扎实推动法治建设，依托镇综合行政执法队统一领导全镇行政执法工作，推动\n- 2 -\n法治建设。\n"
    assert normalize(text).split("\n")[2].endswith("推动法治建设。") and "2" not in normalize(text).split("\n")[2]


def test_a_title_on_the_line_of_a_signer_is_not_repeated():
    text = "签发人：张三甲镇2025年法治政府建设情况报告\n一、甲"
    assert normalize(text).count("法治政府建设") == 1 and normalize(normalize(text)) == normalize(text)
