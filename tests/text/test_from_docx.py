"""Lines classified by their words: title, heading, part, addressee, signature, attachment."""

from __future__ import annotations

import pytest

from drafter.document.elements import LineKind
from drafter.text.classify import text_of_paragraphs
from drafter.text.model import TextDocument

TITLE = "甲镇2025年法治政府建设年度报告"


def kinds(*lines: str) -> list[str]:
    return [line.kind.value for line in prose(*lines).lines]


def prose(*lines: str) -> TextDocument:
    return text_of_paragraphs(lines, "报告.txt")


@pytest.mark.parametrize(
    ("line", "kind", "level"),
    [
        ("一、存在的不足", LineKind.HEADING, 1),
        ("**一、存在的不足**", LineKind.HEADING, 1),
        ("## 一、存在的不足", LineKind.HEADING, 1),
        ("### **二、存在的不足**", LineKind.HEADING, 1),
        ("一、存在的不足：", LineKind.HEADING, 1),
        ("（一）加强学习。", LineKind.HEADING, 2),
        ("## 存在的不足", LineKind.HEADING, 1),
        ("### 加强学习", LineKind.HEADING, 2),
        ("存在的不足和原因", LineKind.HEADING, 1),
        ("**下一步工作安排**", LineKind.HEADING, 1),
        ("1.配备设备2套。", LineKind.TEXT, 3),
        ("（一）加强学习；", LineKind.TEXT, 2),
        ("**（一）加强学习。**全年学习4次。", LineKind.TEXT, 2),
        ("没有需要报告的其他情况", LineKind.TEXT, 0),
        ("主要做法\t存在问题", LineKind.TEXT, 0),
        ("甲镇还存在一些问题。", LineKind.TEXT, 0),
        ("【待填：下年安排】", LineKind.TEXT, 0),
    ],
)
def test_a_heading_is_recognised_by_its_words(line, kind, level):
    found = prose(TITLE, line).lines[1]
    assert (found.kind, found.level) == (kind, level)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"**{TITLE}**", TITLE),
        (f"# {TITLE}", TITLE),
        ("甲镇法治政府建设年度报告（2025年）", "甲镇法治政府建设年度报告（2025年）"),
    ],
)
def test_a_title_is_recognised_by_its_end(line, title):
    read = prose(line, "一、成效")
    assert read.title == title and read.year == 2025


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("县委、县人民政府：", "主送机关"),
        ("**县人民政府：**", "主送机关"),
        ("现将甲镇2025年法治政府建设情况报告如下：", "正文"),
        ("一、甲：", "小标题"),
        ("主要做了以下两项工作：", "正文"),
    ],
)
def test_the_line_below_the_title_may_be_the_addressee(line, kind):
    assert kinds(TITLE, line, "正文。")[1] == kind


def test_a_last_short_line_is_no_signature_if_it_names_no_body():
    assert kinds(TITLE, "一、其他情况", "无", "甲县甲镇人民政府", "2026年1月20日")[2:] == ["正文", "署名", "成文日期"]
    assert kinds(TITLE, "正文。", "特此报告", "中共甲镇委员会 甲镇人民政府")[2:] == ["正文", "署名"]


@pytest.mark.parametrize(
    "date",
    [
        "2026年1月20日",
        "二〇二六年一月二十日",
        "2026-01-20",
        "____年__月__日",
        "　　　　年　　月　　日",
        r"\_\_\_\_年\_\_月\_\_日",
    ],
)
def test_a_date_may_be_written_in_many_ways(date):
    assert kinds(TITLE, "正文。", "甲镇人民政府", date)[2:] == ["署名", "成文日期"]


def test_names_of_attachments_are_no_headings():
    lines = [TITLE, "正文。", "附件：1.甲表", "2.乙表", "甲镇人民政府", "2026年1月20日", "附件1", "甲表"]
    assert kinds(*lines)[2:] == ["附件", "附件", "署名", "成文日期", "附件", "正文"]
    assert kinds(TITLE, "一、成效", "附件所列任务均已完成。")[2] == "正文"


def test_a_part_ends_where_the_report_ends():
    read = prose(TITLE, "一、安排", "甲。", "甲镇人民政府", "2026年1月20日", "附件", "乙。")
    assert [line.text for line in read.parts[0].lines] == ["甲。"]


def test_a_part_may_run_in():
    read = prose(TITLE, "一、主要成效", "甲。", "二、其他需要报告的情况：无。")
    part = read.parts[1]
    assert part.heading.text == "二、其他需要报告的情况" and part.roles == ("其他",)
    (line,) = part.lines
    place = line.place(0, 1)
    assert (line.text, place.quoted, place.column) == ("无。", "无", 13)


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("三、法治督察反馈问题整改情况", ()),
        ("一、2025年工作计划完成情况", ("举措成效",)),
        ("二、存在的不足及下一步工作安排", ("下年安排", "不足和原因")),
    ],
)
def test_a_word_in_another_sense_announces_no_part(heading, roles):
    assert prose(TITLE, heading).parts[0].roles == roles


def test_a_piece_of_a_line_keeps_its_places():
    (line,) = prose("甲乙甲乙甲。").lines
    piece = line.cut(2, 6)
    assert piece.text == "甲乙甲。"
    assert [piece.place(at, at + 1).column for at in (0, 1, 2, 3)] == [3, 4, 5, 6]


def test_a_numbered_heading_is_no_title():
    assert kinds("一、第一责任人履职情况", "甲。") == ["小标题", "正文"]


def test_a_signature_may_be_in_a_table():
    texts = (TITLE, "正文。", "中共甲镇委员会", "甲镇人民政府", "2026年1月20日")
    signed = text_of_paragraphs(texts, "报告.docx", [None, None, *[(LineKind.CELL, 0)] * 3])
    assert [line.kind for line in signed.lines[2:]] == [LineKind.ISSUER, LineKind.ISSUER, LineKind.DATE]
    texts = (TITLE, "正文。", "完成时间", "2026年1月20日")
    table = text_of_paragraphs(texts, "报告.docx", [None, None, *[(LineKind.CELL, 0)] * 2])
    assert [line.kind for line in table.lines[2:]] == [LineKind.CELL, LineKind.CELL]


def test_first_part_is_above_its_numbered_headings():
    read = prose(
        TITLE, "第一部分 主要举措和成效", "一、加强学习", "（一）学法", "甲。", "第二部分：存在的不足", "一、力量不足。"
    )
    assert [line.level for line in read.lines[1:]] == [1, 2, 3, 0, 1, 2]
    assert [part.roles for part in read.parts] == [("举措成效",), ("不足和原因",)]
    assert prose(TITLE, "一、第一部分是总论", "二、成效").lines[1].level == 1
