"""Where the words of a report were typed: in quotes, in blocks, between Jinja marks."""

from __future__ import annotations

import pytest
from conftest import FRAME, facts_of

from drafter.findings import Place
from drafter.readers.yaml.typed_source import typed_template, typed_value


def value(text: str) -> str:
    """What is printed of the last value of a few lines, which begins behind `内容: `."""
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines, 1) if "内容: " in line)
    line = lines[number - 1]
    start = line.index("内容: ") + 4
    raw = line[start:].split("  #")[0]
    return typed_value(Place("", number, start + 1, 1 if raw[0] in "|>" else len(raw), line), lines).text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("内容: 甲,乙  # 丙,丁", "甲,乙"),
        (r'内容: "甲\u002c乙\"丙\x2c\/"  # 丁', '甲,乙"丙,/'),
        ("内容: '甲''乙'", "甲'乙"),
        ("内容: 甲【普法.受众】人，乙", "甲人，乙"),
        ("- 内容: |\n    甲\n\n      乙 \n  # 丙\n- 别的: 丁", "甲乙"),
        ("- 内容: >-\n    甲\n    # 乙\n", "甲# 乙"),
    ],
)
def test_the_text_of_a_value_is_printed(text, printed):
    assert value(text) == printed


def test_the_text_of_a_template_line_outside_jinja_tags_is_printed():
    lines = ["{% 句 %}甲{{ 乙 | 换('丙') }}丁{# 戊", "  己 #}庚", "  辛{% 句完 %}", "壬"]
    typed = typed_template(Place("", 1, 1, 1, lines[0]), lines)
    assert typed.text == "甲丁庚辛"
    assert typed.find("庚", 2, "甲丁", "辛") == Place("", 2, 7, 1, lines[1])


def test_repeated_words_are_distinguished_by_their_context():
    line = "甲,乙,丙,丁"
    typed = typed_value(Place("", 1, 1, len(line), line), [line])
    columns = [
        typed.find(",", len(before), before, behind)
        for before, behind in (("甲", "乙,丙"), ("别的乙", "丙,丁"), ("", "丁"))
    ]
    assert [place and place.column for place in columns] == [2, 4, 6]
    assert typed.find(",", 1, "戊", "己") is None and typed.find("。", 0, "", "") is None


def test_words_that_are_not_typed_as_printed_have_no_length():
    line = r'"甲\u002c乙"'
    place = typed_value(Place("", 1, 1, len(line), line), [line]).find(",", 1, "甲", "乙")
    assert place == Place("", 1, 3, 0, line)


def test_typed_scalars_stay_what_was_typed():
    """YAML would make a time, a truth, a date and an octal number of these."""
    for typed in ("12:30", "否", "2025-01-20", "010", "1e3", "0x1F", ".5"):
        facts = facts_of(FRAME + f"学法考试:\n  平台: {typed}\n")
        assert facts.root.find("学法考试.平台").value.text == typed
