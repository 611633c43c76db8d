"""The fingerprint: automatic changes of office suites are no edits, and every manual one is, with its place."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from conftest import FRAME, report_of
from hand_edits import EDITS as HAND_EDITS
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from packages import edits_since, unzipped, zipped
from resaved import LIBREOFFICE, WORD, WPS, app, by_word, by_wps
from variants import DOCUMENTS, every_document, variant

from drafter.document.model import Document, Paragraph, Sentence
from drafter.document.runs import Run
from drafter.system import integrity
from drafter.system.files import Stage, save_document
from drafter.writers.docx.package import write_docx

BODY, FOOTERS, SETTINGS = r"word/document\.xml", r"word/footer\d\.xml", r"word/settings\.xml"
Rewrite = tuple[str, Callable[[str], str]]


def repacked(data: bytes, *rewrites: Rewrite, shuffled: bool = False, program: str = "") -> bytes:
    """The package with other parts, saved by a program; each rewrite must find something to change."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for pattern, rewrite in rewrites:
        before = dict(parts)
        parts |= {name: rewrite(text) for name, text in parts.items() if re.fullmatch(pattern, name)}
        assert parts != before
    if program:
        parts["docProps/app.xml"] = app(program).decode()
    names = list(parts)
    if shuffled:
        random.Random(1).shuffle(names)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, parts[name])
    return target.getvalue()


def instead(old: str, new: str, count: int = 0) -> Callable[[str], str]:
    """Replaces every match."""
    return lambda text: re.sub(old, new, text, count=count, flags=re.DOTALL)


