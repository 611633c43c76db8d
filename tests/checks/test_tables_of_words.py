"""The tables of words: every row has its right form and its source, and dates are dates."""

from __future__ import annotations

from datetime import date

import pytest

from drafter.checks.text.wording import wrong_words
from drafter.lawbook import law, laws
from drafter.system.cache import data_table

PHRASES = [("phrases.yaml", kind) for kind in ("政治", "法治", "法制", "注意", "旧说法")]
SLIPS = [("slips.yaml", kind) for kind in ("错字", "存疑")]


@pytest.mark.parametrize(("table", "kind"), [*PHRASES, *SLIPS])
def test_a_row_has_its_source_and_advice(table, kind):
    known = {"错", "对", "改", "因", "前", "后", "不在", "不接", "除", "自", "出处"}
    for row in data_table(table)[kind]:
        assert row["出处"] and row.keys() <= known, row
    for row in wrong_words(table, kind)[0]:
        assert (row.right or row.hint) and row.right != row.word, row


def test_other_rows_have_their_source():
    for row in [
        *data_table("named-days.yaml"),
        *data_table("terms.yaml")["有年限"],
        *data_table("phrases.yaml")["全会"],
    ]:
        assert row["出处"]


def test_dates_of_laws_are_dates():
    for one in laws():
        for day in (one.effective_from, one.repealed, one.ends):
            assert not day or date.fromisoformat(day)


def test_a_law_that_is_repealed_names_its_successor_and_a_plan_its_end():
    old, plan, past = (
        law(title) for title in ("信访条例", "法治政府建设实施纲要", "法治政府建设实施纲要（2015—2020年）")
    )
    assert old and (old.repealed, old.successor) == ("2022-05-01", "信访工作条例")
    assert plan and (plan.repealed, plan.ends, plan.successor) == ("", "2025-12-31", "")
    assert past and (past.ends, past.successor) == ("2020-12-31", "法治政府建设实施纲要（2021—2025年）")
