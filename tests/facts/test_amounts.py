"""Quantities and Chinese numerals, with their laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import FRAME, facts_of
from hypothesis import given
from hypothesis import strategies as st

from drafter.facts.amounts import NotAQuantityError, parse_quantity, rate, to_half_width
from drafter.facts.dates import NotADateError, parse_day, parse_day_of_facts, parse_year
from drafter.findings import DrafterError
from drafter.numerals import chinese, number

# typed, units of the row → printed, number, approximation, bound, frequency
TYPED = [
    ("26件", ("件",), "26件", 26, "", "", ""),
    ("26起", ("件",), "26起", 26, "", "", ""),
    ("26", ("件",), "26件", 26, "", "", ""),
    ("11.88万元", ("万元", "元"), "11.88万元", 118800, "", "", ""),
    ("11.88万元", ("万元",), "11.88万元", 118800, "", "", ""),
    ("20000余人次", ("人次",), "20000余人次", 20000, "余", "", ""),
    ("8万余份", ("份",), "8万余份", 80000, "余", "", ""),
    ("两万余人次", ("人次",), "两万余人次", 20000, "余", "", ""),
    ("6800多件", ("件",), "6800多件", 6800, "多", "", ""),
    ("99.3%", ("%",), "99.3%", Decimal("99.3"), "", "", ""),
    ("１００％", ("%",), "100%", 100, "", "", ""),
    ("98%以上", ("%",), "98%以上", 98, "", "以上", ""),
    ("不少于4次", ("次",), "不少于4次", 4, "", "不少于", ""),
    ("每月1次", ("次",), "每月1次", 1, "", "", "每月"),
    ("每两月1次", ("次",), "每两月1次", 1, "", "", "每两月"),
    ("每季度", ("次",), "每季度", None, "", "", "每季度"),
    ("全覆盖", ("%",), "全覆盖", None, "", "", ""),
    ("１２ 次", ("次",), "12次", 12, "", "", ""),
    ("超1000人次", ("人次",), "超1000人次", 1000, "超", "", ""),
    ("100人左右", ("人",), "100人左右", 100, "左右", "", ""),
    ("十二次", ("次",), "十二次", 12, "", "", ""),
]


@pytest.mark.parametrize(("typed", "units", "text", "value", "about", "bound", "frequency"), TYPED)
def test_typed_quantities(typed, units, text, value, about, bound, frequency):
    quantity = parse_quantity(typed, units)
    assert (quantity.text, quantity.number) == (text, value)
    assert (quantity.approximation, quantity.bound, quantity.frequency) == (about, bound, frequency)


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("许多", ("件",)), ("5吨", ("件",)), ("101%", ("%",)), ("98", ("%",)),
        ("1,200件", ("件",)), ("-5件", ("件",)), ("5～10件", ("件",)), ("3、4件", ("件",)),
        ("万件", ("件",)), ("件", ("件",)), ("5人次", ("人",)), ("", ("件",)),
    ],
)  # fmt: skip
def test_texts_that_are_no_quantities(typed, units):
    with pytest.raises(NotAQuantityError):
        parse_quantity(typed, units)


UNITS = ("件", "次", "人次", "份", "场次")


@given(
    st.sampled_from(["", "不少于", "每月"]),
    st.integers(1, 10**7),
    st.sampled_from(["", "余", "多"]),
    st.sampled_from(["", "万"]),
    st.sampled_from(UNITS),
    st.sampled_from(["", " ", "　"]),
)
def test_printing_changes_widths_and_blanks_only(before, count, about, scale, unit, blank):
    clean = f"{before}{count}{scale}{about}{unit}" if scale else f"{before}{count}{about}{unit}"
    wide = clean.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    typed = blank.join([wide[: len(before)], wide[len(before) :]])
    assert parse_quantity(typed, (unit,)).text == clean
    assert parse_quantity(parse_quantity(typed, (unit,)).text, (unit,)) == parse_quantity(clean, (unit,))


@given(st.integers(0, 10**9))
def test_only_plain_counts_are_exact(n):
    assert parse_quantity(f"{n}件", ("件",)).exact
    for typed in (f"{n}余件", f"近{n}件", f"不少于{n}件", f"{n}件以上", f"每月{n}件", "全覆盖"):
        assert not parse_quantity(typed, ("件",)).exact


@given(st.integers(0, 10**12 - 1))
def test_numerals_round_trip(n):
    assert number(chinese(n)) == n


@given(st.text(max_size=20))
def test_any_text_is_a_quantity_or_is_not(text):
    try:
        assert parse_quantity(text, ("件",)).text
    except NotAQuantityError as error:
        assert error.message


@given(st.text(max_size=30))
def test_narrowing_twice_changes_nothing(text):
    assert to_half_width(to_half_width(text)) == to_half_width(text)


def test_rates_are_computed_from_exact_figures_only():
    exact, all_of_it = parse_quantity("454件", ("件",)), parse_quantity("457件", ("件",))
    assert rate(exact, all_of_it).text == "99.3%"
    assert rate(parse_quantity("454余件", ("件",)), all_of_it) is None
    assert rate(exact, parse_quantity("0件", ("件",))) is None
    assert rate(all_of_it, exact) is None
    assert rate(all_of_it, all_of_it).text == "100%"
    assert rate(parse_quantity("9999件", ("件",)), parse_quantity("10000件", ("件",))).text == "99.9%"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("2025-03-04", "2025年3月4日"), ("2025年3月4日", "2025年3月4日"), ("2025.3.4", "2025年3月4日"),
        ("２０２５年１２月", "2025年12月"), ("2025-03", "2025年3月"), ("2024-02-29", "2024年2月29日"),
    ],
)  # fmt: skip
def test_dates(typed, text):
    assert parse_day(typed).text == text


@pytest.mark.parametrize(
    "typed", ["2025-02-29", "2025-13-01", "2025-00-10", "2025-01-00", "3月4日", "2025", "昨天", "25-1-1"]
)
def test_texts_that_are_no_dates(typed):
    with pytest.raises(NotADateError):
        parse_day(typed)


@pytest.mark.parametrize("typed", ["25", "20255", "1899", "今年", "2025-01-01"])
def test_texts_that_are_no_years(typed):
    with pytest.raises(NotADateError):
        parse_year(typed)


# --- digits that are no digits here -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "units", "mended"),
    [
        ("٥٨件", ("件",), "58件"), ("𝟓𝟖件", ("件",), "58件"), ("៥៨件", ("件",), "58件"), ("٩٩%", ("%",), "99%"),
        ("5٨件", ("件",), "58件"), ("⑤⑧件", ("件",), "58件"), ("㊿件", ("件",), "50件"), ("Ⅷ件", ("件",), "8件"),
        ("不少于৫次", ("次",), "不少于5次"), ("每月１٢次", ("次",), "每月12次"), ("٣.٥万元", ("元",), "3.5万元"),
        ("010件", ("件",), "10件"), ("00件", ("件",), "0件"), ("不少于08次", ("次",), "不少于8次"),
        ("05.5%", ("%",), "5.5%"), ("0008万余份", ("份",), "8万余份"),
    ],
)  # fmt: skip
def test_odd_digits_are_refused_with_the_right_figure(typed, units, mended):
    with pytest.raises(NotAQuantityError) as caught:
        parse_quantity(typed, units)
    assert caught.value.hint == f"改为：{mended}"
    assert parse_quantity(mended, units).text == mended


@pytest.mark.parametrize("typed", ["5.5件", "0.5件", "12.75次", "近5.5件"])
def test_whole_things_have_no_fractions(typed):
    with pytest.raises(NotAQuantityError) as caught:
        parse_quantity(typed, ("件", "次"))
    assert "不能有小数" in caught.value.message and caught.value.hint


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("5.5万件", ("件",)),
        ("5.0件", ("件",)),
        ("0.5小时", ("小时",)),
        ("3.5亩", ("亩",)),
        ("0件", ("件",)),
        ("0.5%", ("%",)),
    ],
)
def test_parts_of_ten_thousand_and_of_measures_are_figures(typed, units):
    assert parse_quantity(typed, units).text == typed


DIGIT = st.characters(categories=["Nd"])


@given(st.text(DIGIT, min_size=1, max_size=4).filter(lambda text: not to_half_width(text).isascii()))
def test_no_digits_but_ours_are_ever_printed(digits):
    for parse, unit in (
        (lambda text: parse_quantity(text, ("件",)), "件"),
        (parse_year, "年"),
        (parse_day, "年1月2日"),
    ):
        with pytest.raises((NotAQuantityError, NotADateError)):
            parse(f"{digits}{unit}")


@pytest.mark.parametrize("typed", ["0226-01-20", "1948年12月", "2101-01-01", "9999.9.9", "0001-01-01"])
def test_dates_of_facts_lie_in_this_time(typed):
    assert parse_day(typed)  # the calendar has them
    with pytest.raises(NotADateError, match="应在1949年到2100年之间"):
        parse_day_of_facts(typed)


@pytest.mark.parametrize("typed", ["1949-10-01", "2025年3月4日", "2100-12-31"])
def test_dates_from_1949_to_2100_are_dates_of_facts(typed):
    assert parse_day_of_facts(typed) == parse_day(typed)


@pytest.mark.parametrize(
    "text",
    [
        FRAME.replace("2025}", "2025, 成文日期: 0226-01-20}"),
        FRAME.replace("2025}", "2025, 成文日期: ٢٠٢٦-٠١-٢٠}"),
        FRAME.replace("2025}", "٢٠٢٥}"),
        FRAME + "学法: [{形式: 甲, 日期: 0225-01-20}]\n",
        FRAME + "纠纷: {排查: {值: 58件, 截至: 0225-01-20}}\n",
        FRAME + "纠纷: {排查: {值: 58件, 其中: {甲: ٥件}}}\n",
    ],
)
def test_they_are_refused_at_their_place(text):
    with pytest.raises(DrafterError) as caught:
        facts_of(text)
    (finding,) = caught.value.findings
    assert finding.place.line in (1, 3) and finding.place.column > 5 and finding.hint
