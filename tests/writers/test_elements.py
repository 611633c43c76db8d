"""Every element of the page rendered by LibreOffice and measured: GB/T 9704-2012 7.2 to 7.5, in mm."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from line_fixtures import page_count, paginated
from office import Line, pages, red_ink, rules, to_pdf, white_above
from variants import VARIANTS, variant

from drafter.document.model import Document, Paragraph, Sentence
from drafter.document.runs import Run
from drafter.typesetting.line_breaking import LIBREOFFICE
from drafter.typesetting.page_format import national_format
from drafter.typesetting.title_breaking import document_title_lines
from drafter.writers.docx.package import write_docx

pytestmark = pytest.mark.office

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # the type area
LINE = 225 / 22
ZI = 156 / 28
JOIN = 1.13  # what LibreOffice puts between a 汉字 and a digit, whatever the settings say
RED_HEADS = ("红头", "红头不带文件", "紧急", "联合红头", "四个签发人", "都待签")
IMPRINTS = ("红头", "联合红头", "都待签", "只有版记", "主送移入版记", "附件")

Pages = list[list[Line]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Every variant as .docx and .pdf."""
    folder = tmp_path_factory.mktemp("elements")
    documents = [folder / f"{name}.docx" for name in VARIANTS]
    for name, document in zip(VARIANTS, documents, strict=True):
        document.write_bytes(write_docx(variant(name)))
    to_pdf(documents, folder)
    return folder


@pytest.fixture(scope="module")
def rendered(folder) -> Callable[[str], Pages]:
    """The pages of a variant."""
    known: dict[str, Pages] = {}

    def of(name: str) -> Pages:
        if name not in known:
            known[name] = pages(folder / f"{name}.pdf")
        return known[name]

    return of


def line_with(page: list[Line], words: str) -> Line:
    return next(line for line in page if words in line.text)


def signature(found: Pages) -> tuple[list[Line], Line]:
    """The page of the signature and the line of the date."""
    return next((page, line) for page in found for line in page if re.match(r"20\d\d年\d+月\d+日$", line.text))


# --- 版头 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RED_HEADS)
def test_the_mark_begins_35_mm_below_the_type_areas_top(name, folder):
    top, _ = red_ink(folder / f"{name}.pdf", 1)
    assert top == pytest.approx(TOP + 35, abs=0.6)


@pytest.mark.parametrize("name", RED_HEADS)
def test_the_red_rule_is_as_wide_as_the_type_area_4_mm_below_the_number(name, folder):
    (rule,) = rules(folder / f"{name}.pdf", 1)
    assert rule.red and rule.left == pytest.approx(LEFT, abs=0.2) and rule.right == pytest.approx(RIGHT, abs=0.2)
    assert 0.3 <= rule.bottom - rule.top <= 0.6
    if name != "都待签":  # whose ruled blanks lie lower than words
        assert white_above(folder / f"{name}.pdf", 1, rule.top) == pytest.approx(4, abs=0.5)


@pytest.mark.parametrize("name", RED_HEADS)
def test_number_and_signer_are_two_lines_below_the_mark_one_character_in(name, folder, rendered):
    page = rendered(name)[0]
    number = line_with(page, "签发人：" if name == "都待签" else "示政发")
    if name != "都待签":
        assert number.left == pytest.approx(LEFT + ZI, abs=0.6)
        assert number.text.startswith("示政发〔2026〕3号")
        assert number.right == pytest.approx(RIGHT - ZI, abs=0.6)
    first = line_with(page, "签发人：")
    assert first.bottom - LINE * 3 == pytest.approx(red_ink(folder / f"{name}.pdf", 1)[1], abs=2)


def test_two_signers_a_row_aligned_with_the_first(rendered):
    first, second = (line for line in rendered("四个签发人")[0] if "某某" in line.text)
    assert first.text == "签发人：某某某某某" and second.text == "示政发〔2026〕3号某某某某某"
    assert first.right == pytest.approx(second.right, abs=0.3)
    label = 4 * 16 * 25.4 / 72
    assert RIGHT - ZI - first.left == pytest.approx(label + 7 * 16 * 25.4 / 72, abs=0.6)


