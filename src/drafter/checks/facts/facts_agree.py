"""Facts that contradict each other other than by their figures; no rule here knows a fact by its name."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.facts.amounts import Quantity
from drafter.facts.model import Fact, Facts, Group, Member, Records, State
from drafter.facts.table import FactKind
from drafter.findings import Emit, Finding, Place, Severity, rule


@rule("F201", "nothing-comes-from-nothing")
def needs_its_ground(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """一项由另一项而来，没有那一项就不会有这一项：没有行政处罚案件，就没有罚款。

    合规    执法: {处罚: 26起, 罚款: 11.88万元}
    合规    执法: {处罚: 无, 罚款: 无}
    不合规  执法: {处罚: 无, 罚款: 11.88万元}
    不合规  决策: {法律顾问: 否, 顾问人数: 2名}
    出处    WR-D2、WR-D14
    """
    for fact in facts.leaves():
        ground = facts.root.find(fact.spec.needs) if fact.spec.needs else None
        if not isinstance(ground, Fact) or not _is_something(fact) or not _is_nothing(ground):
            continue
        denial = State.NONE.value if ground.state is State.NONE else "否"
        message = f"“{ground.spec.key}”填了“{denial}”，“{fact.spec.key}”却填了“{fact.value.text if fact.value else ''}”"
        yield emit(fact.place, message, f"核对台账，改“{ground.spec.key}”，或删去“{fact.spec.key}”")


def _is_something(fact: Fact) -> bool:
    return fact.state.has_value and not (isinstance(fact.value, Quantity) and fact.value.number == 0)


def _is_nothing(fact: Fact) -> bool:
    """无, 0 or 否 was typed; a missing key states nothing."""
    denied = fact.spec.kind is FactKind.FLAG and fact.state is State.ABSENT and bool(fact.place.line)
    return fact.state is State.NONE or denied


@rule("F202", "records-are-listed-once", Severity.WARNING)
def listed_once(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """列表里的每一项只写一次：两项一模一样，报告里就有两句一样的话，次数也多算了一次。

    合规    学法: [{形式: 会前学法, 次数: 4次}, {形式: 中心组学法, 次数: 4次}]
    合规    学法: [{形式: 会前学法, 日期: 2025-03-04}, {形式: 会前学法, 日期: 2025-04-08}]
    不合规  学法: [{形式: 会前学法, 次数: 4次}, {形式: 会前学法, 次数: 4次}]
    出处    WR-D11
    """
    for records in _lists(facts.root):
        if len(records.items) < 2:
            continue
        seen: dict[tuple[object, ...], int] = {}
        for number, item in enumerate(records.items, 1):
            content = tuple(
                (leaf.spec.key, leaf.value.text) for leaf in item.leaves() if leaf.state.has_value and leaf.value
            )
            first = seen.setdefault(content, number)
            if first != number and any(leaf.state.has_value and not leaf.defaulted for leaf in item.leaves()):
                message = f"“{records.spec.key}”的第{number}项与第{first}项一样"
                yield emit(_place(item), message, "删去一项；不是同一件事的，写明不同的地方")


def _place(item: Group) -> Place:
    return next((leaf.place for leaf in item.leaves() if leaf.state.has_value and not leaf.defaulted), item.place)


def _lists(member: Member) -> Iterator[Records]:
    if isinstance(member, Records):
        yield member
    elif isinstance(member, Group):
        for inner in member.members.values():
            yield from _lists(inner)
