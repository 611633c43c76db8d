"""Every rule is tested by its own docstring: 合规 has no finding, 不合规 has one."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import yaml
from conftest import FRAME, facts_of, from_template, report_of
from docx_examples import appearance
from rule_cases import CASES, NEW_LINE

import drafter
from drafter import checks
from drafter.checks import (
    FACT_RULES,
    GAP_RULES,
    PAGE_COUNT_RULES,
    PAGE_FORMAT_RULES,
    REPORT_RULES,
    STRUCTURE_RULES,
    TEXT_RULES,
    YEAR_PAIR_RULES,
    all_rules,
)
from drafter.checks.format import FORMAT_RULES
from drafter.checks.structure import page_elements
from drafter.checks.structure.unsourced_digits import unsourced_digits
from drafter.checks.structure.unused_facts import unused_facts
from drafter.checks.suppressions import SUPPRESSION_RULES
from drafter.checks.text.years import sentences_of_text, year_pair
from drafter.commands.draft import draft_report
from drafter.document.model import Document, Table
from drafter.document.runs import Run
from drafter.facts.previous_year import with_previous_year
from drafter.facts.table import read_table
from drafter.findings import Rule, Severity
from drafter.readers.notices import READING_RULES
from drafter.text.classify import text_of_paragraphs
from drafter.typesetting.page_format import national_format, with_deviations
from drafter.typesetting.typeset import PageCounts

EVERY = all_rules()
OF_A_DRAFT = [*READING_RULES, *SUPPRESSION_RULES, *GAP_RULES, *REPORT_RULES]  # their examples are files
ENCODINGS = ("UTF-8", "UTF-8-sig", "UTF-16", "GBK", "GB18030", "GB2312")
REQUIRED = f"""{FRAME}第一责任人: {{人员: [{{职务: 镇长}}]}}
问题: [{{表现: 甲, 原因: 乙}}]
计划: [{{事项: 丙, 措施: 每季度丁一次}}]
其他: 无
"""
FRAME_LINES = {line.partition(":")[0]: line for line in REQUIRED.splitlines()}


def facts_file(text: str, year: int = 2025) -> str:
    """A facts file of these lines, with those that every file must have."""
    lines = text.split(NEW_LINE)
    frame = [line for key, line in FRAME_LINES.items() if not any(typed.startswith(key) for typed in lines)]
    return "\n".join([*frame, *lines, ""]).replace("年度: 2025", f"年度: {year}")


def findings_of_draft(rule: Rule, example: str, folder: Path) -> list[str]:
    """The findings of this rule in a draft. The example is the facts file, the file after 文件, or an encoding."""
    facts = rule.labelled("事实")
    for last in rule.labelled("上年"):
        (folder / "2024.yaml").write_text(facts_file(last, 2024), encoding="utf-8")
    named = False
    for name, _, text in (line.partition(" ") for line in rule.labelled("文件")):
        named = named or not text
        (folder / name).write_text((text or example).replace(NEW_LINE, "\n"), encoding="utf-8")
    file = folder / "2025.yaml"
    typed = facts[0] if facts else "" if named else example
    encoding = example if example in ENCODINGS else "utf-8"
    file.write_text(facts_file("" if example in ENCODINGS else typed), encoding=encoding)
    drafted = draft_report(file)
    return [finding.rule for finding in drafted.findings if finding.rule == rule.ident]


def found(rule: Rule, example: str, folder: Path) -> list[str]:
    """The rules of the findings in an example, whose form depends on the rule."""
    if rule in OF_A_DRAFT:
        return findings_of_draft(rule, example, folder)
    if rule in FACT_RULES:
        tables = [read_table(yaml.safe_load(line)) for line in rule.labelled("表")]  # else the shipped one
        last = [facts_of(line) for line in rule.labelled("上年")]
        findings = rule(with_previous_year(facts_of(example, *tables), *last) if last else facts_of(example, *tables))
    elif rule in YEAR_PAIR_RULES:
        this, last = (
            sentences_of_text(text_of_paragraphs(t.split(NEW_LINE), "甲.txt"))
            for t in (example, *rule.labelled("上年"))
        )
        findings = rule(year_pair(this, last))
    elif rule in TEXT_RULES:
        findings = rule(text_of_paragraphs(example.split(NEW_LINE), "报告.txt"))
    elif rule in PAGE_COUNT_RULES:
        findings = rule(PageCounts(*map(int, re.findall(r"\d+", example))), "2025.yaml")
    elif rule in FORMAT_RULES:
        findings = rule(appearance(example))
    else:
        findings = rule(_with_elements(example), *([national_format()] if rule in PAGE_FORMAT_RULES else []))
    return [finding.rule for finding in findings]


def _with_elements(line: str) -> Document:
    """A report that consists of page elements, each with its lines, and of a 表格."""
    lines = {name: tuple((Run(text),) for text in texts) for name, texts in yaml.safe_load(line).items()}
    rows = [tuple((Run(cell),) for cell in row.text.split("｜")) for (row,) in lines.pop("表格", ())]
    return Document(lines.pop("标题", ((Run("题"),),)), (Table(tuple(rows)),) if rows else (), lines)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.ident)
def test_the_docstring_is_the_test(rule, tmp_path):
    assert rule.meaning and rule.good and rule.bad and rule.source, "a rule shows what it means"
    cases = CASES.get(rule.ident, {})
    for example in [*rule.good, *cases.get("合规", [])]:
        assert found(rule, example, tmp_path) == [], example
    for example in [*rule.bad, *cases.get("不合规", [])]:
        assert found(rule, example, tmp_path) == [rule.ident], example


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.ident)
def test_a_rule_has_three_hits_and_three_near_misses(rule):
    cases = CASES.get(rule.ident, {})
    assert len({*rule.good, *cases.get("合规", [])}) >= 3
    assert len({*rule.bad, *cases.get("不合规", [])}) >= 3


def test_no_rule_is_left_out_of_the_lists():
    written = set()
    for module in pkgutil.walk_packages(drafter.__path__, "drafter."):
        if module.name.endswith("__main__"):
            continue
        members = vars(importlib.import_module(module.name)).values()
        written |= {member.ident for member in members if isinstance(member, Rule)}
    assert written == {rule.ident for rule in EVERY}
    assert len(EVERY) == len(written), "an id is given once"
    assert set(CASES) <= written


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("纠纷: {排查: 50余件, 化解: 58件}", []),  # 50余 may be 58
        ("纠纷: {排查: 58件, 化解: 58余件}", []),
        ("纠纷: {排查: 58件, 化解: 无}", []),
        ("纠纷: {化解: 58件}", []),
        ("纠纷: {排查: 3件, 化解: 2件, 成功率: 66.7%}", []),
        ("纠纷: {排查: 3件, 化解: 2件, 成功率: 67%}", []),
        ("纠纷: {排查: 3件, 化解: 2件, 成功率: 66%}", ["F102"]),
        ("纠纷: {排查: 50余件, 化解: 48件, 成功率: 96%}", []),
        ("信访: {受理: 11件, 办结率: 90.9%}", []),
        ("信访: {受理: 11件, 办结率: 90%以上}", []),
        ("信访: {受理: 11件, 办结率: 95%}", ["F103"]),
        ("信访: {受理: 200件, 办结率: 98%以上}", []),
        ("信访: {受理: 11余件, 办结率: 98%以上}", []),
        ("报告: {附件: [{名称: 甲, 表格: [待填, 项目｜今年, 检查｜待填, 待填]}]}", []),
        ("报告: {附件: [{名称: 甲, 表格: [｜｜, ｜｜]}]}", []),
        ("报告: {附件: [{名称: 甲, 表格: [项目｜今年, 检查｜待填｜3]}]}", ["F110"]),
    ],
)
def test_hits_and_near_misses(line, rules):
    assert [finding.rule for rule in FACT_RULES for finding in rule(facts_of(line))] == rules


def test_a_line_too_long_for_the_format_is_reported_with_its_place():
    text = "报告: {年度: 2025, 标题分行: [示例镇2025年法治政府建设年度报告]}\n单位: {简称: 示例镇}\n"
    report = report_of(text)
    assert not list(page_elements.broken_title_fits(report, national_format()))
    (found,) = page_elements.broken_title_fits(report, with_deviations({"字号": {"标题": "27"}}))
    assert found.severity is Severity.NOTICE and found.place.line == 1
    assert "第1行" in found.message and "16个字" in found.message


def test_a_figure_of_a_template_is_found_and_a_name_is_not():
    named = "{% 句 %}{{ 单位.简称 }}在“12·4”国家宪法日学习《法治政府建设实施纲要（2021—2025年）》{% 句完 %}"
    assert list(unsourced_digits(from_template(named))) == []
    (heading,) = unsourced_digits(from_template("## 今年12件事\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}"))
    assert heading.place.line == 1
    (element,) = unsourced_digits(from_template("@主送机关 {{ 单位.简称 }}3处\n"))
    assert "“3”" in element.message
    assert list(unsourced_digits(from_template("#= 3.甲\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}"))) == []
    (finding,) = unsourced_digits(from_template(named.replace("学习", "学习5次")))
    assert "“5”" in finding.message and finding.place.file == "试.txt"


def test_a_fact_that_the_layout_does_not_print_is_reported():
    facts = facts_of("单位: {简称: 示例镇}\n纠纷: {排查: 58件, 化解: 57件}\n")
    report = from_template("{% 句 %}{{ 单位.简称 }}排查{{ 纠纷.排查 }}{% 句完 %}", "纠纷: {排查: 58件, 化解: 57件}\n")
    assert [finding.message for finding in unused_facts(report, facts)] == ["“纠纷.化解”已填，但这个版式没有写进报告"]


@pytest.mark.parametrize("blank", ["", "待填"])
def test_a_fact_that_has_no_place_yet_is_reported_with_what_to_fill_in(blank):
    text = f"单位: {{简称: 示例镇}}\n补充: [{{小节: 普法宣传, 内容: 甲。}}, {{小节: {blank}, 内容: 乙。}}]\n"
    (finding,) = unused_facts(report_of(text), facts_of(text))
    assert finding.message == "“补充[2].内容”已填，但“小节”空着，没有写进报告"
    assert finding.hint.startswith("填上“小节”") and "版式" not in finding.hint


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("示政发[2026]3号", "改为：示政发〔2026〕3号"),
        ("示政发（2026）第003号", "改为：示政发〔2026〕3号"),
        ("示政发 〔２０２６〕 3 号", "改为：示政发〔2026〕3号"),
        ("示政发2026-3", "改为：示政发〔2026〕3号"),
        ("示政发〔2026〕3", "改为：示政发〔2026〕3号"),
        ("示政发〔2026〕第3号", "改为：示政发〔2026〕3号"),
        ("示政发〔2026〕号", "待签"),
        ("示政发〔26〕3号", "代字〔年份〕顺序号"),
        ("3号", "代字〔年份〕顺序号"),
    ],
)
def test_a_document_number_is_corrected_where_possible(typed, hint):
    (finding,) = page_elements.document_number(_with_elements(f'{{发文字号: ["{typed}"]}}'))
    assert hint in finding.hint


def test_open_elements_break_no_rule():
    elements = "发文字号: 待签, 标题分行: , 版头: {发文机关标志: 甲镇人民政府, 签发人: [待签, 待签]}"
    report = report_of(f"报告: {{年度: 2025, {elements}, 版记: {{抄送机关: [待填, 待填], 印发机关: 甲}}}}\n")
    assert [finding for rule in STRUCTURE_RULES for finding in rule(report)] == []


def test_words_of_a_paragraph_have_their_column():
    (line,) = text_of_paragraphs(["甲,乙,甲,乙"], "报告.txt").lines
    assert [line.place(at, at + 1).column for at in (1, 3, 5)] == [2, 4, 6]
    assert line.place(4, 6).quoted == "甲,"


def test_attachments_of_one_name_are_reported_at_the_second():
    report = report_of("报告:\n  年度: 2025\n  附件:\n    - 甲\n    - 甲\n")
    (finding,) = page_elements.attachment_names_differ(report)
    assert finding.place.line == 5


def test_an_addressee_that_gets_a_copy_too_is_reported():
    report = report_of("报告: {年度: 2025, 主送机关: [甲, 乙], 版记: {抄送机关: [丙, 乙], 印发机关: 丁}}\n")
    assert [finding.message for finding in page_elements.receivers_once(report)] == ["“乙”在主送、抄送里写了两次"]


def unprinted(elements: str, layout: str = "") -> list[str]:
    """The keys under 报告 that are reported as not printed, by the usual layout or by `layout`."""
    text = f"报告: {{年度: 2025, {elements}}}\n单位: {{简称: 示例镇, 类别: 镇, 署名: [甲镇人民政府]}}\n"
    report = report_of(text) if not layout else from_template(layout, text)
    return [finding.message.split("”")[0][1:].removeprefix("报告.") for finding in unused_facts(report, facts_of(text))]


def test_an_element_without_the_one_it_needs_is_reported():
    assert unprinted("版头: {文件二字: 是}, 版记: {印发日期: 2026-01-21}") == ["版头.文件二字", "版记.印发日期"]
    both = "版头: {发文机关标志: 甲, 文件二字: 是, 签发人: 待签}, 版记: {印发机关: 乙, 印发日期: 待签}"
    assert unprinted(both) == []


def test_an_element_without_a_line_in_the_layout_is_reported():
    header, attached = "版头: {紧急程度: 加急, 签发人: 待签}", "附件: [{名称: 丙, 正文: 丁}]"
    elements = f"主送机关: 甲, 发文字号: 待签, 附注: 乙, 盖章: 否, {header}, {attached}"
    title_only = "# {{ 单位.简称 }}{{ 报告.年度 }}年报告"
    assert sorted(unprinted(elements, title_only)) == [
        "主送机关", "单位.署名", "发文字号", "版头.签发人", "版头.紧急程度", "盖章",
        "附件[1].名称", "附件[1].正文", "附注",
    ]  # fmt: skip
    assert unprinted(elements) == []


def test_settings_need_not_be_printed():
    steering = "版式: 五部分, 题头: 简称, 公文格式: 国标, 字数上限: 3000字, 盖章: 是, 年度写法: 年"
    assert unprinted(steering) == []


def test_the_findings_of_one_rule_are_bounded():
    found = list(checks.check_text(text_of_paragraphs(["（" + "甲," * 12_000], "甲.txt")))
    assert sum(finding.rule == "R201" for finding in found) == checks.MAX_PER_RULE
