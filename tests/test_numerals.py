"""Chinese numerals: one grammar, and nowhere else a list of their characters."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drafter
from drafter.checks.text import levels, lists, shortcomings
from drafter.numerals import CHARACTERS, NUMERAL, ORDINAL, chinese, number
from drafter.text.classify import text_of_paragraphs

SOURCE = Path(drafter.__file__).parent


@given(st.integers(0, 10**12 - 1))
def test_a_numeral_is_read_back(value):
    assert re.fullmatch(NUMERAL, chinese(value)) and number(chinese(value)) == value


@given(st.text(CHARACTERS, min_size=1, max_size=16))
def test_whatever_the_pattern_matches_has_a_value(text):
    if match := re.search(NUMERAL, text):
        assert number(match[0]) >= 0


def test_an_ordinal_is_one_of_ninety_nine():
    assert all(re.fullmatch(ORDINAL, chinese(value)) for value in range(1, 100))
    for text in ("一十", "十十", "一二", "二十零", "零", "两", "百", "一百", ""):
        assert not re.fullmatch(ORDINAL, text), text


def listed(*numbers: int, joint: str = "；") -> str:
    return joint.join(f"{chinese(value)}是加强学习，提高素质" for value in numbers) + "。"


@pytest.mark.parametrize("first", [1, 2, 3, 8, 9, 10, 19, 20, 98])
def test_marks_between_items_are_checked_at_any_number(first):
    document = text_of_paragraphs([listed(first, first + 1, joint="，")], "报告.txt")
    (finding,) = levels.semicolon_between_items(document)
    assert finding.replacement == "；" and finding.place.column == len(listed(first))
    stopped = text_of_paragraphs([listed(first) + "全年4次；" + listed(first + 1)], "报告.txt")
    assert len(list(levels.stop_within_item(stopped))) == 1


def test_a_list_of_more_than_nine_items_is_whole():
    def faults(*numbers: int) -> list[str]:
        return [found.message for found in lists.list_without_gap(text_of_paragraphs([listed(*numbers)], "报告.txt"))]

    assert faults(*range(1, 22)) == []
    assert faults(*range(1, 10), 11) == ["“十一是”前面没有“十是”"]
    assert faults(*range(1, 20), 21) == ["“二十一是”前面没有“二十是”"]


def test_more_than_ten_items_can_be_announced():
    text = f"存在以下十一个问题：{listed(*range(1, 11))}"
    (finding,) = lists.items_as_announced(text_of_paragraphs([text], "报告.txt"))
    assert "下面列了10项" in finding.message


def test_a_count_above_ten_is_a_target():
    assert all(map(shortcomings.has_target, ("组织学习十二次", "走访二十一户、三万人", "开展一次")))
    assert not any(map(shortcomings.has_target, ("加强一个中心", "突出二项")))


# These have patterns of their own for what the grammar does not say: digits of a date, numbers that Word makes.
OTHERS = ("numerals.py", "readers/docx/numbers.py")


def test_no_other_module_lists_the_characters():
    found = {
        f"{file.relative_to(SOURCE).as_posix()}:{node.lineno}"
        for file in SOURCE.rglob("*.py")
        if not file.relative_to(SOURCE).as_posix().startswith(OTHERS)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "三四五" in node.value
    }
    assert found == set()
