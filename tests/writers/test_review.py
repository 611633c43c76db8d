"""A review copy: each finding is a comment at its words, and the document is otherwise what it was."""

from __future__ import annotations

import io
import random
from pathlib import Path

import docx
import pytest
from lxml import etree
from office import saved_again, to_pdf
from packages import W, package, paragraph, unzipped, zipped
from validator import faults
from variants import DOCUMENTS, every_document

from drafter.commands.check import check_file, review_copy
from drafter.findings import DrafterError, Finding, Place, Severity
from drafter.readers.docx.model import DocxLine, DocxReadError
from drafter.readers.docx.read import read_docx
from drafter.writers.docx.review import commented

ANCHORS = {f"{{{W}}}{name}" for name in ("commentRangeStart", "commentRangeEnd", "commentReference")}


def finding(line: int, column: int = 1, length: int = 1, message: str = "甲") -> Finding:
    return Finding(Severity.WARNING, Place("报告.docx", line, column, length, "…", "正文"), message, "改为乙", "R999")


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(unzipped(data)["word/document.xml"])


def without_anchors(data: bytes) -> bytes:
    """The main part as it is but for comments: their anchors taken away, runs and words that were cut joined again."""
    root = tree(data)
    for node in [node for node in root.iter("*") if node.tag in ANCHORS]:
        parent = node.getparent()
        parent.remove(node)
        if parent.tag == f"{{{W}}}r" and not len(parent):
            parent.getparent().remove(parent)
    for run in list(root.iter(f"{{{W}}}r")):
        before = run.getprevious()
        if before is not None and before.tag == run.tag and looks(before) == looks(run):
            for child in [child for child in run if child.tag != f"{{{W}}}rPr"]:
                before.append(child)
            run.getparent().remove(run)
            join(before)
        else:
            join(run)
    return etree.tostring(root, method="c14n")


def looks(run: etree._Element) -> tuple[str, bytes]:
    own = run.find(f"{{{W}}}rPr")
    return str(sorted(run.attrib.items())), b"" if own is None else etree.tostring(own, method="c14n", with_tail=False)


def join(run: etree._Element) -> None:
    for words in list(run.iterchildren(f"{{{W}}}t")):
        words.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        before = words.getprevious()
        if before is not None and before.tag == words.tag:
            before.text = (before.text or "") + (words.text or "")
            run.remove(words)


def commented_words(data: bytes) -> dict[str, str]:
    """Text of each comment → the words between its anchors."""
    names = {
        one.get(f"{{{W}}}id"): "".join(one.itertext())
        for one in etree.fromstring(unzipped(data)["word/comments.xml"]).iter(f"{{{W}}}comment")
    }
    open_now: set[str] = set()
    found = dict.fromkeys(names, "")
    for node in tree(data).iter("*"):
        ident = node.get(f"{{{W}}}id", "")
        if node.tag == f"{{{W}}}commentRangeStart":
            open_now.add(ident)
        elif node.tag == f"{{{W}}}commentRangeEnd":
            open_now.remove(ident)
        elif node.tag in (f"{{{W}}}t", f"{{{W}}}tab", f"{{{W}}}noBreakHyphen"):
            signs = {f"{{{W}}}tab": "\t", f"{{{W}}}noBreakHyphen": "-"}
            for one in open_now:
                found[one] += signs.get(node.tag, node.text or "")
    assert not open_now
    return {names[ident]: words for ident, words in found.items()}


def scattered(lines: tuple[DocxLine, ...], seed: int, most: int = 40) -> list[Finding]:
    """Findings at stretches of every line, over each other and beside each other; the message is the words."""
    draw = random.Random(seed)
    findings = []
    for number in range(most):
        line = draw.choice(lines)
        words = len(line.text) - len(line.label)
        start = draw.randrange(words)
        length = draw.randint(1, words - start)
        begins = len(line.label) + start
        quoted = line.text[begins : begins + length]
        findings.append(finding(line.number, begins + 1, length, f"{number}|{quoted}|"))
    return findings


def assert_only_commented(before: bytes, after: bytes) -> None:
    assert without_anchors(after) == without_anchors(before)
    assert read_docx(after).paragraphs == read_docx(before).paragraphs
    old, new = unzipped(before), unzipped(after)
    changed = {name for name in new if new[name] != old.get(name)}
    assert changed <= {
        "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml",
    }  # fmt: skip
    assert old.keys() <= new.keys()


def assert_at_their_words(after: bytes) -> None:
    for told, words in commented_words(after).items():
        assert told.split("|")[1] == words.replace("\t", " "), told


