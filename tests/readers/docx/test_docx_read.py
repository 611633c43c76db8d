"""Any .docx → its visible text, automatic numbers and formats; or an error with advice."""

from __future__ import annotations

import io
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from office import saved_again
from packages import package, paragraph, unzipped, zipped
from variants import DOCUMENTS, every_document

from drafter.readers.docx import lines
from drafter.readers.docx.model import DocxDocument, DocxReadError, HeaderFooter, LeftoverKind
from drafter.readers.docx.read import read_docx
from drafter.system.integrity import paragraphs as fingerprinted_paragraphs


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_docx(data).paragraphs]


def one(body: str, **parts: str) -> str:
    """The words of a document of one line."""
    (text,) = texts(package(body, **parts))
    return text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


ALTERNATIVES = (
    f"<mc:AlternateContent><mc:Choice>{run('新')}</mc:Choice>"
    f"<mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent>"
)


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("甲") + f"<w:del>{run('乙')}<w:r><w:delText>丙</w:delText></w:r></w:del>" + run("丁"), "甲丁"),
        (run("甲") + f"<w:ins>{run('乙')}</w:ins>", "甲乙"),
        (f"<w:ins><w:del>{run('甲')}</w:del>{run('乙')}</w:ins>", "乙"),
        (f"<w:moveFrom>{run('甲')}</w:moveFrom><w:moveTo>{run('甲乙')}</w:moveTo>", "甲乙"),
        (run("甲") + run("乙", "<w:vanish/>") + run("丙", '<w:vanish w:val="0"/>'), "甲丙"),
        ("<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>348</w:t><w:softHyphen/></w:r>", "12-348"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:ptab/></w:r>" + run("丙"), "甲\t乙\t丙"),
        (run("选") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "选□"),
        ('<w:r><w:sym w:font="SimSun" w:char="2460"/></w:r>' + run("甲"), "①甲"),
        (f'<w:hyperlink r:id="rId9">{run("县政府")}</w:hyperlink>' + run("网站"), "县政府网站"),
        (f'<w:smartTag>{run("甲")}</w:smartTag><w:fldSimple w:instr=" DATE ">{run("1月")}</w:fldSimple>', "甲1月"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>{run('乙')}", "甲乙"),
        (f"<w:r><w:ruby><w:rt>{run('jiǎ')}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby></w:r>", "甲"),
        (run("甲") + '<w:r><w:footnoteReference w:id="1"/><w:lastRenderedPageBreak/></w:r>' + run("乙"), "甲乙"),
        (ALTERNATIVES, "新"),
        ("<w:r><w:t>甲<!-- 乙 -->丙<?丁 戊?>己</w:t></w:r>", "甲丙己"),
    ],
)  # fmt: skip
def test_the_visible_text_of_a_paragraph(content, text):
    assert one(f"<w:p>{content}</w:p>") == text


def test_the_result_of_a_field_is_visible_and_its_code_is_not():
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = f"{sign('begin')}<w:r><w:instrText> PAGE </w:instrText></w:r>{sign('separate')}{run('3')}{sign('end')}"
    outer = (
        f"{sign('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{inner}{sign('separate')}{run('甲')}{sign('end')}"
    )
    assert one(f"<w:p>{run('见')}{outer}{run('。')}</w:p>") == "见甲。"
    # a table of contents goes over several paragraphs
    toc = f"<w:p>{sign('begin')}<w:r><w:instrText> TOC </w:instrText></w:r>{sign('separate')}{run('一、甲')}</w:p>"
    assert texts(package(f"{toc}<w:p>{run('二、乙')}{sign('end')}</w:p>")) == ["一、甲", "二、乙"]


def test_text_hidden_by_a_style_is_left_out():
    styles = '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
    hidden = run("甲", '<w:rStyle w:val="h"/>')
    assert one(f"<w:p>{hidden}{run('乙')}</w:p>", styles=styles) == "乙"


def test_a_paragraph_with_a_deleted_or_hidden_mark_continues_in_the_next():
    for mark in ("del", "vanish"):
        gone = paragraph("甲", f"<w:rPr><w:{mark}/></w:rPr>")
        assert texts(package(gone + paragraph("乙") + paragraph("丙"))) == ["甲乙", "丙"]
        assert texts(package(paragraph("丙") + gone)) == ["丙", "甲"]


