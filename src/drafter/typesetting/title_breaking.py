"""Breaks titles into lines that keep words whole, in a trapezium or rhombus (GB/T 9704-2012 7.3.1).

As in TeX, a break has a penalty, and the breaks with the least total of demerits win.
"""

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

_SHORTEST = 4  # 字 a line should have at least
_LONGEST_TITLE = 150  # characters; a longer one takes too long to optimise
# On the scale of `break_penalties`: a line costs more than any place between words, and less than a broken name.
_LINE_PENALTY, _SHORT_LINE_PENALTY = 1_000, 30_000
# Demerits of the shape, which may move a break to another place between words, not into a phrase.
_EQUAL, _NEARLY_EQUAL, _HOURGLASS, _UNEVEN, _NARROWING = 7, 1, 6, 3, 0.1
_WORST_SHAPE = _EQUAL + _HOURGLASS + _UNEVEN + _NARROWING  # of a line below
_METRICS = FontMetrics(2 * GAP_SHARE)  # any size whose half and whose gap are whole numbers


def width_on_paper(text: str) -> float:
    """Width of a line in 字 with the gaps of LibreOffice; in Word it is narrower.

    >>> width_on_paper("2025年")
    3.2
    """
    return width_in_zi(text) + sum(starmap(has_latin_gap, pairwise(text))) / GAP_SHARE


def title_lines(units: Sequence[str], longest: int) -> tuple[str, ...]:
    """The title on one line if it fits into `longest` 字, else on the fewest lines that break no word.

    Breaks between `units`, the sense units of the template, are preferred. A break after an issuer at the head is
    forced if the title has several lines or there are several issuers. An overlong title is broken like a paragraph.

    >>> title_lines(["寺庄镇2025年", "法治政府建设年度报告"], 20)
    ('寺庄镇2025年法治政府建设年度报告',)
    >>> title_lines(["示例镇2025年", "党政主要负责人履行推进法治建设第一责任人职责情况的报告"], 20)
    ('示例镇2025年党政主要负责人', '履行推进法治建设第一责任人职责情况的报告')
    """
    units = [unit for unit in units if unit]
    text = "".join(units)
    has_room = width_on_paper(text) <= longest
    if has_room and len(units) < 3:  # not two issuers and a title
        return (text,)
    from drafter.typesetting import break_penalties  # reads a vocabulary that most titles do not need

    issuers = len(list(takewhile(is_issuer, units)))
    if has_room and issuers < 2:
        return (text,)
    if len(text) > _LONGEST_TITLE:
        parts = (*units[:issuers], "".join(units[issuers:]))
        return tuple(line for part in parts for line in break_lines(part, _METRICS, longest * _METRICS.size))
    ends = list(accumulate(map(len, units)))
    limits = (break_penalties.NAME, break_penalties.UNKNOWN, inf)
    ends = _best_breaks(text, break_penalties.break_penalties(text, ends), set(ends[:issuers]), longest, limits)
    return tuple(text[start:end] for start, end in pairwise([0, *ends]))


def document_title_lines(document: Document, page_format: PageFormat) -> tuple[str, ...]:
    """The lines of a report's title: those that the facts file gives, else those of `title_lines`."""
    return document.title_lines or title_lines([words(unit) for unit in document.title], page_format.title_zi_per_line)


class _Breaking(NamedTuple):
    """A break with the best lines above it (an active node of TeX), and what the shape of the next line depends on."""

    demerits: float  # in all
    width: float = 0  # of the last line
    has_narrowed: bool = False  # a wider line would make an hourglass
    end: int = 0
    previous: _Breaking | None = None


class _Widths:
    """The width of a line between any two places of a text, in 字."""

    def __init__(self, text: str) -> None:
        self._at = list(accumulate(map(width_in_zi, text), initial=0.0))
        self._gaps = list(accumulate(starmap(has_latin_gap, pairwise(text)), initial=0))

    def width(self, start: int, end: int) -> float:
        """Without gaps, in which renderers differ: for the shape."""
        return self._at[end] - self._at[start]

    def on_paper(self, start: int, end: int) -> float:
        """With the gaps inside the line: for its fit."""
        return self.width(start, end) + (self._gaps[end - 1] - self._gaps[start]) / GAP_SHARE


def _best_breaks(
    text: str, penalties: Sequence[int], forced_breaks: set[int], longest: int, limits: Sequence[float]
) -> list[int]:
    """The ends of the lines. Breaks of a higher penalty are tried only if those below a limit do not suffice."""
    widths = _Widths(text)
    best = None
    for limit in limits:
        candidates = [place for place in range(1, len(text) + 1) if penalties[place] < limit or place in forced_breaks]
        best = _best_breaking([0, *candidates], widths, penalties, forced_breaks, longest)
        if best and best.demerits < limit:  # a break of a higher penalty cannot improve it
            break
    ends: list[int] = []
    while best and best.previous:
        ends.append(best.end)
        best = best.previous
    return ends[::-1] or [len(text)]


def _best_breaking(
    candidates: Sequence[int], widths: _Widths, penalties: Sequence[int], forced_breaks: set[int], longest: int
) -> _Breaking | None:
    """The least demerits for lines that end at `candidates`, at every forced break, none wider than `longest`."""
    breakings: dict[int, list[_Breaking]] = {place: [] for place in candidates}
    breakings[0] = [_Breaking(0)]
    for number, start in enumerate(candidates):
        active = _active(breakings[start])
        for end in candidates[number + 1 :] if active else ():
            if widths.on_paper(start, end) > longest and end - start > 1:
                break
            width = widths.width(start, end)
            demerits = _LINE_PENALTY + penalties[end] + (_SHORT_LINE_PENALTY if width < _SHORTEST else 0)
            longer = [_with_line(breaking, width, demerits, end) for breaking in active]
            breakings[end] += _best_of(breaking for breaking in longer if breaking.has_narrowed)
            breakings[end] += _best_of(breaking for breaking in longer if not breaking.has_narrowed)
            if end in forced_breaks:
                break
    return min(breakings[candidates[-1]], key=_demerits, default=None)


def _demerits(breaking: _Breaking) -> float:
    return breaking.demerits


def _active(breakings: Sequence[_Breaking]) -> list[_Breaking]:
    """Those that the shape of the next line may still make the best."""
    least = min(map(_demerits, breakings), default=inf)
    return [breaking for breaking in breakings if breaking.demerits <= least + _WORST_SHAPE]


def _best_of(breakings: Iterable[_Breaking]) -> list[_Breaking]:
    return sorted(breakings, key=_demerits)[:1]


def _with_line(breaking: _Breaking, width: float, demerits: float, end: int) -> _Breaking:
    """The breaking with one more line, whose demerits are increased by those of the shape."""
    if not breaking.previous:
        return _Breaking(demerits, width, False, end, breaking)
    difference, widens = abs(width - breaking.width), width > breaking.width
    shape = _UNEVEN * difference / max(width, breaking.width)
    shape += _EQUAL if difference < 1 else _NEARLY_EQUAL if difference < 2 else 0
    shape += (_HOURGLASS if breaking.has_narrowed else 0) if widens else _NARROWING
    has_narrowed = width < breaking.width or (breaking.has_narrowed and not widens)
    return _Breaking(breaking.demerits + demerits + shape, width, has_narrowed, end, breaking)
