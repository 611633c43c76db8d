"""The report with python-docx alone: every paragraph is formatted as it is written.

python plain_report.py outline.json facts.yaml report.docx
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

import yaml
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

BODY = "仿宋_GB2312"
FONTS = {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}
ALIGNMENTS = {
    "Title": WD_ALIGN_PARAGRAPH.CENTER,
    "发文机关署名": WD_ALIGN_PARAGRAPH.RIGHT,
    "成文日期": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_report(outline_file: Path, facts_file: Path, output: str | IO[bytes]) -> None:
    """Writes the paragraphs of the outline whose facts are present, and saves the document."""
    outline = json.loads(outline_file.read_text(encoding="utf-8"))
    facts = yaml.safe_load(facts_file.read_text(encoding="utf-8"))
    facts["次年"] = facts["报告"]["年度"] + 1
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    for line in outline:
        paragraph = document.add_paragraph()
        style = line["style"]
        set_format(paragraph, style)
        for run in line["runs"]:
            text = "".join(sentence_text(sentence, facts) for sentence in run["sentences"])
            add_text(paragraph, text, FONTS.get(style, BODY), 22 if style == "Title" else 16)
    document.save(output)


def set_format(paragraph: Paragraph, style: str) -> None:
    """Line spacing, indent and alignment."""
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(29)
    if style in ALIGNMENTS:
        form.alignment = ALIGNMENTS[style]
    else:
        form.first_line_indent = Pt(32)


def add_text(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    """A run in a Chinese typeface."""
    run = paragraph.add_run(text)
    run.font.name = font
    run.font.size = Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def sentence_text(sentence: dict[str, Any], facts: Any) -> str:
    """The words of a sentence, or "" if a fact that it needs is absent."""
    if not all(find(facts, path) for path in sentence["needs"]):
        return ""
    text = ""
    for piece in sentence["pieces"]:
        if isinstance(piece, str):
            text += piece
        else:
            value = find(facts, piece["path"])
            text += piece["between"].join(value) if isinstance(value, list) else str(value)
    return text


def find(facts: Any, path: list[str | int]) -> Any:
    """The fact at a path, or None."""
    for step in path:
        try:
            facts = facts[step]
        except (KeyError, IndexError):
            return None
    return facts


if __name__ == "__main__":
    write_report(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