def test_a_soft_line_break_starts_a_line_except_in_a_title():
    broken = "<w:r><w:t>甲镇人民政府</w:t><w:br/><w:t>2026年1月20日</w:t></w:r>"
    lines = read_docx(package(f"<w:p>{broken}</w:p>{paragraph('后')}")).paragraphs
    assert [(line.number, line.text, line.continued) for line in lines] == [
        (1, "甲镇人民政府", False),
        (2, "2026年1月20日", True),
        (3, "后", False),
    ]
    assert one(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{broken}</w:p>') == "甲镇人民政府2026年1月20日"


def test_text_boxes_tables_and_controls_are_read_once_and_in_order():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph('盒')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{paragraph('盒')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('格')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph('控')}</w:sdtContent></w:sdt>"
    outline = read_docx(package(f"<w:p>{run('前')}{box}</w:p>{table}{control}"))
    assert [(p.text, p.in_table, p.in_box) for p in outline.paragraphs] == [
        ("前", False, False), ("盒", False, True), ("格", True, False), ("内", True, False), ("控", False, False),
    ]  # fmt: skip
    assert [p.number for p in outline.paragraphs] == [1, 2, 3, 4, 5]


def test_a_table_without_borders_is_only_layout():
    borders = '<w:tblPr><w:tblBorders><w:top w:val="{}"/></w:tblBorders></w:tblPr>'
    cell = f"<w:tr><w:tc>{paragraph('甲')}</w:tc></w:tr>"
    for kind, ruled in (("single", True), ("nil", False)):
        (line,) = read_docx(package(f"<w:tbl>{borders.format(kind)}{cell}</w:tbl>")).paragraphs
        assert line.in_table and line.ruled is ruled


# --- numbers ----------------------------------------------------------------------------------------


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>'
    )


OFFICIAL = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="H1"/>')
    + level(1, "japaneseCounting", "（%2）", '<w:pStyle w:val="H2"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "（%4）", '<w:lvlRestart w:val="2"/>')
    + "</w:abstractNum>"
    + f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "●")}</w:abstractNum>'
)
LISTS = (
    OFFICIAL
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    + "</w:lvlOverride></w:num>"
    + f'<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "第%1条 ")}'
    + "</w:lvlOverride></w:num>"
    + '<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>'
)


def numbered(text: str, at: int = 0, ident: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{ident}"/></w:numPr>')


def test_numbers_are_counted_level_by_level():
    body = "".join(numbered("甲", at) for at in (0, 1, 1, 2, 3, 2, 3, 1, 2, 3, 0, 1, 2))
    assert texts(package(body, numbering=LISTS)) == [
        "一、甲", "（一）甲", "（二）甲", "1.甲", "（1）甲", "2.甲", "（2）甲",  # the fourth goes on behind the third
        "（三）甲", "1.甲", "（1）甲", "二、甲", "（一）甲", "1.甲",
    ]  # fmt: skip


def test_a_list_restarts_where_it_is_overridden_and_its_number_is_part_of_the_text():
    body = numbered("甲") + numbered("乙") + numbered("丙", 0, 2) + numbered("丁", 0, 2) + numbered("戊", 0, 3)
    lines = read_docx(package(body, numbering=LISTS)).paragraphs
    assert [line.label for line in lines] == ["一、", "二、", "一、", "二、", "第III条 "]
    assert lines[2].text == "一、丙" and lines[0].format.first_indent > 1, "the level brings its indent"


def test_empty_paragraphs_are_numbered_and_bullets_are_no_numbers():
    body = numbered("甲") + numbered("") + numbered("乙") + numbered("丙", 0, 4) + numbered("丁", 0, 0)
    assert texts(package(body, numbering=LISTS)) == ["一、甲", "三、乙", "丙", "丁"]


def test_a_style_sets_a_number_and_a_paragraph_can_remove_it():
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{number}</w:style>'
        for name in ("H1", "H2")
    )
    styles += '<w:style w:type="paragraph" w:styleId="H3"><w:name w:val="H3"/><w:basedOn w:val="H2"/></w:style>'
    without = '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        paragraph("甲", properties)
        for properties in ('<w:pStyle w:val="H1"/>', '<w:pStyle w:val="H2"/>', '<w:pStyle w:val="H2"/>', without)
    )
    assert texts(package(body, numbering=LISTS, styles=styles)) == ["一、甲", "（一）甲", "（二）甲", "甲"]


