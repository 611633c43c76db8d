"""写全: whether the facts give shortcomings their causes, and plans their targets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.checks.text.parts import words
from drafter.checks.text.shortcomings import has_target
from drafter.facts.model import Facts, Group, Records, State, Texts
from drafter.facts.table import FactKind
from drafter.findings import Emit, Finding, Place, Severity, rule


def _list(facts: Facts, role: str) -> Records | None:
    """The list with the field of this role; None where it is empty or still a gap."""
    records = facts.root.find(facts.table.by_role(role).key.partition(".")[0])
    if not isinstance(records, Records) or records.state is State.BLANK or not records.items:
        return None
    return records if any(fact.state.has_value for fact in records.leaves()) else None


def _has(item: Group, key: str) -> bool:
    """The field is given, or is itself a gap."""
    return any(fact.spec.key == key and fact.state is not State.ABSENT for fact in item.leaves())


def _texts(item: Group) -> Iterator[str]:
    """The texts of all its fields."""
    for fact in item.leaves():
        if isinstance(fact.value, Texts):
            yield from (piece.text for piece in fact.value.items)
        elif fact.value is not None and fact.spec.kind is not FactKind.NUMBER:
            yield fact.value.text


def _place(item: Group) -> Place:
    return next((fact.place for fact in item.leaves() if fact.state is not State.ABSENT), item.place)


def _first_words(item: Group) -> str:
    """Its first words, to identify it."""
    text = re.split("[，。；]", next((text for text in _texts(item) if text), ""), maxsplit=1)[0]
    return text if len(text) <= 20 else f"{text[:20]}……"


def _with_cause(facts: Facts) -> list[tuple[Group, bool]]:
    """The shortcomings, each with whether it names a cause, in its own field or in another."""
    records = _list(facts, "原因")
    key = facts.table.by_role("原因").key
    return [
        (item, _has(item, key) or any(word in text for text in _texts(item) for word in words("原因")))
        for item in (records.items if records else ())
    ]


@rule("F301", "shortcomings-have-causes", Severity.WARNING)
def causes(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """规定要写不足和原因：一条原因也没有填，报告里只有现象。

    合规    问题: [{表现: 甲, 原因: 乙}, {表现: 丙}]
    不合规  问题: [{表现: 甲}, {表现: 乙}]
    出处    AR-R1.5；WR-D12
    """
    shortcomings = _with_cause(facts)
    if shortcomings and not any(has_cause for _, has_cause in shortcomings):
        name = facts.table.by_role("原因").name
        place = _place(shortcomings[0][0])
        yield emit(place, f"列了{len(shortcomings)}条不足，一条“{name}”也没有填", f"逐条填上“{name}”")


@rule("F302", "shortcoming-has-cause", Severity.NOTICE)
def cause(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """别的不足填了原因，这一条没有填。

    合规    问题: [{表现: 甲, 原因: 乙}, {表现: 由于丙，丁}]
    不合规  问题: [{表现: 甲, 原因: 乙}, {表现: 丙}]
    出处    AR-R1.5；WR-D12
    """
    shortcomings = _with_cause(facts)
    name = facts.table.by_role("原因").name
    for item, has_cause in shortcomings:
        if not has_cause and any(others for _, others in shortcomings):
            yield emit(_place(item), f"“{_first_words(item)}”没有填“{name}”", f"补上“{name}”")


@rule("F303", "shortcoming-has-plan", Severity.NOTICE)
def answered(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """每一条不足都要有下一年的安排去解决：没有填对应哪一项的，核对有没有安排。

    合规    {问题: [{表现: 甲, 原因: 乙, 对应计划: 1}], 计划: [{号: 1, 事项: 丙}]}
    合规    {问题: [{表现: 甲, 原因: 乙}], 计划: [{事项: 丙}]}
    不合规  {问题: [{表现: 甲, 对应计划: 1}, {表现: 乙}], 计划: [{号: 1, 事项: 丙}]}
    出处    WR-D12
    """
    for records in facts.root.members.values():
        fields = [spec for spec in records.spec.children.values() if spec.refers_to]
        if not isinstance(records, Records) or not fields:
            continue
        lacking = [item for item in records.items if not _has(item, fields[0].key)]
        if len(lacking) == len(records.items):  # nobody uses the field
            continue
        for item in lacking:
            message = f"“{_first_words(item)}”没有填“{fields[0].name}”，不知道由哪一项解决"
            yield emit(_place(item), message, f"填上“{fields[0].name}”；还没有这项安排的，补上一项")


@rule("F304", "plans-have-targets", Severity.WARNING)
def targets(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """下一年的安排至少有一处可以检查的目标：次数、比例或者期限；一处也没有，年底无从对照。

    合规    计划: [{事项: 甲, 目标: [{内容: 全年学习, 数量: 4次}]}, {事项: 乙}]
    合规    计划: [{事项: 甲, 措施: 6月底前制定办法}]
    不合规  计划: [{事项: 甲, 措施: 深入学习}, {事项: 乙, 措施: 加强培训}]
    出处    AR-6；WR-D12
    """
    records = _list(facts, "目标数")
    spec = facts.table.by_role("目标数")
    if records is None or any(_has(item, spec.key) for item in records.items):
        return
    if not any(has_target(text) for item in records.items for text in _texts(item)):
        message = "下一年的安排里没有一个数字、期限或其他可以检查的目标"
        upper = spec.key.split(".")[-2]
        yield emit(_place(records.items[0]), message, f"在“{upper}”里填上做多少，或在“措施”里写明期限")


@rule("F305", "plan-has-measures", Severity.WARNING)
def measures(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """一项安排只有名称，没有措施，也没有目标，报告里就只印一个小标题。

    合规    计划: [{事项: 甲, 措施: 乙}]
    合规    计划: [{事项: 甲, 目标: [{内容: 全年学习, 数量: 4次}]}]
    不合规  计划: [{事项: 甲, 措施: 乙}, {事项: 丙}]
    出处    AR-6；WR-D12
    """
    records = _list(facts, "措施")
    key = facts.table.by_role("措施").key
    upper = facts.table.by_role("目标数").key.rpartition(".")[0]
    for item in records.items if records else ():
        targeted = any(
            fact.state is not State.ABSENT for fact in item.leaves() if fact.spec.key.startswith(f"{upper}.")
        )
        named = any(fact.state.has_value for fact in item.leaves())
        if named and not targeted and not _has(item, key):
            yield emit(_place(item), f"“{_first_words(item)}”只有名称，没有写怎么做", "填上“措施”或“目标”")
