"""重复: the same words in two places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from drafter.document.elements import LineKind
from drafter.findings import ANY_TEXT, Emit, Finding, Place, Severity, rule
from drafter.numerals import ORDINAL
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine
from drafter.text.statements import without_blanks

_LONG = 30  # characters of equal words
_LEAST_OWN = 15  # characters of them outside titles of documents and set phrases
_LONGEST_QUOTED = 24

# The mark before a clause, a year or an ordinal, and the first words.
_CLAUSE = pattern(rf"[，。；：、！？,;:](?=(?:20\d\d年度?[，,]?|{ORDINAL}是要?)?+(?P<words>.{{{_LONG}}}))", re.DOTALL)


@cache
def _set_phrases() -> re.Pattern[str]:
    phrases = data_table("contradictions.yaml")["套语"]
    return re.compile("《[^《》]{0,60}》?|" + "|".join(sorted(map(re.escape, phrases), key=len, reverse=True)))


def without_set_phrases(text: str) -> str:
    """The text without titles of documents and set phrases, which are the same everywhere."""
    return _set_phrases().sub("", text)


class _StrippedLine(NamedTuple):
    """A line without blanks and bold marks, with the offset of each of its characters in the line."""

    line: TextLine
    text: str
    at: Sequence[int]


@rule("R520", "sentence-once", Severity.WARNING, needs=ANY_TEXT)  # the same words, whatever they are
def sentence_twice(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一段话不写两遍：一处详写，另一处不写，或只写各自的部分。书名和固定的说法不算。

    合规    制定法治政府建设工作规划，并纳入全镇发展总体规划。⏎制定法治政府建设工作规划，压实各部门的责任。
    合规    认真落实《党政主要负责人履行推进法治建设第一责任人职责规定》，带头学法。⏎认真落实《党政主要负责人履行推进法治建设第一责任人职责规定》，带头守法。
    合规    以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想。⏎以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想。
    不合规  坚持重大决策会前学法制度，聘请法律顾问审核重大事项决策，网上公开党务政务信息。⏎坚持重大决策会前学法制度，聘请法律顾问审核重大事项决策，网上公开党务政务信息。
    出处    WR-D11
    """  # noqa: E501
    seen: dict[str, tuple[_StrippedLine, int]] = {}
    for line in document.of(LineKind.TEXT):
        stripped, end = _StrippedLine(line, *without_blanks(line.text)), 0
        for clause in _CLAUSE.finditer("。" + stripped.text):
            start = clause.start("words") - 1
            if start < end:
                continue
            first, first_start = seen.setdefault(clause["words"], (stripped, start))
            if first is stripped and first_start == start:
                continue
            length = _equal(first, first_start, stripped, start)
            if length < _LONG:
                continue
            words = stripped.text[start : start + length]
            if len(without_set_phrases(words)) < _LEAST_OWN:
                continue
            end = start + length
            quoted = words if len(words) <= _LONGEST_QUOTED else words[:_LONGEST_QUOTED] + "……"
            place, other = _place(stripped, start, length), _place(first, first_start, length)
            if place.is_shipped:  # report the one that the clerk can change
                place, other = other, place
            where = _relative_to(place, other)
            yield emit(place, f"与{where}有{length}个字相同：“{quoted}”", "留一处，另一处改写或删去")


def _place(stripped: _StrippedLine, start: int, length: int) -> Place:
    """The place of the first of these words that the clerk can change; else of the first."""
    begin, end = stripped.at[start], stripped.at[start + length - 1] + 1
    cuts = [begin, *stripped.line.starts_between(begin, end), end]
    places = [stripped.line.place(*piece) for piece in pairwise(cuts)]
    return next((place for place in places if place.file and not place.is_shipped), places[0])


def _relative_to(place: Place, other: Place) -> str:
    """The other place, as named in a message at the first."""
    if other.is_shipped or not other.file:
        return "版式里的一句"
    if other.element:
        return f"第{other.line}段"
    if other.file != place.file or other.cell:
        return other.short
    return f"第{other.line}行" if other != place else "同一行印出的另一处"  # a fact that is printed twice


def _equal(first: _StrippedLine, first_start: int, second: _StrippedLine, second_start: int) -> int:
    """The number of equal characters from two offsets on; the first range ends before the second."""
    most = min(len(first.text) - first_start, len(second.text) - second_start)
    if first is second:
        most = min(most, second_start - first_start)
    return next((n for n in range(most) if first.text[first_start + n] != second.text[second_start + n]), most)
