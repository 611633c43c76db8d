"""Reports of every shape, written and rendered once for all tests that look at their lines and pages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from office import Line, pages, to_pdf
from typeset import FANDOL, example_paragraphs, example_reports, plain, sentences

from drafter.composition.flow import filled
from drafter.composition.pages import Filled
from drafter.profile import national
from drafter.provenance import Role
from drafter.report.tree import Block, Paragraph, Report, Run, Runs, Section, Sentence, Table
from drafter.writers.docx import write_docx

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
    document: bytes
    model: Filled
    rendered: list[list[Line]]


@cache
def all_made() -> dict[str, Made]:
    """All reports, rendered at once; their names begin with what they are about."""
    chance = Chance(9704)
    reports = dict(example_reports())
    reports |= {f"末段{last}共{lines}行": of_length(lines, last) for lines in range(1, 61) for last in (1, 3, 60)}
    reports |= {f"{kind}{lines}": of_length(lines, 1, kind) for kind in SIGNED for lines in range(14, 25)}
    reports |= {f"随机{number}": chance.report() for number in range(60)}
    reports |= {f"要素{number}": chance.with_elements() for number in range(30)}
    reports |= {f"表格{number}": chance.with_table() for number in range(20)}
    documents = {name: write_docx(report) for name, report in reports.items()}
    papers = rendered(documents)
    return {
        name: Made(report, documents[name], filled(report, national(), FANDOL), papers[name])
        for name, report in reports.items()
    }


def rendered(documents: Mapping[str, bytes]) -> dict[str, list[list[Line]]]:
    """The pages of documents, rendered at once."""
    with TemporaryDirectory() as scratch:
        files = [Path(scratch) / f"{name}.docx" for name in documents]
        for file, data in zip(files, documents.values(), strict=True):
            file.write_bytes(data)
        return dict(zip(documents, map(pages, to_pdf(files, Path(scratch))), strict=True))
