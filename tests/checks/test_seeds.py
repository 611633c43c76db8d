"""Real reports with the faults that the writing rules quote from them: each is found at its place."""

from __future__ import annotations

import pytest
from conftest import SEEDS
from rule_cases import CASES

from drafter.checks import check_text
from drafter.commands.check import check_file
from drafter.text.model import TextDocument

QUOTED = [
    (ident, seed, words)
    for ident, cases in CASES.items()
    for seed, quoted in cases.get("真实报告", {}).items()
    for words in quoted
]

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports are not here")


def text_of(seed: str) -> TextDocument:
    (file,) = SEEDS.glob(f"{seed}*.txt")
    prose = check_file(file).text_document
    assert prose is not None
    return prose


@pytest.mark.parametrize(("ident", "seed", "words"), QUOTED)
def test_a_fault_that_is_quoted_is_found(ident, seed, words):
    """The place overlaps the quoted words."""
    prose = text_of(seed)
    assert words in prose.text, "quoted verbatim"
    for finding in check_text(prose):
        place = finding.place
        start = place.excerpt.find(words)
        while finding.rule == ident and start >= 0:
            if place.column - 1 < start + len(words) and start < place.column - 1 + place.length:
                return
            start = place.excerpt.find(words, start + 1)
    pytest.fail(f"{ident} does not find {words}")


def test_many_findings_of_one_rule_are_folded():
    (file,) = SEEDS.glob("003*.txt")
    (finding,) = [finding for finding in check_file(file).findings if finding.rule == "R201"]
    assert len(finding.related) > 100
