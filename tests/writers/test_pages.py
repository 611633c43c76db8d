"""Documents rendered by LibreOffice and measured: the page of GB/T 9704-2012, in mm."""

from __future__ import annotations

import re

import docx
import pytest
from conftest import EXAMPLES, FRAME, report_of
from office import Line, pages, saved_again, to_pdf
from packages import edits_since

from drafter.commands.draft import draft_report
from drafter.writers.docx.package import write_docx

pytestmark = pytest.mark.office

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # the type area
HANG = 5.7  # a mark may hang into the margin
SIGNED = FRAME.replace("2025}", "2025, 成文日期: 2026-01-20}")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> dict[str, list[list[Line]]]:
    """All documents of this file, rendered at once."""
    folder = tmp_path_factory.mktemp("pages")
    long = "法治政府建设年度报告" * 280
    reports = {example.parent.name: draft_report(example).document for example in EXAMPLES}
    reports["满页"] = report_of(FRAME + f"补充: [{{部分: 举措成效, 内容: {long}}}]\n其他: 无\n")
    reports["已签"] = report_of(SIGNED)
    reports["联合"] = report_of(SIGNED.replace("[示例镇人民政府]", "[中共示例镇委员会, 示例镇人民政府]"))
    reports["长名"] = report_of(SIGNED.replace("[示例镇人民政府]", "[示例自治州示例自治县示例民族乡人民政府]"))
    documents = []
    for name, report in reports.items():
        documents.append(folder / f"{name}.docx")
        documents[-1].write_bytes(write_docx(report))
    return dict(zip(reports, map(pages, to_pdf(documents, folder)), strict=True))


def body(page: list[Line]) -> list[Line]:
    return [line for line in page if line.top < BOTTOM]


@pytest.mark.parametrize("name", [example.parent.name for example in EXAMPLES] + ["满页"])
def test_everything_is_in_the_type_area(name, rendered):
    for page in rendered[name]:
        for line in body(page):
            assert line.left >= LEFT - 0.5 and line.right <= RIGHT + HANG
            assert line.top >= TOP - 1.5 and line.bottom <= BOTTOM + 1.5


@pytest.mark.parametrize("name", [example.parent.name for example in EXAMPLES] + ["满页"])
def test_full_pages_hold_22_lines(name, rendered):
    full = rendered[name][1:-2]  # the last two may end before their foot
    assert full
    for page in full:
        assert len(body(page)) in (
            (22,) if name == "满页" else (20, 21, 22)
        )  # headings, one under the other, may go over
        pitches = [b.middle - a.middle for a, b in zip(body(page), body(page)[1:], strict=False)]
        assert sum(pitches) / len(pitches) == pytest.approx(225 / 22, abs=0.06)


def test_full_lines_hold_28_characters(rendered):
    lines = [line for page in rendered["满页"][1:4] for line in body(page)]
    assert len(lines) == 66 and {len(line.text) for line in lines} == {28}
    for line in lines:
        assert line.left == pytest.approx(LEFT, abs=0.6) and line.right == pytest.approx(RIGHT, abs=0.6)


def test_a_paragraph_is_indented_two_characters(rendered):
    first = next(line for page in rendered["满页"] for line in page if line.text.startswith("法治政府建设年度报告法"))
    assert first.left == pytest.approx(LEFT + 2 * 156 / 28, abs=0.6)
    assert len(first.text) == 26


@pytest.mark.parametrize("name", [example.parent.name for example in EXAMPLES] + ["满页"])
def test_page_numbers_odd_right_even_left_seven_mm_below(name, rendered):
    one = 14 * 25.4 / 72  # one character of 4号
    for number, page in enumerate(rendered[name], 1):
        (line,) = [line for line in page if line.top >= BOTTOM]
        assert line.text == f"—{number}—"
        assert line.middle == pytest.approx(BOTTOM + 7, abs=1)
        if number % 2:
            assert line.right == pytest.approx(RIGHT - one, abs=1)
        else:
            assert line.left == pytest.approx(LEFT + one, abs=1)


def test_the_title_is_centred(rendered):
    for example in EXAMPLES:
        title = rendered[example.parent.name][0][0]
        assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_the_date_ends_four_characters_from_the_right_under_its_issuer(rendered):
    issuer, date = body(rendered["已签"][-1])[-2:]
    assert (issuer.text, date.text) == ("示例镇人民政府", "2026年1月20日")
    assert date.right == pytest.approx(RIGHT - 4 * 156 / 28, abs=0.6)
    # LibreOffice widens the joins of digits and 汉字 by 1.1 mm each, to the left of a right-aligned date
    joins = 5 * 1.13
    assert (issuer.left + issuer.right) / 2 == pytest.approx((date.left + joins + date.right) / 2, abs=0.8)


def test_joint_issuers_are_side_by_side_with_the_date_below_the_last(rendered):
    issuers, date = body(rendered["联合"][-1])[-2:]
    assert issuers.text == "中共示例镇委员会示例镇人民政府"
    assert (date.left + date.right) / 2 == pytest.approx(LEFT + 156 * 0.75, abs=1.5)


def test_a_long_issuer_stays_in_the_type_area_on_one_line(rendered):
    issuer, date = body(rendered["长名"][-1])[-2:]
    assert issuer.text == "示例自治州示例自治县示例民族乡人民政府"
    assert issuer.right <= RIGHT + 0.5
    assert date.text == "2026年1月20日" and date.right <= RIGHT


def test_a_date_to_be_signed_is_printed_as_blanks(rendered):
    _, date = body(rendered["寺庄镇"][-1])[-2:]
    assert re.sub(r"\s", "", date.text) == "年月日"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_word_is_lost_on_paper(example, rendered):
    report = draft_report(example).document
    printed = "".join(line.text for page in rendered[example.parent.name] for line in body(page))
    for sentence in report.sentences():
        assert re.sub(r"\s", "", sentence.text) in printed
    assert report.title_text in printed


def test_a_document_that_libreoffice_has_saved_again_is_kept(tmp_path):
    """It writes styles, page and settings in its own way, so that only the words can be compared."""
    documents = [tmp_path / f"{example.parent.name}.docx" for example in EXAMPLES]
    for example, document in zip(EXAMPLES, documents, strict=True):
        document.write_bytes(write_docx(draft_report(example).document))
    (tmp_path / "again").mkdir()
    for before, after in zip(documents, saved_again(documents, tmp_path / "again"), strict=True):
        assert after.read_bytes() != before.read_bytes()
        (saved,) = edits_since(after.read_bytes())
        assert "LibreOffice" in saved.respect
        edited = docx.Document(str(after))
        edited.paragraphs[4].add_run("改")
        edited.save(str(after))
        change, also = edits_since(after.read_bytes())
        assert change.text.endswith("改") and change.origin and also == saved
