"""The fingerprint: automatic changes of office suites are no edits, and every manual one is, with its place."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from variants import DOCUMENTS, every_document

from drafter.document.model import Document, Paragraph, Sentence
from drafter.document.runs import Run
from drafter.system import integrity
from drafter.writers.docx.package import write_docx

BODY, FOOTERS, SETTINGS = r"word/document\.xml", r"word/footer\d\.xml", r"word/settings\.xml"
Rewrite = tuple[str, Callable[[str], str]]


def repacked(data: bytes, *rewrites: Rewrite, shuffled: bool = False) -> bytes:
    """The package with other parts; each rewrite must find something to change."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for pattern, rewrite in rewrites:
        before = dict(parts)
        parts |= {name: rewrite(text) for name, text in parts.items() if re.fullmatch(pattern, name)}
        assert parts != before
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
        (BODY, instead(r'<w:t xml:space="preserve">([^<])([^<]+)<', rf"<w:t>\1</w:t></w:r>{_HINTED}\2<")),
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
def test_automatic_changes_of_an_office_suite_are_no_edit(name):
    for document in DOCUMENTS:
        assert integrity.edits_since(repacked(every_document()[document], *HARMLESS[name])) == [], document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_all_automatic_changes_in_a_reordered_package_are_no_edit(document):
    data = every_document()[document]
    assert integrity.edits_since(repacked(data, shuffled=True)) == []
    rewrites = [rewrite for some in HARMLESS.values() for rewrite in some]
    assert integrity.edits_since(repacked(data, *rewrites, shuffled=True)) == []


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
    found = integrity.edits_since(repacked(every_document()[document], rewrite))
    assert found and len(found) <= 4
    named = [change for change in found if words in (change.text or change.before)]
    assert named and any(origin in change.origin for change in named)


@pytest.mark.parametrize(("old", "new"), [("—", "-"), ("> —<", ">页 —<"), (r"<w:t [^>]*>[— ]*</w:t>", "")])
def test_words_beside_the_page_number_are_fingerprinted(old, new):
    """They are in no paragraph of the body, so the edit has no words."""
    data = repacked(every_document()["盖章"], (FOOTERS, instead(old, new)))
    assert integrity.edits_since(data) == [integrity.Edit("", "", "")]


@given(st.lists(st.text(st.sampled_from("甲乙 <>&;#\"'—…“”\t1a\u3000_"), max_size=30), max_size=5))
def test_a_document_of_ours_is_unedited_whatever_its_words(texts):
    """The words are read from the XML that was written: every character comes back."""
    report = Document(((Run("题"),),), tuple(Paragraph((Sentence((Run(text),)),)) for text in texts))
    assert integrity.edits_since(write_docx(report)) == []
