"""Figures in running text → rows of the table of facts, matched by the words around them (column 认出).

A row matches only if its unit fits and no other row matches more words. A figure that matches no row becomes one of
the township's own (自有数字). Figures in names, quotation marks and dates are ignored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from drafter.facts.amounts import NotAQuantityError, Quantity, counts, parse_quantity
from drafter.facts.scalars import phrase
from drafter.facts.table import FactKind, FactSpec
from drafter.system.cache import data_table
from drafter.system.patterns import pattern


class FigureMatch(NamedTuple):
    """A figure in a sentence, as typed: 每月1次, 不少于4次, 8万余份."""

    start: int
    end: int
    text: str
    chinese: bool = False  # in Chinese numerals, or a mere frequency: a fact only if a row matches


class RowMatch(NamedTuple):
    """The row of the table that a figure belongs to; for a field of a record also the words that name the record."""

    spec: FactSpec
    quantity: Quantity
    name: str = ""


_NAME_GROUP = "名"  # of a pattern: the name of the record
_FIGURE_MARK = "#"  # the figure, in a pattern
_QUOTED = pattern("“[^“”]{1,12}”|《[^《》]*》|〈[^〈〉]*〉")


@cache
def _words() -> Any:
    return data_table("import-words.yaml")


@cache
def _frequency() -> re.Pattern[str]:
    words = sorted(data_table("units.yaml")["频次"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=8)
def find_figures(sentence: str) -> tuple[FigureMatch, ...]:
    """The figures of a sentence that may be facts, in order."""
    quoted = [match.span() for match in _QUOTED.finditer(sentence)]
    matches: list[FigureMatch] = []
    for figure in counts(sentence):
        start, end = figure.start, figure.end
        if _meets(quoted, start, end) or not figure.quantity.unit or not figure.quantity.number:
            continue
        prefix = next((m for m in _frequency().finditer(sentence, max(0, start - 6), start) if m.end() == start), None)
        start = prefix.start() if prefix else start
        matches.append(FigureMatch(start, end, sentence[start:end], figure.chinese))
    counted = [(one.start, one.end) for one in matches]
    for frequency in _frequency().finditer(sentence):
        if not _meets(counted, *frequency.span()) and not _meets(quoted, *frequency.span()):
            matches.append(FigureMatch(frequency.start(), frequency.end(), frequency[0], chinese=True))
    return tuple(sorted(matches))


def _meets(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether some of these characters are in one of the spans, which are in order and apart."""
    before = bisect_left(spans, (end, 0)) - 1
    return before >= 0 and spans[before][1] > start


def match_row(sentence: str, figure: FigureMatch, table: FactSpec, year: int = 0) -> RowMatch | None:
    """The row that matches a figure unambiguously, or None; `year` is that of the report, 0 for any."""
    if _is_per_period(sentence, figure) or _is_excluded(sentence, figure):
        return None
    other_period = _is_of_other_period(sentence, figure, year)
    sentence, figure = _window(sentence, figure)
    masked = f"{sentence[: figure.start]}{_FIGURE_MARK}{sentence[figure.end :]}"
    candidates: list[tuple[int, RowMatch]] = []
    for row_pattern, spec in _patterns(table):
        match = next((m for m in row_pattern.finditer(masked) if m.start() <= figure.start < m.end()), None)
        if match is None or masked.count(_FIGURE_MARK) > 1 or (figure.chinese and figure.text.startswith("一")):
            continue  # 人手一册 is no figure
        if other_period and (spec.nature or table.at(spec.key.rpartition(".")[0]).nature) == "流量":
            continue
        quantity = quantity_of(figure.text, spec)
        name = _record_name(match[_NAME_GROUP]) if quantity and _NAME_GROUP in row_pattern.groupindex else ""
        if quantity is None or (_NAME_GROUP in row_pattern.groupindex and not name):
            continue
        candidates.append((len(match[0]), RowMatch(spec, quantity, name)))
    if not candidates:
        return None
    longest = max(length for length, _ in candidates)
    (first, *others) = [match for length, match in candidates if length == longest]
    return first if all(other.spec is first.spec for other in others) else None


def _window(sentence: str, figure: FigureMatch) -> tuple[str, FigureMatch]:
    """The words around a figure: no pattern needs more, and it bounds the time that a hostile sentence takes."""
    first = max(0, figure.start - _WINDOW)
    return sentence[first : figure.end + _WINDOW], figure._replace(start=figure.start - first, end=figure.end - first)


_WINDOW = 260  # characters on each side


def _is_excluded(sentence: str, figure: FigureMatch) -> bool:
    """Whether the figure is an intention, a change, or somebody else's."""
    return bool(_words_of("别的意思", "").search(_clause(sentence, figure)))


