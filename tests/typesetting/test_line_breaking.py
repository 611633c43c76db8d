"""Line breaking: each rule, properties, and comparison with lines rendered by LibreOffice."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from line_fixtures import (
    FANDOL,
    breaks,
    by_paragraph,
    example_paragraphs,
    on_paper,
    plain,
    published_paragraphs,
    reshuffled,
)
from office import pages, to_pdf

from drafter.document.model import Document, Paragraph, Sentence
from drafter.document.runs import Run
from drafter.typesetting.line_breaking import (
    LIBREOFFICE,
    LIBREOFFICE_HANGING,
    WORD,
    FontMetrics,
    LineRules,
    body_metrics,
    break_lines,
)
from drafter.typesetting.page_format import national_format
from drafter.writers.docx.package import write_docx

FORMAT = national_format()
WIDTH = FORMAT.type_area[0]
INDENT = FORMAT.first_line_zi * FORMAT.zi
METRICS = body_metrics(FORMAT)


def lines(text: str, zi: float, rules: LineRules = LIBREOFFICE) -> tuple[str, ...]:
    """The lines at a width of `zi` 字, without character spacing."""
    return break_lines(text, FontMetrics(320), int(zi * 320), rules=rules)


# --- rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zi", "expected"),
    [
        ("甲乙丙丁戊", 3, "甲乙丙|丁戊"),
        ("甲乙丙，丁", 3, "甲乙|丙，丁"),  # line-start prohibition
        ("甲乙《丙》", 3, "甲乙|《丙》"),  # line-end prohibition
        ("甲乙丙·丁", 3, "甲乙|丙·丁"),
        ("甲乙2025年", 4.1, "甲乙|2025年"),  # a number stays whole, with 1/5 of a 字 before it
        ("甲2025年", 4, "甲2025|年"),
        ("甲98.5%乙", 3.1, "甲|98.5%|乙"),
        ("甲乙。2025年", 4.5, "甲|乙。2025|年"),  # 。2025 is one word to LibreOffice
        ("甲乙；2025年", 3.5, "甲乙；|2025年"),
        ("甲（2020-2025年）", 5.8, "甲（2020-|2025年）"),
        ("甲乙——丙", 3, "甲乙—|—丙"),  # as LibreOffice does
        ("甲乙 丙", 2, "甲乙 |丙"),  # a space at the end takes no room
        ("", 2, ""),
    ],
)
def test_a_line_ends_at_the_last_permitted_break(text, zi, expected):
    assert "|".join(lines(text, zi)) == expected


def test_punctuation_hangs_past_the_line_end_if_permitted():
    assert lines("甲乙丙，丁", 3, LIBREOFFICE_HANGING) == ("甲乙丙，", "丁")
    assert lines("甲《乙》丙", 3, LIBREOFFICE_HANGING) == ("甲", "《乙》", "丙")
    assert lines("甲乙丙”，丁", 3, LIBREOFFICE_HANGING) == ("甲乙", "丙”，", "丁")


def test_text_without_a_permitted_break_is_cut():
    assert lines("1" * 9, 2) == ("1111", "1111", "1")
    assert lines("甲乙", 0.5) == ("甲", "乙")


def test_a_column_without_room_has_a_character_a_line():
    metrics = FontMetrics(160, spacing=-8)
    assert break_lines("各类案件", metrics, -40, rules=LIBREOFFICE) == tuple("各类案件")
    assert break_lines("各类案件", metrics, 0, rules=WORD) == tuple("各类案件")


def test_a_line_of_the_body_holds_28_characters():
    assert [len(line) for line in break_lines("法" * 60, METRICS, WIDTH, INDENT)] == [26, 28, 6]


def test_characters_before_a_change_of_format_are_wider():
    """The (negative) spacing is dropped there: four changes use up the slack of a line of 28 characters."""
    assert [len(line) for line in break_lines("法" * 50, METRICS, WIDTH, changes=(1, 2, 3))] == [28, 22]
    assert [len(line) for line in break_lines("法" * 50, METRICS, WIDTH, changes=(1, 2, 3, 4))] == [27, 23]


def test_a_hanging_indent():
    assert break_lines("附件：甲乙丙丁", FontMetrics(320), 3 * 320, -3 * 320) == ("附件：甲乙丙", "丁")


# --- properties -----------------------------------------------------------------------------------------

_WORDS = [
    *(
        "法治",
        "政府建设",
        "依法行政",
        "“四个自信”",
        "《信访工作条例》",
        "（2021—2025年）",
        "58件",
        "12·4",
        "98.5%",
        "1,268.5",
    ),
    *("2025", "WPS", "，", "、", "。", "；", "”", "“", "《", "》", "（", "）", "(", ")", ",", "……", "——", " "),
]
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=60).map("".join)
_RULES = st.sampled_from([LIBREOFFICE, LIBREOFFICE_HANGING, WORD])
_PROHIBITED = "".join(rules for one in (LIBREOFFICE, WORD) for rules in (*one.start_prohibited, *one.end_prohibited))
_NOWHERE_TO_BREAK = re.compile("[" + re.escape(_PROHIBITED) + r"0-9A-Za-z%·…—]{20,}")


@given(_TEXTS, _RULES)
def test_lines_joined_are_the_text(text, rules):
    assert "".join(break_lines(text, METRICS, WIDTH, INDENT, rules=rules)) == text


@given(_TEXTS, _RULES)
def test_no_line_starts_or_ends_with_prohibited_punctuation_or_cuts_a_number(text, rules):
    assume(not _NOWHERE_TO_BREAK.search(text))
    for line, following in pairwise(break_lines(text, METRICS, WIDTH, INDENT, rules=rules)):
        assert line[-1] not in rules.end_prohibited
        assert following[0] not in rules.start_prohibited
        assert not re.search(r"[0-9A-Za-z]\Z|[0-9][.,]\Z", line) or not re.match(r"[0-9A-Za-z.,%]", following)


_ADJACENT = re.compile("[、，。；”》）](?=[、，。；”》）“《（])|[“《（](?=[“《（])")


@given(_TEXTS, _RULES)
def test_no_line_is_wider_than_its_room_but_for_hanging_punctuation(text, rules):
    for number, line in enumerate(break_lines(text, METRICS, WIDTH, INDENT, rules=rules)):
        printed = line.rstrip(" ")
        compressed = 160 * len(_ADJACENT.findall(printed)) if rules.compresses else 0
        inside = printed[:-1] if printed[-1:] in rules.hanging else printed
        width = sum(155 if character.isascii() else 315 for character in inside) - compressed
        assert width <= WIDTH - (0 if number else INDENT)


# --- as rendered ----------------------------------------------------------------------------------


class Rendered(NamedTuple):
    """Paragraphs, and the starts of their lines in LibreOffice and in the model."""

    paragraphs: list[str]
    real: list[list[int]]
    model: list[list[int]]

    @property
    def counts_right(self) -> int:
        return sum(len(real) == len(model) for real, model in zip(self.real, self.model, strict=True))

    @property
    def breaks_right(self) -> int:
        return sum(real == model for real, model in zip(self.real, self.model, strict=True))


def rendered(paragraphs: list[str], folder: Path, rules: LineRules = LIBREOFFICE) -> Rendered:
    document = folder / "lines.docx"
    document.write_bytes(write_docx(Document(((Run("题"),),), plain(*paragraphs))))
    if rules is LIBREOFFICE_HANGING:
        _without(b"<w:overflowPunct/>", document)
    (pdf,) = to_pdf([document], folder)
    found = [line.text for page in pages(pdf) for line in on_paper(page)][1:]
    letters = body_metrics(FORMAT, FANDOL)
    model = [breaks(break_lines(text, letters, WIDTH, INDENT, rules=rules)) for text in paragraphs]
    return Rendered(paragraphs, by_paragraph(paragraphs, found), model)


def _without(xml: bytes, document: Path) -> None:
    with ZipFile(document) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with ZipFile(document, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(xml, b""))


@pytest.mark.office
def test_lines_of_the_examples_are_those_of_a_rendering(tmp_path):
    paragraphs = [*example_paragraphs(), *reshuffled(example_paragraphs(), 600, seed=1)]
    found = rendered(paragraphs, tmp_path)
    assert found.counts_right == len(paragraphs) > 700
    assert found.breaks_right >= 0.99 * len(paragraphs)


@pytest.mark.office
def test_lines_of_published_reports_are_those_of_a_rendering(tmp_path):
    if not published_paragraphs():
        pytest.skip("no published reports here")
    paragraphs = [*published_paragraphs(), *reshuffled(published_paragraphs(), 1000, seed=2)]
    found = rendered(paragraphs, tmp_path)
    assert found.counts_right == len(paragraphs)
    assert found.breaks_right >= 0.99 * len(paragraphs)


@pytest.mark.office
def test_hanging_marks_are_those_of_a_rendering_without_our_setting(tmp_path):
    """`w:overflowPunct` keeps punctuation from hanging in LibreOffice, which may lose it at the end of a line."""
    paragraphs = reshuffled(example_paragraphs(), 400, seed=3)
    found = rendered(paragraphs, tmp_path, LIBREOFFICE_HANGING)
    assert found.counts_right == len(paragraphs)
    assert found.breaks_right >= 0.98 * len(paragraphs)


@pytest.mark.office
def test_bold_words_change_lines_as_rendered(tmp_path):
    texts = [("法" * length, 120 // length) for length in (1, 2, 3, 5, 7, 13)]
    paragraphs = [
        Paragraph((Sentence(tuple(Run(text, bold=bool(number % 2)) for number in range(count))),))
        for text, count in texts
    ]
    document = tmp_path / "bold.docx"
    document.write_bytes(write_docx(Document(((Run("题"),),), tuple(paragraphs))))
    (pdf,) = to_pdf([document], tmp_path)
    found = [line.text for page in pages(pdf) for line in on_paper(page)][1:]
    model = [
        breaks(
            break_lines(text * count, METRICS, WIDTH, INDENT, changes=range(len(text), len(text) * count, len(text)))
        )
        for text, count in texts
    ]
    assert by_paragraph([text * count for text, count in texts], found) == model
