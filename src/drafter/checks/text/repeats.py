"""重复: the same words told in two places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.numerals import ORDINAL
from drafter.system.cache import data_table
from drafter.text.model import LineKind, TextDocument, TextLine

_LONG = 30  # characters of equal words
_OWN = 15  # of them that are neither the title of a document nor a set phrase
_LONGEST_QUOTED = 24

_LEFT_OUT = re.compile(r"[\s*]")
_CLAUSE = re.compile(rf"(?:^|(?<=[，。；：、！？,;:]))(?:20\d\d年度?[，,]?|{ORDINAL}是要?)?")


@cache
def _not_own() -> re.Pattern[str]:
    phrases = data_table("contradictions.yaml")["套语"]
    return re.compile("《[^《》]{0,60}》?|" + "|".join(sorted(map(re.escape, phrases), key=len, reverse=True)))


def own_words(text: str) -> str:
    """The words without titles of documents and set phrases, which everybody writes alike."""
    return _not_own().sub("", text)


class _Bare(NamedTuple):
    """A line without blanks and bold marks, and where each of its characters stands."""

    line: TextLine
    text: str
    at: tuple[int, ...]


def _bare(line: TextLine) -> _Bare:
    at = tuple(place for place, character in enumerate(line.text) if not _LEFT_OUT.match(character))
    return _Bare(line, "".join(line.text[place] for place in at), at)


@rule("R520", "told-once", Severity.WARNING)
def sentence_twice(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一段话不写两遍：一处详写，另一处不写，或只写各自的部分。书名和固定的说法不算。

    合规    制定法治政府建设工作规划，并纳入全镇发展总体规划。⏎制定法治政府建设工作规划，压实各部门的责任。
    合规    认真落实《党政主要负责人履行推进法治建设第一责任人职责规定》，带头学法。⏎认真落实《党政主要负责人履行推进法治建设第一责任人职责规定》，带头守法。
    合规    以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想。⏎以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想。
    不合规  坚持重大决策会前学法制度，聘请法律顾问审核重大事项决策，网上公开党务政务信息。⏎坚持重大决策会前学法制度，聘请法律顾问审核重大事项决策，网上公开党务政务信息。
    出处    WR-D11
    """  # noqa: E501
    seen: dict[str, tuple[_Bare, int]] = {}
    for line in document.of(LineKind.TEXT):
        bare, behind = _bare(line), 0
        for clause in _CLAUSE.finditer(bare.text):
            start = clause.end()
            key = bare.text[start : start + _LONG]
            if start < behind or len(key) < _LONG:
                continue
            first, there = seen.setdefault(key, (bare, start))
            length = _equal(first, there, bare, start)
            if (first is bare and there == start) or length < _LONG:
                continue
            words = bare.text[start : start + length]
            if len(own_words(words)) < _OWN:
                continue
            behind = start + length
            quoted = words if len(words) <= _LONGEST_QUOTED else words[:_LONGEST_QUOTED] + "……"
            place, other = _place(bare, start, length), _place(first, there, length)
            if place.is_shipped:  # of the two, the one that the clerk can change
                place, other = other, place
            where = _relative_to(place, other)
            yield emit(place, f"与{where}有{length}个字相同：“{quoted}”", "留一处，另一处改写或删去")


def _place(bare: _Bare, start: int, length: int) -> Place:
    """The first of these words that the clerk can change; where there are none, the first of all."""
    begin, end = bare.at[start], bare.at[start + length - 1] + 1
    cuts = [begin, *(span.start for span in bare.line.spans if begin < span.start < end), end]
    places = [bare.line.place(*piece) for piece in pairwise(cuts)]
    return next((place for place in places if place.file and not place.is_shipped), places[0])


def _relative_to(place: Place, other: Place) -> str:
    """The other place, in the words of a message at the first."""
    if other.is_shipped or not other.file:
        return "版式里的一句"
    if other.element:
        return f"第{other.line}段"
    if other.file != place.file or other.cell:
        return other.short
    return f"第{other.line}行" if other != place else "同一行印出的另一处"  # a fact that is printed twice


def _equal(first: _Bare, there: int, second: _Bare, here: int) -> int:
    """How many characters are equal from both places on; the first does not run into the second."""
    most = min(len(first.text) - there, len(second.text) - here)
    if first is second:
        most = min(most, here - there)
    return next((n for n in range(most) if first.text[there + n] != second.text[here + n]), most)
