"""Statements and their figures, as the rules on figures read them; the replacements of these rules."""

from __future__ import annotations

import pytest
from conftest import FRAME, facts_of, report_of
from rule_cases import CASES, NEW_LINE

from drafter.checks import FACT_RULES, TEXT_RULES
from drafter.checks.text import dates, figures
from drafter.document.elements import LineKind
from drafter.facts.amounts import counts
from drafter.text.classify import text_of_paragraphs
from drafter.text.from_document import text_of_document

OWN = [rule for rule in TEXT_RULES if rule.ident.startswith(("R3", "R5"))]


def read(*texts):
    return text_of_paragraphs(texts, "报告.txt")


def test_blanks_and_bold_marks_are_left_out():
    (statement,) = read("全年化解纠纷 **21** 件，提供咨询 750 余次。").statements
    assert [figure.quantity.text for figure in statement.figures] == ["21件", "750余次"]
    assert [clause.words for clause in statement.clauses] == ["全年化解纠纷", "提供咨询"]
    assert statement.span(statement.figures[0].start, statement.figures[0].end) == (9, 15)
    assert not statement.is_plain(statement.figures[0].start, statement.figures[0].end)


def test_statements_end_with_a_stop_or_semicolon():
    first, second, third = read("排查58件；化解57件。好").statements
    assert (first.text, second.text, third.text) == ("排查58件；", "化解57件。", "好")
    assert first.sentence == second.sentence != third.sentence


def test_the_meaning_of_a_word_before_a_figure():
    meant = {figure.quantity.text: figure.quantity.approximation for figure in counts("节约20万元，约30人，附近5家")}
    assert meant == {"20万元": "", "约30人": "约", "5家": ""}


@pytest.mark.parametrize(
    "text", ["第3次", "〔2024〕47号", "2025年3月4日", "3+12·4", "第十二次", "二三十次", "十几次", "一批"]
)
def test_figures_that_are_no_counts(text):
    assert [figure for figure in counts(text) if figure.quantity.unit] == []


def test_a_long_statement_that_ends_with_a_colon_is_no_addressee():
    prose = read("甲镇2025年法治政府建设年度报告", "甲镇推进法治政府建设。现将情况报告如下：", "一、主要举措")
    assert [line.kind for line in prose.lines] == [LineKind.TITLE, LineKind.TEXT, LineKind.HEADING]


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.ident)
def test_a_rule_is_silent_on_its_own_fix(rule):
    for example in [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])]:
        lines = example.split(NEW_LINE)
        for finding in list(rule(read(*lines))):
            if finding.replacement is None:
                continue
            place, line = finding.place, lines[finding.place.line - 1]
            assert place.quoted != finding.replacement
            lines[place.line - 1] = (
                line[: place.column - 1] + finding.replacement + line[place.column - 1 + place.length :]
            )
            assert list(rule(read(*lines))) == [], lines


def test_nothing_is_replaced_across_bold_marks():
    (finding,) = figures.counts_in_arabic(read("开展培训**十二**次。"))
    assert finding.replacement is None and finding.place.quoted == "十二**次"


def test_an_open_date_has_no_year():
    prose = read("甲镇2025年法治政府建设年度报告", "一、主要举措", "成效明显。", "甲镇人民政府", "2026年  月  日")
    assert list(dates.signed_after(prose)) == []


def test_a_contradiction_of_facts_is_reported_once():
    text = FRAME + "信访: {受理: 11件, 办结率: 98%以上}\n纠纷: {排查: 58件, 化解: 61件}\n"
    report = report_of(text)
    assert [f.rule for rule in FACT_RULES for f in rule(facts_of(text))] == ["F101", "F103"]
    assert [f.rule for rule in OWN for f in rule(text_of_document(report, "2025.yaml", 2025))] == []


def test_a_passage_is_checked():
    passage = "补充: [{部分: 举措成效, 内容: 受理信访事项11件，办结率达98%以上。}]\n"
    prose = text_of_document(report_of(FRAME + passage), "2025.yaml", 2025)
    (finding,) = [f for rule in OWN for f in rule(prose)]
    assert finding.rule == "R504" and finding.place.quoted == "98%以上"


def test_repeated_words_have_their_own_place():
    (line,) = read("58件，58件，58件").lines
    assert [line.place(start, start + 3).column for start in (0, 4, 8)] == [1, 5, 9]


def test_a_fact_of_a_record_is_compared_with_its_total():
    text = FRAME + "普法:\n  受众: 2万人次\n  活动:\n    - 名称: 展览\n      受众: 3万人次\n"
    (finding,) = [f for rule in FACT_RULES for f in rule(facts_of(text))]
    assert (finding.rule, finding.place.line) == ("F101", 7)
