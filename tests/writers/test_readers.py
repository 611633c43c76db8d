"""Other programs read the whole .docx: every word once and in order, in tables too."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import mammoth
import pytest
from docx.document import Document as WordDocument
from docx.table import _Cell
from variants import DOCUMENTS, every_document, every_report

from drafter.document.elements import BY_NAME, MOVED_ADDRESSEE, lines_of
from drafter.document.model import Document
from drafter.document.runs import words
from drafter.system import integrity
from drafter.typesetting.header_block import SIGNERS_A_ROW
from drafter.typesetting.page_format import national_format
from drafter.typesetting.typeset import typeset
from drafter.writers.text import write_text


def bare(text: str) -> str:
    """The text without spaces and blanks to sign."""
    return "".join(text.replace("_", "").split())


def expected(report: Document) -> str:
    """The plain text, in the order of the page where the two differ."""
    lines = write_text(report).splitlines()
    elements = report.elements
    if typeset(report, national_format()).addressee_moves:
        (addressee,) = map(words, report.element_lines("主送机关"))
        lines.remove(addressee)
        lines.extend(map(words, lines_of(MOVED_ADDRESSEE, elements)))
    marks, signers = elements.get("发文机关标志", ()), elements.get("签发人", ())
    if len(marks) > 1:  # 文件 stands beside the first of them
        suffix = words(elements["标志后缀"][0])
        first, last = words(marks[0]), words(marks[-1]) + suffix
        lines[lines.index(first)] += suffix
        lines[lines.index(last)] = words(marks[-1])
    if len(signers) > 1:  # 发文字号 stands beside the last ones
        number = words(elements["发文字号"][0])
        at = lines.index(number)
        assert lines[at + 1].startswith(BY_NAME["签发人"].before)
        above = len(signers) - (len(signers) % SIGNERS_A_ROW or SIGNERS_A_ROW)
        names = [words(name) for name in signers]
        lines[at : at + 2] = [BY_NAME["签发人"].before, *names[:above], number, *names[above:]]
        if not above:
            lines[at : at + 2] = [number, BY_NAME["签发人"].before]
    return bare("".join(lines))


# --- readers --------------------------------------------------------------------------------------


def by_pandoc(data: bytes) -> str:
    command = ["pandoc", "--from", "docx", "--to", "json"]
    read = subprocess.run(command, input=data, check=True, capture_output=True)
    assert read.stderr == b""
    tree = json.loads(read.stdout)
    # a title at the very beginning is to pandoc the title of the document
    return "".join(_strings([tree["meta"].get("title"), tree["blocks"]]))


def _strings(node: Any) -> Iterator[str]:
    """Every word of pandoc's tree."""
    if isinstance(node, dict):
        if node.get("t") == "Str":
            yield node["c"]
        else:
            yield from _strings(node.get("c"))
    elif isinstance(node, list):
        for child in node:
            yield from _strings(child)


def by_mammoth(data: bytes) -> str:
    text: str = mammoth.extract_raw_text(io.BytesIO(data)).value
    return text


def by_python_docx(data: bytes) -> str:
    return "".join(_paragraphs(docx.Document(io.BytesIO(data))))


def by_the_seal(data: bytes) -> str:
    """With the text of merged cells, which other programs skip."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(integrity.paragraphs(package.read("word/document.xml")))


def _paragraphs(part: WordDocument | _Cell) -> Iterator[str]:
    for block in part.iter_inner_content():
        if isinstance(block, docx.text.paragraph.Paragraph):
            yield block.text
        else:
            # a cell that goes on in the next row is given there again
            cells = {cell._tc: cell for row in block.rows for cell in row.cells}
            for cell in cells.values():
                yield from _paragraphs(cell)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "reader", [pytest.param(by_pandoc, marks=pytest.mark.office("pandoc")), by_mammoth, by_python_docx, by_the_seal]
)
def test_every_word_is_read_once_and_in_order(reader, name):
    assert bare(reader(every_document()[name])) == expected(every_report()[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_expected_text_has_every_element(name):
    """Else no reader would notice what `expected` leaves out by mistake."""
    report = every_report()[name]
    text = expected(report)
    for element, lines in report.elements.items():
        for line in lines if element != "标题分行" else ():
            assert bare(words(line)) in text, element
    for line in [*report.element_lines("发文机关署名"), *report.element_lines("成文日期")]:
        assert bare(words(line)) in text
    for sentence in report.sentences():
        assert bare(sentence.text) in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_mammoth_understands_every_part_of_the_document(name):
    """It warns about what it does not understand; warnings about styles without a meaning in HTML are ignored."""
    messages = mammoth.convert_to_html(io.BytesIO(every_document()[name])).messages
    assert [m.message for m in messages if not m.message.startswith("Unrecognised ")] == []
    assert not any("Unrecognised element" in message.message for message in messages)
