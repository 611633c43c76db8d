"""`drafter import`: text(build(import(t))) == normalize(t), and the facts of five real reports.

The answers in `carryover/answers` were written by hand before the importer.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CORPUS, EXAMPLES, SEEDS, TESTS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drafter.commands.draft import draft_report
from drafter.commands.import_report import (
    Imported,
    built_text,
    import_report,
    import_segmented,
    notices_of,
    write_import,
)
from drafter.findings import DrafterError
from drafter.importer.facts_builder import Occurrence
from drafter.importer.segment import normalize, segment
from drafter.text.model import roles_of
from drafter.text.read import SourceLine
from drafter.writers.text import write_text

NUMBERS = ("000", "001", "002", "003", "004")
seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports are not here")


def seed(number: str) -> Path:
    (path,) = SEEDS.glob(f"{number}*.txt")
    return path


@cache
def of_seed(number: str) -> Imported:
    return import_report(seed(number))


@cache
def answers(number: str) -> dict[str, Any]:
    return yaml.safe_load((TESTS / "carryover" / "answers" / f"{number}.yaml").read_text(encoding="utf-8"))


def again(new: Imported) -> str:
    """The report that the two files build."""
    (layout,) = (name.removesuffix(".txt") for name in new.files if name.endswith(".txt"))
    return built_text(new.composed.facts, new.composed.template, layout)


def of_text(text: str) -> Imported:
    return import_segmented(segment([SourceLine(line) for line in text.split("\n")]), Path("去年.txt"))


# --- the law ------------------------------------------------------------------------------------------


@seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_a_real_report_comes_back(number):
    assert again(of_seed(number)) == normalize(seed(number).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[:12])
def test_a_clean_report_comes_back(path):
    assert again(import_report(path)) == normalize(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_report_of_ours_comes_back_also_when_imported_twice(facts):
    text = write_text(draft_report(facts).document)
    once = again(of_text(text))
    assert once == normalize(text) and again(of_text(once)) == once


@pytest.mark.parametrize(
    "title",
    [
        "中共甲县甲镇委员会\n甲县甲镇人民政府\n2025年法治政府建设年度报告",
        "中共甲镇委员会\n甲镇人民政府\n甲镇人大主席团\n关于法治政府建设情况的报告",
    ],
)
def test_joint_issuers_of_a_title_come_back_on_their_lines(title):
    new = of_text(f"{title}\n2025年，甲镇推进法治建设。\n甲县甲镇人民政府\n2026年1月20日\n")
    assert again(new) == new.report.document.full_text == normalize(new.report.document.full_text)
    assert new.report.document.full_text.startswith(f"{title}\n") and new.report.changes == ()


AWKWARD = [
    "{{ 名 }}",
    "{% 句 %}",
    "{# 注 #}",
    "#",
    "|",
    "\\",
    "@主送机关",
    "**",
    "【待填】",
    "（待核实）",
    "无",
    "待签",
    '"',
    "'",
    "：",
    "`",
]
words = st.lists(
    st.sampled_from(["加强学习", "化解矛盾纠纷58件", "58起", "2025年", "2026年", "《2025年要点》", "，", *AWKWARD]),
    max_size=5,
)
text_lines = st.builds(
    lambda number, parts, stop: number + "".join(parts) + stop,
    st.sampled_from(["", "", "一、", "二、", "（一）", "（二）", "1.", "2.", "（1）", "一是", "三、"]),
    words,
    st.sampled_from(["", "。", "。再加强。", "：", "；二是乙。"]),
)


@given(st.lists(text_lines, min_size=1, max_size=10))
@example(["一、甲", "（一）乙", "（三）丙", "1.丁。戊。", "1.己。"])
@example(["一、存在的不足", "一是甲；二是乙。", "二、下一步安排", "1.甲。乙。", "2.丙。丁不少于4次。"])
@settings(deadline=None)
def test_any_report_comes_back(lines):
    text = (
        "甲镇2025年法治政府建设年度报告\n2025年，甲镇推进法治建设。\n"
        + "\n".join(lines)
        + "\n甲县甲镇人民政府\n2026年1月20日\n"
    )
    assert again(of_text(text)) == normalize(text)


# --- recognised facts ----------------------------------------------------------------------------------


@seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_unit_year_issuers_and_date_are_recognised(number):
    meant, report = answers(number), of_seed(number).report
    assert (report.unit, report.year) == (meant["单位"], meant["年度"])
    assert report.document.title_text == meant.get("标题", f"{meant['单位']}{meant['年度']}年法治政府建设情况报告")
    assert report.values("发文机关署名") == meant["署名"] and report.value("主送机关") == meant.get("主送", "")
    assert report.value("发文字号") == meant.get("发文字号", "")
    date = report.value("成文日期")
    assert re.findall(r"\d+", date) == [str(int(n)) for n in re.findall(r"\d+", str(meant.get("成文日期", "")))]


@seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_headings_are_made_and_lines_are_sentences(number):
    """At least 95 % of the headings get their numbers from drafter; at most 2 % of the lines stay as typed."""
    meant, new = answers(number), of_seed(number)
    first = [line for line in new.report.body if line.level == 1 and line.heading]
    assert (
        len(first) == meant["一级标题"]
        and new.composed.numbered_headings + new.composed.typed_headings == meant["标题数"]
    )
    assert new.composed.numbered_headings >= 0.95 * meant["标题数"]
    assert sum(line.startswith("\\") for line in new.composed.template.split("\n")) <= 0.02 * len(new.report.body)


@seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_the_statutory_parts_are_known_whatever_they_are_called(number):
    new = of_seed(number)
    for role, heading in answers(number)["法定部分"].items():
        typed = normalize(f"甲镇2025年报告\n{heading}\n").split("\n")[1]
        (line,) = [line for line in new.report.body if line.text.startswith(typed)]
        assert role in roles_of(line.text) or role in roles_of(typed), heading


@seeds
@pytest.mark.parametrize("number", NUMBERS)
def test_every_problem_and_every_plan_is_a_record(number):
    meant, facts = answers(number), yaml.safe_load(of_seed(number).composed.facts)
    for records, quotes in (("问题", meant["问题表现"]), ("计划", meant["计划事项"])):
        said = normalize(str(facts[records]))
        for quote in quotes:
            assert normalize(f"甲\n{quote}").split("\n")[1].rstrip("。") in said, quote
    assert len(facts["问题"]) == meant["问题"]


def met(number: str, quote: str, figure: str) -> Occurrence | None:
    """The match for a figure, quoted with the words round it."""
    said = normalize(f"甲镇2025年报告\n一、甲\n甲{quote}").split("\n")[2][1:].rstrip("。")
    there = []
    for one in of_seed(number).composed.facts_builder.occurrences:
        at = one.sentence.find(said)
        if at >= 0 and at <= one.start < at + len(said):
            there.append(one)
    figure = figure.replace("％", "%")
    exact = [one for one in there if one.words == figure]
    part = [one for one in there if one.words in figure]  # 每月……1次: not in one piece
    return next(iter(exact + part), None)


@seeds
def test_figures_become_facts_and_none_has_a_wrong_name():
    """At least 95 % of the township's figures become facts, 80 % of them rows of the table, none a wrong row."""
    known, rows, own, lost, wrong = 0, 0, 0, [], []
    for number in NUMBERS:
        for entry in answers(number)["数字"]:
            if entry["行"] == "无":
                continue
            meant = {re.sub(r"\[[^\]]*\]", "", key) for key in [entry["行"], *entry.get("也可", [])]}
            known += 1
            found = met(number, entry["文"], str(entry["数"]))
            if found is None or not found.key:
                lost.append((number, entry["文"]))
            elif found.key == "指标":
                own += 1
            elif found.key in meant:
                rows += 1
            else:
                wrong.append((number, entry["文"], found.key, meant))
    assert wrong == []
    assert rows + own >= 0.95 * known, lost
    assert rows >= 0.8 * (rows + own)


