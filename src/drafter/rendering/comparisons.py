"""Filters and tests that hold a figure against last year's; their words carry the places of both.

Each gives its words, or makes its clause disappear as an absent fact does: where there is no last year's figure, where
one of them is no counted figure, or where the change goes the other way.

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

from drafter.facts.comparison import COMPARABLE, Change, compared
from drafter.facts.model import State
from drafter.facts.table import Kind
from drafter.rendering.values import Shown, TemplateFault, with_last

Words = Callable[[Change], str]


def _told(name: str, words: Words, kinds: tuple[Kind, ...] = COMPARABLE) -> Callable[[Any], Shown]:
    """A filter that prints these words of the change."""

    def tell(value: Any) -> Shown:
        fact = _figure(value, name, kinds).fact()
        change = compared(fact)
        told = words(change) if isinstance(change, Change) else ""
        return Shown(with_last(fact), told) if told else Shown(replace(fact, state=State.ABSENT, value=None))

    return tell


def _holds(name: str, words: Words) -> Callable[[Any], bool]:
    """A test that holds where there are such words; the sentence then stands on both figures."""

    def holds(value: Any) -> bool:
        shown = _figure(value, name, COMPARABLE)
        change = compared(shown.touched())
        if not isinstance(change, Change):
            return False
        Shown(with_last(shown.fact())).touch()
        return bool(words(change))

    return holds


def _figure(value: Any, name: str, kinds: tuple[Kind, ...]) -> Shown:
    if not isinstance(value, Shown):
        raise TemplateFault(f"“{name}”只能用在一项事实上")
    row = value.fact().row
    if row.kind not in kinds:
        what = "、".join(f"“{kind.value}”" for kind in kinds)
        raise TemplateFault(f"“{name}”只能用在{what}类的事实上，“{row.key}”是“{row.kind.value}”")
    return value


def _up(change: Change) -> str:
    return change.words if change.direction > 0 else ""


def _down(change: Change) -> str:
    return change.words if change.direction < 0 else ""


def _level(change: Change) -> str:
    return "" if change.direction else change.words


def _points(change: Change) -> str:
    return change.words if change.direction else ""


FILTERS = {
    "同比": _told("同比", lambda change: change.clause),
    "增长": _told("增长", _up),
    "下降": _told("下降", _down),
    "持平": _told("持平", _level),
    "百分点": _told("百分点", _points, (Kind.RATE,)),
}

TESTS = {"增长": _holds("增长", _up), "下降": _holds("下降", _down), "持平": _holds("持平", _level)}
