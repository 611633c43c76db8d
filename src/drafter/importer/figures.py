"""Figures of a running text → rows of the table: which fact a figure is, by the words round it (column 认出).

A row is sure only where its unit fits and no other row knows the figure by more words. What no row is sure to mean
is a figure of the township's own. Figures in names, quotation marks and dates are none.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from drafter.facts.amounts import NotAQuantityError, Quantity, counts, parse_quantity
from drafter.facts.scalars import phrase
from drafter.facts.table import FactKind, FactSpec
from drafter.system.cache import data_table


class FigureMatch(NamedTuple):
    """A figure where it stands in a sentence, with its words as typed: 每月1次, 不少于4次, 8万余份."""

    start: int
    end: int
    text: str
    chinese: bool = False  # in Chinese numerals, or a mere frequency: a fact only where a row is sure


class RowMatch(NamedTuple):
    """What a figure is: a row of the table, and for a field of a record the words that name the record."""

    spec: FactSpec
    quantity: Quantity
    name: str = ""


_NAMED = "名"  # the group of a sign that holds the name of the record
_HERE = "#"  # the figure, in a sign
_QUOTED = re.compile("“[^“”]{1,12}”|《[^《》]*》|〈[^〈〉]*〉")


@cache
def _words() -> Any:
    return data_table("import-words.yaml")


@cache
def _frequency() -> re.Pattern[str]:
    words = sorted(data_table("units.yaml")["频次"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def counted(sentence: str) -> list[FigureMatch]:
    """The figures of a sentence that may be facts, in order."""
    names = [match.span() for match in _QUOTED.finditer(sentence)]
    found = []
    for figure in counts(sentence):
        start, end = figure.start, figure.end
        if any(a <= start and end <= b for a, b in names) or not figure.quantity.unit or not figure.quantity.number:
            continue
        often = next((m for m in _frequency().finditer(sentence, max(0, start - 6), start) if m.end() == start), None)
        start = often.start() if often else start
        found.append(FigureMatch(start, end, sentence[start:end], figure.chinese))
    for often in _frequency().finditer(sentence):
        apart = all(often.end() <= one.start or one.end <= often.start() for one in found)
        if apart and not any(a <= often.start() < b for a, b in names):
            found.append(FigureMatch(often.start(), often.end(), often[0], chinese=True))
    return sorted(found)


def meaning(sentence: str, figure: FigureMatch, table: FactSpec, year: int = 0) -> RowMatch | None:
    """The row that this figure is sure to be, or None; `year` is that of the report, 0 where any may be."""
    if _is_in_each(sentence, figure) or _means_otherwise(sentence, figure):
        return None
    of_years = _is_of_years(sentence, figure, year)
    sentence, figure = _window(sentence, figure)
    shown = f"{sentence[: figure.start]}{_HERE}{sentence[figure.end :]}"
    best: list[tuple[int, RowMatch]] = []
    for sign, spec in _signs(table):
        match = next((m for m in sign.finditer(shown) if m.start() <= figure.start < m.end()), None)
        if match is None or shown.count(_HERE) > 1 or (figure.chinese and figure.text.startswith("一")):
            continue  # 人手一册 is no figure
        if of_years and (spec.nature or table.at(spec.key.rpartition(".")[0]).nature) == "流量":
            continue
        quantity = quantity_of(figure.text, spec)
        name = _name(match[_NAMED]) if quantity and _NAMED in sign.groupindex else ""
        if quantity is None or (_NAMED in sign.groupindex and not name):
            continue
        best.append((len(match[0]), RowMatch(spec, quantity, name)))
    if not best:
        return None
    longest = max(length for length, _ in best)
    (first, *others) = [known for length, known in best if length == longest]
    return first if all(other.spec is first.spec for other in others) else None


def _window(sentence: str, figure: FigureMatch) -> tuple[str, FigureMatch]:
    """The words round a figure: no sign looks farther, and a hostile sentence is as long as it likes."""
    first = max(0, figure.start - _FARTHEST)
    return sentence[first : figure.end + _FARTHEST], figure._replace(start=figure.start - first, end=figure.end - first)


_FARTHEST = 260  # characters


def _means_otherwise(sentence: str, figure: FigureMatch) -> bool:
    """An intention, a change, or a figure of somebody else's."""
    return bool(_words_of("别的意思", "").search(_clause(sentence, figure)))


