"""Quantities and Chinese numerals, with their laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.facts.amounts import NotAQuantityError, parse_quantity, rate, to_half_width
from drafter.facts.dates import NotADateError, parse_day, parse_year
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
