"""Awkward sets of facts with the text that they make, for a reviewer to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TESTS

from drafter.commands.draft import draft_report
from drafter.findings import Severity
from drafter.writers.text import write_text

SETS = sorted((TESTS / "golden" / "mixed").glob("*.yaml"))


def test_there_are_thirty():
    assert len(SETS) >= 30


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_golden_text(file, golden):
    draft = draft_report(file)
    findings = [f"{f.severity.label} {f.place.line} {f.message}" for f in draft.findings]
    golden(Path("mixed") / f"{file.stem}.txt", "\n".join([write_text(draft.document), *findings]) + "\n")


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_the_text_has_no_slips_of_joining(file):
    """No repeated or adjacent marks, no empty brackets, no blanks, no repeated sentence."""
    draft = draft_report(file)
    text = write_text(draft.document)
    for slip in (
        "，，",
        "。。",
        "，。",
        "；。",
        "、。",
        "，；",
        "（）",
        "《》",
        "“”",
        " ",
        "、、",
        "的的",
        "》、《",
        "：，",
    ):
        assert slip not in text.replace("联系人：某某，", ""), slip
    said = [sentence.text for sentence in draft.document.sentences() if len(sentence.text) > 8]
    assert len(said) == len(set(said))
    assert all(f.severity is not Severity.ERROR for f in draft.findings)
