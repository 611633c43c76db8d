"""This year's figures compared with last year's: typed changes, figures that stayed the same, figures that jumped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from drafter.facts.amounts import Quantity, decimal_places
from drafter.facts.model import Fact, Facts, State
from drafter.facts.previous_year import nature_of
from drafter.facts.table import FactKind
from drafter.facts.year_on_year import YearChange, compared, typed_change_agrees
from drafter.findings import Emit, Finding, Severity, rule

_SMALL = 10  # below it a figure jumps from year to year anyway
_WEEKS = 52


class _Pair(NamedTuple):
    """A figure with last year's; 无 is a figure of 0 with the text 无."""

    fact: Fact
    this: Quantity
    previous: Quantity
    where: str  # last year's: 2024.yaml:12

    @property
    def smaller(self) -> Decimal:
        return min(self.this.number or Decimal(0), self.previous.number or Decimal(0))

    @property
    def larger(self) -> Decimal:
        return max(self.this.number or Decimal(0), self.previous.number or Decimal(0))

    @property
    def summary(self) -> str:
        return f"{self.fact.spec.key.replace('.', '')}上年{self.previous.text}，今年{self.this.text}"


def _pairs(facts: Facts) -> Iterator[_Pair]:
    for fact in facts.leaves():
        this, previous = _figure(fact), _figure(fact.previous) if fact.previous else None
        if fact.previous and this and previous:
            yield _Pair(fact, this, previous, fact.previous.place.short)


def _figure(fact: Fact) -> Quantity | None:
    """The figure of a year; a frequency is none."""
    if fact.state is State.NONE:
        return Quantity(State.NONE.value, Decimal(0))
    value = fact.value if fact.state is State.GIVEN else None
    return value if isinstance(value, Quantity) and value.number is not None and not value.frequency else None


