"""Texts that are hard for regular expressions: every rule ends, on one long line and on many short ones.

A rule of quadratic time would take hours here; the growth is measured in benchmarks/checking.py.
"""

from __future__ import annotations

import pytest
import yaml
from conftest import TESTS

from drafter.checks import MAX_PER_RULE, check_text
from drafter.text.classify import text_of_paragraphs

AWKWARD = yaml.safe_load((TESTS / "checks" / "awkward.yaml").read_text(encoding="utf-8"))
LENGTH = 30_000  # characters


@pytest.mark.parametrize("piece", AWKWARD)
def test_every_rule_ends(piece):
    text = piece * (LENGTH // len(piece))
    for lines in ([text.replace("\n", "")], [text[at : at + 50].replace("\n", "") for at in range(0, len(text), 50)]):
        by_rule: dict[str, int] = {}
        for finding in check_text(text_of_paragraphs(lines, "文本.txt")):
            by_rule[finding.rule] = by_rule.get(finding.rule, 0) + 1
        assert max(by_rule.values(), default=0) <= MAX_PER_RULE
