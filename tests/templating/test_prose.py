"""The shipped prose: every fact is printed in its part, with at most two others; nothing is claimed without facts."""

from __future__ import annotations

import re

import pytest
from conftest import FRAME, ROOT, from_template, report_of

from drafter.commands.facts import example_report
from drafter.document.provenance import Role
from drafter.facts.table import FactKind, shipped_table
from drafter.lawbook import without_names
from drafter.writers.text import write_text

TABLE = shipped_table()
TOLD = [row for row in TABLE.walk() if row.parts]
IDENTITY = {row.key for row in TABLE.walk() if row.nature == "身份" and not row.parts}


def fact_of(key: str) -> str:
    """A record is one fact: 学法[1].次数 and 学法[1].形式 belong together."""
    return re.sub(r"(\[\d+\]).*", r"\1", key)


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row.key)
def test_every_fact_is_printed_in_its_part(row):
    report = example_report(row)
    sentences = [
        s for s in report.sentences() if any(re.sub(r"\[\d+\]", "", x.key).startswith(row.key) for x in s.sources)
    ]
    assert sentences, "no sentence tells this fact"
    assert {s.place.file.rpartition("/")[2] for s in sentences} <= {*row.parts, row.section, "句式"}
    if row.keywords:  # those without are printed as typed
        assert any(word in s.text for s in sentences for word in row.keywords)
    if row.kind not in (FactKind.RECORDS, FactKind.FLAG, FactKind.TEXTS, FactKind.PASSAGE) and row.example != "无":
        assert any(row.example in s.text for s in sentences)


def test_a_sentence_serves_at_most_three_facts():
    everything = "\n".join(_file_with_all_examples())
    report = report_of(everything, "drafter/七部分")  # the layout that prints all
    served = [len({fact_of(x.key) for x in s.sources} - IDENTITY) for s in report.sentences()]
    assert max(served) == 3
    assert {re.sub(r"\[\d+\].*", "", x.key) for s in report.sentences() for x in s.sources} >= {row.key for row in TOLD}


def _file_with_all_examples() -> list[str]:
    from drafter.commands.starter import _example_record

    def lines(row, indent):
        if row.kind is FactKind.GROUP:
            yield f"{indent}{row.name}:"
            for child in row.children.values():
                yield from lines(child, indent + "  ")
        elif row.kind is FactKind.RECORDS:
            yield f"{indent}{row.name}:"
            yield from (f"{indent}  {line}" for line in _example_record(row))
        elif not row.refused:
            yield f"{indent}{row.name}: {row.example}"

    return [line for row in TABLE.children.values() for line in lines(row, "")]


def test_an_almost_empty_file_yields_the_parts_and_not_one_claim():
    report = report_of("报告: {年度: 2025}\n")
    assert [section.heading[:2] for section in report.sections()] == ["一、", "二、", "三、", "四、", "（一", "五、"]
    text = "\n".join(paragraph.text for paragraph in report.paragraphs())
    assert text == "\n".join(
        [
            "现将有关情况报告如下：",
            "【待填】",
            "【待填：单位.类别】法治政府建设还存在以下不足：【待填：问题.表现】。",
            "【待填：单位.类别】推进法治建设第一责任人为【待填：第一责任人.人员.职务】。",
            "2026年，【待填：单位.类别】法治政府建设主要安排如下：",
            "【待填：其他】。",
        ]
    )


COUNTING = re.compile(
    r"[一二两三四五六七八九十百千万]+(?:次|件|场|人|份|条|名|户|家|项(?!制度))|全部|全覆盖|多次|均(?!衡)|多场"
)


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.txt")), ids=lambda file: file.stem)
def test_templates_contain_no_figures_and_no_number_words(file):
    text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = without_names(text)
    assert not re.search(r"[0-9０-９]", text)
    assert not COUNTING.search(re.sub(r"\{%.*?%\}|\{\{\s*[^\"]*?\}\}", "", text)), COUNTING.search(text)


def test_no_own_sentence_is_shipped():
    for file in (ROOT / "templates").rglob("*.txt"):
        assert "自述" not in file.read_text(encoding="utf-8")


