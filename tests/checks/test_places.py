"""Places of words: in a report the fact or template line that they came from, else the paragraph."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from conftest import CORPUS, EXAMPLES, FRAME, facts_of

from drafter.commands.check import check_file
from drafter.commands.draft import draft_report
from drafter.document.elements import LineKind
from drafter.document.parse_markup import parse_markup
from drafter.findings import Finding
from drafter.templating.environment import render
from drafter.text.classify import text_of_paragraphs
from drafter.text.from_document import text_of_document
from drafter.text.model import TextLine, roles_of


def lines_of(text: str, template: str | None = None) -> list[TextLine]:
    """The lines of the report of a few facts, in the usual layout or a template of one's own."""
    local = (lambda name: template if name == "试.txt" else None) if template else None
    report = parse_markup(render("试.txt" if template else "drafter/五部分", facts_of(text), local))
    files = {"2025.yaml": text.split("\n"), "试.txt": (template or "").split("\n")}
    return list(text_of_document(report, "2025.yaml", 2025, lambda file: files.get(file, [])).lines)


def where(lines: list[TextLine], words: str) -> str:
    """File, line and column of the place of these words, and the characters there."""
    line = next(line for line in lines if words in line.text)
    start = line.text.index(words)
    place = line.place(start, start + len(words))
    return f"{place.file}:{place.line}:{place.column} {place.quoted}"


OWN = "补充:\n  - 部分: 举措成效\n    内容: 甲，乙，丙，丁。\n"
LONG = """\
补充:
  - 部分: 举措成效
    内容: |
      全年甲，乙。

      又有丙，丁【普法.受众】，戊。
普法: {受众: 12人次}
"""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (FRAME + OWN, "丙", "2025.yaml:5:13 丙"),
        (FRAME + OWN, "，丁", "2025.yaml:5:14 ，丁"),
        (FRAME + LONG, "，乙", "2025.yaml:6:10 ，乙"),
        (FRAME + LONG, "，丁", "2025.yaml:8:10 ，丁"),
        (FRAME + LONG, "戊", "2025.yaml:8:20 戊"),
        (FRAME, "示例镇", "2025.yaml:2:10 示例镇"),
    ],
)
def test_words_of_a_fact_are_located_where_they_were_typed(text, words, expected):
    assert where(lines_of(text), words) == expected


def test_words_of_a_template_are_located_on_its_line():
    template = "# 题\n\n{% 句 %}{{ 单位.简称 }}，甲，乙，丙{% 句完 %}\n"
    lines = lines_of(FRAME, template)
    assert where(lines, "，乙") == "试.txt:3:21 ，乙"
    assert where(lines, "丙") == "试.txt:3:24 丙"


@pytest.mark.parametrize(
    ("template", "words", "expected"),
    [
        ("{% 句 %}{{ 单位.简称 | 去头(',', ',') }}甲,乙{% 句完 %}", ",乙", "试.txt:3:35 ,乙"),
        ("{# 甲,乙 #}{% 句 %}{{ 单位.简称 }}丙,丁{% 句完 %}", ",", "试.txt:3:29 ,"),
        ("{% 句 %}{{ 单位.简称 }}甲,乙{% 句完 %}{% 句 %}{{ 单位.简称 }}丙,丁{% 句完 %}", ",丁", "试.txt:3:49 ,丁"),
    ],
)
def test_tags_of_a_template_are_not_searched(template, words, expected):
    line = next(line for line in lines_of(FRAME, f"# 题\n\n{template}\n") if words in line.text)
    start = line.text.rindex(words)
    place = line.place(start, start + len(words))
    assert f"{place.file}:{place.line}:{place.column} {place.quoted}" == expected


OF_A_FACT = "普法: {受众: 12人次}\n补充:\n  - 部分: 举措成效\n    内容: "


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('"甲\\u002c乙,丙"  # 丁,戊', ",丙", "2025.yaml:6:18 ,丙"),
        ("'甲''乙,丙'", ",", "2025.yaml:6:14 ,"),
        ("共【普法.受众】，受众，甲", "受众", "2025.yaml:6:18 受众"),
    ],
)
def test_quotes_and_comments_are_not_searched(text, words, expected):
    assert where(lines_of(f"{FRAME}{OF_A_FACT}{text}\n"), words) == expected


def test_words_of_two_facts_have_a_partial_place():
    (line,) = (line for line in lines_of(f"{FRAME}{OF_A_FACT}甲3,【普法.受众】\n") if "甲" in line.text)
    assert line.place(1, 5).quoted == "3," and line.place(1, 5).is_partial and not line.place(1, 3).is_partial


