"""How long a report is: against a count by hand, and against rendered pages, line by line."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import Line, need_office, pages, to_pdf
from typeset import FANDOL, example_paragraphs, example_reports, lines_per_page, on_paper, plain, sentences

from drafter.composition.flow import character_count, filled, page_count, settled
from drafter.composition.pages import Filled, Flowed, fill
from drafter.measure import mm
from drafter.profile import national
from drafter.provenance import Role
from drafter.report.tree import Block, Paragraph, Report, Run, Runs, Section, Sentence, Table
from drafter.writers.docx import write_docx

PROFILE = national()
SIGNATURE = {"发文机关署名": ((Run("示例镇人民政府"),),), "成文日期": ((Run("2026年1月20日"),),)}
_NOTE = {"附注": ((Run("此件公开发布"),),)}
_JOINT = {"发文机关署名": ((Run("中共示例镇委员会"),), (Run("示例镇人民政府"),))}
SIGNED = {
    "附注": _NOTE,
    "联署": _JOINT,
    "联署附注": _JOINT | _NOTE,
    "联署不盖章": _JOINT,
    "联署不盖章附注": _JOINT | _NOTE,
}


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("法治政府", 4), ("2025年", 2), ("“12·4”国家宪法日", 8), ("WPS 表格", 3), ("98.5%以上。", 4)],
)
def test_characters_are_counted_as_office_suites_do(text, count):
    assert character_count(text) == count


# --- filling pages ---------------------------------------------------------------------------------


def laid(*items: Flowed, lines: int = 5) -> Filled:
    """On pages of so many lines, 100 twips high each."""
    return fill(items, lines * 100, 100)


def test_a_full_page_goes_on_with_the_next():
    assert laid(Flowed(12)).lines == (5, 5, 2)
    assert laid(Flowed(5)).lines == (5,)
    assert laid().pages == 1


def test_a_heading_goes_with_the_first_line_below_it():
    assert laid(Flowed(4), Flowed(1, keep_with_next=True), Flowed(3)).lines == (4, 4)
    assert laid(Flowed(3), Flowed(1, keep_with_next=True), Flowed(3)).lines == (5, 2)


def test_headings_go_together():
    assert laid(Flowed(3), *[Flowed(1, keep_with_next=True)] * 2, Flowed(3)).lines == (3, 5)


def test_what_is_kept_and_longer_than_a_page_is_split_all_the_same():
    assert laid(Flowed(2), Flowed(7, keep_with_next=True), Flowed(1)).lines == (5, 5)
    assert laid(Flowed(2), Flowed(7, kept_whole=True)).lines == (5, 4)


def test_a_new_page_is_begun_once():
    assert laid(Flowed(1), Flowed(1, new_page=True)).lines == (1, 1)
    assert laid(Flowed(1, new_page=True)).lines == (1,)


def test_lines_may_be_lower_or_higher():
    assert laid(Flowed(5), Flowed(1, beyond=-100)).lines == (6,)
    assert laid(Flowed(4, beyond=1), Flowed(1)).lines == (4, 1)


_ITEMS = st.lists(st.tuples(st.integers(1, 30), *[st.booleans()] * 3).map(lambda values: Flowed(*values)), max_size=30)


@given(_ITEMS)
def test_every_line_stands_on_a_page_in_order(items):
    made = laid(*items, lines=22)
    assert sum(made.lines) == sum(item.lines for item in items)
    assert list(made.spots) == sorted(made.spots) and len(made.spots) == len(items)
    assert all(lines <= 22 for lines in made.lines)
    assert all(1 <= spot.line <= 22 and spot.page <= made.pages for spot in made.spots)


def test_a_page_holds_616_characters():
    report = Report(((Run("题"),),), plain("法" * (26 + 28 * 41)))  # 44 lines with the title and the one below
    assert page_count(report, PROFILE) == 2
    assert page_count(Report(report.title, plain("法" * (27 + 28 * 41))), PROFILE) == 3


# --- as rendered ----------------------------------------------------------------------------------


def of_length(lines: int, last: int, kind: str = "") -> Report:
    """A signed report with so many lines of body, so many of them in the last paragraph; `kind` tells who signs."""
    first = plain("法" * (26 + 28 * (lines - last - 1))) if lines > last else ()
    body = (*first, *plain("治" * (26 + 28 * (min(last, lines) - 1))))
    return Report(((Run("题"),),), body, SIGNATURE | SIGNED.get(kind, {}), sealed="不盖章" not in kind)


class Chance(random.Random):
    """Reports of the examples' sentences, with headings, marks and tables here and there."""

    def words(self, longest: int) -> Runs:
        return (Run(self.choice(_sentences())[: self.randint(1, longest)].rstrip("。；，") or "法治"),)

    def sentence(self) -> Runs:
        text, what = self.choice(_sentences()), self.random()
        if what < 0.1:
            cut = self.randint(1, len(text) - 1)
            return (Run(text[:cut]), Run(text[cut:], role=Role.GAP))
        return (Run(text, bold=what < 0.15),)

    def paragraph(self) -> Paragraph:
        return Paragraph(tuple(Sentence(self.sentence()) for _ in range(self.choice((1, 1, 1, 2, 3, 4, 6, 9)))))

    def section(self, level: int) -> Section:
        number = ("一、", "（一）", "1.", "（1）")[level - 1]
        if level > 1 and self.random() < 0.4:
            return Section(level, self.words(20), self.paragraph(), (), number)
        deeper = level < 4
        body: list[Block] = [
            self.section(level + 1) if deeper and self.random() < 0.5 else self.paragraph()
            for _ in range(self.randint(1, 4))
        ]
        return Section(level, self.words(40), None, tuple(body), number)

    def table(self) -> Table:
        rows = tuple(tuple(self.words(30) for _ in range(3)) for _ in range(self.randint(2, 20)))
        return Table(rows, self.choice(((), (1, 2, 1))))

    def report(self) -> Report:
        body: list[Block] = [self.paragraph(), *(self.section(1) for _ in range(self.randint(1, 4)))]
        body += [self.paragraph() for _ in range(self.randint(0, 2))]
        return Report(((Run("示例镇2025年"),), (Run("法治政府建设年度报告"),)), tuple(body), SIGNATURE)

    def with_elements(self) -> Report:
        """Also with the parts that few reports have."""
        report, elements = self.report(), dict(SIGNATURE)
        if self.random() < 0.4:
            elements["附件说明"] = tuple(self.words(40) for _ in range(self.randint(1, 3)))
        if self.random() < 0.4:
            elements["附注"] = ((Run("此件公开发布"),),)
        if self.random() < 0.4:
            elements["发文字号"] = ((Run("示府发〔2026〕1号"),),)
        if self.random() < 0.4:
            elements["主送机关"] = ((Run("示例县人民政府"),),)
        if self.random() < 0.3:
            elements["发文机关署名"] = ((Run("中共示例镇委员会"),), (Run("示例镇人民政府"),))
        return Report(report.title, report.body, elements)

    def with_table(self) -> Report:
        report = self.report()
        return Report(report.title, (report.body[0], self.table(), *report.body[1:]), SIGNATURE)


