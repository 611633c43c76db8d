"""What a rule would write instead is right in its own eyes, and stands for the very characters at the place."""

from __future__ import annotations

import pytest
from test_rules import CASES, EVERY

from drafter.checks import TEXT_RULES
from drafter.checks.prose import of_paragraphs
from drafter.checks.rule import NEW_LINE

MENDED = [
    (rule, example)
    for rule in EVERY
    if rule in TEXT_RULES
    for example in [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])]
]


@pytest.mark.parametrize(("rule", "example"), MENDED)
def test_a_rule_is_silent_on_its_own_mended_text(rule, example):
    paragraphs = example.split(NEW_LINE)
    for finding in rule(of_paragraphs(paragraphs, "报告.txt")):
        if finding.mended is None:
            continue
        place = finding.place
        line = paragraphs[place.line - 1]
        assert line == place.excerpt and place.length == len(place.quoted)
        start = place.column - 1
        paragraphs[place.line - 1] = line[:start] + finding.mended + line[start + place.length :]
        assert list(rule(of_paragraphs(paragraphs, "报告.txt"))) == [], paragraphs
