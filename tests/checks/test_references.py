"""Every row of the references has its rule, or the reason why it has none."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT, SEEDS, TESTS

from drafter.checks import all_rules

SERVED = yaml.safe_load((TESTS / "checks" / "references.yaml").read_text(encoding="utf-8"))
REFERENCE = SEEDS.parent / "reference"


@pytest.mark.parametrize(("of", "row"), [(of, row) for of, rows in SERVED.items() for row in rows])
def test_the_rules_of_a_row_exist(of, row):
    served = SERVED[of][row]
    if isinstance(served, list):
        assert served and set(served) <= {rule.ident for rule in all_rules()}
    else:
        assert len(served) > 8, "a reason is a sentence"
        for file in re.findall(r"data/[\w.-]+", served):
            assert (ROOT / file).exists()


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the references are not here")
def test_no_row_of_the_references_is_left_out():
    writing = (REFERENCE / "writing-rules.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| ([ABD]\d+) \|", writing, re.MULTILINE)) | set(re.findall(r"^- (C1\.\d)", writing, re.M))
    rows |= {f"C{number}" for number in re.findall(r"^### C([234]) ", writing, re.MULTILINE)} | {"E"}
    assert rows == set(SERVED["WR"])
    report = (REFERENCE / "annual-report-rules.md").read_text(encoding="utf-8")
    numbered = set(re.findall(r"^- (R[134]\.\d)", report, re.MULTILINE))
    assert numbered == {row for row in SERVED["AR"] if row.startswith("R")}


def test_every_rule_belongs_to_a_row_or_names_its_standard():
    served = {
        ident for rows in SERVED.values() for idents in rows.values() if isinstance(idents, list) for ident in idents
    }
    for rule in all_rules():
        assert rule.ident in served or re.search(r"GB/T|GB 18030|WR|AR|规定|条例|办法|纲要|使用手册“", rule.source), (
            rule.ident
        )