def _sentences() -> list[str]:
    return sentences(example_paragraphs())


class Made(NamedTuple):
    """A report, filled by the model and by LibreOffice."""

    report: Report
    model: Filled
    rendered: list[list[Line]]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Made]:
    """All reports of this file, rendered at once."""
    need_office()
    folder, chance = tmp_path_factory.mktemp("pages"), Chance(9704)
    reports = dict(example_reports())
    reports |= {f"末段{last}共{lines}行": of_length(lines, last) for lines in range(1, 61) for last in (1, 3, 60)}
    reports |= {f"{kind}{lines}": of_length(lines, 1, kind) for kind in SIGNED for lines in range(14, 25)}
    reports |= {f"随机{number}": chance.report() for number in range(60)}
    reports |= {f"要素{number}": chance.with_elements() for number in range(30)}
    reports |= {f"表格{number}": chance.with_table() for number in range(20)}
    documents: list[Path] = []
    for name, report in reports.items():
        documents.append(folder / f"{name}.docx")
        documents[-1].write_bytes(write_docx(report))
    rendered = map(pages, to_pdf(documents, folder))
    return {
        name: Made(report, filled(report, PROFILE, FANDOL), paper)
        for (name, report), paper in zip(reports.items(), rendered, strict=True)
    }


def pitch(one: Made) -> float:
    """How high its lines are, in mm."""
    return settled(one.report, PROFILE).line_pitch / mm(1000) * 1000


def wrong(made: dict[str, Made], kind: str) -> list[tuple[str, list[int], list[int]]]:
    """The reports of a kind whose pages end elsewhere."""
    of_kind = [(name, one) for name, one in made.items() if kind in name]
    found = [(name, lines_per_page(one.rendered, pitch(one)), list(one.model.lines)) for name, one in of_kind]
    assert len(found) >= 20
    return [(name, real, ours) for name, real, ours in found if real != ours]


@pytest.mark.parametrize("kind", ["镇", "行", "随机", "要素", "附注", "联署"])
def test_every_page_has_its_rendered_lines(kind, made):
    assert wrong(made, kind) == []


def test_pages_with_tables_are_counted_and_end_where_they_do_but_for_a_line(made):
    """A table's heights are rounded; what stands below it may be a line off."""
    off = wrong(made, "表格")
    assert all(len(real) == len(ours) for _, real, ours in off)
    assert len(off) <= 2


def test_the_date_stands_on_the_page_foretold(made):
    for name, one in made.items():
        if "行" in name:
            date = one.model.spots[-1]
            assert on_paper(one.rendered[date.page - 1])[-1].text == "2026年1月20日"
            assert len(one.rendered) == date.page
            above = "".join(line.text for line in on_paper(one.rendered[date.page - 1]))
            assert "法" in above or "治" in above, name  # the page bears some text


def test_pages_of_a_typeface_of_the_standard_are_those_of_the_test_typeface_for_the_examples(made):
    for report in example_reports().values():
        assert page_count(report, PROFILE) == filled(report, PROFILE, FANDOL).pages