def test_the_title_is_two_lines_below_the_rule(folder, rendered):
    (rule,) = rules(folder / "红头.pdf", 1)
    title = line_with(rendered("红头")[0], "年度报告")
    assert title.middle - rule.bottom == pytest.approx(2.5 * LINE, abs=1)


def test_urgency_is_on_the_first_line_flush_left(rendered):
    first = rendered("紧急")[0][0]
    assert first.text == "加急" and first.left == pytest.approx(LEFT, abs=0.5)
    assert first.top >= TOP and first.bottom <= TOP + LINE + 0.5


def test_the_suffix_of_a_joint_mark_is_at_half_its_height(rendered):
    marks = [line for line in rendered("联合红头")[0] if line.top < 100]
    names = [line for line in marks if line.text.startswith(("中共示例县", "示例县示例镇人民政府"))]
    assert "文件" in "".join(line.text for line in marks) and len(names) == 2
    assert names[0].left == pytest.approx(names[1].left, abs=0.5)


def test_a_number_without_a_red_head_is_centred(rendered):
    number = rendered("只有字号")[0][0]
    assert number.text == "示政发〔2026〕3号"
    assert (number.left + number.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


# --- 主体 -------------------------------------------------------------------------------------------


def test_a_title_is_broken_as_the_facts_file_says(rendered):
    assert [line.text for line in rendered("分行标题")[0][:2]] == ["示例镇2025年法治政府", "建设年度报告"]


@pytest.mark.parametrize("name", ["机关标题", "长简称标题", "长标题"])
def test_a_full_line_of_a_title_has_room_for_the_gaps_around_its_digits(name, rendered):
    """With a gap before and after the year the 字 of a full line do not fit any more."""
    report = variant(name)
    lines = document_title_lines(report, national_format())
    assert [line.text for line in rendered(name)[0][: len(lines)]] == list(lines)
    if report.attachments:
        assert [line.text for line in rendered(name)[-1][1:3]] == ["示例镇人民政府", "2025年法治政府建设数据汇总"]


def test_issuers_in_a_title_have_their_own_lines(rendered):
    lines = rendered("长标题")[0][:3]
    assert [line.text for line in lines] == [
        "中共示例县示例镇委员会",
        "示例县示例镇人民政府",
        "关于2025年法治政府建设工作情况的报告",
    ]
    for line in lines:
        assert (line.left + line.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_the_addressee_is_flush_left_one_line_below_the_title(rendered):
    title, addressee = rendered("盖章")[0][:2]
    assert addressee.text == "中共示例县委：" and addressee.left == pytest.approx(LEFT, abs=0.5)
    assert addressee.middle - title.middle == pytest.approx(2 * LINE, abs=1)


def test_the_list_of_attachments_hangs_under_the_first_character_of_the_name(rendered):
    page = next(page for page in rendered("附件") if any("附件：" in line.text for line in page))
    at = next(number for number, line in enumerate(page) if "附件：" in line.text)
    first, second, rest = page[at : at + 3]
    assert first.left == pytest.approx(LEFT + 2 * ZI, abs=0.6) and second.left == pytest.approx(LEFT + 5 * ZI, abs=0.6)
    assert rest.left == pytest.approx(LEFT + 6 * ZI, abs=0.6)
    assert first.text == "附件：1.示例镇2025年行政执法数据表" and not rest.text.endswith("。")
    assert page[at - 1].middle == pytest.approx(first.middle - 2 * LINE, abs=1)


@pytest.mark.parametrize(("name", "marks"), [("附件", ["附件1", "附件2"])])
def test_an_attachment_begins_a_page_with_its_title_in_the_third_line(name, marks, rendered):
    found = [page for page in rendered(name) if page and page[0].text.startswith("附件")]
    assert [page[0].text for page in found] == marks
    for page in found:
        assert page[0].left == pytest.approx(LEFT, abs=0.5)
        assert page[1].middle == pytest.approx(TOP + 2.5 * LINE, abs=1)
        assert (page[1].left + page[1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_an_attachment_that_is_only_named_has_no_page(rendered):
    assert not any(page[0].text.startswith("附件") for page in rendered("一个附件"))


# --- 落款 -------------------------------------------------------------------------------------------


def joins(text: str) -> int:
    """The number of boundaries between a 汉字 and a digit."""
    return len(re.findall(r"(?<=\d)[年月日]|(?<=[年月])(?=\d)", text))


@pytest.mark.parametrize("name", ["盖章", "附注"])
def test_with_a_seal_the_issuer_is_centred_over_the_date_4_characters_from_the_right(name, rendered):
    page, date = signature(rendered(name))
    issuer = page[page.index(date) - 1]
    assert date.right == pytest.approx(RIGHT - 4 * ZI, abs=0.6)
    middle = (date.left + joins(date.text) * JOIN + date.right) / 2
    assert (issuer.left + issuer.right) / 2 == pytest.approx(middle, abs=0.8)
    above = page[page.index(date) - 2]
    assert issuer.middle - above.middle == pytest.approx(3 * LINE, abs=1)  # room for the seal


def test_without_a_seal_the_date_begins_2_characters_right_of_the_issuer(rendered):
    page, date = signature(rendered("不盖章"))
    issuer = page[page.index(date) - 1]
    assert issuer.right == pytest.approx(RIGHT - 2 * ZI, abs=0.6)
    assert date.left + joins(date.text) * JOIN - issuer.left == pytest.approx(2 * ZI, abs=0.8)
    assert issuer.middle - page[page.index(date) - 2].middle == pytest.approx(2 * LINE, abs=1)


def test_without_a_seal_a_date_longer_than_the_issuer_ends_2_characters_from_the_right(rendered):
    page, date = signature(rendered("不盖章长日期"))
    issuer = page[page.index(date) - 1]
    assert date.right == pytest.approx(RIGHT - 2 * ZI, abs=0.6)
    assert date.left + joins(date.text) * JOIN - issuer.left == pytest.approx(2 * ZI, abs=0.8)


def test_without_a_seal_issuers_are_below_each_other(rendered):
    page, date = signature(rendered("不盖章联合"))
    names = page[page.index(date) - 2 : page.index(date)]
    assert [line.text for line in names] == ["中共示例县示例镇委员会", "示例县示例镇人民政府"]
    assert {round(line.right) for line in names} == {round(RIGHT - 2 * ZI)}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("盖章联合", ["中共示例县示例镇委员会示例县示例镇人民政府"]),
        ("盖章三家", ["中共示例县示例镇委员会示例县示例镇人民政府", "示例镇人大主席团"]),
        ("盖章五家", ["中共示例县示例镇委员会示例县示例镇人民政府", "甲镇人民政府乙镇人民政府", "丙镇人民政府"]),
    ],
)
def test_joint_issuers_are_side_by_side_and_the_date_below_the_last(name, rows, rendered):
    page, date = signature(rendered(name))
    at = page.index(date)
    assert [line.text for line in page[at - len(rows) : at]] == rows
    last = LEFT + 156 * (0.75 if name == "盖章联合" else 0.25)
    assert (date.left + date.right) / 2 == pytest.approx(last, abs=1.5)


def test_values_to_sign_are_printed_as_blanks(rendered):
    first = line_with(rendered("都待签")[0], "签发人：")
    assert re.sub(r"\s", "", first.text) == "签发人："
    assert any(re.sub(r"\s", "", line.text) == "年月日" for page in rendered("都待签") for line in page)
    assert any("年月日印发" in re.sub(r"\s", "", line.text) for line in rendered("都待签")[-1])


def test_a_note_is_in_brackets_below_the_date(rendered):
    page, date = signature(rendered("附注"))
    note = page[page.index(date) + 1]
    assert note.text == "（联系人：某某，电话：00000000）"
    assert note.left == pytest.approx(LEFT + 2 * ZI, abs=3)  # a bracket is white at its left


# --- 版记 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", IMPRINTS)
def test_the_imprint_is_at_the_foot_of_the_last_page_which_is_even(name, folder, rendered):
    found = rendered(name)
    assert len(found) % 2 == 0
    lines = rules(folder / f"{name}.pdf", len(found))
    assert not any(rule.red for rule in lines)
    for rule in lines:
        assert rule.left == pytest.approx(LEFT, abs=0.2) and rule.right == pytest.approx(RIGHT, abs=0.2)
    assert lines[-1].bottom == pytest.approx(BOTTOM, abs=0.3)
    thick = [rule.bottom - rule.top for rule in lines]
    assert thick[0] == pytest.approx(0.35, abs=0.06) and thick[-1] == pytest.approx(0.35, abs=0.06)
    assert all(inner == pytest.approx(0.25, abs=0.06) for inner in thick[1:-1])
    assert len(lines) == (2 if name == "主送移入版记" else 3)


@pytest.mark.parametrize("name", IMPRINTS)
def test_blank_pages_and_pages_with_only_the_imprint_have_no_number(name, rendered):
    found = rendered(name)
    for number, page in enumerate(found, 1):
        texts = [line.text for line in page if line.top > BOTTOM]
        assert texts == ([f"—{number}—"] if number <= paginated(variant(name), national_format()).pages else [])


def test_further_lines_of_names_in_the_imprint_begin_below_the_first_name(rendered):
    page = rendered("联合红头")[-1]
    at = next(number for number, line in enumerate(page) if line.text.startswith("抄送："))
    one = 14 * 25.4 / 72
    assert page[at].left == pytest.approx(LEFT + one, abs=0.4)
    assert page[at + 1].left == pytest.approx(LEFT + 4 * one, abs=0.4)
    printed = line_with(page, "印发")
    assert printed.left == pytest.approx(LEFT + one, abs=0.4) and printed.right == pytest.approx(RIGHT - one, abs=0.4)
    assert "".join(line.text for line in page[at:-1]).endswith("示例县人民政府办公室。")


def test_addressees_that_would_push_the_text_off_page_1_move_to_the_imprint(rendered):
    found = rendered("主送移入版记")
    assert "直属行政机关" not in "".join(line.text for line in found[0])
    assert any(line.text.startswith("一、") for line in found[0])
    assert any(line.text.startswith("主送：示例县第一直属行政机关") for line in found[-1])


def test_wherever_the_text_ends_the_imprint_stands_free_on_an_even_page(tmp_path):
    reports = {lines: of_length(lines) for lines in range(1, 61)}
    documents = [tmp_path / f"{lines}.docx" for lines in reports]
    for report, document in zip(reports.values(), documents, strict=True):
        document.write_bytes(write_docx(report))
    shared = 0
    for (lines, report), pdf in zip(reports.items(), to_pdf(documents, tmp_path), strict=True):
        found = pages(pdf)
        last = [line for line in found[-1] if line.top < BOTTOM]
        assert len(found) % 2 == 0 and len(found) == page_count(report, national_format(), LIBREOFFICE), lines
        assert [line.text for line in last[-2:]] == ["抄送：示例县司法局。", "示例镇党政办公室2026年1月21日印发"], lines
        assert last[-1].bottom == pytest.approx(BOTTOM - 1, abs=1.5), lines
        assert all(line.bottom < last[-2].top - 2 for line in last[:-2]), lines
        assert text_above_signature(found), lines
        shared += len(last) > 2
    assert shared >= 10  # a page of its own costs a sheet, and is the exception where there is room


def text_above_signature(found: Pages) -> bool:
    """The page of the signature also has some text."""
    page, date = signature(found)
    return "法法" in "".join(line.text for line in page if line.top < date.top)


def of_length(lines: int) -> Document:
    """A signed report with `lines` lines of body and a 版记."""
    sentence = Sentence((Run("法" * (26 + 28 * (lines - 1))),))
    elements = {
        "发文机关署名": "示例镇人民政府",
        "成文日期": "2026年1月20日",
        "抄送机关": "示例县司法局",
        "印发机关": "示例镇党政办公室",
        "印发日期": "2026年1月21日",
    }
    return Document(((Run("题"),),), (Paragraph((sentence,)),), {k: ((Run(v),),) for k, v in elements.items()})


@pytest.mark.parametrize("name", VARIANTS)
def test_the_predicted_pages_are_those_on_paper(name, rendered):
    assert page_count(variant(name), national_format(), LIBREOFFICE) == len(rendered(name))


@pytest.mark.parametrize("name", VARIANTS)
def test_nothing_leaves_the_type_area(name, rendered):
    for page in rendered(name):
        for line in page:
            if line.top < BOTTOM:
                assert line.left >= LEFT - 0.6 and line.right <= RIGHT + 5.7, line
                assert line.top >= TOP - 1.5 and line.bottom <= BOTTOM + 1.5, line
