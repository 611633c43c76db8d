"""Texts as the rules see them."""

from __future__ import annotations

import pytest

from drafter.text.classify import text_of_paragraphs
from drafter.text.model import TextDocument, derived_once, without_markdown


@pytest.mark.parametrize("words", [("法治政府建设",), ("甲", "普"), ("普法12次",), ("", "甲"), ("# 建",)])
def test_a_text_holds_words_across_lines_blanks_and_signs(words):
    lines = ["# 乙镇2025年法治政府", "# 建设年度报告", "一、成效", "普法 **12** 次。"]
    assert text_of_paragraphs(lines, "报告.md").holds(words)


@pytest.mark.parametrize("words", [(), ("丙",), ("政法",), ("12*次",)])
def test_a_text_does_not_hold_other_words(words):
    assert not text_of_paragraphs(["乙镇法治政府建设报告", "普法 **12** 次。"], "报告.md").holds(words)


def test_what_rules_derive_of_a_text_is_derived_once():
    derived = []

    @derived_once
    def lines(document: TextDocument) -> int:
        derived.append(document.file)
        return len(document.lines)

    one, other = text_of_paragraphs(["甲。", "乙。"], "一.txt"), text_of_paragraphs(["丙。"], "二.txt")
    assert [lines(one), lines(one), lines(other)] == [2, 2, 1]
    assert derived == ["一.txt", "二.txt"]


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("# ", ""),
        ("##  甲 ", "甲"),
        ("####### 甲", "####### 甲"),
        ("　**甲**", "甲"),
        ("## **甲。** ", "甲。"),
        ("#甲", "#甲"),
    ],
)
def test_a_line_without_markdown(line, plain):
    assert without_markdown(line) == plain