def test_deleted_and_hidden_paragraphs_have_no_number():
    gone = numbered("甲").replace("<w:pPr>", "<w:pPr>").replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>")
    gone = gone.replace("<w:r>", "<w:del><w:r>").replace("</w:r>", "</w:r></w:del>")
    assert texts(package(numbered("甲") + gone + numbered("乙"), numbering=LISTS)) == ["一、甲", "二、乙"]


@pytest.mark.office
def test_automatic_numbers_are_those_of_libreoffice(tmp_path):
    """LibreOffice prints the numbers of a document that is saved as text."""
    shapes = [(0, 1), (1, 1), (1, 1), (2, 1), (3, 1), (2, 1), (1, 1), (0, 1), (2, 1), (0, 2), (1, 2), (0, 1), (3, 1)]
    data = package("".join(numbered("甲", at, ident) for at, ident in shapes * 3) + "<w:sectPr/>", numbering=LISTS)
    (tmp_path / "甲.docx").write_bytes(data)
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, "甲.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    printed = ["".join(line.split()) for line in (tmp_path / "甲.txt").read_text(encoding="utf-8-sig").split("\n")]
    printed = [line for line in printed if line]
    assert texts(data) == printed


# --- formats ----------------------------------------------------------------------------------------


def test_formats_come_from_the_paragraph_its_styles_and_the_defaults():
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/><w:pPr><w:jc w:val="both"/>'
        "</w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="正文"/><w:basedOn w:val="N"/><w:pPr>'
        '<w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr><w:rPr><w:rFonts w:eastAsia="仿宋"/><w:b/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="S"><w:name w:val="S"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    body = (
        paragraph("甲")
        + paragraph("乙", '<w:pStyle w:val="B"/><w:spacing w:line="560" w:lineRule="exact"/>', '<w:sz w:val="32"/>')
        + paragraph(
            "丙", '<w:pStyle w:val="B"/><w:ind w:firstLine="0" w:left="320" w:right="640"/>', '<w:sz w:val="32"/>'
        )
        + paragraph("丁", '<w:pStyle w:val="B"/>', '<w:rStyle w:val="S"/>')
        + paragraph("戊", '<w:pStyle w:val="B"/>', '<w:rStyle w:val="S"/><w:b/>')
    )
    plain, full, own, both, direct = (line.format for line in read_docx(package(body, styles=styles)).paragraphs)
    assert (plain.style, plain.font, plain.size, plain.alignment) == ("Normal", "宋体", 10.5, "both")
    assert plain.line is None and plain.spaced == 1.5
    assert (full.style, full.font, full.size, full.bold, full.first_indent) == ("正文", "仿宋", 16, True, 2)
    assert (full.line, full.exact) == (560, True)
    assert (own.first_indent, own.left_indent, own.right_indent) == (0, 1, 2), "by the size of its own type"
    assert not both.bold and direct.bold, "bold twice by styles is plain"


def test_theme_fonts_and_named_fonts_that_replace_them():
    faces = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Hans" typeface="等线"/>'
    theme = f"<a:minorFont>{faces}</a:minorFont>"
    by_theme = '<w:rFonts w:asciiTheme="minorAscii" w:eastAsiaTheme="minorEastAsia"/>'
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{by_theme}</w:rPr></w:rPrDefault></w:docDefaults>"
    body = paragraph("甲12") + paragraph("乙34", "", '<w:rFonts w:eastAsia="仿宋" w:ascii="Times New Roman"/>')
    first, second = (line.format for line in read_docx(package(body, styles=styles, theme=theme)).paragraphs)
    assert (first.font, first.latin_font) == ("等线", "Calibri")
    assert (second.font, second.latin_font) == ("仿宋", "Times New Roman")


def test_the_font_of_most_words_counts_and_that_of_digits_separately():
    content = run("一是", '<w:rFonts w:eastAsia="黑体"/>') + run(
        "加强学习12次", '<w:rFonts w:eastAsia="仿宋" w:ascii="Arial"/>'
    )
    (line,) = read_docx(package(f"<w:p>{content}</w:p>")).paragraphs
    assert (line.format.font, line.format.latin_font) == ("仿宋", "Arial")


def footer(text: str, jc: str) -> str:
    number = f'<w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple>'
    return f'<w:p><w:pPr><w:jc w:val="{jc}"/></w:pPr>{run(text)}{number}{run(text)}</w:p>'