def test_dated_single_records_are_counted_and_series_are_not():
    """19次 and two dated sessions of the same form are not added up to 21."""
    report = report_of(
        FRAME
        + """
学法:
  - {形式: 中心组学法, 日期: 2025-03-04, 内容: [中华人民共和国宪法]}
  - {形式: 中心组学法, 日期: 2025-05-06, 内容: [中华人民共和国民法典]}
  - {形式: 会前学法, 次数: 19次}
  - {形式: 会前学法, 日期: 2025-07-01}
"""
    )
    text = "".join(s.text for s in report.sentences() if any(x.key.startswith("学法") for x in s.sources))
    assert text == (
        "组织中心组学法2次，学习《中华人民共和国宪法》《中华人民共和国民法典》。"
        "开展会前学法19次。2025年7月1日，组织会前学法。"
    )
    counted = next(run for run in report.runs() if run.text == "2次")
    assert {source.place.line for source in counted.sources} == {5, 6}


def test_other_kinds_of_places_have_their_own_words():
    street = FRAME.replace("类别: 镇", "类别: 街道").replace("示例镇", "示例街道")
    text = "".join(s.text for s in report_of(street + "执法: {持证率: 100%}\n").sentences())
    assert "全街道行政执法人员持证率达100%" in text and "镇" not in text


def test_the_breakdown_of_a_figure_is_printed_with_it():
    report = report_of(FRAME + "纠纷: {排查: {值: 58件, 其中: {邻里纠纷: 30件, 土地纠纷: 28件}}}\n")
    assert any("排查矛盾纠纷58件（其中邻里纠纷30件、土地纠纷28件）。" in s.text for s in report.sentences())


def test_a_value_to_verify_is_marked_in_the_report():
    report = report_of(FRAME + "纠纷: {排查: 58件 待核实}\n")
    assert [run.text for run in report.runs() if run.role is Role.TO_VERIFY] == ["58件"]


@pytest.mark.parametrize("row", [row for row in TOLD if row.kind is FactKind.FLAG], ids=lambda row: row.key)
def test_the_meaning_of_a_flag_is_the_sentence_that_it_prints(row):
    """The sentence of a flag says only what its 说明 says: nearly every character is in it."""
    (sentence,) = [s for s in example_report(row).sentences() if any(x.key == row.key for x in s.sources)]
    words = {c for run in sentence.runs if not run.sources for c in run.text if "一" <= c <= "鿿"}
    assert len(words - set(row.meaning)) <= 0.34 * len(words), words - set(row.meaning)


def test_a_flag_to_verify_colours_its_words():
    report = report_of(FRAME.replace("2025}", "2025, 指导思想: 是 待核实}"))
    assert any(run.role is Role.TO_VERIFY and "习近平法治思想" in run.text for run in report.runs())


def test_testing_a_list_makes_the_sentence_depend_on_it():
    body = (
        "{% 句 %}{{ 单位.简称 }}{% if not 学法 %}未组织学法{% endif %}{% 句完 %}\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}\n"
    )
    assert [s.text for s in from_template(body).sentences()] == ["示例镇。"]


def test_merged_records_keep_the_values_of_each():
    facts = """
学法:
  - {形式: 会前学法, 日期: 2025-03-04, 内容: }
  - {形式: 会前学法, 日期: 2025-04-04, 内容: [甲]}
"""
    report = report_of(FRAME + facts)
    text = "".join(s.text for s in report.sentences())
    assert "组织会前学法2次，学习甲。" in text
    keys = {source.key for run in report.runs() for source in run.sources}
    assert {"学法[1].日期", "学法[2].日期", "学法[2].形式"} <= keys


def text_of_facts(facts: str) -> str:
    return write_text(report_of(FRAME + facts))


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
def test_values_are_printed_as_typed(facts, sentence):
    assert sentence in text_of_facts(facts)


def test_a_year_typed_in_a_heading_is_not_repeated():
    assert "四、2026年工作打算" in text_of_facts("标题: {冠以年度: [下年安排], 下年安排: 2026年工作打算}\n")
