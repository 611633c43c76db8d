"""A replacement is right: the rule that made it finds nothing more there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import CASES, NEW_LINE

from drafter.checks import TEXT_RULES
from drafter.findings import Rule
from drafter.text.classify import text_of_paragraphs


def fixed(rule: Rule, text: str) -> str:
    """The text with all replacements of one rule."""
    lines = text.split(NEW_LINE)
    found = [finding for finding in rule(text_of_paragraphs(lines, "报告.txt")) if finding.replacement is not None]
    places = sorted((finding.place.line, finding.place.column, finding) for finding in found)
    assert all(one[0] < other[0] or one[1] + one[2].place.length <= other[1] for one, other in pairwise(places)), (
        "no two at one place"
    )
    for number, column, finding in reversed(places):
        line, end = lines[number - 1], column - 1 + finding.place.length
        lines[number - 1] = line[: column - 1] + finding.replacement + line[end:]
    return NEW_LINE.join(lines)


def faults(rule: Rule, text: str) -> list[str]:
    return [finding.message for finding in rule(text_of_paragraphs(text.split(NEW_LINE), "报告.txt"))]


EXAMPLES_OF_FAULTS = [
    (rule, text) for rule in TEXT_RULES for text in [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])]
]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES_OF_FAULTS)
def test_a_rule_is_silent_on_its_own_fix(rule, text):
    once = fixed(rule, text)
    if once != text:
        assert faults(rule, once) == []


MARKS = "，。；：、,;:?!().“”‘’\"'《》〈〉（）【】「」…·-—－～~ \t\u3000%％０Ａ1"
WORDS = (
    "2025",
    "12",
    "2021-2025年",
    "3.15国际消费者",
    "宣传",
    "一是",
    "二是",
    "等",
    "（一）",
    "1.",
    "1、",
    "第一、",
    "**",
)
PIECES = st.sampled_from([*MARKS, *"甲乙人員年月日次的", *WORDS, NEW_LINE])


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.ident)
def test_fixing_ends(rule):
    @given(st.lists(PIECES, max_size=30).map("".join))
    def fixing_ends(text):
        for _ in range(len(text) + 2):
            before, text = text, fixed(rule, text)
            if text == before:
                return
        pytest.fail(text)

    fixing_ends()