_BOOKMARK = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
_HINTED = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">'
_CUT = rf"<w:r>\1<w:t>\2</w:t></w:r>{_HINTED}\3<"
_LANGUAGE = '<w:noProof/><w:lang w:val="en-GB" w:eastAsia="zh-TW"/>'
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
HARMLESS: dict[str, tuple[Rewrite, ...]] = {
    "window and zoom": (
        (SETTINGS, instead(r'<w:zoom w:percent="100"/>', r'<w:view w:val="web"/><w:zoom w:percent="85"/>')),
        (SETTINGS, instead(r"</w:settings>", r'<w:rsids><w:rsidRoot w:val="00A77B3E"/></w:rsids></w:settings>')),
    ),
    "bookmarks": (
        (BODY, instead(r"(</w:pPr>)(<w:r>)", rf"\1{_BOOKMARK}\2", count=1)),
        (BODY, instead(r"</w:p>(?=<w:sectPr)", rf"{_BOOKMARK}</w:p>")),
    ),
    "page breaks as rendered": ((BODY, instead(r"(<w:r>)(<w:t)", r"\1<w:lastRenderedPageBreak/>\2")),),
    "runs cut in two": (
        (BODY, instead(r'<w:r>((?:<w:last[^>]*>)?)<w:t xml:space="preserve">([^<])([^<]+)<', _CUT)),
    ),
    "proofing": (
        (BODY, instead(r"(<w:r>.*?</w:r>)", r'<w:proofErr w:type="spellStart"/>\1<w:proofErr w:type="spellEnd"/>')),
    ),
    "language": ((BODY, instead(r"<w:r>(?!<w:rPr>)", rf"<w:r><w:rPr>{_LANGUAGE}</w:rPr>")),),
    "fields in long form": (
        (FOOTERS, instead(r"<w:fldSimple[^>]*><w:r><w:t>1</w:t></w:r></w:fldSimple>", _FIELD)),
    ),
    "ids of editing": (
        (BODY, instead(r"<w:p>", r'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00C24F11">')),
        (BODY, instead(r"<w:r>", r'<w:r w:rsidRPr="00D52A07">')),
        (FOOTERS, instead(r"<w:p>", r'<w:p w:rsidR="00A77B3E">')),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_automatic_changes_of_word_and_wps_are_no_edit(name):
    for document in DOCUMENTS:
        for program in (WORD, WPS):
            data = repacked(every_document()[document], *HARMLESS[name], program=program)
            assert edits_since(data) == [], document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_all_automatic_changes_in_a_reordered_package_are_no_edit(document):
    data = every_document()[document]
    assert edits_since(repacked(data, shuffled=True)) == []
    rewrites = [rewrite for some in HARMLESS.values() for rewrite in some]
    assert edits_since(repacked(data, *rewrites, shuffled=True, program=WORD)) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_that_word_or_wps_has_saved_again_is_unedited(document):
    data = every_document()[document]
    for again in (by_word(data), by_wps(data)):
        assert again != data and edits_since(again) == []


@pytest.mark.parametrize("program", ["", "Other", LIBREOFFICE])
def test_a_document_that_another_program_has_saved_again_is_kept(program):
    """What these write by themselves is not known; LibreOffice alone changes styles, page and settings."""
    data = repacked(every_document()["盖章"], *HARMLESS["window and zoom"], program=program)
    (edit,) = edits_since(data)
    assert "重新保存过" in edit.respect
    words = repacked(every_document()["盖章"], (BODY, instead("稳步推进。按照", "稳步前进。按照", 1)), program=program)
    assert "稳步前进" in edits_since(words)[0].text


@pytest.mark.parametrize("resaved", [bytes, by_word, by_wps])
@pytest.mark.parametrize("kind", HAND_EDITS)
def test_every_kind_of_edit_is_seen_and_named(kind, resaved):
    parts = unzipped(resaved(every_document()["附件"]))
    before = dict(parts)
    edit, respect = HAND_EDITS[kind]
    edit(parts)
    assert parts != before
    found = edits_since(zipped(parts))
    assert found and all(change != integrity.Edit("", "", "") for change in found)
    assert any(respect in change.respect for change in found if bool(respect) == bool(change.respect))


# What may be another or missing in a file that Word has saved: `element` or `element@attribute`.
NOISE = """
    p@rsidR p@paraId sectPr@rsidR t@space instrText@space proofErr proofErr@type lastRenderedPageBreak bookmarkStart
    bookmarkEnd rFonts rFonts@hint rPr noProof lang lang@val lang@bidi lang@eastAsia tblLook tblLook@val
    tblLook@firstRow tblLook@noVBand cols cols@space
    zoom zoom@percent compat compatSetting compatSetting@name compatSetting@uri compatSetting@val useFELayout
    themeFontLang themeFontLang@val themeFontLang@eastAsia defaultTabStop drawingGridVerticalSpacing
    drawingGridVerticalSpacing@val footnotePr footnote footnote@id rsids rsidRoot rsidRoot@val mathPr mathFont
    shapeDefaults decimalSymbol decimalSymbol@val listSeparator listSeparator@val docId docId@val
    docDefaults rPrDefault pPrDefault latentStyles latentStyles@count lsdException lsdException@name
    style@customStyle style@styleId uiPriority uiPriority@val rsid rsid@val qFormat semiHidden unhideWhenUsed top
"""


@pytest.mark.parametrize("part", ["word/document.xml", "word/footer1.xml", "word/settings.xml", "word/styles.xml"])
def test_whatever_else_is_changed_in_a_file_that_word_has_saved_is_seen(part):
    """One of each kind of element is deleted, one of each kind of attribute is given another value."""
    parts = unzipped(by_word(every_document()["附件"]))
    kinds: dict[str, list[int]] = {}
    for number, one in _elements(parts[part]):
        for kind in (f"{_local(one.getparent())} {_local(one)}", *(f"{_local(one)}@{name}" for name in one.attrib)):
            kinds.setdefault(kind, []).append(number)
    unseen = set()
    for kind, numbers in kinds.items():
        element = dict(_elements(parts[part]))[numbers[len(numbers) // 2]]
        root = element.getroottree().getroot()
        tag, _, attribute = kind.rpartition(" ")[2].partition("@")
        if attribute:
            element.set(attribute, f"{element.get(attribute)}9")
        else:
            element.getparent().remove(element)
        if edits_since(zipped({**parts, part: etree.tostring(root)})) == []:
            unseen.add(f"{tag}@{attribute.rpartition('}')[2]}" if attribute else tag)
    assert len(kinds) > 20 and unseen - set(NOISE.split()) == set()


def _elements(data: bytes) -> list[tuple[int, etree._Element]]:
    found = [*enumerate(etree.fromstring(data).iter())][1:]
    return [(number, one) for number, one in found if not (one.text or "").isdigit()]  # the number of the page


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def test_a_part_of_a_name_that_is_there_twice_makes_a_file_unknown():
    """Programs differ on which of the two they read."""
    data = io.BytesIO(every_document()["盖章"])
    with zipfile.ZipFile(data, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", package.read("word/document.xml"))
    assert edits_since(data.getvalue()) is None


def test_a_file_of_an_older_version_is_unknown():
    parts = unzipped(every_document()["盖章"])
    parts["customXml/item1.xml"] = b'<seal xmlns="urn:drafter:seal:1">[]</seal>'
    assert edits_since(zipped(parts)) is None


def swapped(first: str, second: str) -> Callable[[str], str]:
    """Two paragraphs of these words, each in the place of the other."""

    def rewrite(text: str) -> str:
        one, other = (
            next(p for p in re.findall(r"<w:p>(?:(?!<w:p>).)*?</w:p>", text, re.DOTALL) if f">{words}<" in p)
            for words in (first, second)
        )
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    return rewrite


def moved(words: str) -> Callable[[str], str]:
    """The paragraph of these words behind the next one."""
    return instead(rf"(<w:p>(?:(?!<w:p>).)*?>{words}<(?:(?!<w:p>).)*?</w:p>)(<w:p>.*?</w:p>)", r"\2\1")


# the document, the change, and what is reported: words of the change, and of their origin
EDITS: dict[str, tuple[str, Rewrite, str, str]] = {
    "a character": ("盖章", (BODY, instead("稳步推进。按照", "稳步前进。按照", 1)), "按照县里统一部署", "补充"),
    "a full stop": ("盖章", (BODY, instead("现将有关情况报告如下：", "现将有关情况报告如下。")), "如下。", "开头"),
    "a moved paragraph": ("附件", (BODY, moved("第一段。")), "第二段。", "附件"),
    "swapped cells": ("附件", (BODY, swapped("项目", "数量")), "数量", "附件"),
    "a figure": ("附件", (BODY, instead("58次", "57次")), "57次", "附件"),
    "a copy taken away": ("联合红头", (BODY, instead("示例县人民政府办公室", "")), "抄送：", "抄送机关"),
    "a signer": ("红头", (BODY, instead("某某某", "某某")), "示政发〔2026〕3号\t签发人：某某", "签发人"),
    "a number": ("红头", (BODY, instead("〕3号", "〕4号")), "示政发〔2026〕4号", "发文字号"),
    "a date": ("盖章联合", (BODY, instead("1月20日", "1月21日")), "2026年1月21日", "成文日期"),
    "an issuer": (
        "盖章三家",
        (BODY, swapped("中共示例县示例镇委员会", "示例镇人大主席团")),
        "示例镇人大主席团",
        "署名",
    ),
    "an urgency": ("紧急", (BODY, instead("加急", "特急")), "特急", "紧急程度"),
    "a note": ("附注", (BODY, instead("00000000", "11111111")), "（联系人：某某，电话：11111111）", "附注"),
    "a break in the title": (
        "分行标题",
        (BODY, instead("<w:r><w:br/></w:r>", "")),
        "示例镇2025年法治政府建设年度报告",
        "",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_manual_change_is_reported(name):
    document, rewrite, words, origin = EDITS[name]
    found = edits_since(repacked(every_document()[document], rewrite))
    assert found and len(found) <= 4
    named = [change for change in found if words in (change.text or change.before)]
    assert named and any(origin in change.origin for change in named)


@pytest.mark.parametrize(("old", "new"), [("—", "-"), ("> —<", ">页 —<"), (r"<w:t [^>]*>[— ]*</w:t>", "")])
def test_words_beside_the_page_number_are_fingerprinted(old, new):
    """They are in no paragraph of the body, so the edit has no words."""
    data = repacked(every_document()["盖章"], (FOOTERS, instead(old, new)))
    assert edits_since(data) == [integrity.Edit("", "", "", "页眉、页脚")]


@given(st.lists(st.text(st.sampled_from("甲乙 <>&;#\"'—…“”\t1a\u3000_"), max_size=30), max_size=5))
def test_a_document_of_ours_is_unedited_whatever_its_words(texts):
    """The words are read from the XML that was written: every character comes back."""
    report = Document(((Run("题"),),), tuple(Paragraph((Sentence((Run(text),)),)) for text in texts))
    assert edits_since(write_docx(report)) == []


HOSTILE = {
    "corrupt": lambda data: data[:200] + b"\x00" * 50 + data[250:],
    "half": lambda data: data[: len(data) // 2],
    "not-xml": lambda data: _with_part(data, "word/document.xml", b"<w:document"),
    "fingerprint-not-json": lambda data: _with_part(data, "customXml/item1.xml", _STORE % b"{"),
    "fingerprint-too-short": lambda data: _with_part(data, "customXml/item1.xml", _STORE % b'[["a"]]'),
}
_STORE = b'<fingerprint xmlns="urn:drafter:fingerprint:2" exact="">%s</fingerprint>'


def _with_part(data: bytes, part: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            kept = before.read(name)
            if name == "word/document.xml" and part != name:
                kept = kept.replace("示例镇".encode(), "别的镇".encode())
            after.writestr(name, content if name == part else kept)
    return held.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_damaged_file_is_left_alone(kind, tmp_path):
    data = HOSTILE[kind](write_docx(report_of(FRAME)))
    (tmp_path / "甲.docx").write_bytes(data)
    assert save_document(write_docx(report_of(FRAME)), tmp_path, "甲", Stage.SIGNING).path.name == "甲（新）.docx"
    assert (tmp_path / "甲.docx").read_bytes() == data


def test_a_very_long_document_is_compared_as_a_whole():
    """Paragraph by paragraph would take time that grows with the square of their number."""
    many = tuple(Paragraph((Sentence((Run("甲"),)),)) for _ in range(2_500))
    data = write_docx(Document(((Run("题"),),), many))
    for old, new in (('<w:t xml:space="preserve">甲', "<w:t>乙"), ("(甲</w:t></w:r>)", r"\1<w:r><w:tab/></w:r>")):
        assert edits_since(repacked(data, (BODY, instead(old, new, 1)))) == [integrity.Edit("", "", "", "正文")]


# --- whose it is ---------------------------------------------------------------------------------------


def test_the_fingerprint_says_whose_document_it_is():
    for document in ("盖章", "盖章联合"):
        report = replace(variant(document), unit="示例镇", year="2025")
        for data in (write_docx(report), by_word(write_docx(report))):
            assert integrity.examine(data).identity == ("示例镇", "2025", report.title_text)


LITTLE = b"%PDF-1.6\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def test_the_fingerprint_of_a_pdf_covers_every_byte():
    whose = integrity.Identity("示例镇", "2025", "年度报告")
    pdf = integrity.with_pdf_fingerprint(LITTLE, whose)
    known = integrity.pdf_identity
    assert known(pdf) == whose and pdf.startswith(LITTLE[:40]) and pdf.endswith(b"startxref\n9\n%%EOF\n")
    assert not known(LITTLE) and not known(b"") and not known(pdf + b"\n")
    assert not any(known(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]) for at in range(len(pdf)))
    assert integrity.with_pdf_fingerprint(b"%PDF-", whose) == b"%PDF-"


def forged(whose: bytes) -> bytes:
    """A PDF with a fingerprint that somebody else has computed."""
    head, _, tail = LITTLE.partition(b"startxref")
    mark = b"%drafter " + sha256(whose + b"\n" + LITTLE).hexdigest().encode() + b" " + whose + b"\n"
    return head + mark + b"startxref" + tail


@pytest.mark.parametrize("whose", [b"", b"{", b"5", b'["one"]'])
def test_a_pdf_with_a_fingerprint_that_we_cannot_read_is_unknown(whose):
    assert integrity.pdf_identity(forged(whose)) is None


def test_whatever_a_fingerprint_says_of_its_owner_is_text():
    assert integrity.pdf_identity(forged(b'[1, null, ["x"]]')) == ("1", "None", "['x']")
