"""Filters and tests of the templates; each keeps the marks of what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from drafter import names
from drafter.facts.amounts import Quantity, accepted_units
from drafter.facts.model import Choice, Fact, Group, State
from drafter.provenance import visible
from drafter.rendering.values import (
    CURRENT,
    Shown,
    ShownRecords,
    TemplateFault,
    merged_series,
    quantity_of,
)


def _shown(value: Any, name: str) -> Shown:
    if not isinstance(value, Shown):
        raise TemplateFault(f"“{name}”只能用在一项事实上")
    return value


def in_order(value: Any) -> str:
    """`{{ 名 | 顿号 }}`: the phrases of a list, joined by 、; none stands between 》 and 《 (GB/T 15834 4.5.3.5)."""
    return _joined(_shown(value, "顿号"), lambda item: item)


def in_title_marks(value: Any) -> str:
    """`{{ 名 | 书名号 }}`: a list joined by 、, with 《》 round the titles the table of laws knows.

    What is typed with 《》 keeps them; what neither is a law nor typed with them gets none.
    """

    def titled(item: Shown) -> Shown:
        return item.with_words(f"《{item.words()}》") if names.is_law(item.words()) else item

    return _joined(_shown(value, "书名号"), titled)


def _joined(value: Shown, dressed: Callable[[Shown], Shown]) -> str:
    text, before = "", ""
    for item in map(dressed, value):
        if text and not (before.endswith("》") and item.words().startswith("《")):
            text += "、"
        text += str(item)
        before = item.words()
    return text or str(value)  # an absent fact leaves its mark


def given_so(value: Any, words: str) -> str:
    """`{{ 名 | 则("……") }}`: these words, if the clerk has stated the fact; a gap before them while it is blank."""
    shown = _shown(value, "则")
    state = shown.touched().state
    if state is State.GIVEN:
        return words
    if state is State.TO_VERIFY:
        return shown.piece(visible(words))
    return f"{shown}{words if state is State.BLANK else ''}"


def told_as(value: Any, action: str) -> str:
    """`{{ 次数 | 说成("召开会议") }}`: 召开会议12次; a frequency without a count goes first: 每季度召开会议."""
    shown = _shown(value, "说成")
    quantity = quantity_of(shown)
    if quantity is not None and quantity.bare_frequency:
        return f"{shown}{action}"
    return f"{action}{shown}"


def in_unit(value: Any, unit: str) -> Shown:
    """`{{ 名 | 单位("起") }}`: the figure with another unit of the same family. Raises TemplateFault for others."""
    shown = _shown(value, "单位")
    quantity = quantity_of(shown)
    if quantity is None or not quantity.unit:
        return shown
    if unit not in accepted_units([quantity.unit]):
        raise TemplateFault(f"“{quantity.text}”不能改用单位“{unit}”", "只能在同类量词之间换，如“件”换“起”")
    head, _, tail = quantity.text.rpartition(quantity.unit)
    return shown.with_words(head + unit + tail)


def without_beginning(value: Any, *beginnings: str) -> Shown:
    """`{{ 项.原因 | 去头("由于", "因为") }}`: without a word that the sentence brings itself."""
    shown = _shown(value, "去头")
    words = shown.words()
    beginning = next((b for b in beginnings if words.startswith(b) and words != b), "")
    return shown.with_words(words.removeprefix(beginning)) if beginning else shown


def next_year(value: Any) -> Shown:
    """`{{ 报告.年度 | 次年 }}`: the year after."""
    shown = _shown(value, "次年")
    quantity = quantity_of(shown)
    if quantity is None or quantity.number is None:
        return shown
    return shown.with_words(f"{quantity.number + Decimal(1):f}")


def grouped(records: Any, name: str) -> list[dict[str, Any]]:
    """`{% for 组 in 计划 | 分组("归类") %}`: neighbours with the same word: 组.题 is the word, 组.项 the records."""
    if not isinstance(records, ShownRecords):
        raise TemplateFault("“分组”只能用在列表上")
    groups: list[tuple[list[Fact], list[Group]]] = []
    for item in records.items():
        fact = item.members[name]
        if not isinstance(fact, Fact):
            raise TemplateFault(f"不能按“{name}”分组")
        if not groups or (fact.state, fact.value) != (groups[-1][0][0].state, groups[-1][0][0].value):
            groups.append(([], []))
        groups[-1][0].append(fact)
        groups[-1][1].append(item)
    return [
        {"题": Shown(replace(heads[0], computed_from=tuple(heads[1:]))), "项": records.with_items(items)}
        for heads, items in groups
    ]


def of_part(records: Any, part: str) -> ShownRecords:
    """`{% for 项 in 学法 | 在("举措成效") %}`: the records told in this part; unnamed ones in the usual part."""
    if not isinstance(records, ShownRecords):
        raise TemplateFault("“在”只能用在列表上")
    row = records.records().row
    usual = row.parts[:1]
    field = next((child.name for child in row.children.values() if child.use == "部分"), "")

    def told_here(item: Any) -> bool:
        named = item.members.get(field)
        if named is None or named.state is State.ABSENT:
            return part in usual
        return named.value.text == part if isinstance(named.value, Choice) else part in usual

    return records.with_items([item for item in records.items() if told_here(item)])


def merged(records: Any, kind: str, count: str, date: str) -> ShownRecords:
    """`{% for 项 in 学法 | 归并("形式", "次数", "日期") %}`: dated single records of one form become one, counted."""
    if not isinstance(records, ShownRecords):
        raise TemplateFault("“归并”只能用在列表上")
    return merged_series(records, kind, count, date)


def bounded(items: Iterable[Any]) -> Iterator[Any]:
    """Every loop of a template goes through this: it ends, even where the template does not."""
    rendering = CURRENT.get()
    for item in items:
        rendering.step()
        yield item


def is_none(value: Any) -> bool:
    """`{% if 名 is 无 %}`: the fact says that nothing happened."""
    if isinstance(value, ShownRecords):
        return value.records().state is State.NONE
    return _shown(value, "无").touched().state is State.NONE


def is_frequency(value: Any) -> bool:
    """`{% if 名 is 频次 %}`: 每季度, 每月1次."""
    quantity = quantity_of(_shown(value, "频次"))
    return isinstance(quantity, Quantity) and bool(quantity.frequency)


FILTERS = {
    "顿号": in_order,
    "书名号": in_title_marks,
    "说成": told_as,
    "单位": in_unit,
    "则": given_so,
    "分组": grouped,
    "去头": without_beginning,
    "次年": next_year,
    "在": of_part,
    "归并": merged,
    "限次": bounded,
}

TESTS = {"无": is_none, "频次": is_frequency}
