"""Whole documents: pages by the rules of both renderers, the places of the 版记 and the signature."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from line_fixtures import plain
from office import pages, rules, to_pdf
from rendered import SIGNED, of_length

from drafter.commands.draft import draft_report
from drafter.document.model import Document
from drafter.document.runs import Run
from drafter.typesetting.blocks import ParagraphBlock
from drafter.typesetting.line_breaking import LIBREOFFICE, WORD, LineRules
from drafter.typesetting.page_format import national_format
from drafter.typesetting.pagination import FlowItem, LineCounter, paginate
from drafter.typesetting.typeset import Typeset, typeset
from drafter.writers.docx.package import write_docx

FORMAT = national_format()
BOTH = pytest.mark.parametrize("renderer", [LIBREOFFICE, WORD], ids=["LibreOffice", "Word"])
FACTS = {path.parent.name: path for path in sorted((ROOT / "examples").glob("*/*202[345].yaml"))}

# Lines with words, page by page, in a Word-like engine, whose evaluation mark took a line of the first page.
MEASURED = {
    "寺庄镇": [20, 22, 21, 22, 12],
    "北留镇": [20, 21, 22, 22, 22, 22, 6],
    "季家镇": [20, 22, 22, 22, 22, 20],
    "南华镇": [19, 22, 22, 21, 22, 16, 5],
    "岘山镇": [20, 22, 21, 22, 17],
    "正式上报件": [11, 22, 17, 6, 7, 2],
}
MEASURED_TOTALS = {"两年对照": (46, 3), "县级附加表": (25, 2), "台账": (39, 2)}


@cache
def example(name: str) -> Document:
    return draft_report(FACTS[name]).document


def items(made: Typeset, renderer: LineRules) -> list[FlowItem]:
    return LineCounter(renderer).flow(made.blocks, made.page_format, made.mark_styles)


# --- Word ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FACTS)
def test_lines_and_pages_of_the_examples_are_those_of_a_word_like_engine(name):
    made = typeset(example(name), FORMAT)
    empty = [block for block in made.blocks if isinstance(block, ParagraphBlock) and not block.content]
    lines, pages_measured = MEASURED_TOTALS.get(name) or (sum(MEASURED[name]), len(MEASURED[name]))
    if made.imprint:
        lines, pages_measured = lines - 2, pages_measured - 1  # 版记, on a page of its own
    found = items(made, WORD)
    empty_lines = sum(item.lines for item in LineCounter(WORD).flow(empty, made.page_format, made.mark_styles))
    assert abs(sum(item.lines for item in found) - empty_lines - lines) <= 1
    with_mark = paginate([FlowItem(1), *found], FORMAT.type_area[1], made.page_format.line_pitch)
    assert with_mark.pages == pages_measured


@pytest.mark.parametrize("name", ["寺庄镇", "季家镇", "南华镇"])
def test_pages_of_these_examples_end_as_measured(name):
    """The evaluation mark is a line of its own at the top; empty lines are not counted."""
    made = typeset(example(name), FORMAT)
    blocks = [ParagraphBlock("Spacer"), *made.blocks]
    found = paginate([FlowItem(1), *items(made, WORD)], FORMAT.type_area[1], made.page_format.line_pitch)
    lines = list(found.lines)
    for block, position in zip(blocks, found.positions, strict=True):
        if isinstance(block, ParagraphBlock) and not block.content:
            lines[position.page - 1] -= 1
    assert lines == MEASURED[name]


# --- 版记 ------------------------------------------------------------------------------------------

IMPRINT = {"抄送机关": "示例县司法局", "印发机关": "示例镇党政办公室", "印发日期": "2026年1月21日"}


def longer(name: str, lines: int) -> Document:
    """An example with a 版记 and so many lines more."""
    document = example(name)
    elements = {**document.elements, **{element: ((Run(value),),) for element, value in IMPRINT.items()}}
    first, *rest = document.body
    return replace(document, elements=elements, body=(first, *plain(*["法" * 26] * lines), *rest))


@BOTH
@pytest.mark.parametrize("name", FACTS)
def test_the_imprint_is_whole_at_the_foot_of_an_even_page(name, renderer):
    """It shares an even page with the text only if there is room by both rules."""
    shared = 0
    for lines in range(60):
        made = typeset(longer(name, lines), FORMAT)
        assert made.imprint and made.page_count(renderer) % 2 == 0
        height = sum(row.height for row in made.imprint.rows)
        assert made.imprint.floats and height > 0
        if made.imprint_shares_page:
            found = paginate(items(made, renderer), FORMAT.type_area[1], made.page_format.line_pitch)
            assert found.pages % 2 == 0 and found.used + height < FORMAT.type_area[1], lines
            shared += 1
    assert shared or name == "正式上报件"  # its attachments have tables, whose height is uncertain


@pytest.mark.office
def test_the_imprint_is_at_the_foot_of_an_even_page_on_paper(tmp_path):
    lengths = [(name, lines) for name, lines in zip(FACTS, range(3, 60, 5), strict=False)]
    lengths += [("季家镇", 9), ("寺庄镇", 20), ("岘山镇", 40)]
    documents = [tmp_path / f"{name}{lines}.docx" for name, lines in lengths]
    for (name, lines), document in zip(lengths, documents, strict=True):
        document.write_bytes(write_docx(longer(name, lines)))
    assert len(documents) >= 12
    for document, pdf in zip(documents, to_pdf(documents, tmp_path), strict=True):
        found = pages(pdf)
        drawn = rules(pdf, len(found))
        assert len(found) % 2 == 0, document.name
        assert drawn[-1].bottom == pytest.approx(262, abs=0.3) and drawn[-3].top > 237, document.name
        assert not any(line.bottom > drawn[-3].top for line in found[-1] if line.text.startswith("法")), document.name


# --- signature -------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("kind", ["", *SIGNED])
@pytest.mark.parametrize("listed", [0, 1, 3])
def test_neither_signature_nor_list_of_attachments_begins_a_page(kind, listed, renderer):
    for lines in range(24, 70):
        for last in (1, 4, 12, 24):
            document = of_length(lines, last, kind)
            names = tuple((Run(f"示例镇第{number}张数据表"),) for number in range(listed))
            if names:
                document = replace(document, elements={**document.elements, "附件说明": names})
            made = typeset(document, FORMAT)
            found = paginate(items(made, renderer), FORMAT.type_area[1], made.page_format.line_pitch)
            assert found.positions[len(items_above(made))].line > 1, (lines, last)


def items_above(made: Typeset) -> list[FlowItem]:
    return LineCounter(LIBREOFFICE).flow(made.above, made.page_format, made.mark_styles)


def test_stacked_issuers_are_counted():
    """Three long names with a seal each are below each other and take fifteen lines."""
    names = tuple((Run("示例省示例市示例县示例街道办事处第" + "一二三"[n] + "综合执法队"),) for n in range(3))
    document = replace(of_length(10, 1), elements={"发文机关署名": names, "成文日期": ((Run("2026年1月20日"),),)})
    made = typeset(document, FORMAT)
    found = made.pagination(LIBREOFFICE)
    assert found.pages == 2 and sum(found.lines) == 2 + 10 + 2 + 5 + 5 + 1 + 1


def test_examples_are_all_measured():
    assert set(FACTS) == {*MEASURED, *MEASURED_TOTALS} and len(EXAMPLES) == 5 and Path(FACTS["寺庄镇"]).is_file()
