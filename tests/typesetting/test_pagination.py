"""Pagination: against a count by hand, and against rendered pages, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_fixtures import FANDOL, example_reports, page_count, paginated, plain

from drafter.document.model import Document
from drafter.document.runs import Run
from drafter.typesetting.line_breaking import LIBREOFFICE
from drafter.typesetting.page_format import national_format
from drafter.typesetting.pagination import FlowItem, Pagination, paginate
from drafter.typesetting.typeset import character_count

FORMAT = national_format()


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("法治政府", 4), ("2025年", 2), ("“12·4”国家宪法日", 8), ("WPS 表格", 3), ("98.5%以上。", 4)],
)
def test_characters_are_counted_as_office_suites_do(text, count):
    assert character_count(text) == count


# --- filling pages ---------------------------------------------------------------------------------


def laid(*items: FlowItem, lines: int = 5) -> Pagination:
    """Items on pages of `lines` lines, each 100 twips high."""
    return paginate(items, lines * 100, 100)


def test_a_full_page_continues_on_the_next():
    assert laid(FlowItem(12)).lines == (5, 5, 2)
    assert laid(FlowItem(5)).lines == (5,)
    assert laid().pages == 1


def test_a_heading_is_kept_with_the_first_line_below_it():
    assert laid(FlowItem(4), FlowItem(1, keep_with_next=True), FlowItem(3)).lines == (4, 4)
    assert laid(FlowItem(3), FlowItem(1, keep_with_next=True), FlowItem(3)).lines == (5, 2)


def test_adjacent_headings_are_kept_together():
    assert laid(FlowItem(3), *[FlowItem(1, keep_with_next=True)] * 2, FlowItem(3)).lines == (3, 5)


def test_a_kept_item_longer_than_a_page_is_split_all_the_same():
    assert laid(FlowItem(2), FlowItem(7, keep_with_next=True), FlowItem(1)).lines == (5, 5)
    assert laid(FlowItem(2), FlowItem(7, keep_together=True)).lines == (5, 4)


def test_a_new_page_is_begun_once():
    assert laid(FlowItem(1), FlowItem(1, new_page=True)).lines == (1, 1)
    assert laid(FlowItem(1, new_page=True)).lines == (1,)


def test_an_item_may_be_higher_than_its_lines():
    assert laid(FlowItem(4, extra_height=1), FlowItem(1)).lines == (4, 1)


_ITEMS = st.lists(
    st.tuples(st.integers(1, 30), *[st.booleans()] * 3).map(lambda values: FlowItem(*values)), max_size=30
)


@given(_ITEMS)
def test_every_line_is_on_a_page_in_order(items):
    made = laid(*items, lines=22)
    assert sum(made.lines) == sum(item.lines for item in items)
    assert list(made.positions) == sorted(made.positions) and len(made.positions) == len(items)
    assert all(lines <= 22 for lines in made.lines)
    assert all(1 <= spot.line <= 22 and spot.page <= made.pages for spot in made.positions)


def test_a_page_holds_616_characters():
    report = Document(((Run("题"),),), plain("法" * (26 + 28 * 41)))  # 44 lines with the title and the one below
    assert page_count(report, FORMAT) == 2
    assert page_count(Document(report.title, plain("法" * (27 + 28 * 41))), FORMAT) == 3


def test_pages_of_a_typeface_of_the_standard_are_those_of_the_test_typeface_for_the_examples():
    for report in example_reports().values():
        assert page_count(report, FORMAT, LIBREOFFICE) == paginated(report, FORMAT, FANDOL).pages