@rule("F401", "typed-change-agrees")
def change_agrees(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """自己填了“同比”的，要与两年的数算出来的相符（四舍五入到所填的位数）；约数不算。

    上年    纠纷: {排查: 50件, 化解: 50余件, 成功率: 98.7%}
    合规    纠纷: {排查: {值: 58件, 同比: 增长16%}, 成功率: {值: 99.3%, 同比: 提高0.6个百分点}}
    合规    纠纷: {排查: {值: 58件, 同比: 增加8件}, 化解: {值: 58件, 同比: 增长3%}}
    不合规  纠纷: {排查: {值: 58件, 同比: 增长12%}}
    不合规  纠纷: {排查: {值: 58件, 同比: 下降16%}}
    出处    WR-D2
    """
    for fact in facts.leaves():
        change = compared(fact)
        if not fact.change or not fact.previous or not isinstance(change, YearChange) or typed_change_agrees(fact):
            continue
        then, now = (one.value.text if one.value else "" for one in (fact.previous, fact))
        message = f"{fact.spec.key.replace('.', '')}写“同比{fact.change}”，按上年{then}、今年{now}应为{change.aside}"
        yield emit(fact.place, message, f"核对两年的数（上年在{fact.previous.place.short}）；改正“同比”")


@rule("F402", "figures-differ-from-last-year", Severity.NOTICE)
def unchanged(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """一年之内发生的数，两年一字不差的少见，多半是抄了上年的：核对是不是今年的数。每月、每周一次的不算。

    上年    {纠纷: {排查: 58件, 调解员: 26人}, 普法: {受众: 20000余人次, 宣讲: 8场}, 信访: {办结率: 100%, 接访: 48次}}
    合规    {纠纷: {排查: 61件, 调解员: 26人}, 普法: {宣讲: 8场}, 信访: {办结率: 100%, 接访: 48次}}
    不合规  纠纷: {排查: 58件}
    不合规  {纠纷: {排查: 58件}, 普法: {受众: 20000余人次}}
    出处    WR-D9
    """
    same = [pair for pair in _pairs(facts) if _is_same(pair) and nature_of(facts.table, pair.fact.spec) == "流量"]
    if same:
        figures = "、".join(f"{pair.fact.spec.key.replace('.', '')}{pair.this.text}" for pair in same)
        message = f"有{len(same)}个数与上年一样：{figures}" if len(same) > 1 else f"{figures}，与上年一样"
        yield emit(same[0].fact.place, message, f"核对是不是今年的数（上年在{same[0].where}）；没有错就不用改")


def _is_same(pair: _Pair) -> bool:
    """The same figure, unlikely by chance: 58件, 20000余人次 or 99.3%, but not 8场 or 100%."""
    this, previous = pair.this, pair.previous
    is_equal = (this.number, this.approximation, this.bound) == (
        previous.number,
        previous.approximation,
        previous.bound,
    )
    if not is_equal or pair.fact.computed_from or pair.larger < _SMALL:
        return False
    if pair.fact.spec.kind is FactKind.RATE:
        return decimal_places(this) > 0
    if pair.fact.spec.frequency and this.exact and pair.larger <= _WEEKS:
        return False
    return not this.exact or len(f"{pair.larger.normalize()}".partition("E")[0].replace(".", "")) > 1


@rule("F403", "no-digit-slipped", Severity.WARNING)
def slipped(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """与上年正好或将近差十倍、百倍、万倍的，多半是多写、少写了一位，或写错了“万”。

    上年    {纠纷: {排查: 58件}, 普法: {宣传资料: 8万余份}, 执法: {罚款: 11.88万元}}
    合规    {纠纷: {排查: 61件}, 普法: {宣传资料: 80000余份}, 执法: {罚款: 9.6万元}}
    不合规  纠纷: {排查: 580件}
    不合规  普法: {宣传资料: 8份}
    不合规  执法: {罚款: 118.8万元}
    出处    WR-D2
    """
    for pair in _pairs(facts):
        if times := _slipped(pair):
            hint = f"核对台账，看是不是多写、少写了一位，或写错了“万”（上年在{pair.where}）"
            yield emit(pair.fact.place, f"与上年约差{times}倍：{pair.summary}", hint)


def _slipped(pair: _Pair) -> str:
    """The approximate ratio, where it looks like a digit too many or too few; else empty."""
    if pair.fact.spec.kind is FactKind.RATE or pair.larger < _SMALL or not pair.smaller:
        return ""
    ratio = pair.larger / pair.smaller
    if ratio in (10, 100, 1000) or (pair.smaller >= _SMALL and (9 <= ratio <= 11 or 90 <= ratio <= 110)):
        return "十" if ratio <= 11 else "百" if ratio <= 110 else "千"
    return "一万" if 5000 <= ratio <= 20000 else ""


@rule("F404", "no-leap-from-last-year", Severity.NOTICE)
def leapt(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """与上年相比，增减超过“检查.变动幅度”（不写就是50%；比率看百分点）的，核对有没有写错。两年都不到10的不算。

    上年    {纠纷: {排查: 58件, 调解员: 26人, 成功率: 99.3%}, 执法: {处罚: 无, 检查: 3次}}
    合规    {纠纷: {排查: 61件, 调解员: 30人, 成功率: 95%}, 执法: {处罚: 2件, 检查: 9次}}
    合规    {检查: {变动幅度: 90%}, 纠纷: {排查: 102件}}
    不合规  纠纷: {排查: 102件}
    不合规  执法: {处罚: 26件}
    不合规  {检查: {变动幅度: 5%}, 纠纷: {成功率: 92%}}
    出处    WR-D2
    """
    most = share_of(facts, "变动幅度")
    for pair in _pairs(facts):
        if pair.larger < _SMALL or _slipped(pair):
            continue
        more = pair.larger - pair.smaller
        of = 100 if pair.fact.spec.kind is FactKind.RATE else (pair.previous.number or 0)
        if more * 100 > most * of:
            hint = f"核对两年的数（上年在{pair.where}）；没有错就不用改"
            yield emit(pair.fact.place, f"与上年相差很大：{pair.summary}", hint)


def share_of(facts: Facts, role: str) -> Decimal:
    """The threshold of a rule in per cent: of the facts file, else of the table."""
    fact = facts.by_role(role)
    if isinstance(fact.value, Quantity) and fact.value.number is not None:
        return fact.value.number
    return Decimal(fact.spec.default.rstrip("%"))
