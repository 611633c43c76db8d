"""The corpus of clean reports, on which no rule may report anything: long enough and all different."""

from __future__ import annotations

import pytest
from conftest import CORPUS, TESTS

from drafter.commands.check import check_file
from drafter.findings import Severity, describe
from drafter.typesetting.line_breaking import LINE_END_PROHIBITED, LINE_START_PROHIBITED, body_metrics, break_lines
from drafter.typesetting.page_format import national_format
from drafter.typesetting.typeset import character_count


def test_there_are_enough_reports_and_each_is_listed():
    listed = (TESTS / "corpus" / "说明.md").read_text(encoding="utf-8")
    assert len(CORPUS) >= 12 and all(file.name in listed for file in CORPUS)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_a_report_is_long_enough_and_repeats_no_other(file):
    text = file.read_text(encoding="utf-8")
    assert character_count(text) >= 2000
    long = {line for line in text.split("\n") if len(line) > 30}
    for other in CORPUS:
        if other != file:
            assert long.isdisjoint(other.read_text(encoding="utf-8").split("\n"))


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_the_lines_begin_and_end_correctly(file):
    letters = body_metrics(national_format())
    for paragraph in file.read_text(encoding="utf-8").split("\n"):
        lines = break_lines(paragraph, letters, national_format().type_area[0], 2 * national_format().zi)
        assert "".join(lines) == paragraph
        assert not any(line[0] in LINE_START_PROHIBITED for line in lines[1:])
        assert not any(line.rstrip()[-1:] in LINE_END_PROHIBITED for line in lines[:-1])


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_no_rule_has_a_finding(file):
    checked = check_file(file)
    assert checked.text_document and checked.text_document.year, "the title tells the year"
    wrong = [describe(finding) for finding in checked.findings if finding.severity is not Severity.NOTICE]
    assert wrong == []