def test_pages_and_their_footers():
    page = (
        '<w:sectPr>{}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
        'w:left="1400" w:gutter="188" w:footer="1448"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    )
    named = '<w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>'
    first = f"<w:p><w:pPr>{page.format(named)}</w:pPr>{run('甲')}</w:p>"
    second = paragraph("乙") + page.format('<w:type w:val="evenPage"/>')
    outline = read_docx(
        package(
            first + second,
            settings="<w:evenAndOddHeaders/>",
            footer1=footer("— ", "right"),
            footer2=footer("— ", "left"),
        )
    )
    assert outline.even_and_odd and len(outline.pages) == 2
    for one_page in outline.pages:  # the second section inherits the footers of the first
        kinds: dict[str, HeaderFooter] = dict(one_page.footers)
        assert kinds["default"].text == "— 1— " and kinds["default"].numbered
        assert (kinds["default"].format.alignment, kinds["even"].format.alignment) == ("right", "left")
        assert one_page.size == (11906, 16838) and one_page.margins == (2098, 1474, 1984, 1588)
        assert one_page.grid == ("lines", 579, 0)
    assert outline.pages[1].starts == "evenPage"
    assert [line.breaks_page for line in outline.paragraphs] == [False, True]
    assert [line.section for line in outline.paragraphs] == [0, 1]


def test_page_breaks_and_empty_paragraphs_above_a_line():
    break_run = '<w:r><w:br w:type="page"/></w:r>'
    body = (
        paragraph("甲")
        + f"<w:p>{break_run}</w:p>"
        + paragraph("乙")
        + f"<w:p>{break_run}{run('丙')}</w:p>"
        + f"<w:p>{run('丁')}{break_run}</w:p>"
        + paragraph("戊")
        + paragraph() * 2
        + paragraph("己", "<w:pageBreakBefore/>")
    )
    lines = read_docx(package(body)).paragraphs
    assert "".join(line.text for line in lines if line.breaks_page) == "乙丙戊己"
    assert [line.blanks_above for line in lines] == [0, 0, 0, 0, 0, 2]


def test_leftovers_of_editing():
    yellow = '<w:highlight w:val="yellow"/>'
    body = (
        paragraph("甲", "", '<w:color w:val="FF0000"/>')
        + f"<w:p>{run('乙')}{run('丙', yellow)}{run('丁', yellow)}</w:p>"
        + f"<w:p><w:ins>{run('戊')}</w:ins><w:del><w:r><w:delText>己</w:delText></w:r></w:del></w:p>"
        + f'<w:p>{run("庚")}<w:r><w:commentReference w:id="0"/></w:r></w:p>'
        + f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('请输入')}</w:sdtContent></w:sdt></w:p>"
        + f'<w:p><w:fldSimple w:instr="REF a" w:dirty="true">{run("辛")}</w:fldSimple></w:p>'
        + paragraph("壬", "", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="auto"/>')
    )
    remains = read_docx(package(body)).leftovers
    assert [(left.kind, left.number) for left in remains] == [
        (LeftoverKind.COLOURED, 1), (LeftoverKind.MARKED, 2), (LeftoverKind.CHANGE, 3), (LeftoverKind.CHANGE, 3),
        (LeftoverKind.COMMENT, 4), (LeftoverKind.PLACEHOLDER, 5), (LeftoverKind.STALE_FIELD, 6),
    ]  # fmt: skip
    assert (remains[1].column, remains[1].length) == (2, 2), "adjacent ones are one leftover"


# --- of several programs ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_line_of_our_own_documents_is_read(name):
    data = every_document()[name]
    fingerprinted = [text.replace("\n", "") for text in fingerprinted_paragraphs(unzipped(data)["word/document.xml"])]
    assert texts(data) == fingerprinted


def test_our_own_documents_have_the_format_of_the_page_format():
    outline = read_docx(every_document()["红头"])
    looks = {line.format.style: line.format for line in outline.paragraphs}
    body, title = looks["公文正文"], looks["Title"]
    assert (body.font, body.size, body.first_indent, body.line, body.exact) == ("仿宋_GB2312", 16, 2, 579, True)
    assert (title.font, title.size, title.alignment) == ("方正小标宋简体", 22, "center")
    assert outline.pages[0].margins == (2098, 1474, 1984, 1588) and outline.even_and_odd
    red = [left for left in outline.leftovers if left.kind is LeftoverKind.COLOURED]
    assert [left.number for left in red] == [1]


LINES = ["甲镇2025年法治政府建设年度报告", "一、主要举措和成效", "2025年，全镇排查矛盾纠纷58件。", "（一）加强学习"]


def by_python_docx() -> bytes:
    document = docx.Document()
    document.sections[0].page_width = Mm(210)
    document.add_heading(LINES[0], 0)
    document.add_heading(LINES[1], 1)
    text = document.add_paragraph().add_run(LINES[2])
    text.font.size = Pt(16)
    text._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    document.add_paragraph(LINES[3])
    document.add_table(1, 1).cell(0, 0).text = "58件"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_document_of_python_docx():
    outline = read_docx(by_python_docx())
    assert [line.text for line in outline.paragraphs] == [*LINES, "58件"]
    title, heading, text, _, cell = outline.paragraphs
    assert title.format.style == "Title" and heading.format.outline_level == 1 and cell.in_table
    assert (text.format.font, text.format.size) == ("仿宋", 16)
    assert outline.pages[0].size[0] == 11906


@pytest.mark.office("pandoc")
def test_a_document_of_pandoc():
    text = (
        f"% {LINES[0]}\n\n# {LINES[1]}\n\n{LINES[2]}\n\n1. 甲\n2. 乙\n\n| 项目 | 数量 |\n|---|---|\n| 检查 | 58次 |\n"
    )
    made = subprocess.run(["pandoc", "-t", "docx", "-o", "-"], input=text.encode(), check=True, capture_output=True)
    outline = read_docx(made.stdout)
    assert [line.text for line in outline.paragraphs] == [*LINES[:3], "1.甲", "2.乙", "项目", "数量", "检查", "58次"]
    assert outline.paragraphs[1].format.outline_level == 1 and outline.paragraphs[5].in_table


@pytest.mark.office
def test_a_document_of_libreoffice(tmp_path):
    files = {"甲": by_python_docx(), "乙": every_document()["附件"]}
    (tmp_path / "再存").mkdir()
    for name, data in files.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    made = saved_again([tmp_path / f"{name}.docx" for name in files], tmp_path / "再存")
    for file, data in zip(made, files.values(), strict=True):
        before, after = read_docx(data), read_docx(file.read_bytes())
        assert [line.text for line in after.paragraphs] == [line.text for line in before.paragraphs]
        for old, new in zip(before.paragraphs, after.paragraphs, strict=True):
            assert (new.format.font, new.format.size) == (old.format.font, old.format.size), old.text
            assert abs(new.format.first_indent - old.format.first_indent) < 0.1, old.text


# --- refusals ---------------------------------------------------------------------------------------

WHOLE = package(paragraph("甲"))
PARTS = unzipped(WHOLE)
OFFICE, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


def with_document(content: bytes) -> bytes:
    return zipped({**PARTS, "word/document.xml": content})


def locked() -> bytes:
    """A zip file whose parts are marked as encrypted."""
    data = bytearray(WHOLE)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"", "文件是空的", "选对"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式（.doc、.wps）", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码", "去掉密码"),
        (locked(), "加了密码", "去掉密码"),
        (b"%PDF-1.7", "PDF", "原稿"),
        (b"{\\rtf1 ", "RTF", "另存为 .docx"),
        ("甲镇".encode(), "不是 .docx", "另存为 .docx"),
        (WHOLE[:-40], "坏了", "另存为 .docx"),
        (WHOLE[: len(WHOLE) // 2], "坏了", "另存为 .docx"),
        (zipped({name: part for name, part in PARTS.items() if "document" not in name}), "没有 Word 文档", ".docx"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "Excel", ".docx"),
        (with_document(b"<w:document"), "内容坏了", "另存为"),
        (with_document(b""), "内容坏了", "另存为"),
        (with_document(ENTITIES), "DTD", "另存为"),
        (with_document(ENTITIES.decode().encode("utf-16")), "DTD", "另存为"),
        (with_document(b"<a>" + bytes(40_000_000).replace(b"\0", b" ") + b"</a>"), "文件太大", "选对"),
        (with_document(b"<a>" * 100_000 + b"</a>" * 100_000), "内容坏了", "另存为"),
    ],
    ids=range(17),
)  # fmt: skip
def test_an_unreadable_file_is_refused_with_advice(data, message, hint):
    with pytest.raises(DocxReadError) as caught:
        read_docx(data)
    assert message in caught.value.message and hint in caught.value.hint


