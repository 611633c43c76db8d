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
from line_fixtures import lines_per_page, on_paper, plain
from office import Line
from rendered import Made, all_made, rendered

from drafter.document.model import Document
from drafter.document.runs import Run
from drafter.system.libreoffice import with_whole_years
from drafter.typesetting.page_format import national_format
from drafter.typesetting.typeset import typeset
from drafter.typesetting.units import mm
from drafter.writers.docx.package import write_docx

pytestmark = pytest.mark.office

CLOSING = "、。，．：；！？）］｝〕】〗》〉」』”’…·％℃,.:;!?)]}%"
OPENING = "（［｛〔【〖《〈「『“‘([{"
SIGNATURE = {"Issuer", "IssueDate", "IssuerUnsealed", "IssueDateUnsealed", "JointIssuer"}


# --- pages --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    """All reports, on pages of ours and on those of LibreOffice."""
    return all_made()


def pitch(one: Made) -> float:
    """How high its lines are, in mm."""
    return typeset(one.document, national_format()).page_format.line_pitch / mm(1000) * 1000


def wrong(made: dict[str, Made], kind: str) -> list[tuple[str, list[int], list[int]]]:
    """The reports of a kind whose pages end elsewhere."""
    of_kind = [(name, one) for name, one in made.items() if kind in name]
    found = [(name, lines_per_page(one.rendered, pitch(one)), list(one.model.lines)) for name, one in of_kind]
    assert len(found) >= 20
    return [(name, real, ours) for name, real, ours in found if real != ours]


@pytest.mark.parametrize("kind", ["镇", "行", "随机", "要素", "附注", "联署"])
def test_every_page_has_its_rendered_lines(kind, made):
    assert wrong(made, kind) == []


def test_pages_with_tables_are_counted_and_end_where_they_do_but_for_a_line(made):
    """A table's heights are rounded; what stands below it may be a line off."""
    off = wrong(made, "表格")
    assert all(len(real) == len(ours) for _, real, ours in off)
    assert len(off) <= 2


def test_the_date_stands_on_the_page_foretold(made):
    for name, one in made.items():
        if "行" in name:
            date = one.model.positions[-1]
            assert on_paper(one.rendered[date.page - 1])[-1].text == "2026年1月20日"
            assert len(one.rendered) == date.page
            above = "".join(line.text for line in on_paper(one.rendered[date.page - 1]))
            assert "法" in above or "治" in above, name  # the page bears some text


# --- line ends ----------------------------------------------------------------------------------------


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
    """The line ends of every document without a table, whose cells stand side by side."""
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
    document = at_every_column("坚持——也就是说……还有" * 3)
    (paper,) = rendered({"各列": document}).values()
    for one in line_ends(document, paper):
        assert not re.search(r"—\|—|…\|…", f"{one.before}|{one.after}"), one


# --- years from … to … --------------------------------------------------------------------------------


def test_years_are_parted_by_libreoffice_but_not_in_a_pdf_of_ours():
    """It reads no list of marks that a line may not begin or end with; Word does."""
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