def _is_of_years(sentence: str, figure: FigureMatch, year: int) -> bool:
    """Of another year, of several years, or of a part of one."""
    before = sentence[max(0, figure.start - _FARTHEST) : figure.start]
    clause = _clause(sentence, figure).replace(f"{year}年", "") if year else _A_YEAR.sub("", _clause(sentence, figure))
    return bool(_words_of("别的时候", "分句").search(clause) or _words_of("别的时候", "句中").search(before))


_A_YEAR = re.compile(r"20\d\d年")


@cache
def _words_of(name: str, part: str) -> re.Pattern[str]:
    words = _words()[name]
    return re.compile("|".join(words[part] if part else map(re.escape, words)))


def _clause(sentence: str, figure: FigureMatch) -> str:
    """The words before a figure, back to the last mark."""
    return _MARKS.split(sentence[max(0, figure.start - _FARTHEST) : figure.start])[-1]


def _is_in_each(sentence: str, figure: FigureMatch) -> bool:
    """每月……1次: the count is that of a month, told in another place than the figure."""
    return bool(_frequency().search(_clause(sentence, figure))) and not _frequency().search(figure.text)


def quantity_of(text: str, spec: FactSpec) -> Quantity | None:
    """The value of a row that prints just these words, None where it has none."""
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
def _signs(table: FactSpec) -> list[tuple[re.Pattern[str], FactSpec]]:
    return [(re.compile(sign), spec) for spec in table.walk() for sign in spec.signs]


def _name(words: str, generic: bool = False) -> str:
    """The name of a record, without what only leads up to it; empty where what is left tells it from no other."""
    bare = phrase(words)
    deeds = [match.end() for match in _deeds().finditer(bare) if match.end() < len(bare)]
    bare = bare[max(deeds, default=0) :]
    while led := _LEADING_YEAR.match(bare) or _lead().match(bare):
        bare = bare[led.end() :]
    while ended := next((end for end in _words()["收尾"] if bare.endswith(end)), ""):
        bare = bare.removesuffix(ended)
    return "" if (bare in _words()["泛称"] and not generic) or len(bare) < 2 or not _balanced(bare) else bare


_LEADING_YEAR = re.compile(r"(?:[自从比较]?(?:19|20)\d\d年度?(?:以来)?|[比较](?:[上去]年|上一年)度?)(?=.)")


@cache
def _lead() -> re.Pattern[str]:
    leads = sorted(_words()["引导"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, leads))})(?=.)")


@cache
def _deeds() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words()["动作"])))


def own_name(sentence: str, figure: FigureMatch, generic: bool = False) -> str:
    """What a figure of the township's own counts, in the words before it, or else behind it.

    With `generic` also words that do not tell it from others, such as 活动.

    >>> own_name("全年办理吸毒案件2起、盗窃案件7起。", FigureMatch(8, 10, "2起"))
    '办理吸毒案件'
    """
    figures = [one for one in counted(sentence) if one.end <= figure.start]
    ends = [0, *(one.end for one in figures)]
    name = _own_name(sentence, figure, ends[-1], generic)
    if figures and name and len(name) < _SHORTEST_NAME:  # 提出意见58条，采纳57条: of what, a figure before says
        if name in _words()["增减"]:  # 经费36万元，其中装备18万元，比上年增加3万元: of the whole, not of its parts
            figures = [one for one in figures if "其中" not in sentence[: one.start]] or figures
        others = (_own_name(sentence, one, end, generic) for one, end in zip(figures, ends, strict=False))
        of = next((other for other in reversed(list(others)) if len(other) >= _SHORTEST_NAME), "")
        return f"{of}{name}"[-_LONGEST_NAME:]
    return name


def _own_name(sentence: str, figure: FigureMatch, last: int, generic: bool) -> str:
    before = _MARKS.split(sentence[last : figure.start])[-1]
    behind = _MARKS.split(sentence[figure.end :])[0]
    first = _MARKS.split(re.split("[。；]", sentence[: figure.start])[-1])[0]
    for words in (before, behind, before + behind, first):
        name = _name(words if _balanced(words) else words.strip("“”‘’《》"), generic)
        name = name if len(name) <= _LONGEST_NAME else name[-_LONGEST_NAME:].strip("“”‘’《》")
        if len(name) > 1 and _balanced(name) and not re.search(r"[\d【】]", name):
            return name
    return ""


_SHORTEST_NAME = 4  # 字; a shorter one needs to be told of what
_MARKS = re.compile("[，。；：、！？]")
_LONGEST_NAME = 24  # 字


def _balanced(words: str) -> bool:
    return words.count("“") == words.count("”") and words.count("《") == words.count("》")
