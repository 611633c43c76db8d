"""The page format that a facts file names."""

from __future__ import annotations

import yaml
from conftest import EXAMPLES
from variants import COUNTY_FORMAT

from drafter.commands.build import build
from drafter.commands.draft import draft_report
from drafter.typesetting.page_format import with_deviations
from drafter.workspace.page_formats import open_page_format
from drafter.writers.docx.package import write_docx


def test_a_report_in_a_format_next_to_its_facts_is_built_in_it(tmp_path):
    facts = tmp_path / "2025.yaml"
    text = EXAMPLES[0].read_text(encoding="utf-8")
    facts.write_text(text.replace("报告:\n", "报告:\n  公文格式: 县\n", 1), encoding="utf-8")
    (tmp_path / "县.yaml").write_text(COUNTY_FORMAT, encoding="utf-8")
    draft, county = draft_report(facts), with_deviations(yaml.safe_load(COUNTY_FORMAT))
    assert repr(draft.page_format) == repr(county) == repr(open_page_format(draft.facts, tmp_path))
    assert build(facts, tmp_path / "出").path.read_bytes() == write_docx(draft.document, county)
