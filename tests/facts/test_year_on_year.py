"""The change between two years' figures, in the words of official statistics."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from conftest import FRAME, facts_of
from hypothesis import assume, given
from hypothesis import strategies as st

from drafter.facts.amounts import parse_quantity
from drafter.facts.model import Fact
from drafter.facts.previous_year import with_previous_year
from drafter.facts.year_on_year import Incomparable, YearChange, compared, typed_change_agrees

CELLS = [[cell.strip() for cell in row.split("|")[1:-1]] for row in compared.__doc__.split("\n") if "|" in row][2:]


def fact(key: str, this: str, last: str) -> Fact:
    """This year's figure with last year's, as typed in two files."""
    group, _, name = key.partition(".")
    now, then = (facts_of(f"{FRAME.replace('2025', year)}{group}: {{{name}: {typed}}}\n")
                 for year, typed in (("2025", this), ("2024", last)))  # fmt: skip
    found = with_previous_year(now, then).root.find(key)
    assert isinstance(found, Fact)
    return found


def change(this: str, last: str, key: str = "纠纷.排查") -> YearChange | Incomparable:
    return compared(fact(key, this, last))


@pytest.mark.parametrize(("last", "this", "expected"), CELLS, ids=["，".join(cells) for cells in CELLS])
def test_the_table_of_the_docstring(last, this, expected):
    found = change(this, last)
    if not expected:
        assert isinstance(found, Incomparable) and found.reason
    else:
        assert isinstance(found, YearChange) and expected in (found.words, found.clause)


def test_there_is_a_table():
    assert len(CELLS) > 12


@pytest.mark.parametrize(
    ("last", "this", "expected"),
    [
        ("98.7%", "99.3%", "同比提高0.6个百分点"),
        ("100%", "98%", "同比下降2个百分点"),
        ("98%", "98%", "与上年持平"),
        ("98.02%", "98.04%", "与上年基本持平"),
        ("0%", "50%", "同比提高50个百分点"),
    ],
)
def test_shares_differ_by_points(last, this, expected):
    assert change(this, last, "纠纷.成功率").clause == expected


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("98%以上", "99.3%"),
        ("98%", "约99%"),
    ],
)
def test_of_an_approximate_share_nothing_is_computed(last, this):
    assert isinstance(change(this, last, "纠纷.成功率"), Incomparable)


@pytest.mark.parametrize(
    ("last", "this", "reason"),
    [
        ("{值: 52件, 口径: 含村级}", "{值: 58件, 口径: 只含镇级}", "口径不同"),
        ("{值: 52件, 截至: 2024-12-20}", "{值: 58件, 截至: 2025-11-30}", "月份不同"),
    ],
)
def test_figures_that_were_not_counted_alike_are_not_compared(last, this, reason):
    assert reason in change(this, last).reason


def test_incompatible_units_are_not_compared():
    assert "单位不同" in change("300人", "200人次", "普法.受众").reason
    assert change("300人", "200名", "学法考试.人数").words == "增长50%"


FIGURES = st.decimals(min_value=1, max_value=10**7, places=0) | st.decimals(
    min_value=Decimal("0.01"), max_value=10**5, places=2
)


@given(FIGURES, FIGURES)
def test_the_printed_change_is_right_within_rounding(last, this):
    found = change(f"{this}万元", f"{last}万元", "执法.罚款")
    assert isinstance(found, YearChange) and "-" not in found.words
    match = re.fullmatch(r"(增长|下降|持平|基本持平)(?:(\d+(?:\.\d)?)(%|倍))?", found.words)
    more = this - last
    ratio = abs(more) / last
    if match[2] is None:
        assert ratio * 100 < Decimal("0.05") and (match[1] == "持平") == (this == last)
        return
    assert (match[1] == "增长") == (more > 0)
    assert (match[3] == "倍") == (more > 0 and ratio > 1), "a decline is never given in 倍"
    printed, exact = Decimal(match[2]), ratio * (1 if match[3] == "倍" else 100)
    assert abs(printed - exact) <= Decimal("0.05") or (match[1] == "下降" and printed == Decimal("99.9"))
    assert match[1] == "增长" or printed < 100, "something is left"
    assert printed


ABOUT = st.sampled_from(["{}余件", "约{}件", "{}件以上", "不少于{}件", "近{}件", "{}件左右"])


@given(st.integers(1, 99999), st.integers(1, 99999), ABOUT, st.booleans())
def test_of_an_approximation_no_figure_is_ever_made(one, other, about, this_year):
    typed = [f"{one}件", about.format(other)]
    assert isinstance(change(*(typed if this_year else typed[::-1])), Incomparable)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_computed_change_agrees_with_itself_when_typed(last, this):
    words = change(f"{this}件", f"{last}件").words.replace("基本", "")
    assert typed_change_agrees(fact("纠纷.排查", f"{{值: {this}件, 同比: {words}}}", f"{last}件")) or "99.9" in words


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 99))
def test_another_figure_does_not_agree(last, this, wrong):
    assume(this != last)
    verb = "增加" if this > last else "减少"
    typed = f"{{值: {this}件, 同比: {verb}{abs(this - last) + wrong}件}}"
    assert not typed_change_agrees(fact("纠纷.排查", typed, f"{last}件"))


def test_a_figure_is_of_the_year_it_was_typed_for():
    assert parse_quantity("58件", ("件",)).exact
    assert fact("纠纷.排查", "58件", "52件").previous.key == "2024年的纠纷.排查"