@seeds
def test_figures_of_others_become_no_facts():
    for number in NUMBERS:
        facts = [one for one in of_seed(number).composed.facts_builder.occurrences if one.key]
        for entry in answers(number)["数字"]:
            if entry["行"] == "无":
                said = normalize(f"甲镇2025年报告\n一、甲\n甲{entry['文']}").split("\n")[2][1:].rstrip("。")
                hits = [one.words for one in facts if said in one.sentence and one.words == str(entry["数"])]
                assert not hits, (number, entry["文"])


def test_the_same_figure_in_two_units_is_one_fact():
    new = of_text(
        "甲镇2025年法治政府建设年度报告\n一、工作情况\n全年提供法律咨询750余次。\n共提供法律咨询750余人次。\n"
    )
    assert new.composed.facts.count("750余") == 1 and '| 单位("人次")' in new.composed.template


def test_two_figures_for_one_fact_are_two_facts():
    new = of_text("甲镇2025年法治政府建设年度报告\n一、工作情况\n排查矛盾纠纷58件。\n全年排查矛盾纠纷57件。\n")
    facts = yaml.safe_load(new.composed.facts)
    assert facts["纠纷"] == {"排查": "58件"} and [one["数值"] for one in facts["指标"]] == ["57件"]


def test_the_year_becomes_a_place_but_not_in_a_title():
    new = of_text(
        "甲镇2025年法治政府建设年度报告\n一、工作情况\n2025年印发《2025年要点》，2026年再印发，2024年已印发，2021—2025年都印发。\n"
    )
    (line,) = [line for line in new.composed.template.split("\n") if "印发" in line]
    assert line == (
        "{% 句 自述 %}{{ 报告.年度 }}年印发《2025年要点》，{{ 报告.年度 | 次年 }}年再印发，"
        "2024年已印发，2021—2025年都印发。{% 句完 %}"
    )


