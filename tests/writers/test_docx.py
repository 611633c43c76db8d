"""The .docx as a package: the same bytes each time, named styles only, readable by others."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES, FRAME, from_template, report_of
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from packages import edits_since
from variants import VARIANTS, every_document, variant

from drafter.commands.draft import draft_report
from drafter.document.provenance import Role
from drafter.document.runs import Run
from drafter.typesetting.page_format import shipped_format, shipped_formats
from drafter.writers.docx.package import write_docx

EVERYTHING = (
    FRAME.replace("2025}", "2025, 主送机关: [甲, 乙]}")
    + "问题: [{表现: 丙}, {表现: 丁}]\n计划: [{事项: 戊, 措施: 己}]\n"
)


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_same_input_gives_the_same_bytes(example):
    assert write_docx(draft_report(example).document) == write_docx(draft_report(example).document)


def test_the_bytes_do_not_depend_on_the_folder(tmp_path):
    texts = []
    for folder in ("甲", "乙/丙"):
        file = tmp_path / folder / "2025.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(EVERYTHING, encoding="utf-8")
        texts.append(write_docx(draft_report(file).document))
    assert texts[0] == texts[1]


def test_a_line_of_blanks_to_sign_has_no_words():
    number = (Run("________", Role.TO_SIGN),)
    document = report_of(FRAME)
    data = write_docx(replace(document, elements={**document.elements, "发文字号": (number,)}))
    assert edits_since(data) == []


def test_a_written_document_has_an_intact_fingerprint():
    assert edits_since(write_docx(report_of(EVERYTHING))) == []


# What stands in a paragraph itself, because no style can know it: a place computed from the words, a height
# computed from what stands below, which block the signature goes with, where a section ends.
DIRECT = {
    "AttachmentList": {"ind"},
    "DocNumberUpward": {"tabs"},
    "IssueDate": {"ind", "keepNext", "sectPr"},
    "IssueDateUnsealed": {"ind"},
    "Issuer": {"ind"},
    "IssuerUnsealed": {"ind"},
    "JointIssuer": {"keepNext"},
    "OfficialBody": {"keepNext", "sectPr"},
    "Spacer": {"keepNext", "spacing", "sectPr"},
}
OF_TABLES = {
    "tblPr": {"tblStyle", "tblpPr", "tblW", "jc", "tblLayout"},
    "trPr": {"cantSplit", "trHeight", "tblHeader", "jc"},
    "tcPr": {"tcW", "vMerge", "vAlign"},
}
RUNS_IN = {"RunIn2", "RunIn3", "RuledBlank", "SignerName", "Digits"}


def documents() -> Iterator[bytes]:
    """Every example and variant, and some in the other formats."""
    yield from every_document().values()
    for name in shipped_formats():
        yield from (write_docx(variant(kind), shipped_format(name)) for kind in ("联合红头", "附件"))


def parts(data: bytes, pattern: str) -> dict[str, BaseOxmlElement]:
    """The parts of a package whose names match, as trees."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: parse_xml(package.read(name)) for name in package.namelist() if re.fullmatch(pattern, name)}


def local(element: BaseOxmlElement) -> str:
    return element.tag.rpartition("}")[2]


def test_every_paragraph_and_run_is_formatted_by_a_named_style():
    direct: dict[str, set[str]] = {}
    of_tables: dict[str, set[str]] = {}
    runs_in = set()
    for root in (root for data in documents() for root in parts(data, r"word/(document|footer\d)\.xml").values()):
        for paragraph in root.iter(qn("w:p")):
            style, *others = paragraph.find(qn("w:pPr"))
            assert style.tag == qn("w:pStyle")
            direct.setdefault(style.get(qn("w:val")), set()).update(map(local, others))
        for properties in root.iter(qn("w:rPr")):
            (style,) = properties
            assert style.tag == qn("w:rStyle")
            runs_in.add(style.get(qn("w:val")))
        for kind in OF_TABLES:
            for properties in root.iter(qn(f"w:{kind}")):
                of_tables.setdefault(kind, set()).update(map(local, properties))
    assert {style: properties for style, properties in direct.items() if properties} == DIRECT
    assert of_tables == OF_TABLES
    assert runs_in == RUNS_IN


def test_every_used_style_is_defined_and_based_on_normal():
    for data in documents():
        (root,) = parts(data, r"word/styles\.xml").values()
        styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        assert len(styles) == len(list(root.iter(qn("w:style"))))
        for used in (root, *parts(data, r"word/(document|footer\d)\.xml").values()):
            for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
                assert {node.get(qn("w:val")) for node in used.iter(qn(f"w:{kind}"))} <= styles.keys(), kind
        for ident, style in styles.items():
            if style.get(qn("w:type")) == "paragraph":
                based = style.find(qn("w:basedOn"))
                assert based.get(qn("w:val")) == "Normal" if ident != "Normal" else based is None
        for level in range(1, 5):
            outline = next(styles[f"Heading{level}"].iter(qn("w:outlineLvl")))
            assert outline.get(qn("w:val")) == str(level - 1)
        assert len(list(root.iter(qn("w:outlineLvl")))) == 4
        assert next(styles["OfficialBody"].iter(qn("w:ind"))).get(qn("w:firstLineChars")) == "200"