@pytest.mark.parametrize("name", DOCUMENTS)
def test_our_own_documents_with_comments_anywhere(name):
    before = every_document()[name]
    lines = tuple(line for line in read_docx(before).paragraphs if line.format.style != "Title")
    after = commented(before, scattered(lines, len(name)))
    assert_only_commented(before, after)
    assert_at_their_words(after)


def run(text: str, properties: str = "") -> str:
    return f'<w:r w:rsidR="00AB12CD"><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>'


AWKWARD = (
    f'<w:p>{run("加强")}{run("法治建设", "<w:b/>")}<w:r><w:t>一</w:t><w:tab/><w:t xml:space="preserve"> 二</w:t>'
    "<w:noBreakHyphen/><w:t>三四</w:t></w:r></w:p>"
    f'<w:p><w:ins w:id="7" w:author="甲">{run("插入的字")}</w:ins>'
    f'<w:del w:id="8" w:author="甲"><w:r><w:delText>删</w:delText></w:r></w:del>{run("后面")}</w:p>'
    f'<w:p>{run("见")}<w:hyperlink w:anchor="a">{run("县政府")}{run("网站")}</w:hyperlink>{run("。")}</w:p>'
    f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p>{run('单元格里的字')}</w:p></w:tc></w:tr></w:tbl>"
)


@pytest.mark.parametrize("seed", range(30))
def test_runs_are_cut_at_the_words_whatever_they_hold(seed):
    before = package(AWKWARD)
    after = commented(before, scattered(read_docx(before).paragraphs, seed, 25))
    assert_only_commented(before, after)
    assert_at_their_words(after)


def test_a_field_or_a_control_is_commented_as_a_whole():
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件里')}</w:sdtContent></w:sdt>"
    field = f'<w:fldSimple w:instr=" REF a ">{run("域里")}</w:fldSimple>'
    before = package(f"<w:p>{run('前')}{control}{field}{run('后')}</w:p>")
    after = commented(before, [finding(1, 3, 1, "控"), finding(1, 6, 1, "域")])
    assert without_anchors(after) == without_anchors(before)
    assert list(commented_words(after).values()) == ["控件里", "域里"]


def test_words_in_a_text_box_are_commented_at_the_box():
    box = f"<w:pict><v:textbox><w:txbxContent>{paragraph('盒子里')}</w:txbxContent></v:textbox></w:pict>"
    before = package(f"<w:p>{run('前')}<w:r>{box}</w:r></w:p>")
    after = commented(before, [finding(2, 1, 2, "盒")])
    assert_only_commented(before, after)
    starts = [node.getnext() for node in tree(after).iter(f"{{{W}}}commentRangeStart")]
    assert len(starts) == 1 and starts[0].find(f"{{{W}}}pict") is not None


def test_a_number_that_word_makes_is_commented_at_the_words_behind_it():
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    before = package(paragraph("加强学习", '<w:numPr><w:numId w:val="1"/></w:numPr>'), numbering=numbering)
    after = commented(before, [finding(1, 1, 2, "号"), finding(1, 3, 2, "字"), finding(1, 2, 3, "跨")])
    assert list(commented_words(after).values()) == ["加", "加强", "加强"]


def test_a_soft_broken_paragraph_is_commented_line_by_line():
    before = package("<w:p><w:r><w:t>甲镇人民政府</w:t><w:br/><w:t>2026年1月20日</w:t></w:r></w:p>")
    after = commented(before, [finding(1, 3, 2, "人民"), finding(2, 6, 2, "月")])
    assert_only_commented(before, after)
    assert list(commented_words(after).values()) == ["人民", "1月"]


def told(data: bytes) -> list[tuple[str, str]]:
    """Author and text of every comment, as python-docx reads them."""
    return [(comment.author, comment.text) for comment in docx.Document(io.BytesIO(data)).comments]


def test_a_comment_says_what_is_wrong_and_what_to_do():
    before = package(paragraph("甲乙丙"))
    with_places = Finding(
        Severity.ERROR, Place("a", 1, 1, 1), "半角的“,”", "改为“，”", "R201", related=(Place("a", 1, 3, 1),)
    )
    after = commented(before, [with_places])
    assert told(after) == [
        ("drafter", "错误：半角的“,”（全文共2处，这是第一处）（R201）\n建议：改为“，”"),
        ("drafter", "错误：半角的“,”（R201）"),
    ]
    assert b"w:date" not in unzipped(after)["word/comments.xml"]


