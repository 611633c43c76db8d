"""The lines of a title: whole in sense, symmetrical, no rectangle and no hourglass (GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, starmap, takewhile
from math import inf
from typing import NamedTuple

from drafter.composition.lines import GAP_SHARE, Letters, lines_of, parted
from drafter.profile import Profile
from drafter.report.tree import Report, words

_SHORTEST = 4  # 字 that a line should have
_LONGEST_TITLE = 150  # characters; more are no title, and all ways to break them too many to weigh
# On the scale of `breaks`: no better place for a break pays for a line more, and no line less for a torn name.
_LINE, _SHORT_LINE = 1_000, 30_000
# The shape may move a break to another place between words, not into a phrase.
_EQUAL, _NEARLY_EQUAL, _HOURGLASS, _UNEVEN, _NARROWING = 7, 1, 6, 3, 0.1
_SHAPE = _EQUAL + _HOURGLASS + _UNEVEN + _NARROWING  # no lines above make those below dearer by more
_LETTERS = Letters(2 * GAP_SHARE)  # of any size of which a half and a gap are whole numbers


def width_in_zi(text: str) -> float:
    """Width in 字: a half-width character counts half.

    >>> width_in_zi("2025年")
    3.0
    """
    return sum(0.5 if character.isascii() else 1 for character in text)


def width_on_paper(text: str) -> float:
    """Width of a line in 字, with the gaps of LibreOffice; Word, which has none, has room to spare.

    >>> width_on_paper("2025年")
    3.2
    """
    return width_in_zi(text) + sum(starmap(parted, pairwise(text))) / GAP_SHARE


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
    from drafter.composition import breaks  # most titles do without

    issuers = len(list(takewhile(breaks.is_issuer, units)))
    if has_room and issuers < 2:
        return (text,)
    if len(text) > _LONGEST_TITLE:
        parts = (*units[:issuers], "".join(units[issuers:]))
        return tuple(line for part in parts for line in lines_of(part, _LETTERS, longest * _LETTERS.size))
    ends = list(accumulate(map(len, units)))
    steps = (breaks.NAME, breaks.UNKNOWN, inf)
    ends = _cheapest(text, breaks.prices(text, ends), set(ends[:issuers]), longest, steps)
    return tuple(text[start:end] for start, end in pairwise([0, *ends]))


def broken_title(report: Report, profile: Profile) -> tuple[str, ...]:
    """The lines of a report's title: those that the facts file gives by hand, else those made here."""
    return report.title_lines or title_lines([words(unit) for unit in report.title], profile.title_zi_per_line)


class _Way(NamedTuple):
    """Lines down to some place of the title, their price, and what the shape of the next line depends on."""

    price: float
    width: float = 0  # of the last line
    narrowed: bool = False  # a wider line would now make an hourglass
    end: int = 0
    above: _Way | None = None  # all lines but the last


class _Measure:
    """What the lines of a text measure, between any two places."""

    def __init__(self, text: str) -> None:
        self._at = list(accumulate(map(width_in_zi, text), initial=0.0))
        self._gaps = list(accumulate(starmap(parted, pairwise(text)), initial=0))

    def width(self, start: int, end: int) -> float:
        """In 字: the shape is that of the words, as renderers differ in gaps."""
        return self._at[end] - self._at[start]

    def on_paper(self, start: int, end: int) -> float:
        """In 字 with the gaps inside the line, not those at its ends."""
        return self.width(start, end) + (self._gaps[end - 1] - self._gaps[start]) / GAP_SHARE


def _cheapest(text: str, prices: Sequence[int], musts: set[int], longest: int, steps: Sequence[float]) -> list[int]:
    """Where the lines end. Dear breaks are tried only where the cheap ones do not do: most titles have few."""
    measure = _Measure(text)
    best = None
    for limit in steps:
        cuts = [place for place in range(1, len(text) + 1) if prices[place] < limit or place in musts]
        best = _cheapest_way([0, *cuts], measure, prices, musts, longest)
        if best and best.price < limit:  # a dearer break cannot lower it
            break
    ends: list[int] = []
    while best and best.above:
        ends.append(best.end)
        best = best.above
    return ends[::-1] or [len(text)]


def _cheapest_way(
    cuts: Sequence[int], measure: _Measure, prices: Sequence[int], musts: set[int], longest: int
) -> _Way | None:
    """The cheapest lines between `cuts`, none wider than `longest`, none going on over a must."""
    ways: dict[int, list[_Way]] = {place: [] for place in cuts}
    ways[0] = [_Way(0)]
    for number, start in enumerate(cuts):
        above = _worth_going_on(ways[start])
        for end in cuts[number + 1 :] if above else ():
            if measure.on_paper(start, end) > longest and end - start > 1:
                break
            width = measure.width(start, end)
            price = _LINE + prices[end] + (_SHORT_LINE if width < _SHORTEST else 0)
            longer = [_with_line(way, width, price, end) for way in above]
            ways[end] += _cheapest_of(way for way in longer if way.narrowed)
            ways[end] += _cheapest_of(way for way in longer if not way.narrowed)
            if end in musts:
                break
    return min(ways[cuts[-1]], key=_price, default=None)


def _price(way: _Way) -> float:
    return way.price


def _worth_going_on(ways: Sequence[_Way]) -> list[_Way]:
    """Without those so dear that no shape of what follows makes up for it."""
    least = min(map(_price, ways), default=inf)
    return [way for way in ways if way.price <= least + _SHAPE]


def _cheapest_of(ways: Iterable[_Way]) -> list[_Way]:
    return sorted(ways, key=_price)[:1]


def _with_line(way: _Way, width: float, price: float, end: int) -> _Way:
    """One more line below: what it costs, and what the shape costs that it makes with the lines above."""
    if not way.above:
        return _Way(price, width, False, end, way)
    difference, widens = abs(width - way.width), width > way.width
    shape = _UNEVEN * difference / max(width, way.width)
    shape += _EQUAL if difference < 1 else _NEARLY_EQUAL if difference < 2 else 0
    shape += (_HOURGLASS if way.narrowed else 0) if widens else _NARROWING
    narrowed = width < way.width or (way.narrowed and not widens)
    return _Way(way.price + price + shape, width, narrowed, end, way)
