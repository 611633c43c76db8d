"""`drafter import` of other forms: documents by many programs give the same as the .txt of the report."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CORPUS, EXAMPLES, SEEDS
from foreign_documents import by_pandoc, lines_of, markdown, numbered_by_word, plain, styled, titled
from office import in_form
from variants import VARIANTS, variant

from drafter.commands.draft import draft_report
from drafter.commands.import_report import Imported, built_text, import_report, import_segmented
from drafter.document.elements import BY_NAME
from drafter.document.runs import words
from drafter.facts.table import shipped_table
from drafter.importer.compose import LITERAL, compose, flatten_unrepresentable_elements
from drafter.importer.segment import SegmentedReport, normalize, segment
from drafter.text.read import SourceLine
from drafter.writers.docx.package import write_docx
from drafter.writers.html import write_html
from drafter.writers.text import write_markdown, write_text

REPORTS = [*(sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []), CORPUS[0], CORPUS[2], CORPUS[9]]
SOURCES = {
    "plain.docx": plain,
    "titled.docx": titled,
    "styled.docx": styled,
    "numbered.docx": numbered_by_word,
    "typed.md": lambda lines: markdown(lines).encode(),
}
BY_PANDOC = {
    "pandoc.docx": lambda lines: by_pandoc(markdown(lines), "docx"),
    "pandoc.html": lambda lines: by_pandoc(markdown(lines), "html", "--standalone", "--metadata", "pagetitle=x"),
    "wrapped.md": lambda lines: by_pandoc(markdown(lines), "commonmark", "--columns=72"),
}


@cache
def of_text(report: Path) -> Imported:
    return import_report(report)


def again(new: Imported) -> str:
    """The report that the two files build."""
    (layout,) = (name.removesuffix(".txt") for name in new.files if name.endswith(".txt"))
    return built_text(new.composed.facts, new.composed.template, layout)


def who(report: SegmentedReport) -> tuple[object, ...]:
    """Unit, year, title, issuers, date, number and addressee of a report."""
    names = ("发文机关署名", "成文日期", "发文字号", "主送机关")
    return report.unit, report.year, report.document.title_text, *(report.values(name) for name in names)


def figures(new: Imported) -> list[tuple[str, str]]:
    """Every figure with its row."""
    return [(one.words, one.key) for one in new.composed.facts_builder.occurrences]


def literal(new: Imported) -> int:
    return sum(line.startswith("\\") for line in new.composed.template.split("\n"))


@pytest.mark.parametrize(
    "hand",
    [
        pytest.param(hand, marks=[pytest.mark.office("pandoc")] if hand in BY_PANDOC else [])
        for hand in (*SOURCES, *BY_PANDOC)
    ],
)
@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem[:6])
def test_a_document_of_any_program_imports_like_its_text(report, hand, tmp_path):
    path = tmp_path / hand
    path.write_bytes((SOURCES | BY_PANDOC)[hand](lines_of(report)))
    meant, new = of_text(report), import_report(path)
    assert again(new) == new.report.document.full_text
    # a line end of the source between 汉字 is no visible blank
    blank = re.compile(r"(?<=”) |(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
    assert blank.sub("", new.report.document.full_text) == blank.sub("", meant.report.document.full_text)
    assert who(new.report) == who(meant.report) and figures(new) == figures(meant)
    assert (new.composed.numbered_headings, new.composed.typed_headings, literal(new)) == (
        meant.composed.numbered_headings,
        meant.composed.typed_headings,
        literal(meant),
    )


@pytest.mark.office
def test_a_document_that_libreoffice_has_saved_gives_the_same(tmp_path):
    writers = {"plain": plain, "styled": styled, "numbered": numbered_by_word}
    documents: dict[Path, Imported] = {}
    for number, (report, writer) in enumerate(product(REPORTS[-3:], writers)):
        path = tmp_path / f"{number}{writer}.docx"
        path.write_bytes(writers[writer](lines_of(report)))
        documents[path] = of_text(report)
    for name in ("联合红头", "盖章五家", "附件"):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(write_docx(variant(name)))
        documents[path] = import_report(path)
    saved = in_form(in_form(list(documents), tmp_path / "odt", "odt"), tmp_path / "docx", "docx")
    for (path, meant), file in zip(documents.items(), saved, strict=True):
        new = import_report(file)
        assert again(new) == new.report.document.full_text == meant.report.document.full_text, path.name
        assert who(new.report) == who(meant.report) and figures(new) == figures(meant), path.name
    styled_ones = [path for path in documents if "styled" in path.name]
    pages = in_form(styled_ones, tmp_path / "html", "html", "html:HTML (StarWriter)")
    for path, file in zip(styled_ones, pages, strict=True):
        assert import_report(file).report.document.full_text == documents[path].report.document.full_text, path.name


@pytest.mark.office
def test_an_old_word_file_gives_the_same(tmp_path):
    path = tmp_path / "去年.docx"
    path.write_bytes(styled(lines_of(CORPUS[0])))
    (old,) = in_form([path], tmp_path, "doc", "doc:MS Word 97")
    new = import_report(old)
    assert again(new) == new.report.document.full_text == of_text(CORPUS[0]).report.document.full_text


# --- documents by drafter ---------------------------------------------------------------------------------

WRITERS = {
    "docx": write_docx,
    "html": lambda report: write_html(report).encode(),
    "md": lambda report: write_markdown(report).encode(),
}
LAYOUTS = ("五部分", "责任人在前", "三部分", "七部分", "两部分")


@pytest.mark.parametrize(
    ("layout", "ending"), [*((layout, "docx") for layout in LAYOUTS), ("五部分", "html"), ("五部分", "md")]
)
@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_drafter_report_in_any_layout_comes_back_from_any_format(facts, layout, ending, tmp_path):
    report = draft_report(facts, f"drafter/{layout}").document
    path = tmp_path / f"去年.{ending}"
    path.write_bytes(WRITERS[ending](report))
    new = import_report(path)
    assert again(new) == new.report.document.full_text == normalize(write_text(report))
    assert new.composed.typed_headings == 0 and literal(new) <= 0.02 * len(
        new.report.body
    ) + new.report.document.full_text.count("【待填】")
    sections = sum(not (part.run_in or part.literal) for part in report.sections())
    assert new.composed.numbered_headings >= 0.95 * sections


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", VARIANTS)
def test_every_page_element_is_recognised(name, ending, tmp_path):
    report = variant(name)
    path = tmp_path / f"去年.{ending}"
    path.write_bytes(WRITERS[ending](report))
    new = import_report(path)
    assert again(new) == new.report.document.full_text
    meant = {element: [words(line) for line in lines] for element, lines in report.elements.items()}
    if name == "都待签":
        del meant["印发机关"]  # without a date the line is left out, with a notice
    for element in BY_NAME:
        assert element == "标题分行" or new.report.values(element) == [
            value
            for value in meant.get(element, [])
            if re.search(r"[^_年月日\u3000]", value)  # no ruled blanks
        ], element


# --- headings known only by their format ------------------------------------------------------------------------

TITLE = "甲镇2025年法治政府建设年度报告"


def of_lines(*lines: str) -> Imported:
    return import_segmented(segment([SourceLine(line) for line in (TITLE, *lines)]), Path("去年.txt"))


def test_lines_below_the_measures_are_not_replaced_by_answers():
    lines = ("2025年，甲镇推进法治建设。", "主要举措和成效", "乙。", "存在的不足{{", "丙。")
    new = of_lines(*lines)
    assert again(new) == "\n".join((TITLE, *lines)) + "\n"
    assert "#= 主要举措和成效" in new.composed.template and "上年落实" in new.composed.template


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem[:6])
def test_all_lines_as_literal_ones_build_the_report(report):
    flattened = flatten_unrepresentable_elements(of_text(report).report, shipped_table())
    literalness = dict.fromkeys(range(len(flattened.body)), LITERAL)
    composed = compose(flattened, shipped_table(), flattened.unit, "版式", literalness)
    assert built_text(composed.facts, composed.template, "版式") == flattened.document.full_text


def test_only_the_first_heading_of_a_page_is_its_title(tmp_path):
    path = tmp_path / "去年.html"
    path.write_text(
        f"<p align=center>{TITLE}</p><p>2025年，甲镇推进法治建设。</p><h1>一、工作情况</h1><p>乙。</p>"
        "<h1>其他情况</h1><p>无。</p>",
        encoding="utf-8",
    )
    assert import_report(path).report.document.full_text.split("\n")[:-1] == [
        TITLE, "2025年，甲镇推进法治建设。", "一、工作情况", "乙。", "其他情况", "无。",
    ]  # fmt: skip


# --- figures that are easily confused ------------------------------------------------------------------


def facts_of_lines(*lines: str) -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load(of_lines(*lines).composed.facts)
    return facts


def test_the_last_character_of_a_word_is_no_approximation():
    (own,) = facts_of_lines("一、工作情况", "修订完善村规民约11份。")["指标"]
    assert (own["名称"], own["数值"]) == ("修订完善村规民约", "11份")


def test_an_increase_is_named_after_its_figure():
    names = [
        own["名称"]
        for own in facts_of_lines(
            "一、工作情况",
            "安排法治建设专项经费36万元，其中执法装备经费18万元，比上一年度增加3万元，增长10.0%。",
            "受理信访事项41件，比2024年减少9件，下降18.0%。",
        )["指标"]
    ]
    assert names == [
        "安排法治建设专项经费", "执法装备经费", "安排法治建设专项经费增加", "安排法治建设专项经费增长",
        "受理信访事项减少", "受理信访事项下降",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "is_fact"), [("2026年重点任务清单", False), ("工作安排表", False), ("工作台账", True)]
)
def test_figures_of_an_attachment_about_next_year_are_none_of_this_year(name, is_fact):
    lines = ("一、工作情况", "乙。", f"附件：{name}", "甲县甲镇人民政府", "2026年1月20日")
    facts = facts_of_lines(*lines, "附件", name, "举办执法培训6期。")
    assert ("培训" in facts) is is_fact