def test_a_part_larger_than_the_package_states_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part if name != "word/document.xml" else b" " * 50_000_000)
    data = target.getvalue().replace((50_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    with pytest.raises(DocxReadError, match=r"太大|坏了"):
        read_docx(data)


def test_damage_anywhere_is_a_message_or_harmless():
    data = bytearray(WHOLE)
    for at in range(0, len(data), 7):
        damaged = data.copy()
        damaged[at] ^= 0x55
        try:
            outline = read_docx(bytes(damaged))
        except DocxReadError:
            continue
        assert isinstance(outline, DocxDocument)


def test_strict_ooxml_is_read():
    names = {
        f"{OFFICE}/wordprocessingml/2006/main": f"{STRICT}/wordprocessingml/main",
        f"{OFFICE}/officeDocument/2006/relationships": f"{STRICT}/officeDocument/relationships",
    }
    parts = dict(PARTS)
    for usual, name in names.items():
        parts = {part: content.replace(usual.encode(), name.encode()) for part, content in parts.items()}
    strict = zipped(parts)
    assert b"purl.oclc.org" in unzipped(strict)["word/document.xml"]
    assert texts(strict) == ["甲"]


def test_lengths_with_units_are_read():
    body = paragraph("甲", '<w:ind w:start="1.129cm"/><w:jc w:val="start"/>', '<w:sz w:val="16pt"/>')
    outline = read_docx(package(body + '<w:sectPr><w:pgSz w:w="210mm" w:h="297mm"/></w:sectPr>'))
    (looks,) = [line.format for line in outline.paragraphs]
    assert looks.size == 16 and round(looks.left_indent, 2) == 2 and looks.alignment == "left"
    assert outline.pages[0].size == (11906, 16838)


def test_invalid_lengths_are_ignored():
    body = paragraph(
        "甲",
        '<w:outlineLvl w:val="inf"/><w:ind w:left="1e999" w:firstLineChars="nan"/><w:spacing w:line="甲"/>',
        '<w:sz w:val="大"/><w:color w:val="GGGGGG"/>',
    )
    (line,) = read_docx(package(body + '<w:sectPr><w:pgSz w:w="1e400" w:h="甲"/></w:sectPr>')).paragraphs
    assert line.format.size is None and line.format.left_indent == 0 and line.format.outline_level is None


def test_the_main_part_may_have_another_name():
    moved = {("word/document2.xml" if name == "word/document.xml" else name): part for name, part in PARTS.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert texts(zipped(moved)) == ["甲"]


def test_cycles_and_long_chains_of_styles_end():
    ring = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>'
        for one, other in (("a", "b"), ("b", "a"))
    )
    assert one(paragraph("甲", '<w:pStyle w:val="a"/>'), styles=ring) == "甲"
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at - 1}"/></w:style>' for at in range(3000)
    )
    body = "".join(paragraph("甲", f'<w:pStyle w:val="s{at}"/>') for at in range(3000))
    assert len(texts(package(body, styles=chain))) == 3000


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 50_000,
        f"<w:p>{'<w:r><w:t>甲</w:t></w:r>' * 50_000}</w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>" * 25_000,
        "<w:p><w:r><w:t>甲</w:t><w:br/></w:r></w:p>" * 25_000,
        "<w:sdtContent>" * 200 + "<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 25_000 + "</w:sdtContent>" * 200,
        "<w:p><w:r><w:pict><w:txbxContent>" * 50 + paragraph("甲") + "</w:txbxContent></w:pict></w:r></w:p>" * 50,
    ],
    ids=["paragraphs", "runs", "carried", "breaks", "deep", "boxes"],
)
def test_a_very_long_document_is_read(body):
    """Each would take minutes where time grew with the square of the length."""
    assert "甲" in texts(package(body))[0]


@pytest.mark.parametrize("more", [0, 1])
def test_a_document_of_too_many_paragraphs_is_no_report(more, monkeypatch):
    monkeypatch.setattr(lines, "MOST_PARAGRAPHS", 20)
    data = package("<w:p/>" * (19 + more) + paragraph("甲"))
    if not more:
        assert texts(data) == ["甲"]
        return
    with pytest.raises(DocxReadError) as error:
        read_docx(data)
    assert error.value.message == "文档超过20段，不像一份报告"
