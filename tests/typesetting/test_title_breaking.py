"""Titles on one line if they fit, else broken between words, in a good shape."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import TESTS
from hypothesis import given
from hypothesis import strategies as st

from drafter.typesetting.page_format import national_format
from drafter.typesetting.title_breaking import title_lines, width_on_paper
from drafter.typesetting.widths import width_in_zi

LONGEST = national_format().title_zi_per_line
TITLES = Path("titles.txt")


def centred(line: str) -> str:
    """The line centred with blanks of half a 字, so that the file shows the shape."""
    return " " * int(4 + LONGEST - width_in_zi(line)) + line


def with_lines(text: str) -> str:
    """The list of titles with the lines of each below its units."""
    lines: list[str] = []
    for row in text.splitlines():
        if not row.startswith(" "):
            lines.append(row)
            if row and not row.startswith("#"):
                lines += map(centred, title_lines(row.split("｜"), LONGEST))
    return "\n".join(lines) + "\n"


def listed() -> list[list[str]]:
    rows = (TESTS / "golden" / TITLES).read_text(encoding="utf-8").splitlines()
    return [row.split("｜") for row in rows if row and row[0] not in "# "]


def test_titles_are_broken_as_by_a_proof_reader(golden):
    text = (TESTS / "golden" / TITLES).read_text(encoding="utf-8")
    assert len(listed()) >= 50
    golden(TITLES, with_lines(text))


def test_a_title_that_fits_stays_on_one_line():
    assert title_lines(["岘山镇2023年度", "法治政府建设工作报告"], 20) == ("岘山镇2023年度法治政府建设工作报告",)


def test_a_long_title_is_broken_between_its_units():
    units = ["重庆市大足区季家镇2024年", "法治政府建设情况报告"]
    assert title_lines(units, LONGEST) == tuple(units)


def test_two_issuers_have_their_own_lines_even_if_all_would_fit():
    units = ["中共甲乡委员会", "甲乡人民政府", "工作报告"]
    assert title_lines(units, LONGEST) == tuple(units)


def test_two_units_of_equal_width_make_room_for_a_shape():
    lines = title_lines(["示例县示例镇关于2025年", "法治政府建设情况的报告"], LONGEST)
    assert lines == ("示例县示例镇", "关于2025年法治政府建设情况的报告")


@pytest.mark.parametrize("name", ["和平镇", "建设镇", "法院乡", "与善乡", "新市区示例街道", "市中区"])
def test_a_name_that_contains_words_stays_whole(name):
    text = f"示例县{name}2025年度法治政府建设和基层治理工作情况的报告"
    assert title_lines([text], LONGEST)[0].startswith(f"示例县{name}")


def test_unknown_text_is_broken_as_a_last_resort():
    lines = title_lines(["甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥ABCDEFGH"], LONGEST)
    assert len(lines) == 2 and "ABCDEFGH" in lines[1]


def test_empty_units_make_no_lines():
    assert title_lines(["", "示例镇2025年", ""], LONGEST) == ("示例镇2025年",)
    assert title_lines([], LONGEST) == ("",)


def test_two_units_that_would_make_a_rectangle_are_broken_elsewhere():
    lines = title_lines(["示例县示例镇2025年度", "法治政府建设工作报告"], LONGEST)
    assert lines == ("示例县示例镇", "2025年度法治政府建设工作报告")


def test_one_issuer_keeps_its_line_if_only_gaps_make_the_title_too_wide():
    units = ["示例镇人民政府", "2025年法治政府建设年度报告"]
    assert width_in_zi("".join(units)) == LONGEST
    assert title_lines(units, LONGEST) == tuple(units)


def test_a_quoted_name_wider_than_a_line_is_broken_before_its_brackets():
    lines = title_lines(["关于贯彻落实《法治政府建设实施纲要（2021—2025年）》情况的报告"], LONGEST)
    assert lines == ("关于贯彻落实《法治政府建设实施纲要", "（2021—2025年）》情况的报告")


def test_half_width_characters_count_half():
    assert width_in_zi("2025年《甲》") == 6


def test_a_gap_is_between_a_digit_or_letter_and_a_word():
    assert width_on_paper("2025年《甲A》") == 6.5 + 0.4
    assert width_on_paper("“12·4”——2025") == width_in_zi("“12·4”——2025")


@pytest.mark.parametrize("words", ["镇", "2025年", "示例镇人民政府", "A", "（", "《甲》", "((甲))", "的"])
def test_a_text_far_too_long_for_a_title_is_broken_too(words):
    """Once a township's name of 30,000 characters took minutes and all memory."""
    units = [(words * 30_000)[:30_000], "2025年法治政府建设年度报告"]
    lines = title_lines(units, LONGEST)
    assert "".join(lines) == "".join(units)
    assert all(width_on_paper(line) <= LONGEST for line in lines)
    assert len(lines) <= 2 * width_on_paper("".join(units)) / LONGEST


