"""A finished .docx is checked like its facts, also after changes by hand."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLES, FRAME, ROOT, report_of
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx_examples import appearance
from packages import package, paragraph
from variants import DOCUMENTS, VARIANTS, every_document, every_report

from drafter.checks import TEXT_RULES, check_format, check_text
from drafter.checks.format.formatted import family
from drafter.commands.check import check_file
from drafter.commands.draft import draft_report
from drafter.document.elements import BY_NAME, LineKind
from drafter.document.model import Document
from drafter.findings import Finding, describe
from drafter.readers.docx.read import read_docx
from drafter.system.cache import data_table
from drafter.text.classify import is_imprint, text_of_paragraphs
from drafter.text.from_document import text_of_document
from drafter.text.model import TextDocument
from drafter.text.read import report_of_docx
from drafter.typesetting.page_format import shipped_format, shipped_formats
from drafter.writers.docx.package import write_docx
from drafter.writers.docx.styles import style_elements


def format_findings(data: bytes) -> list[Finding]:
    outline = read_docx(data)
    return list(check_format(outline, report_of_docx(outline).text_document("报告.docx")))


def text_of(data: bytes) -> TextDocument:
    return report_of_docx(read_docx(data)).text_document("报告.docx")


# --- our own ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", shipped_formats())
def test_our_documents_have_no_findings_on_format(form):
    reports = every_report() | {
        path.stem: draft_report(path).document for path in (ROOT / "examples").glob("*/示例镇*.yaml")
    }
    assert len(reports) > len(EXAMPLES) + len(VARIANTS)
    for name, report in reports.items():
        found = format_findings(write_docx(report, shipped_format(form)))
        assert [describe(finding) for finding in found] == [], name


def test_of_a_draft_only_gaps_are_reported():
    found = format_findings(write_docx(report_of(FRAME + "问题: [{表现: 丙}]\n计划: [{事项: 戊}]\n")))
    assert found and {finding.rule for finding in found} == {"D123"}
    assert all("【待填" in finding.place.quoted for finding in found)


def plain(text: str) -> str:
    """Without ruled blanks and without the separators of names."""
    return re.sub(r"[_\s]", "", text)


def as_printed(report: Document) -> list[tuple[LineKind, int, str]]:
    return [(line.kind, line.level, plain(line.text)) for line in text_of_document(report, "2025.yaml", 2025).lines]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_lines_of_our_documents_are_those_of_their_reports(name):
    """Except the red head, whose names are in columns, and a title of joint issuers, which is one paragraph."""
    report = every_report()[name]
    printed = [line for line in as_printed(report) if line[0] not in (LineKind.HEADER, LineKind.TITLE)]
    printed.insert(0, (LineKind.TITLE, 0, plain(report.title_text)))
    read = [(line.kind, line.level, plain(line.text)) for line in text_of(every_document()[name]).lines]
    read = [line for line in read if line[0] is not LineKind.HEADER]
    if name == "主送移入版记":
        printed = [line for line in printed if line[0] is not LineKind.ADDRESSEE]
        read = [line for line in read if not line[2].startswith("主送：")]
    assert read == printed


FAULTY = FRAME + (
    "学法: [{形式: '周例会,学法', 次数: 12次}]\n"
    "补充: [{部分: 举措成效, 内容: '镇党委高度重视:一是加强学习;二是,落实责任。'}]\n"
)


@cache
def texts_of_reports() -> list[tuple[TextDocument, TextDocument]]:
    """Each report as text: read from its .docx, and made of the report itself as if nothing were known of its facts.

    What the facts lack is reported of the facts, so of a text made of facts there are fewer findings.
    """
    pairs = []
    for report in (*every_report().values(), report_of(FAULTY)):
        document = text_of(write_docx(report))
        own = replace(text_of_document(report, "2025.yaml", document.year), from_facts=False)
        pairs.append((document, own))
    return pairs


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.ident)
def test_a_document_of_ours_has_the_same_findings_as_its_facts(rule):
    for document, own in texts_of_reports():
        of_facts, of_document = list(rule(own)), list(rule(document))

        def comparable(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
            return sorted((re.sub("第.+?[段行]", "", f.message), f.hint, f.replacement or "") for f in findings)

        assert comparable(of_document) == comparable(of_facts)


def test_faults_of_the_text_are_found_in_a_document_of_ours():
    assert len(list(check_text(text_of(write_docx(report_of(FAULTY)))))) >= 4, "the test above has something to compare"


@pytest.mark.parametrize("form", shipped_formats())
def test_every_style_of_a_page_element_is_known(form):
    """A new style must be added here, or its lines are taken for text."""
    written = {
        match[1]
        for style in style_elements(shipped_format(form))
        if (match := re.search(r'w:name w:val="([^"]+)"', style))
    }
    from drafter.text import from_docx

    names = {name.partition("（")[0] for name in written}
    assert names & set(BY_NAME) <= set(from_docx._STYLES)
    assert set(from_docx._STYLES) - set(BY_NAME) <= names


# --- by hand ----------------------------------------------------------------------------------------


def first(document, style: str):
    return next(p for p in document.paragraphs if p.style.name == style and p.text.strip())


def _font(p, name: str) -> None:
    for r in p.runs:
        r._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _section(document, **lengths) -> None:
    for section in document.sections:
        for name, length in lengths.items():
            setattr(section, name, length)


def _for(style: str, change):
    return lambda d: change(first(d, style))


def _unnumber(d) -> None:
    d.settings.odd_and_even_pages_header_footer = False


def _footer(d, text: str) -> None:
    for section in d.sections:
        for footer in (section.footer, section.even_page_footer):
            p = footer.paragraphs[0]
            for child in list(p._p):
                if child.tag != qn("w:pPr"):
                    p._p.remove(child)
            p.add_run(text)


HANDS = {
    "D101": lambda d: _section(d, page_width=Mm(216), page_height=Mm(279)),
    "D102": lambda d: _section(d, left_margin=Mm(31.8)),
    "D103": _for("公文正文", lambda p: setattr(p.paragraph_format, "line_spacing", 1.5)),
    "D104": lambda d: [setattr(p.paragraph_format, "line_spacing", Pt(36)) for p in d.paragraphs],
    "D105": _for("Title", lambda p: _font(p, "宋体")),
    "D106": _for("Title", lambda p: setattr(p, "alignment", WD_ALIGN_PARAGRAPH.LEFT)),
    "D107": _for("Title", lambda p: p.add_run("。")),
    "D108": _for("公文正文", lambda p: _font(p, "微软雅黑")),
    "D109": _for("公文正文", lambda p: setattr(p.paragraph_format, "first_line_indent", Pt(0))),
    "D111": _for("Heading 1", lambda p: _font(p, "楷体")),
    "D112": _for("Heading 1", lambda p: [setattr(r, "bold", True) for r in p.runs]),
    "D113": lambda d: [
        setattr(r.font, "name", "Arial") for p in d.paragraphs if p.style.name == "公文正文" for r in p.runs
    ],
    "D114": lambda d: _footer(d, ""),
    "D116": _unnumber,
    "D117": _for("成文日期", lambda p: setattr(p, "text", "二〇二六年一月二十日")),
    "D118": _for("成文日期", lambda p: setattr(p, "alignment", WD_ALIGN_PARAGRAPH.LEFT)),
    "D119": lambda d: first(d, "发文机关署名")._p.getparent().remove(first(d, "发文机关署名")._p),
    "D120": _for("附件说明", lambda p: p.add_run("；")),
    "D121": _for("附件", lambda p: setattr(p.paragraph_format, "page_break_before", False)),
    "D123": _for("公文正文", lambda p: p.add_run("【待填】")),
    "D124": _for("公文正文", lambda p: setattr(p.add_run("再核").font, "highlight_color", WD_COLOR_INDEX.YELLOW)),
    "D126": lambda d: d.add_comment(first(d, "公文正文").runs, "请核对", "县局"),
    "D128": _for("Heading 1", lambda p: p.insert_paragraph_before("")),
    "D129": _for("公文正文", lambda p: p.add_run().add_break(WD_BREAK.LINE) or p.add_run("另起一行。")),
}


@pytest.mark.parametrize("rule", HANDS)
def test_manual_changes_of_a_document_of_ours_are_found(rule):
    document = docx.Document(io.BytesIO(every_document()["附件"]))
    before = {finding.rule for finding in format_findings(every_document()["附件"])}
    HANDS[rule](document)
    held = io.BytesIO()
    document.save(held)
    assert {finding.rule for finding in format_findings(held.getvalue())} - before >= {rule}
    assert before == set()


def test_a_coloured_text_is_reported_with_its_words():
    document = docx.Document(io.BytesIO(every_document()["红头"]))
    first(document, "公文正文").add_run("待核").font.color.rgb = RGBColor(0xC0, 0, 0)
    held = io.BytesIO()
    document.save(held)
    (finding,) = format_findings(held.getvalue())
    assert finding.rule == "D124" and finding.place.quoted == "待核" and "红色" in finding.message


def test_words_changed_by_hand_are_located(tmp_path: Path):
    document = docx.Document(io.BytesIO(every_document()["盖章"]))
    first(document, "公文正文").add_run("全镇排查,化解。")
    document.save(tmp_path / "报告.docx")
    (finding,) = [f for f in check_file(tmp_path / "报告.docx").findings if f.rule == "R201"]
    assert finding.place.quoted == "," and finding.place.element == "正文"


# --- other hands ------------------------------------------------------------------------------------


def test_a_foreign_document_in_the_standard_format_has_no_findings():
    """Typed in Word with direct formatting, other names of the typefaces, 28 磅 and Times New Roman."""
    document = docx.Document()
    _section(document, page_width=Mm(210), page_height=Mm(297), top_margin=Mm(37), bottom_margin=Mm(35))
    _section(document, left_margin=Mm(28), right_margin=Mm(26))

    def add(text: str, font: str, size: float = 16, indent: float = 2, side=None, right: float = 0) -> None:
        p = document.add_paragraph()
        p.alignment = side
        p.paragraph_format.line_spacing, p.paragraph_format.space_after = Pt(28), Pt(0)
        p.paragraph_format.first_line_indent = Pt(size * indent)
        p.paragraph_format.right_indent = Pt(size * right)
        r = p.add_run(text)
        r.font.name, r.font.size = "Times New Roman", Pt(size)
        _font(p, font)

    text = (Path(__file__).parents[1] / "corpus" / "01_石桥镇2021年度报告.txt").read_text(encoding="utf-8").split("\n")
    *body, issuer, date = [line for line in text if line.strip()]
    add(body[0], "方正小标宋_GBK", 22, 0, WD_ALIGN_PARAGRAPH.CENTER)
    add(body[1], "FangSong", 16, 0)
    for line in body[2:]:
        font = "SimHei" if line[1] == "、" else "KaiTi_GB2312" if line[0] == "（" else "方正仿宋_GBK"
        add(line, font)
    add(issuer, "仿宋", 16, 0, WD_ALIGN_PARAGRAPH.RIGHT, 3)
    add(date, "仿宋", 16, 0, WD_ALIGN_PARAGRAPH.RIGHT, 4)
    held = io.BytesIO()
    document.save(held)
    assert [finding.rule for finding in format_findings(held.getvalue())] == ["D114"], "only the page number is missing"


def test_the_message_has_the_count_and_the_right_value():
    body = "".join(
        paragraph("全年排查矛盾纠纷。", "", '<w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/>') for _ in range(38)
    )
    (finding,) = [finding for finding in format_findings(package(body)) if finding.rule == "D108"]
    assert finding.message == "正文有38段是宋体5号，应为仿宋3号" and finding.place.line == 1


def test_every_typeface_of_a_page_format_has_a_family():
    families = set(data_table("typefaces.yaml"))
    for name in shipped_formats():
        page_format = shipped_format(name)
        for font in page_format.fonts.values():
            others = (*page_format.other_names[font], *page_format.stand_ins.get(font, ()))
            assert family(font) in families and {family(other) for other in others} == {family(font)}


def test_every_row_of_the_typefaces_has_a_source():
    rows = data_table("typefaces.yaml").values()
    assert all(row["出处"] for row in rows)
    names = [name.casefold() for row in rows for name in (*row["名称"], *row["相近"])]
    assert len(names) == len(set(names)), "a name is of one family"


def test_a_line_of_the_imprint_is_recognised_by_its_words():
    assert is_imprint("抄送：甲县司法局。") and not is_imprint("将有关情况抄送县司法局。")


# --- kinds of lines ------------------------------------------------------------------------------


def kinds(*lines: str) -> list[str]:
    return [line.kind.value for line in text_of_paragraphs(lines, "报告.txt").lines]


def test_the_lines_at_the_foot_are_classified_by_their_words():
    foot = [
        "附件：1.甲表",
        "2.乙表",
        "甲镇人民政府",
        "　　　　年　月　日",
        "（联系人：某某）",
        "（一）甲表的说明。表见后。",
    ]
    assert kinds("特此报告。", *foot) == ["正文", "附件", "附件", "署名", "成文日期", "附注", "正文"]


def test_a_large_centred_line_is_the_title_and_further_down_that_of_an_attachment():
    document = appearance(
        "标题：甲镇2025年⏎标题：法治政府建设情况⏎主送：甲县人民政府：⏎正文：特此报告。⏎署名：甲镇人民政府⏎"
        "日期：2026年1月20日⏎附件 分页：附件⏎标题：甲表"
    )
    assert [seen.kind.value for seen in document.lines] == [
        "标题", "标题", "主送机关", "正文", "署名", "成文日期", "附件", "正文",
    ]  # fmt: skip


def test_an_introduction_is_no_addressee():
    title = "甲镇2025年法治政府建设年度报告"
    assert kinds(title, "甲县人民政府：", "现将有关情况报告如下：") == ["标题", "主送机关", "正文"]
    assert kinds(title, "现将有关情况报告如下：") == ["标题", "正文"]


def test_repeated_words_are_reported_with_their_place():
    (line,) = text_of_paragraphs(["甲,乙,丙,"], "报告.txt").lines
    assert [line.place(at, at + 1).column for at in (1, 3, 5)] == [2, 4, 6]


@pytest.mark.parametrize(
    "piece", ["【待填", "【待填】", "附件：", "附 件", "二", "年", "　", "\t", "错误!", "1.", "——"]
)
def test_an_endless_line_of_awkward_pieces_is_checked(piece):
    """In quadratic time each would take hours."""
    outline = read_docx(package(paragraph(f"{piece * 200_000}甲")))
    prose = report_of_docx(outline).text_document("报告.docx")
    assert all(finding.place.file for finding in check_format(outline, prose))
