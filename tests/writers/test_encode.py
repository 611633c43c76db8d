"""Characters that no document may contain never reach a file, wherever they come from."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from conftest import FRAME, report_of
from lxml import etree
from packages import edits_since

from drafter.document.model import Document
from drafter.document.runs import Run
from drafter.readers.decode import hidden_character
from drafter.typesetting.page_format import national_format
from drafter.typesetting.typeset import typeset
from drafter.writers import WRITERS
from drafter.writers.encode import allowed

NEVER = "\x00\x0b\x1f\x7f\x85\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"


def document() -> Document:
    """A report whose title and text hold what the readers would have refused."""
    report = report_of(FRAME + "其他: 全年排查。\n")
    return replace(report, title=(*report.title[:-1], (Run(f"报{NEVER}告"),)))


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "pdf"])
def test_no_form_holds_them(form):
    data = WRITERS[form](typeset(document(), national_format()))
    texts = [data]
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            texts = [package.read(name) for name in package.namelist()]
        assert all(etree.fromstring(text) is not None for text in texts)
        assert edits_since(data) == []
    found = b"".join(texts).decode()
    assert "报" + "�" * len(NEVER) + "告" in found
    assert not set(NEVER) & set(found)


def test_readers_and_writers_agree_on_them():
    assert all(hidden_character(character) for character in NEVER)
    every = map(chr, range(0x110000))
    assert [
        c for c in every if (allowed(c) != c) != bool(hidden_character(c)) and c not in "\u2028\u2029\ufeff\r"
    ] == []
