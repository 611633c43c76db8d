"""Filters and tests that compare a figure with last year's; their words carry the places of both.

Each gives its words, or drops its clause like an absent fact: where last year's figure is missing, where one of the
two is not exact, or where the change has another direction.

| 上年 | 今年 | 同比 | 增长 | 下降 | 持平 | 百分点 |
|---|---|---|---|---|---|---|
| 排查52件 | 排查58件 | 同比增长11.5% | 增长11.5% | | | 错 |
| 排查58件 | 排查52件 | 同比下降10.3% | | 下降10.3% | | 错 |
| 排查20件 | 排查50件 | 同比增长1.5倍 | 增长1.5倍 | | | 错 |
| 排查58件 | 排查58件 | 与上年持平 | | | 持平 | 错 |
| 排查30000件 | 排查30001件 | 与上年基本持平 | | | 基本持平 | 错 |
| 排查无 | 排查58件 | 上年为0 | | | | 错 |
| 排查58件 | 排查无 | | | | | 错 |
| 排查50余件 | 排查58件 | | | | | 错 |
| 成功率98.7% | 成功率99.3% | 同比提高0.6个百分点 | 提高0.6个百分点 | | | 提高0.6个百分点 |
| 成功率99.3% | 成功率98.7% | 同比下降0.6个百分点 | | 下降0.6个百分点 | | 下降0.6个百分点 |
| 成功率100% | 成功率100% | 与上年持平 | | | 持平 | |
| 成功率98%以上 | 成功率99.3% | | | | | |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from drafter.facts.model import State
from drafter.facts.table import FactKind
from drafter.facts.year_on_year import COMPARABLE, YearChange, compared
from drafter.templating.views import FactView, TemplateError, with_previous

Words = Callable[[YearChange], str]


def _worded(name: str, words: Words, kinds: tuple[FactKind, ...] = COMPARABLE) -> Callable[[Any], FactView]:
    """A filter that prints these words of the change."""

    def print_change(value: Any) -> FactView:
        fact = _figure(value, name, kinds).fact()
        change = compared(fact)
        printed = words(change) if isinstance(change, YearChange) else ""
        if not printed:
            return FactView(replace(fact, state=State.ABSENT, value=None))
        return FactView(with_previous(fact), printed)

    return print_change


def _holds(name: str, words: Words) -> Callable[[Any], bool]:
    """A test that is true where there are such words; the sentence then depends on both figures."""

    def holds(value: Any) -> bool:
        view = _figure(value, name, COMPARABLE)
        change = compared(view.touched())
        if not isinstance(change, YearChange):
            return False
        FactView(with_previous(view.fact())).touch()
        return bool(words(change))

    return holds


def _figure(value: Any, name: str, kinds: tuple[FactKind, ...]) -> FactView:
    if not isinstance(value, FactView):
        raise TemplateError(f"“{name}”只能用在一项事实上")
    spec = value.fact().spec
    if spec.kind not in kinds:
        allowed = "、".join(f"“{kind.value}”" for kind in kinds)
        raise TemplateError(f"“{name}”只能用在{allowed}类的事实上，“{spec.key}”是“{spec.kind.value}”")
    return value


def _up(change: YearChange) -> str:
    return change.words if change.direction > 0 else ""


def _down(change: YearChange) -> str:
    return change.words if change.direction < 0 else ""


def _level(change: YearChange) -> str:
    return "" if change.direction else change.words


def _points(change: YearChange) -> str:
    return change.words if change.direction else ""


FILTERS = {
    "同比": _worded("同比", lambda change: change.clause),
    "增长": _worded("增长", _up),
    "下降": _worded("下降", _down),
    "持平": _worded("持平", _level),
    "百分点": _worded("百分点", _points, (FactKind.RATE,)),
}

TESTS = {"增长": _holds("增长", _up), "下降": _holds("下降", _down), "持平": _holds("持平", _level)}
