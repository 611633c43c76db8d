"""Line and page ends of drafter documents in LibreOffice (GB/T 9704-2012 5.2.3, 7.3.5; GB/T 15834)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from line_fixtures import on_paper, plain
from office import Line, need_office
from rendered import all_made, rendered

from drafter.document.model import Document
from drafter.document.runs import Run
from drafter.system.libreoffice import with_whole_years
from drafter.writers.docx.package import write_docx

CLOSING = "、。，．：；！？）］｝〕】〗》〉」』”’…·％℃,.:;!?)]}%"
OPENING = "（［｛〔【〖《〈「『“‘([{"
SIGNATURE = {"Issuer", "IssueDate", "IssuerUnsealed", "IssueDateUnsealed", "JointIssuer"}


class Words(NamedTuple):
    """A paragraph, or a line of a title: its words without blanks, its style, whether it is kept with the next one."""

    text: str
    style: str
    keep_with_next: bool


def paragraphs(document: bytes) -> list[Words]:
    """Those that have words, in reading order."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body, styles = (parse_xml(package.read(f"word/{part}.xml")) for part in ("document", "styles"))
    keeping = {
        s.get(qn("w:styleId")) for s in styles.iter(qn("w:style")) if next(s.iter(qn("w:keepNext")), None) is not None
    }
    found = []
    for paragraph in body.iter(qn("w:p")):
        style = paragraph.pPr.pStyle.get(qn("w:val"))
        keep_with_next = style in keeping or paragraph.pPr.find(qn("w:keepNext")) is not None
        text = "".join(
            "\n" if node.tag == qn("w:br") else node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        found += [Words("".join(line.split()), style, keep_with_next) for line in text.split("\n") if line.strip()]
    return found


class Break(NamedTuple):
    """The end of a line: the words before and after it, and the paragraphs to which they belong."""

    before: str
    after: str
    within: Words | None  # the paragraph that goes on in the next line
    ended: Words  # the one that the line ends with
    begun: Words  # the one that the next line begins with
    page: bool  # a page ends, too


def line_ends(document: bytes, paper: list[list[Line]]) -> Iterator[Break]:
    """Every line end of a rendered document, but for the last."""
    items = paragraphs(document)
    text = "".join(item.text for item in items)
    ends = set(accumulate(len(item.text) for item in items))
    owner = [item for item in items for _ in item.text]
    lines = [(line.text.replace("\u2060", ""), page) for page, found in enumerate(paper) for line in on_paper(found)]
    at = 0
    for (line, page), (_, following) in pairwise([*lines, ("", 0)]):
        at += not text.startswith(line, at)  # punctuation that the renderer has lost
        assert text.startswith(line, at), (text[at : at + 30], line)
        at += len(line)
        if at < len(text):
            within = None if at in ends else owner[at]
            yield Break(text[:at][-8:], text[at : at + 8], within, owner[at - 1], owner[at], following > page)
    assert at >= len(text) - 1


@pytest.fixture(scope="module")
def breaks() -> dict[str, list[Break]]:
    """The line ends of every document without a table, whose cells are side by side."""
    need_office()
    return {name: list(line_ends(one.docx, one.rendered)) for name, one in all_made().items() if "表格" not in name}


def test_there_are_enough_line_ends(breaks):
    assert sum(map(len, breaks.values())) > 15_000 and len(breaks) > 300


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(breaks):
    for name, found in breaks.items():
        for one in found:
            if one.within:
                assert one.after[0] not in CLOSING and one.before[-1] not in OPENING, (name, one)


def test_no_number_percentage_dash_or_ellipsis_is_cut(breaks):
    for name, found in breaks.items():
        for one in found:
            if one.within:
                cut = f"{one.before}|{one.after}"
                assert not re.search(r"\d[.,·]?\|[.,·]?\d|\d\|[%％‰]|—\|—|…\|…|[A-Za-z]\|[A-Za-z]", cut), (name, cut)


def test_no_page_ends_with_a_heading_or_inside_one(breaks):
    for name, found in breaks.items():
        for one in found:
            if one.page:
                assert not one.ended.style.startswith(("Heading", "Title")), (name, one)


def test_no_page_has_only_the_signature(breaks):
    for name, found in breaks.items():
        pages_of = [one for one in found if one.page]
        assert not pages_of or pages_of[-1].begun.style not in SIGNATURE, name


def test_a_page_is_full_unless_something_is_kept_together(breaks):
    for name, found in breaks.items():
        made = all_made()[name]
        ends = [one for one in found if one.page]
        for page, end in zip(made.rendered, ends, strict=False):
            short = 22 - max(round((line.middle - 37) / (225 / 22) + 0.5) for line in on_paper(page))
            assert short >= 0
            if short:
                assert not end.within and (end.begun.keep_with_next or end.begun.style in SIGNATURE), (name, short, end)


def at_every_column(text: str) -> bytes:
    """A document of paragraphs in which each character of a text is at every column once."""
    return write_docx(Document(((Run("题"),),), plain(*("法" * lead + text for lead in range(28)))))


def test_dashes_and_ellipses_stay_whole_at_every_column():
    need_office()
    document = at_every_column("坚持——也就是说……还有" * 3)
    (paper,) = rendered({"各列": document}).values()
    for one in line_ends(document, paper):
        assert not re.search(r"—\|—|…\|…", f"{one.before}|{one.after}"), one


# --- years from … to … --------------------------------------------------------------------------------


def test_ranges_of_years_are_broken_by_libreoffice_but_not_in_a_pdf_by_drafter():
    """It does not read the lists of line-start and line-end prohibition in the document; Word does."""
    need_office()
    text = "《法治政府建设实施纲要（2021—2025年）》和“八五”普法规划（2021—2025年）"
    document = at_every_column(text)
    ranges = {name: one.docx for name, one in all_made().items() if "—" in one.document.text and "表格" not in name}
    documents = {"各列": document, **ranges}
    plainly = rendered({"各列": document})["各列"]
    assert any(_PARTED.search(f"{one.before}|{one.after}") for one in line_ends(document, plainly))
    assert len(documents) > 10
    for name, paper in rendered({name: with_whole_years(data) for name, data in documents.items()}).items():
        for one in line_ends(documents[name], paper):
            assert not _PARTED.search(f"{one.before}|{one.after}"), (name, one)
            if one.within:
                assert one.after[0] not in CLOSING and one.before[-1] not in OPENING, (name, one)


_PARTED = re.compile(r"\d\|—\d|\d—\|\d")