def _is_of_other_period(sentence: str, figure: FigureMatch, year: int) -> bool:
    """Whether the figure is of another year, of several years, or of a part of one."""
    before = sentence[max(0, figure.start - _WINDOW) : figure.start]
    clause = _clause(sentence, figure).replace(f"{year}年", "") if year else _A_YEAR.sub("", _clause(sentence, figure))
    return bool(_words_of("别的时候", "分句").search(clause) or _words_of("别的时候", "句中").search(before))


_A_YEAR = pattern(r"20\d\d年")


@cache
def _words_of(name: str, part: str) -> re.Pattern[str]:
    words = _words()[name]
    return re.compile("|".join(words[part] if part else map(re.escape, words)))


def _clause(sentence: str, figure: FigureMatch) -> str:
    """The words before a figure, back to the last punctuation mark."""
    return _MARKS.split(sentence[max(0, figure.start - _WINDOW) : figure.start])[-1]


def _is_per_period(sentence: str, figure: FigureMatch) -> bool:
    """每月……1次: the count is that of a month, named elsewhere in the clause."""
    return bool(_frequency().search(_clause(sentence, figure))) and not _frequency().search(figure.text)


def quantity_of(text: str, spec: FactSpec) -> Quantity | None:
    """The value under which a row prints exactly these words; None if there is none."""
    try:
        quantity = parse_quantity(text, spec.units)
    except NotAQuantityError:
        return None
    if quantity.frequency and not spec.frequency:
        return None
    if spec.kind is FactKind.RATE and quantity.unit != "%":
        return None
    return quantity if quantity.text == text else None


@lru_cache(maxsize=4)
def _patterns(table: FactSpec) -> list[tuple[re.Pattern[str], FactSpec]]:
    return [(re.compile(pattern), spec) for spec in table.walk() for pattern in spec.signs]


def _record_name(words: str, generic: bool = False) -> str:
    """The name of a record without introductory words; empty if the rest is too general to identify it."""
    bare = phrase(words)
    verbs = [match.end() for match in _verbs().finditer(bare) if match.end() < len(bare)]
    bare = bare[max(verbs, default=0) :]
    while lead := _LEADING_YEAR.match(bare) or _leads().match(bare):
        bare = bare[lead.end() :]
    while suffix := next((end for end in _words()["收尾"] if bare.endswith(end)), ""):
        bare = bare.removesuffix(suffix)
    return "" if (bare in _words()["泛称"] and not generic) or len(bare) < 2 or not _balanced(bare) else bare


_LEADING_YEAR = pattern(r"(?:[自从比较]?(?:19|20)\d\d年度?(?:以来)?|[比较](?:[上去]年|上一年)度?)(?=.)")


@cache
def _leads() -> re.Pattern[str]:
    leads = sorted(_words()["引导"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, leads))})(?=.)")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words()["动作"])))


def own_name(sentence: str, figure: FigureMatch, generic: bool = False) -> str:
    """The name of a figure of the township's own, from the words before it, or else after it.

    `generic` also allows words that are too general to identify it, such as 活动.

    >>> own_name("全年办理吸毒案件2起、盗窃案件7起。", FigureMatch(8, 10, "2起"))
    '办理吸毒案件'
    """
    figures = [one for one in find_figures(sentence) if one.end <= figure.start]
    ends = [0, *(one.end for one in figures)]
    name = _own_name(sentence, figure, ends[-1], generic)
    if figures and name and len(name) < _SHORTEST_NAME:  # 提出意见58条，采纳57条: an earlier figure names the subject
        if name in _words()["增减"]:  # 经费36万元，其中装备18万元，比上年增加3万元: of the whole, not of its parts
            figures = [one for one in figures if "其中" not in sentence[: one.start]] or figures
        earlier = reversed(list(zip(figures, ends, strict=False)))
        others = (_own_name(sentence, one, end, generic) for one, end in earlier)
        subject = next((other for other in others if len(other) >= _SHORTEST_NAME), "")
        return f"{subject}{name}"[-_LONGEST_NAME:]
    return name


def _own_name(sentence: str, figure: FigureMatch, last: int, generic: bool) -> str:
    before = _MARKS.split(sentence[last : figure.start])[-1]
    behind = _MARKS.split(sentence[figure.end :])[0]
    first = _MARKS.split(re.split("[。；]", sentence[: figure.start])[-1])[0]
    for words in (before, behind, before + behind, first):
        name = _record_name(words if _balanced(words) else words.strip("“”‘’《》"), generic)
        name = name if len(name) <= _LONGEST_NAME else name[-_LONGEST_NAME:].strip("“”‘’《》")
        if len(name) > 1 and _balanced(name) and not re.search(r"[\d【】]", name):
            return name
    return ""


_SHORTEST_NAME = 4  # 字; a shorter one needs its subject
_MARKS = pattern("[，。；：、！？]")
_LONGEST_NAME = 24  # 字


def _balanced(words: str) -> bool:
    return words.count("“") == words.count("”") and words.count("《") == words.count("》")