@pytest.mark.parametrize(
    "words",
    [
        "2021年至2025年",
        "2024、2025年",
        "“2025年度先进单位”",
        "自2025年起",
        "2023～2025年",
        "2025年3月15日",
        "2025年1月",
    ],
)
def test_a_year_that_is_not_the_reports_stays(words):
    new = of_text(f"甲镇2025年法治政府建设年度报告\n一、工作情况\n{words}，开展工作。\n")
    assert f"{words}，开展工作。" in new.composed.template


def test_a_figure_of_the_plan_is_a_target_and_no_figure_of_this_year():
    new = of_text(
        "甲镇2025年法治政府建设年度报告\n一、工作情况\n开展应急演练3次。\n二、下一年度安排\n"
        "1.加强演练。开展应急演练不少于4次。\n2.加强学习。组织学法。\n"
    )
    facts = yaml.safe_load(new.composed.facts)
    assert facts["应急"] == {"演练": "3次"}
    assert facts["计划"][0]["目标"] == [{"内容": "应急演练", "数量": "不少于4次"}]
    assert facts["计划"][0]["措施"] == "开展应急演练【目标[1].数量】。"


def test_lines_that_were_not_understood_are_reported_with_their_place():
    text = "甲镇2025年法治政府建设年度报告\n一、工作情况\n三、跳号\n学法12次。\n序号 数量\n"
    found = [(one.place.line, one.message) for one in notices_of(of_text(text), Path("去年.txt"))]
    assert (3, "没有读懂：序号接不上，照原样留着") in found and (5, "没有读懂：不成句，照原样留着") in found
    assert (0, "没有找到发文机关署名") in found


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "读不出正文"), ("\n \n", "读不出正文"), ("甲镇工作情况\n一、甲\n乙。\n", "看不出是哪一年的报告")],
)
def test_a_report_that_cannot_be_imported_is_refused_with_the_reason(text, message):
    with pytest.raises(DrafterError) as error:
        of_text(text)
    assert message in error.value.findings[0].message


def test_the_folder_holds_both_files_and_existing_ones_are_not_changed(tmp_path):
    path = tmp_path / "去年.txt"
    path.write_text("甲镇2025年法治政府建设年度报告\n一、工作情况\n学法12次。\n", encoding="utf-8")
    new = import_report(path)
    assert write_import(new) == [tmp_path / "甲镇2025" / "甲镇2025.txt", tmp_path / "甲镇2025" / "2025.yaml"]
    assert draft_report(tmp_path / "甲镇2025" / "2025.yaml").document.title_text == "甲镇2025年法治政府建设年度报告"
    assert write_import(new)  # the same again is no error
    facts = tmp_path / "甲镇2025" / "2025.yaml"
    facts.write_text("改过\n", encoding="utf-8")
    with pytest.raises(DrafterError):
        write_import(new)
    assert facts.read_text(encoding="utf-8") == "改过\n"


@pytest.mark.parametrize(
    "text",
    [
        "甲镇2025年法治政府建设情况报告\n主要举措和成效\n其他需要报告的情况\n",
        "甲镇2025年法治政府建设情况报告\n主要举措和成效\n学法12次。\n存在的不足\n人手少。\n下一步工作安排\n加强学习。\n",
    ],
)
def test_headings_without_numbers_come_back(text):
    assert again(of_text(text)) == normalize(text)


def test_problems_that_are_a_sentence_each_are_records():
    new = of_text(
        "甲镇2025年法治政府建设年度报告\n一、工作情况\n开展应急演练3次。\n二、存在的不足\n"
        "还有不足：一是人手少，主要原因是编制少。二是宣传少，原因是经费少。三是学习少。\n下一步加以改进。\n"
    )
    facts = yaml.safe_load(new.composed.facts)
    assert [one["表现"] for one in facts["问题"]] == ["人手少，主要原因是编制少", "宣传少，原因是经费少", "学习少"]
    assert again(new) == normalize(again(new)) and new.degrees == {}