HIDDEN = "\u200b"
_BETWEEN = re.compile("(?<=[一-鿿])(?=[一-鿿][^:]*$)")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.parent.name)
@pytest.mark.parametrize("seed", range(2))
def test_a_fault_in_a_fact_is_found_at_its_character(example, seed, tmp_path):
    chance = random.Random(seed)
    lines = example.read_text(encoding="utf-8").split("\n")
    planted = set()
    for number, line in enumerate(lines, 1):
        words = line.split("  #")[0]
        columns = [found.start() for found in _BETWEEN.finditer(words) if "内容: " in words[: found.start()]]
        if columns and "【" not in words:
            column = chance.choice(columns)
            lines[number - 1] = line[:column] + HIDDEN + line[column:]
            planted.add((number, column + 1))
    path = tmp_path / "2025.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    places = [finding.place for finding in check_file(path).findings if finding.rule == "R228"]
    assert len(places) >= len(planted) / 2
    assert all((place.line, place.column) in planted and place.quoted == HIDDEN for place in places)


def test_words_of_no_source_have_a_place_without_length():
    (line,) = (line for line in lines_of(FRAME, "# 题\n\n{% 句 %}{{ 单位.简称 }}甲{% 句完 %}\n") if "甲" in line.text)
    place = line.place(len(line.text) - 1, len(line.text))  # the stop, added by drafter
    assert (place.file, place.line, place.length, place.quoted) == ("试.txt", 3, 0, "")


SENTENCE = "坚持重大决策会前学法制度，聘请法律顾问审核重大事项决策，网上公开党务政务信息。"
OWN_LAYOUT = "# {{{{ 单位.简称 }}}}\n\n{{% 句 %}}{{{{ 其他 }}}}{{% 句完 %}}\n\n{{% 句 自述 %}}{}{{% 句完 %}}\n"


def findings_in(folder: Path, rule: str, text: str, **files: str) -> list[Finding]:
    """The findings of one rule in a facts file of these lines, with other files next to it."""
    for name, content in files.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    (folder / "2025.yaml").write_text(text, encoding="utf-8")
    return [finding for finding in check_file(folder / "2025.yaml").findings if finding.rule == rule]


PASSAGE = "  - 部分: 举措成效\n    内容: "
IN_A_BLOCK = f"补充:\n{PASSAGE}{SENTENCE}\n{PASSAGE}|\n      甲。\n      {SENTENCE}\n"
IN_ANOTHER_KEY = f"补充:\n{PASSAGE}甲【普法.宣讲】，{SENTENCE}\n普法: {{宣讲: 3场}}\n其他: 乙。{SENTENCE}\n"


@pytest.mark.parametrize(("text", "line"), [(IN_A_BLOCK, 9), (IN_ANOTHER_KEY, 7)])
def test_a_repeated_sentence_is_reported_where_it_is_typed_again(text, line, tmp_path):
    (finding,) = findings_in(tmp_path, "R520", FRAME + text)
    assert finding.place.line == line and finding.place.quoted == SENTENCE
    assert finding.message.startswith("与第5行有39个字相同")


def test_a_sentence_repeated_in_a_layout_of_one_s_own_names_both_files(tmp_path):
    text = f"{FRAME.replace('2025}', '2025, 版式: 自己}')}其他: {SENTENCE}\n"
    (finding,) = findings_in(tmp_path, "R520", text, 自己=OWN_LAYOUT.format(SENTENCE))
    assert str(finding.place) == "自己:5:11" and "与2025.yaml:3有" in finding.message
    twice = OWN_LAYOUT.format("甲").replace("{% 句 自述 %}甲", "{% 句 %}{{ 其他 }}")
    (finding,) = findings_in(tmp_path, "R520", text, 自己=twice)
    assert finding.place.line == 3 and "与同一行印出的另一处有" in finding.message


def test_a_sentence_that_repeats_a_shipped_template_is_reported_at_the_fact(tmp_path):
    enforced = "执法: {检查: 3次, 处罚: 无, 三项制度: 是}\n"
    printed = draft_report_of(tmp_path, FRAME + enforced)
    sentence = max(re.findall("[^。\n]+。", printed), key=len)
    assert len(sentence) > 30
    for role in ("第一责任人", "举措成效"):  # before and after the sentence of the template
        own = f"补充:\n  - 部分: {role}\n    内容: 甲。{sentence}\n"
        (finding,) = findings_in(tmp_path, "R520", FRAME + enforced + own)
        assert finding.place.line == 6 and "与版式里的一句有" in finding.message


