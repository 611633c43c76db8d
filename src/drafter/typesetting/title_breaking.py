"""The lines of a title: whole in sense, symmetrical, no rectangle and no hourglass (GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, starmap, takewhile
from math import inf
from typing import NamedTuple

from drafter.document.model import Document
from drafter.document.runs import words
from drafter.document.title import is_issuer
from drafter.typesetting.line_breaking import GAP_SHARE, FontMetrics, break_lines, has_latin_gap
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.widths import width_in_zi

_SHORTEST = 4  # 字 that a line should have
_LONGEST_TITLE = 150  # characters; more are no title, and all ways to break them too many to weigh
# On the scale of `breaks`: no better place for a break pays for a line more, and no line less for a torn name.
_LINE, _SHORT_LINE = 1_000, 30_000
# The shape may move a break to another place between words, not into a phrase.
_EQUAL, _NEARLY_EQUAL, _HOURGLASS, _UNEVEN, _NARROWING = 7, 1, 6, 3, 0.1
_SHAPE = _EQUAL + _HOURGLASS + _UNEVEN + _NARROWING  # no lines above make those below dearer by more
_LETTERS = FontMetrics(2 * GAP_SHARE)  # of any size of which a half and a gap are whole numbers


def width_on_paper(text: str) -> float:
    """Width of a line in 字, with the gaps of LibreOffice; Word, which has none, has room to spare.

    >>> width_on_paper("2025年")
    3.2
    """
    return width_in_zi(text) + sum(starmap(has_latin_gap, pairwise(text))) / GAP_SHARE


def title_lines(units: Sequence[str], longest: int) -> tuple[str, ...]:
    """The title on one line if it has room in `longest` 字, else the fewest lines that tear no word.

    Breaks between `units`, the sense units of the template, are the best. Issuers at the head are units of their
    own: each has its own line, a single one only where the title needs several lines. What is far too long for a
    title has its lines filled, one after the other.

    >>> title_lines(["寺庄镇2025年", "法治政府建设年度报告"], 20)
    ('寺庄镇2025年法治政府建设年度报告',)
    >>> title_lines(["示例镇2025年", "党政主要负责人履行推进法治建设第一责任人职责情况的报告"], 20)
    ('示例镇2025年党政主要负责人', '履行推进法治建设第一责任人职责情况的报告')
    """
    units = [unit for unit in units if unit]
    text = "".join(units)
    has_room = width_on_paper(text) <= longest
    if has_room and len(units) < 3:  # no two issuers and a title
        return (text,)
    from drafter.typesetting import break_penalties  # most titles do without

    issuers = len(list(takewhile(is_issuer, units)))
    if has_room and issuers < 2:
        return (text,)
    if len(text) > _LONGEST_TITLE:
        parts = (*units[:issuers], "".join(units[issuers:]))
        return tuple(line for part in parts for line in break_lines(part, _LETTERS, longest * _LETTERS.size))
    ends = list(accumulate(map(len, units)))
    steps = (break_penalties.NAME, break_penalties.UNKNOWN, inf)
    ends = _best_breaks(text, break_penalties.break_penalties(text, ends), set(ends[:issuers]), longest, steps)
    return tuple(text[start:end] for start, end in pairwise([0, *ends]))


def broken_title(document: Document, page_format: PageFormat) -> tuple[str, ...]:
    """The lines of a report's title: those that the facts file gives by hand, else those made here."""
    return document.title_lines or title_lines([words(unit) for unit in document.title], page_format.title_zi_per_line)


class _Breaking(NamedTuple):
    """Lines down to some place of the title, their price, and what the shape of the next line depends on."""

    penalty: float
    width: float = 0  # of the last line
    narrowed: bool = False  # a wider line would now make an hourglass
    end: int = 0
    above: _Breaking | None = None  # all lines but the last


class _Widths:
    """What the lines of a text measure, between any two places."""

    def __init__(self, text: str) -> None:
        self._at = list(accumulate(map(width_in_zi, text), initial=0.0))
        self._gaps = list(accumulate(starmap(has_latin_gap, pairwise(text)), initial=0))

    def width(self, start: int, end: int) -> float:
        """In 字: the shape is that of the words, as renderers differ in gaps."""
        return self._at[end] - self._at[start]

    def on_paper(self, start: int, end: int) -> float:
        """In 字 with the gaps inside the line, not those at its ends."""
        return self.width(start, end) + (self._gaps[end - 1] - self._gaps[start]) / GAP_SHARE


def _best_breaks(
    text: str, penalties: Sequence[int], forced_breaks: set[int], longest: int, steps: Sequence[float]
) -> list[int]:
    """Where the lines end. Dear breaks are tried only where the cheap ones do not do: most titles have few."""
    measure = _Widths(text)
    best = None
    for limit in steps:
        candidates = [place for place in range(1, len(text) + 1) if penalties[place] < limit or place in forced_breaks]
        best = _best_breaking([0, *candidates], measure, penalties, forced_breaks, longest)
        if best and best.penalty < limit:  # a dearer break cannot lower it
            break
    ends: list[int] = []
    while best and best.above:
        ends.append(best.end)
        best = best.above
    return ends[::-1] or [len(text)]


def _best_breaking(
    candidates: Sequence[int], measure: _Widths, penalties: Sequence[int], forced_breaks: set[int], longest: int
) -> _Breaking | None:
    """The cheapest lines between `cuts`, none wider than `longest`, none going on over a must."""
    breakings: dict[int, list[_Breaking]] = {place: [] for place in candidates}
    breakings[0] = [_Breaking(0)]
    for number, start in enumerate(candidates):
        above = _worth_extending(breakings[start])
        for end in candidates[number + 1 :] if above else ():
            if measure.on_paper(start, end) > longest and end - start > 1:
                break
            width = measure.width(start, end)
            penalty = _LINE + penalties[end] + (_SHORT_LINE if width < _SHORTEST else 0)
            longer = [_with_line(breaking, width, penalty, end) for breaking in above]
            breakings[end] += _best_of(breaking for breaking in longer if breaking.narrowed)
            breakings[end] += _best_of(breaking for breaking in longer if not breaking.narrowed)
            if end in forced_breaks:
                break
    return min(breakings[candidates[-1]], key=_penalty, default=None)


def _penalty(breaking: _Breaking) -> float:
    return breaking.penalty


def _worth_extending(breakings: Sequence[_Breaking]) -> list[_Breaking]:
    """Without those so dear that no shape of what follows makes up for it."""
    least = min(map(_penalty, breakings), default=inf)
    return [breaking for breaking in breakings if breaking.penalty <= least + _SHAPE]


def _best_of(breakings: Iterable[_Breaking]) -> list[_Breaking]:
    return sorted(breakings, key=_penalty)[:1]


def _with_line(breaking: _Breaking, width: float, penalty: float, end: int) -> _Breaking:
    """One more line below: what it costs, and what the shape costs that it makes with the lines above."""
    if not breaking.above:
        return _Breaking(penalty, width, False, end, breaking)
    difference, widens = abs(width - breaking.width), width > breaking.width
    shape = _UNEVEN * difference / max(width, breaking.width)
    shape += _EQUAL if difference < 1 else _NEARLY_EQUAL if difference < 2 else 0
    shape += (_HOURGLASS if breaking.narrowed else 0) if widens else _NARROWING
    narrowed = width < breaking.width or (breaking.narrowed and not widens)
    return _Breaking(breaking.penalty + penalty + shape, width, narrowed, end, breaking)
