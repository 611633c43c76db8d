"""Our own documents have no findings, and each fault that is planted in them is found."""

from __future__ import annotations

import copy
import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from conftest import EXAMPLES, TESTS
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from drafter.commands.check import check_file
from drafter.commands.draft import draft_report
from drafter.findings import Severity, describe
from drafter.templating.loader import shipped_layouts
from drafter.writers.docx.package import write_docx

PLANTED: list[dict[str, Any]] = yaml.safe_load((TESTS / "checks" / "planted.yaml").read_text(encoding="utf-8"))


def document(facts: Path, layout: str = "") -> bytes:
    draft = draft_report(facts, layout)
    return write_docx(draft.document, draft.page_format)


def found(data: bytes, folder: Path) -> list[str]:
    """Every finding in a document, as it is printed."""
    path = folder / "报告.docx"
    path.write_bytes(data)
    return [describe(finding) for finding in check_file(path).findings if finding.severity < Severity.NOTICE]


@pytest.mark.parametrize("layout", shipped_layouts())
@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_own_document_has_no_fault(facts, layout, tmp_path):
    draft = draft_report(facts, layout)
    path = tmp_path / "报告.docx"
    path.write_bytes(write_docx(draft.document, draft.page_format))
    wrong = [describe(finding) for finding in check_file(path).findings if finding.severity <= Severity.ERROR]
    if draft.gaps:  # a part that another layout requires
        wrong = [line for line in wrong if " D123 " not in line]
    assert wrong == []


def _body(document: Document) -> list[Paragraph]:
    """The paragraphs of the text: long ones, with a stop at the end."""
    return [paragraph for paragraph in document.paragraphs if re.search(".{30}。$", paragraph.text)]


def _with_text(paragraph: Paragraph, text: str) -> None:
    """The paragraph with another text in the format of its last run."""
    for run in paragraph.runs[:-1]:
        run.text = ""
    paragraph.runs[-1].text = text


def plant(data: bytes, fault: dict[str, Any]) -> bytes:
    """The document with one fault in it."""
    document = docx.Document(io.BytesIO(data))
    first = _body(document)[0]
    if "换" in fault:
        pattern, words = fault["换"]
        for paragraph in [*_body(document), *document.paragraphs]:
            if re.search(pattern, paragraph.text):
                _with_text(paragraph, re.sub(pattern, words, paragraph.text, count=1))
                break
        else:
            raise AssertionError(f"no paragraph like {pattern}")
    if "段" in fault:
        twin = copy.deepcopy(first._p)
        first._p.addnext(twin)
        _with_text(Paragraph(twin, first._parent), fault["段"])
    if "加" in fault:
        _with_text(first, first.text + fault["加"])
    if "样" in fault:
        _restyle(document, first, *fault["样"])
    if "年" in fault:
        title = next(paragraph for paragraph in document.paragraphs if re.search(r"20\d\d年", paragraph.text))
        _with_text(title, re.sub(r"20\d\d", str(fault["年"]), title.text))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _restyle(document: Document, paragraph: Paragraph, what: str, value: Any) -> None:
    if what == "字号":
        for run in paragraph.runs:
            run.font.size = Pt(value)
    elif what == "颜色":
        paragraph.runs[0].font.color.rgb = RGBColor.from_string(value)
    elif what == "上边距":
        document.sections[0].top_margin = Mm(value)
    else:
        deleted = OxmlElement("w:del", attrs={qn("w:id"): "1", qn("w:author"): "甲"})
        deleted.append(copy.deepcopy(paragraph.runs[0]._r))
        for text in deleted.iter(qn("w:t")):
            text.tag = qn("w:delText")
        paragraph._p.append(deleted)


def test_there_are_thirty_and_more():
    assert len(PLANTED) >= 30 and len({fault["规则"] for fault in PLANTED}) >= 30


@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault["规则"])
def test_a_planted_fault_is_found(fault, facts, tmp_path):
    clean = document(facts)
    rules = [f" {fault[name]} " for name in ("规则", "也可") if name in fault]
    before = sum(rule in line for line in found(clean, tmp_path) for rule in rules)
    after = sum(rule in line for line in found(plant(clean, fault), tmp_path) for rule in rules)
    assert after > before
