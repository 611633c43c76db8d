"""Every document is valid OOXML, according to the validator of the Open XML SDK."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from packages import edited
from validator import faults
from variants import every_document, every_report

from drafter.typesetting.page_format import NATIONAL, shipped_format, shipped_formats
from drafter.writers.docx.package import write_docx

pytestmark = pytest.mark.office("validator")


def test_every_document_is_valid(tmp_path):
    documents = dict(every_document())
    for name in set(shipped_formats()) - {NATIONAL}:
        documents |= {
            f"{name}{kind}": write_docx(every_report()[kind], shipped_format(name)) for kind in ("联合红头", "附件")
        }
    files = [tmp_path / f"{name}.docx" for name in documents]
    for file, data in zip(files, documents.values(), strict=True):
        file.write_bytes(data)
    with ThreadPoolExecutor(os.cpu_count()) as several:
        found = dict(zip(documents, several.map(faults, files), strict=True))
    assert {name: errors for name, errors in found.items() if errors} == {}


def test_the_validator_finds_properties_in_another_order(tmp_path):
    file = tmp_path / "甲.docx"
    file.write_bytes(
        edited(every_document()["盖章"], '<w:pStyle w:val="Title"/>', '<w:keepNext/><w:pStyle w:val="Title"/>')
    )
    (fault,) = faults(file)
    assert fault["errorType"] == "Schema" and "pStyle" in fault["description"]