def test_issuers_keep_their_lines_also_above_a_text_too_long_for_a_title():
    units = ["中共甲乡委员会", "甲乡人民政府", "工作报告" * 1000]
    assert title_lines(units, LONGEST)[:3] == (*units[:2], "工作报告" * 5)


def test_twenty_characters_of_the_title_fit():
    assert LONGEST == 20


# --- properties -----------------------------------------------------------------------------------------

PLACES = st.sampled_from(["示例县", "示例市示例区", "示例土家族苗族自治县", "示例旗", ""])
TOWNSHIPS = st.sampled_from(["示例镇", "示例乡", "和平镇", "示例街道", "示例回族维吾尔族乡", "示例苏木"])
YEARS = st.sampled_from(["2025年", "2025年度", "2021—2025年", "2025年上半年", "二〇二五年度", "2025年1—6月"])
MATTERS = st.sampled_from(
    [
        "法治政府建设年度报告",
        "法治政府建设工作情况的报告",
        "党政主要负责人履行推进法治建设第一责任人职责情况的报告",
        "贯彻落实《法治政府建设实施纲要（2021—2025年）》情况的报告",
        "《示例省法治政府建设实施办法》贯彻落实情况的报告",
        "依法行政和法治政府建设工作情况及2026年工作安排的报告",
        "“八五”普法规划实施情况的报告",
    ]
)


@st.composite
def titles(draw: st.DrawFn) -> list[str]:
    """Titles of the forms that occur: a short name, or one or two issuers; 关于 or not; a year; a matter."""
    place, township = draw(PLACES), draw(TOWNSHIPS)
    about, year, matter = draw(st.sampled_from(["", "关于"])), draw(YEARS), draw(MATTERS)
    party = f"中共{place}{township}委员会"
    government = f"{place}{township}{'办事处' if township.endswith('街道') else '人民政府'}"
    heads = [[f"{place}{township}{about}{year}", matter], [government, about + year + matter]]
    heads.append([party, government, about + year + matter])
    heads.append([f"{place}{township}{about}{year}{matter}"])
    return draw(st.sampled_from(heads))


ANY_TEXT = st.text(
    st.sampled_from("示例县镇年的和关于法治政府建设情况报告《》（）、，“”2025A ") | st.characters(), max_size=60
)


@given(st.lists(ANY_TEXT, max_size=4), st.integers(5, 24))
def test_nothing_is_lost_and_no_line_is_too_wide(units, longest):
    lines = title_lines(units, longest)
    assert "".join(lines) == "".join(units)
    assert all(width_on_paper(line) <= longest for line in lines)


@given(titles(), st.sampled_from([18, 20, 22]))
def test_plausible_titles_break_no_word(units, longest):
    lines = title_lines(units, longest)
    text = "".join(units)
    assert all(width_in_zi(line) >= 4 and width_on_paper(line) <= longest for line in lines)
    assert not any(re.match("[的及》）、”]|和(?!平镇)", line) or re.search("[《（“]$|关于$", line) for line in lines)
    ends, end = set(), 0
    for line in lines:
        end += len(line)
        ends.add(end)
    for torn in re.finditer(r"[0-9〇二五—]+年度?|第一责任人|法治政府建设|人民政府|委员会|办事处|和平镇", text):
        assert not ends & set(range(torn.start() + 1, torn.end())), torn[0]


@given(titles())
def test_a_quoted_name_that_fits_with_its_neighbours_stays_whole(units):
    for before, after in pairwise(title_lines(units, 22)):
        assert before.count("《") == before.count("》"), (before, after)


@given(titles())
def test_issuers_have_their_own_lines_or_all_is_on_one_line(units):
    lines = title_lines(units, LONGEST)
    issuers = [unit for unit in units if unit.endswith(("委员会", "人民政府", "办事处")) and len(unit) <= LONGEST]
    assert len(lines) == 1 or set(issuers) <= set(lines)


@given(ANY_TEXT)
def test_prohibited_punctuation_is_avoided_if_words_leave_a_choice(text):
    lines = title_lines([re.sub(r"[^示例县镇年的关于法治政府建设情况报告《》]|(?<=[《》])[《》]", "", text)], LONGEST)
    for before, after in pairwise(lines):
        assert before[-1] != "《" and after[0] != "》"
