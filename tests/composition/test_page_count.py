"""How long a report is: against a count by hand, and against rendered pages."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, FRAME, report_of
from office import need_office, pages, to_pdf

from drafter.composition.pages import character_count, page_count
from drafter.pipeline import draft_report
from drafter.profile import national
from drafter.writers.docx import write_docx


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("法治政府", 4), ("2025年", 2), ("“12·4”国家宪法日", 8), ("WPS 表格", 3), ("98.5%以上。", 4)],
)
def test_characters_are_counted_as_office_suites_do(text, count):
    assert character_count(text) == count


def test_a_page_holds_616_characters():
    text = "法" * 28 * 40
    report = report_of(FRAME + f"补充: [{{部分: 举措成效, 内容: {text}}}]\n其他: 无\n")
    assert page_count(report, national()) == 3


def test_the_pages_are_those_of_a_rendered_document_give_or_take_one(tmp_path):
    need_office()
    counted, documents = [], []
    for example in EXAMPLES:
        report = draft_report(example).report
        counted.append(page_count(report, national()))
        documents.append(tmp_path / f"{example.parent.name}.docx")
        documents[-1].write_bytes(write_docx(report))
    rendered = [len(pages(pdf)) for pdf in to_pdf(documents, tmp_path)]
    assert all(abs(ours - real) <= 1 for ours, real in zip(counted, rendered, strict=True))
    assert sum(ours == real for ours, real in zip(counted, rendered, strict=True)) >= 3
