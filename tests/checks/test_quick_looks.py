"""Rules look quickly for what may be wrong before they look closely: the quick look misses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_cases import CASES

from drafter.checks import TEXT_RULES
from drafter.checks.text import bodies, characters, dashes, ends, levels, marks, pairs
from drafter.text.classify import text_of_paragraphs

BAD = {rule.ident: [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])] for rule in TEXT_RULES}


def numbers(text):
    return levels._MAY_BEGIN.match(text) or levels._MAY_HOLD.search(text)


def unlike(text):
    return any(match[1] != match[2] for match in bodies._PAIR.finditer(text))


def names(text):
    return any(one.search(text) for one in bodies._person()[:2])


def numbers_of_persons(text):
    return bodies._IDENTITY.search(text) or bodies._MOBILE.search(text)


def unusual(text):
    return not text.isprintable() or "\ufffd" in text


def other_figures(text):
    return characters._WIDE_OR_CIRCLED.search(text) or characters._NO_HALF_WIDTH_DIGIT.search(text)


def wide_or_other(text):
    return characters._WIDE.search(text) or characters._OTHER_DIGITS.search(text)


def may_repeat(text):
    short = any(word in text for word in characters._short_repeats())
    return short or characters._may_repeat(text)


def unfinished(text):
    return ends._UNFINISHED.search(text[-20:])


def not_finished(text):
    return not text.rstrip("* \u3000").endswith(ends._FINISHED)


def half_width(text):
    return any(match["mark"] or match["stop"] for match in marks._HALF.finditer(text)) or [*marks._half_brackets(text)]


def may_be_half_width(text):
    return set(text) & set(marks._HALF_MARKS) or text.rstrip().endswith(".")


def nested(text):
    return any([*pairs._nested(text, *pair)] for pair in pairs._OPENED_TWICE)


def opened_twice(text):
    return any(one.search(text) for one in pairs._OPENED_TWICE.values())


def unpaired(text):
    return any(pairs._unpaired_marks(text, pair) for pair in pairs._PAIRS)


LOOKS = {
    "R201": (may_be_half_width, half_width),
    "R205": (opened_twice, nested),
    "R212": (lambda text: dashes._dotted()[1].search(text), lambda text: dashes._dotted()[0].search(text)),
    "R213": (numbers, lambda text: levels._NUMBERED.search(text)),
    "R218": (lambda text: marks._NEXT_TO_EACH_OTHER.search(text), lambda text: marks._DOUBLED.search(text)),
    "R219": (not_finished, unfinished),
    "R220": (lambda text: ends._NO_STOP.search(text), lambda text: ends._HEADING_RUNS_ON.search(text)),
    "R224": (lambda text: not pairs._all_paired(text), unpaired),
    "R226": (other_figures, wide_or_other),
    "R228": (unusual, lambda text: characters._INVISIBLE.search(text)),
    "R229": (may_repeat, lambda text: characters._repeated().search(text)),
    "R517": (lambda text: bodies._UNLIKE.search(text), unlike),
    "R518": (lambda text: bodies._may_name(text_of_paragraphs([text], "")), names),
    "R519": (lambda text: bodies._LONG_NUMBER.search(text), numbers_of_persons),
}


@pytest.mark.parametrize("ident", LOOKS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_quick_look_misses_nothing(ident, data):
    quick, close = LOOKS[ident]
    text = data.draw(st.sampled_from(BAD[ident]))
    inserted = st.one_of(
        st.sampled_from(text + " \u3000*()（）“”《》，。、：；.·0189一十是诉\t"), st.characters(codec="utf-8")
    )
    for _ in range(data.draw(st.integers(0, 4))):
        at, drop = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 2))
        text = text[:at] + "".join(data.draw(st.lists(inserted, max_size=2))) + text[at + drop :]
    assert quick(text) or not close(text)


@pytest.mark.parametrize("ident", LOOKS)
def test_the_quick_look_is_of_use(ident):
    quick, close = LOOKS[ident]
    lines = [line for text in BAD[ident] for line in text.split("⏎")]
    assert any(map(close, lines))
    assert not quick("全镇认真开展工作。")
