"""The year that a text reports on, and the places of repeated words."""

from __future__ import annotations

import pytest

from drafter.text.classify import text_of_paragraphs


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("甲镇2025年法治政府建设年度报告", 2025),
        ("2023年，甲镇法治政府建设扎实推进。", 2023),
        ("学习《法治政府建设实施纲要（2021—2025年）》。2024年，法治建设有新成效。", 2024),
        ("学习《法治政府建设实施纲要（2021—2025年）》2次。", None),
    ],
)
def test_the_period_of_a_plan_is_no_year_of_the_report(text, year):
    assert text_of_paragraphs([text], "报告.txt").year == year


def test_repeated_words_are_located_each_at_its_place():
    (line,) = text_of_paragraphs(["学法2次，普法2次"], "报告.txt").lines
    assert [line.place(at, at + 2).column for at in (2, 7)] == [3, 8]
    assert line.place(7, 9).quoted == "2次"
