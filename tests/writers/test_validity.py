"""Every document is valid OOXML: by a validator outside our code, that of the Open XML SDK."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, in_ci
from test_output import edited
from variants import every_document, every_report

from drafter.profile import NATIONAL, shipped_formats, shipped_profile
from drafter.writers.docx import write_docx

INSTALLED = ROOT / "build" / "ooxml-validator" / "node_modules" / ".bin"  # by .ci/run


def validator() -> str:
    """The program; skips the test where there is none, which in CI is a failure."""
    program = shutil.which("ooxml-validator", path=f"{INSTALLED}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        if in_ci():
            pytest.fail("no ooxml-validator")
        pytest.skip("no ooxml-validator")
    return program


def faults(document: Path) -> list[dict[str, Any]]:
    """What the validator finds, by the rules of the newest office suite."""
    run = subprocess.run([validator(), str(document)], check=False, capture_output=True, text=True, timeout=120)
    assert run.returncode in (0, 1), run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)["errors"]
    assert bool(found) == bool(run.returncode)
    return found


def test_every_document_is_valid(tmp_path):
    validator()
    documents = dict(every_document())
    for name in set(shipped_formats()) - {NATIONAL}:
        documents |= {
            f"{name}{kind}": write_docx(every_report()[kind], shipped_profile(name)) for kind in ("联合红头", "附件")
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
