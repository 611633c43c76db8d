"""Wrong words in their contexts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.checks.text.wording import wrong_words

TABLES = [
    *(("phrases.yaml", kind) for kind in ("政治", "法治", "法制", "注意", "旧说法")),
    *(("slips.yaml", kind) for kind in ("错字", "存疑")),
]
ROWS = [row for table, kind in TABLES for row in wrong_words(table, kind)[0]]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_wrong_word_is_found_as_its_pattern_finds_it(data):
    row = data.draw(st.sampled_from(ROWS))
    around = st.sampled_from(["", "一", "\n", *(word for words in row.context for word in words)])
    pieces = data.draw(st.lists(st.tuples(around, around), max_size=3))
    text = "".join(before + row.word + after for before, after in pieces)
    assert row.is_in(text) == bool(re.search(row.pattern, text))
    if row.is_in(text):
        assert any(word in text for word in row.needed)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.word)
def test_a_wrong_word_needs_no_other_word(row):
    assert all(row.word in word for word in row.needed)