def test_what_is_wrong_with_the_document_as_a_whole_is_told_first():
    before = package(paragraph("甲") + paragraph("乙丙"))
    whole = [finding(0, message="没有页码"), finding(0, message="页边距不对"), finding(99, message="再远的")]
    after = commented(before, [finding(2, 2, 1, "丙"), *whole])
    first, second = told(after)
    assert all(message in first[1] for message in ("没有页码", "页边距不对", "再远的")) and "丙" in second[1]
    assert list(commented_words(after).values()) == ["甲", "丙"]


def test_comments_that_are_there_are_kept():
    document = docx.Document()
    document.add_paragraph("甲乙丙丁")
    document.add_comment(document.paragraphs[0].runs, "请核对", "县局")
    held = io.BytesIO()
    document.save(held)
    after = commented(held.getvalue(), [finding(1, 2, 2, "乙丙")])
    assert [text for _, text in told(after)] == ["请核对", "注意：乙丙（R999）\n建议：改为乙"]
    again = commented(after, [finding(1, 4, 1, "丁")])
    assert [author for author, _ in told(again)] == ["县局", "drafter", "drafter"]
    assert list(commented_words(again).values()) == ["甲乙丙丁", "乙丙", "丁"]


def test_nothing_to_say_leaves_the_document_as_it_is():
    before = package(paragraph("甲"))
    assert commented(before, []) == before


def test_a_document_without_a_word_bears_what_is_wrong_with_it():
    after = commented(package("<w:p/>"), [finding(0, message="没有正文")])
    assert "没有正文" in told(after)[0][1]


def test_signs_that_xml_cannot_hold_are_left_out():
    after = commented(package(paragraph("甲")), [finding(1, message="坏字\x0b\ud800\ufffe")])
    assert told(after)[0][1].startswith("注意：坏字")


def test_the_strict_form_is_refused_with_what_to_do():
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = {name: part.replace(W.encode(), strict) for name, part in unzipped(package(paragraph("甲"))).items()}
    with pytest.raises(DocxReadError, match="Strict") as caught:
        commented(zipped(parts), [finding(1)])
    assert "另存为" in caught.value.hint


@pytest.mark.office
def test_an_office_suite_opens_the_copy_and_keeps_its_comments(tmp_path):
    files = {}
    for name in ("联合红头", "附件"):
        lines = tuple(line for line in read_docx(every_document()[name]).paragraphs if line.format.style != "Title")
        files[name] = commented(every_document()[name], scattered(lines, 5, 12))
    files["别扭"] = commented(package(AWKWARD + "<w:sectPr/>"), scattered(read_docx(package(AWKWARD)).paragraphs, 3, 9))
    for name, data in files.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    sources = [tmp_path / f"{name}.docx" for name in files]
    assert all(pdf.stat().st_size > 2000 for pdf in to_pdf(sources, tmp_path))
    (tmp_path / "再存").mkdir()
    for file, data in zip(saved_again(sources, tmp_path / "再存"), files.values(), strict=True):
        assert sorted(told(file.read_bytes())) == sorted(told(data))


@pytest.mark.office("validator")
def test_the_copies_are_valid(tmp_path):
    for name in ("联合红头", "附件"):
        lines = tuple(line for line in read_docx(every_document()[name]).paragraphs if line.format.style != "Title")
        file = tmp_path / f"{name}.docx"
        file.write_bytes(commented(every_document()[name], scattered(lines, 7)))
        assert faults(file) == []


def test_a_copy_is_written_beside_and_replaces_nothing(tmp_path):
    source, copy = tmp_path / "报告.docx", tmp_path / "批注.docx"
    source.write_bytes(package(paragraph("2025年,甲镇")))
    checked = check_file(source).summary
    assert review_copy(checked, copy).path == copy
    assert any("半角" in text for _, text in told(copy.read_bytes()))
    copy.write_bytes("别人的".encode())
    assert review_copy(checked, copy).path.name == "批注（新）.docx" and copy.read_bytes() == "别人的".encode()
    own = review_copy(checked, source)
    assert own.path.name == "报告（新）.docx" and source.read_bytes() == package(paragraph("2025年,甲镇"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "批注.docx", "批注（新）.docx", "报告.docx", "报告（新）.docx",
    ]  # fmt: skip


def test_of_a_file_that_cannot_be_read_there_is_no_copy(tmp_path):
    source = tmp_path / "报告.docx"
    source.write_bytes(b"PK")
    with pytest.raises(DrafterError, match="没有写批注稿"):
        review_copy(check_file(source).summary, Path(tmp_path / "批注.docx"))
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]