def draft_report_of(folder: Path, text: str) -> str:
    (folder / "2025.yaml").write_text(text, encoding="utf-8")
    return draft_report(folder / "2025.yaml").document.text


def test_a_report_without_addressee_is_reported_at_its_number(tmp_path):
    numbered = FRAME.replace("年度: 2025", "年度: 2025, 发文字号: 示政发〔2026〕3号")
    rest = "纠纷: {排查: 58件}\n问题: [{表现: 甲, 原因: 乙}]\n"
    (finding,) = findings_in(tmp_path, "R615", numbered + rest)
    assert finding.place.line == 1 and finding.place.quoted == "示政发〔2026〕3号"
    report = tmp_path / "报告.txt"
    report.write_text(REPORT.replace("乙县人民政府：\n", ""), encoding="utf-8")
    (finding,) = [finding for finding in check_file(report).findings if finding.rule == "R615"]
    assert finding.place.line == 1


def test_title_elements_and_cells_have_the_template_line_they_came_from(tmp_path):
    text = FRAME.replace("2025}", "2025, 版式: 自己}")
    layout = "# {{{{ 单位.简称 }}}}{}\n\n@附注 {}\n\n| 甲 | {{{{ 单位.简称 }}}}{} |\n| 乙 | {} |\n"
    stated = findings_in(tmp_path, "", text, 自己=layout.format("3年", "（4）", "第5", "6"))
    places = [(finding.place.line, finding.place.quoted) for finding in stated]
    assert sorted(places) == [(1, "3年"), (3, "（4）"), (5, "第5"), (6, "6")]
    (finding,) = findings_in(tmp_path, "R201", text, 自己=layout.format("甲,乙", "", "", ""))
    assert str(finding.place) == "自己:1:15"


REPORT = """\
甲政发〔2026〕3号
甲镇人民政府
2025年法治政府建设年度报告

乙县人民政府：
2025年，甲镇推进法治政府建设。现将情况报告如下：
一、主要举措和成效
（一）加强学习
1.强化领导。成立了小组。
一是开会。
二、存在的不足和下一步安排
没有写完。
附件：数据表
甲镇人民政府
2026年1月20日
（联系人：某某）
抄送：乙县司法局。
"""


def test_the_lines_of_any_text_are_classified():
    prose = text_of_paragraphs(REPORT.split("\n"), "报告.txt")
    reported = [(line.kind, line.level, line.spans[0].place.line) for line in prose.lines]
    assert reported == [
        (LineKind.HEADER, 0, 1),
        (LineKind.TITLE, 0, 2),
        (LineKind.TITLE, 0, 3),
        (LineKind.ADDRESSEE, 0, 5),
        (LineKind.TEXT, 0, 6),
        (LineKind.HEADING, 1, 7),
        (LineKind.HEADING, 2, 8),
        (LineKind.TEXT, 3, 9),
        (LineKind.TEXT, 0, 10),
        (LineKind.HEADING, 1, 11),
        (LineKind.TEXT, 0, 12),
        (LineKind.ATTACHMENT, 0, 13),
        (LineKind.ISSUER, 0, 14),
        (LineKind.DATE, 0, 15),
        (LineKind.NOTE, 0, 16),
        (LineKind.IMPRINT, 0, 17),
    ]
    assert (prose.title, prose.year) == ("甲镇人民政府2025年法治政府建设年度报告", 2025)
    assert [part.roles for part in prose.parts] == [("举措成效",), ("下年安排", "不足和原因")]
    assert str(prose.lines[8].place(2, 3)) == "报告.txt 第10段（正文）第3字"


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_the_parts_of_every_clean_report_are_recognised(file):
    prose = check_file(file).text_document
    assert prose is not None and prose.title and prose.year and str(prose.year) in file.stem
    assert {"不足和原因", "下年安排"} <= {role for part in prose.parts for role in part.roles}


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("一、2025年法治政府建设工作开展情况", ("举措成效",)),
        ("三、党政主要负责人履行推进法治建设第一责任人职责情况", ("第一责任人",)),
        ("二、存在问题", ("不足和原因",)),
        ("四、2026年工作思路", ("下年安排",)),
        ("五、其他需要报告的情况", ("其他",)),
        ("六、履行法院生效裁判情况", ("生效裁判",)),
        ("前言", ()),
    ],
)
def test_a_part_is_recognised_by_the_words_of_its_heading(heading, roles):
    assert roles_of(heading) == roles
