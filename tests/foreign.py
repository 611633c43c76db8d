"""Reports as other hands make documents of them: python-docx, pandoc, LibreOffice, Word's own numbering."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

import docx
import pytest
from conftest import in_ci
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from packages import package, paragraph

from drafter.prose.lines import Kind
from drafter.prose.paragraphs import of_paragraphs
from drafter.report.numbering import typed_number

NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]\s?(?!\d)")


def lines_of(path: Path) -> list[str]:
    """The lines of a report with words on them."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def kinds_of(lines: Sequence[str]) -> list[tuple[str, Kind, int]]:
    """Each line, what it is and its level, as its words tell."""
    return [(line.text, line.kind, line.level) for line in of_paragraphs(list(lines), "").lines]


def plain(lines: Sequence[str]) -> bytes:
    """Every line a paragraph of Word's Normal style."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return _saved(document)


def titled(lines: Sequence[str]) -> bytes:
    """The title in Word's Title style, all else in Normal."""
    document = docx.Document()
    for text, kind, _ in kinds_of(lines):
        document.add_paragraph(text, style="Title" if kind is Kind.TITLE else None)
    return _saved(document)


def styled(lines: Sequence[str]) -> bytes:
    """The title large and in the middle, the headings in Word's Heading styles, blanks before paragraphs."""
    document = docx.Document()
    for text, kind, level in kinds_of(lines):
        if kind is Kind.TITLE:
            title = document.add_paragraph()
            title.add_run(text).font.size = Pt(22)
            title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif kind is Kind.HEADING:
            document.add_heading(text, level)
        elif kind in (Kind.ISSUER, Kind.DATE):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            document.add_paragraph("\u3000\u3000" + text)
    return _saved(document)


def _saved(document: docx.document.Document) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


# --- Word's own numbers: they stand in no text -------------------------------------------------------------

_FORMS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)


def numbered_by_word(lines: Sequence[str]) -> bytes:
    """Numbers made by a list of Word wherever it would make the number that was typed, typed ones elsewhere."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(_FORMS)
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    counts = [0, 0, 0, 0]
    body = ""
    for text, _, _ in kinds_of(lines):
        level = typed_number(text)
        number = NUMBER.match(text)
        wanted = counts[level - 1] + 1 if level else 0
        if level and number and _counted(number[0], wanted):
            counts[level - 1 :] = [wanted] + [0] * (4 - level)
            made = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
            body += paragraph(escape(text[number.end() :].strip()), made)
        else:
            body += paragraph(escape(text))
    return package(body, numbering=numbering)


def _counted(number: str, wanted: int) -> bool:
    signs = "一二三四五六七八九十"
    return re.sub("[（()）、.．]", "", number).strip() in (str(wanted), signs[wanted - 1] if wanted <= 10 else "")


# --- pandoc ------------------------------------------------------------------------------------------------


def need_pandoc() -> None:
    """Skips the test where there is no pandoc; in CI that is a failure."""
    if shutil.which("pandoc") is None:
        if in_ci():
            pytest.fail("no pandoc")
        pytest.skip("no pandoc")


def markdown(lines: Sequence[str]) -> str:
    """The report with # before title and headings, a blank line between paragraphs."""
    marks = {Kind.TITLE: 1, Kind.HEADING: 1}
    told = []
    for text, kind, level in kinds_of([re.sub(r"^#+ |\*\*", "", line) for line in lines]):
        sign = "#" * (marks[kind] + level) + " " if kind in marks else ""
        escaped = re.sub(r"^(\d{1,2})(?=[.)])", r"\1\\", re.sub(r"([\\`*_\[\]<>$~|@^])", r"\\\1", text))
        told.append(sign + escaped)
    return "\n\n".join(told) + "\n"


def by_pandoc(text: str, form: str, *options: str) -> bytes:
    """Markdown in another form."""
    command = ["pandoc", "--from", "markdown-smart", "--to", form, "--output", "-", *options]
    return subprocess.run(command, input=text.encode(), check=True, capture_output=True).stdout
