"""The .docx as a package: the same bytes each time, named styles only, readable by others."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES, FRAME, from_template, report_of
from docx.oxml.ns import qn

from drafter import seal
from drafter.pipeline import draft_report
from drafter.writers.docx import write_docx

EVERYTHING = (
    FRAME.replace("2025}", "2025, 主送机关: [甲, 乙]}")
    + "问题: [{表现: 丙}, {表现: 丁}]\n计划: [{事项: 戊, 措施: 己}]\n"
)


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_same_input_gives_the_same_bytes(example):
    assert write_docx(draft_report(example).report) == write_docx(draft_report(example).report)


def test_the_bytes_do_not_depend_on_where_the_file_lies(tmp_path):
    texts = []
    for folder in ("甲", "乙/丙"):
        file = tmp_path / folder / "2025.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(EVERYTHING, encoding="utf-8")
        texts.append(write_docx(draft_report(file).report))
    assert texts[0] == texts[1]


def test_a_document_of_ours_bears_an_unbroken_seal():
    assert seal.changes(write_docx(report_of(EVERYTHING))) == []


def test_every_paragraph_and_run_takes_its_looks_from_a_named_style():
    """No direct formatting but the places of the signature block and what keeps lines together."""
    document = opened(write_docx(report_of(EVERYTHING)))
    names = {style.style_id for style in document.styles}
    allowed = {qn(f"w:{tag}") for tag in ("pStyle", "keepNext", "ind")}
    for paragraph in document.element.body.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        assert properties.find(qn("w:pStyle")).get(qn("w:val")) in names
        assert {child.tag for child in properties} <= allowed
    for run in document.element.body.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is not None:
            assert {child.tag for child in properties} == {qn("w:rStyle")}
            assert properties[0].get(qn("w:val")) in names


def test_headings_bear_outline_levels():
    document = opened(write_docx(report_of(EVERYTHING)))
    for level in (1, 2, 3, 4):
        style = next(s for s in document.styles if s.style_id == f"Heading{level}")
        assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
    headings = [p.text for p in document.paragraphs if p.style.style_id == "Heading1"]
    assert [text[:2] for text in headings] == ["一、", "二、", "三、", "四、", "五、"]


def test_gaps_are_highlighted_and_nothing_else_is():
    document = opened(write_docx(report_of(EVERYTHING)))
    shaded = [
        run.text
        for run in document.element.body.iter(qn("w:r"))
        for style in run.iterfind("w:rPr/w:rStyle", {"w": qn("w:p")[1:-2]})
        if style.get(qn("w:val")) == "GapText"
    ]
    assert "【待填】" in shaded and "【待填：第一责任人.人员.职务】" in shaded
    assert all(text.startswith("【待填") for text in shaded)


def test_properties_name_title_and_issuer_and_no_leftovers():
    data = write_docx(report_of(EVERYTHING))
    properties = opened(data).core_properties
    assert (properties.title, properties.author) == ("示例镇2025年法治政府建设年度报告", "示例镇人民政府")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert sorted(package.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "customXml/_rels/item1.xml.rels", "customXml/item1.xml",
            "customXml/itemProps1.xml", "docProps/core.xml", "docProps/custom.xml",
            "word/_rels/document.xml.rels", "word/document.xml", "word/fontTable.xml", "word/footer1.xml",
            "word/footer2.xml", "word/footer3.xml", "word/footer4.xml", "word/settings.xml", "word/styles.xml",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("short_name", "title"),
    [
        ("示例镇党政主要负责人", "示例镇党政主要负责人\n履行推进法治建设第一责任人职责情况的报告"),
        ("示例县" * 7, "示例县示例县示例县\n示例县示例县示例县示例县\n履行推进法治建设第一责任人职责情况的报告"),
    ],
)
def test_a_title_is_broken_inside_its_units_and_values(short_name, title):
    body = "# {{ 单位.简称 }}履行推进法治建设第一责任人职责情况的报告\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}\n"
    report = from_template(body, FRAME.replace("示例镇,", f"{short_name},"))
    assert opened(write_docx(report)).paragraphs[0].text == title


def test_bold_words_take_the_style_of_bold_words():
    report = from_template("{% 句 %}**一是**{{ 单位.简称 }}{% 句完 %}")
    document = opened(write_docx(report))
    runs = [(run.text, run.style.style_id) for p in document.paragraphs for run in p.runs if run.text == "一是"]
    assert runs == [("一是", "StrongText")]


def test_values_with_markup_signs_are_text():
    document = opened(write_docx(report_of(FRAME.replace("示例镇,", "'<甲>&\"乙\"',"))))
    assert document.paragraphs[0].text.startswith('<甲>&"乙"2025年')


def outline(data: bytes) -> str:
    """A line for every paragraph: style, typeface and size, indent, text."""
    document = opened(data)
    lines = []
    for paragraph in document.element.body.iter(qn("w:p")):
        style = next(s for s in document.styles if s.style_id == paragraph.pPr.pStyle.get(qn("w:val")))
        looks = _looks(style)
        text = "".join(
            "⏎" if node.tag == qn("w:br") else (node.text or "") for node in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        lines.append(" | ".join([style.name, *looks, text]).rstrip())
    return "\n".join(lines) + "\n"


def _looks(style) -> list[str]:
    def first(path: str, attribute: str) -> str:
        current = style
        while current is not None:
            for node in current.element.iterfind(path, {"w": qn("w:p")[1:-2]}):
                if node.get(qn(attribute)) is not None:
                    return node.get(qn(attribute))
            current = current.base_style
        return ""

    size = int(first("w:rPr/w:sz", "w:val")) / 2
    zi = first("w:pPr/w:ind", "w:firstLineChars")
    indent = f"首行{int(zi) // 100}字" if zi else first("w:pPr/w:jc", "w:val")
    return [f"{first('w:rPr/w:rFonts', 'w:eastAsia')} {size:g}pt", indent]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_golden_outline(example, golden):
    golden(Path(example.parent.name) / "outline.txt", outline(write_docx(draft_report(example).report)))


def test_the_dictionary_of_styles_is_small():
    data = write_docx(report_of(FRAME))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("word/styles.xml").decode()
    assert 25 < len(re.findall("<w:style ", styles)) < 45