def test_east_asian_text_is_chinese_except_dashes_that_would_be_broken():
    for data in documents():
        (root,) = parts(data, r"word/styles\.xml").values()
        languages = {
            style.get(qn("w:styleId")): language.get(qn("w:eastAsia"))
            for style in root.iter(qn("w:style"))
            for language in style.iter(qn("w:lang"))
        }
        assert languages == {"Normal": "zh-CN", "Dashes": "en-US"}


@pytest.mark.parametrize("name", shipped_formats())
def test_the_font_table_lists_every_typeface_with_its_other_names(name):
    page_format = shipped_format(name)
    data = write_docx(variant("联合红头"), page_format)
    used = {
        fonts.get(qn(f"w:{script}"))
        for root in parts(data, r"word/(styles|document|footer\d)\.xml").values()
        for fonts in root.iter(qn("w:rFonts"))
        for script in ("ascii", "hAnsi", "eastAsia", "cs")
    } - {None}
    (root,) = parts(data, r"word/fontTable\.xml").values()
    others = {
        font.get(qn("w:name")): [alt.get(qn("w:val")).split(",") for alt in font.iter(qn("w:altName"))]
        for font in root.iter(qn("w:font"))
    }
    assert others.keys() == used == {*page_format.fonts.values(), page_format.digits_font} - {""}
    for font in used - {page_format.digits_font}:
        assert others[font] == [[*page_format.other_names[font], *page_format.stand_ins.get(font, ())]]
        assert font not in others[font][0]


def test_every_cell_and_document_ends_with_a_paragraph():
    """Else Word calls the document damaged; after a table at the end it adds an empty line."""
    for data in documents():
        (root,) = parts(data, r"word/document\.xml").values()
        assert all(cell[-1].tag == qn("w:p") for cell in root.iter(qn("w:tc")))
        assert root.find(qn("w:body"))[-2].tag == qn("w:p")


def test_nothing_is_left_of_the_template_of_python_docx():
    template = docx.Document()
    traces = {template.core_properties.author, template.core_properties.comments, "thumbnail", "stylesWithEffects"}
    traces |= {"python", "mac", "2013", "rsid", "theme/", "app.xml", "Cambria", "Calibri"}
    for data in documents():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert not package.comment
            for name in package.namelist():
                content = package.read(name).decode()
                # the years of a report are its own
                own = (
                    content
                    if name.startswith(("docProps/core", "customXml/item1"))
                    else re.sub(">[^<]*<", "><", content)
                )
                assert not [trace for trace in traces if trace in own or trace in name], name
                assert not re.search(r"20\d\d-\d\d-\d\dT", content), name


def test_headings_have_outline_levels():
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


def test_properties_are_title_and_issuer_without_leftovers():
    data = write_docx(report_of(EVERYTHING))
    properties = opened(data).core_properties
    assert (properties.title, properties.author) == ("示例镇2025年法治政府建设年度报告", "示例镇人民政府")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert sorted(package.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "customXml/_rels/item1.xml.rels", "customXml/item1.xml",
            "customXml/itemProps1.xml", "docProps/core.xml",
            "word/_rels/document.xml.rels", "word/document.xml", "word/fontTable.xml", "word/footer1.xml",
            "word/footer2.xml", "word/settings.xml", "word/styles.xml",
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


def test_bold_words_have_a_character_style():
    report = from_template("{% 句 %}**一是**{{ 单位.简称 }}{% 句完 %}")
    document = opened(write_docx(report))
    runs = [(run.text, run.style.style_id) for p in document.paragraphs for run in p.runs if run.text == "一是"]
    assert runs == [("一是", "StrongText")]


def test_markup_characters_in_values_are_text():
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
            {qn("w:br"): "⏎", qn("w:tab"): "⇥"}.get(node.tag, node.text or "")
            for run in paragraph.iter(qn("w:r"))
            for node in run.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
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
    golden(Path(example.parent.name) / "outline.txt", outline(write_docx(draft_report(example).document)))


@pytest.mark.parametrize("name", VARIANTS)
def test_golden_outline_of_a_variant(name, golden):
    golden(Path("variants") / f"{name}.txt", outline(every_document()[name]))


def test_the_number_of_styles_is_small():
    data = write_docx(report_of(FRAME))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("word/styles.xml").decode()
    assert 25 < len(re.findall("<w:style ", styles)) < 45
