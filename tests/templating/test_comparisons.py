"""The filters and tests that compare a figure with last year's."""

from __future__ import annotations

import re

import pytest
from conftest import FRAME, facts_of

from drafter.document.model import Document
from drafter.document.parse_markup import parse_markup
from drafter.facts.previous_year import with_previous_year
from drafter.findings import DrafterError
from drafter.templating import comparisons
from drafter.templating.environment import render

ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in comparisons.__doc__.split("\n")
    if line.startswith("| ") and "上年 |" not in line
]
NAMES = ("同比", "增长", "下降", "持平", "百分点")


def facts_line(cell: str) -> str:
    name, figure = re.fullmatch("(排查|成功率)(.+)", cell).groups()
    return f"纠纷: {{{name}: {figure}}}\n"


def report(body: str, this: str, last: str) -> Document:
    facts = with_previous_year(facts_of(FRAME + this), facts_of(FRAME.replace("2025", "2024") + last))
    return parse_markup(render("试.txt", facts, {"试.txt": f"{body}\n\n# 题\n"}.get))


def told(body: str, this: str, last: str) -> str:
    return "".join(s.text for s in report("{% 句 %}" + body + "{% 句完 %}", this, last).sentences())


CELLS = [(row[0], row[1], name, cell) for row in ROWS for name, cell in zip(NAMES, row[2:], strict=True)]


@pytest.mark.parametrize(("last", "this", "name", "cell"), CELLS, ids=[" ".join(cells) for cells in CELLS])
def test_the_table_of_the_docstring(last, this, name, cell):
    key = "纠纷.成功率" if "率" in this else "纠纷.排查"
    body = f"{{{{ 单位.简称 }}}}{{% 可缺 %}}：{{{{ {key} | {name} }}}}{{% 可缺完 %}}"
    if cell == "错":
        with pytest.raises(DrafterError, match="“百分点”只能用在“比率”类的事实上"):
            told(body, facts_line(this), facts_line(last))
    else:
        assert told(body, facts_line(this), facts_line(last)) == f"示例镇{f'：{cell}' if cell else ''}。"


@pytest.mark.parametrize(("last", "this", "name", "cell"), [c for c in CELLS if c[2] in comparisons.TESTS])
def test_a_test_holds_where_the_filter_of_its_name_has_words(last, this, name, cell):
    key = "纠纷.成功率" if "率" in this else "纠纷.排查"
    body = f"{{{{ 单位.简称 }}}}{{% if {key} is {name} %}}是{{% endif %}}"
    assert told(body, facts_line(this), facts_line(last)) == ("示例镇是。" if cell else "示例镇。")


def test_there_is_a_table():
    assert len(ROWS) == 12


def test_a_clause_that_cannot_be_written_disappears_like_an_absent_fact():
    body = "排查{{ 纠纷.排查 }}{% 可缺 %}，{{ 纠纷.排查 | 同比 }}{% 可缺完 %}"
    this = "纠纷: {排查: 58件}\n"
    assert told(body, this, "纠纷: {排查: 52件}\n") == "排查58件，同比增长11.5%。"
    assert told(body, this, "") == "排查58件。"
    assert told("{{ 纠纷.排查 | 同比 }}", this, "") == ""
    assert told(body, "纠纷: {排查: }\n", "纠纷: {排查: 52件}\n") == "排查【待填：纠纷.排查】。"


def test_the_words_carry_the_places_of_both_years():
    document = report(
        "{% 句 %}{{ 单位.简称 }}{{ 纠纷.排查 | 同比 }}{% 句完 %}", "纠纷: {排查: 58件}\n", "纠纷: {排查: 52件}\n"
    )
    (sentence,) = document.sentences()
    keys = ["单位.简称", "纠纷.排查", "2024年的纠纷.排查"]
    assert [source.key for source in sentence.sources] == keys
    (run,) = [run for run in sentence.runs if "增长" in run.text]
    assert [source.key for source in run.sources] == keys[1:]


def test_a_sentence_that_tests_a_change_depends_on_both_years():
    document = report(
        "{% 句 %}{% if 纠纷.排查 is 下降 %}{{ 单位.简称 }}排查减少{% endif %}{% 句完 %}",
        "纠纷: {排查: 50件}\n",
        "纠纷: {排查: 52件}\n",
    )
    assert "2024年的纠纷.排查" in [source.key for sentence in document.sentences() for source in sentence.sources]


@pytest.mark.parametrize("body", ["{{ 单位.简称 | 同比 }}", "{{ 纠纷.机制 | 增长 }}", "{{ 报告.年度 | 下降 }}",
                                  "{{ '甲' | 持平 }}", "{% if 单位.简称 is 增长 %}{% endif %}"])  # fmt: skip
def test_comparing_a_fact_that_is_no_figure_is_an_error_with_its_line(body):
    with pytest.raises(DrafterError, match="只能用在") as error:
        told(body, "", "")
    (finding,) = error.value.findings
    assert finding.place.file == "试.txt" and finding.place.line == 1
