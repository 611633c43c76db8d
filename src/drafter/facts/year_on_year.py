"""A figure and last year's: whether they can be compared, and the change in the words of official statistics."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from drafter.facts.amounts import NotAQuantityError, Quantity, accepted_units, parse_quantity
from drafter.facts.model import Fact, State
from drafter.facts.table import FactKind
from drafter.system.patterns import pattern

COMPARABLE = (FactKind.QUANTITY, FactKind.RATE)

_UP = "增长|增加|上升|提高"
_DOWN = "下降|减少|降低"
_POINTS, _TIMES, _PER_CENT = "个百分点", "倍", "%"
A_CHANGE = pattern(
    rf"(?P<level>持平)|(?:(?P<up>{_UP})|{_DOWN})了?(?P<digits>[0-9]+(?:\.[0-9]+)?)(?P<unit>{_PER_CENT}|{_POINTS}|[^0-9%]{{1,3}})"
)


class YearChange(NamedTuple):
    """How a figure compares with last year's.

    `words` are 增长12.3%, 下降8%, 增长1.5倍, 提高0.6个百分点, 持平 or 基本持平; empty where last year's figure was 无.
    """

    direction: int  # 1 more, -1 less, 0 the same or a change that rounds to nothing
    words: str = ""

    @property
    def clause(self) -> str:
        """The clause after the figure: 同比增长12.3%, 与上年持平, 上年为0."""
        if not self.words:
            return _FROM_NOTHING
        return f"同比{self.words}" if self.direction else f"与上年{self.words}"

    @property
    def aside(self) -> str:
        """The words in the brackets after the figure: 同比增长12.3%, 同比持平, 上年为0."""
        return f"同比{self.words}" if self.words else _FROM_NOTHING


_FROM_NOTHING = "上年为0"  # on a base of 0 国家统计局 gives no percentage, and says so


class Incomparable(NamedTuple):
    """Why the figures of two years cannot be compared, in words for a clerk."""

    reason: str


def compared(fact: Fact) -> YearChange | Incomparable:
    """The change of a fact from last year's; only exact figures are used.

    | 上年 | 今年 | |
    |---|---|---|
    | 52件 | 58件 | 增长11.5% |
    | 50件 | 46件 | 下降8% |
    | 58件 | 58件 | 持平 |
    | 30000件 | 30001件 | 基本持平 |
    | 8000件 | 8004件 | 增长0.1% |
    | 20件 | 50件 | 增长1.5倍 |
    | 50件 | 20件 | 下降60% |
    | 30000件 | 1件 | 下降99.9% |
    | 无 | 58件 | 上年为0 |
    | 58件 | 无 | |
    | 无 | 无 | |
    | 20000余件 | 20000余件 | |
    | 20000件 | 20000余件 | |
    | 不少于50件 | 58件 | |
    | 1万件 | 1.2万件 | 增长20% |
    | 58起 | 58件 | 持平 |
    """
    previous = fact.previous
    if fact.spec.kind not in COMPARABLE:
        return Incomparable("这一项不是数")
    if fact.state is State.NONE:
        return Incomparable("今年填的是“无”")
    if not fact.state.has_value or not isinstance(fact.value, Quantity):
        return Incomparable("今年没有填")
    if previous is None:
        return Incomparable("上年没有这个数，或上年的还没有核实")
    for one in (fact, previous):
        if isinstance(one.value, Quantity) and not one.value.exact:
            return Incomparable(f"“{one.value.text}”不是准确的数")
    if previous.state is State.NONE:
        return YearChange(1)
    if not isinstance(previous.value, Quantity) or fact.value.number is None or previous.value.number is None:
        return Incomparable("上年没有这个数")
    if not _same_unit(fact.value, previous.value):
        return Incomparable(f"两年的单位不同：上年{previous.value.text}，今年{fact.value.text}")
    if fact.basis != previous.basis:
        return Incomparable("两年的口径不同")
    if _month(fact.until) != _month(previous.until):
        periods = [f"{year}截至{until or '年底'}" for year, until in (("上年", previous.until), ("今年", fact.until))]
        return Incomparable(f"两年统计到的月份不同：{'，'.join(periods)}")
    return _change(previous.value.number, fact.value.number, fact.value.unit == _PER_CENT)


def _same_unit(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or other.unit in accepted_units((one.unit,))


def _month(day: str) -> str:
    """12 of 2025年12月25日; a figure without a date is for the whole year."""
    return "12" if not day else day.partition("年")[2].partition("月")[0]


def _change(previous: Decimal, this: Decimal, share: bool) -> YearChange:
    """The words for a change; `share`: both are percentages.

    Rounded half up (四舍五入) to one decimal as in the 统计公报; growth beyond 100% is given in 倍 of the increase,
    a decline never.
    """
    more = this - previous
    direction = 1 if more > 0 else -1 if more < 0 else 0
    if not direction:
        return YearChange(0, "持平")
    if share:
        points = _rounded(abs(more))
        verb = "提高" if direction > 0 else "下降"
        return YearChange(direction, f"{verb}{points}{_POINTS}") if points else YearChange(0, "基本持平")
    if not previous:
        return YearChange(direction)
    ratio = abs(more) / previous
    if direction > 0 and ratio > 1:
        return YearChange(direction, f"增长{_rounded(ratio)}{_TIMES}")
    verb = "增长" if direction > 0 else "下降"
    per_cent = _rounded(ratio * 100)
    if per_cent == "100.0" and direction < 0:  # something remains
        per_cent = "99.9"
    return YearChange(direction, f"{verb}{per_cent}{_PER_CENT}") if per_cent else YearChange(0, "基本持平")


def _rounded(value: Decimal) -> str:
    """One decimal, omitted for whole numbers; empty where the value rounds to 0.

    >>> [_rounded(Decimal(value)) for value in ("8", "8.04", "12.25", "0.04", "100")]
    ['8', '8.0', '12.3', '', '100']
    """
    rounded = value.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
    if not rounded:
        return ""
    return f"{value.to_integral_value():f}" if value == value.to_integral_value() else f"{rounded:f}"


def typed_change_agrees(fact: Fact) -> bool:
    """Whether the typed change agrees with the figures of both years, to the precision typed.

    True also where nothing can be computed.
    """
    match = A_CHANGE.fullmatch(fact.change)
    change = compared(fact)
    if match is None or not isinstance(change, YearChange) or not change.words:
        return True
    this, previous = fact.value, fact.previous.value if fact.previous else None
    if (
        not isinstance(this, Quantity)
        or not isinstance(previous, Quantity)
        or this.number is None
        or not previous.number
    ):
        return True
    if match["level"]:
        return change.direction == 0
    more = this.number - previous.number
    if more and (more > 0) != bool(match["up"]):
        return False
    digits, unit = Decimal(match["digits"]), match["unit"]
    exponent = digits.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)  # of the last digit typed
    if unit == _POINTS:
        computed = abs(more)
        return this.unit == _PER_CENT and abs(computed - digits) <= half
    if unit == _PER_CENT:
        return abs(abs(more) / previous.number * 100 - digits) <= half
    if unit == _TIMES:
        return abs(abs(more) / previous.number - digits) <= half
    try:
        one = parse_quantity(f"1{unit}", (this.unit,)).number or Decimal(1)  # of 万元: 10000
    except NotAQuantityError:
        return False
    return abs(abs(more) - digits * one) <= half * one
