"""待补: facts that are still to be filled in or verified."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.facts.model import Fact, Facts, State
from drafter.findings import Emit, Finding, Severity, rule


def _open(facts: Facts, wanted: State) -> Iterator[Fact]:
    """The facts and items of lists in this state; several at one place count once."""
    for fact in facts.leaves():
        if fact.state is not State.GIVEN:  # else every item of it is given
            yield from {one.place: one for one in fact.each() if one.state is wanted}.values()


@rule("F001", "fact-is-filled-in", Severity.GAP)
def to_fill(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """留空的、填“待填”的、必填而没有写的项，要在送签以前填上；报告里印“【待填】”。

    合规    纠纷: {排查: 58件}
    合规    纠纷: {排查: 无}
    不合规  纠纷: {排查: }
    不合规  纠纷: {排查: 待填}
    出处    使用手册“一项事实的四种状态”
    """
    for fact in _open(facts, State.BLANK):
        yield emit(fact.place, fact.label, fact.spec.meaning)


@rule("F002", "fact-is-verified", Severity.GAP)
def to_verify(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """写了“待核实”的数，要在送签以前核对。

    合规    纠纷: {排查: 58件}
    不合规  纠纷: {排查: 58件 待核实}
    不合规  执法: {重点领域: [消防, 道路交通 待核实]}
    出处    使用手册“一项事实的四种状态”
    """
    for fact in _open(facts, State.TO_VERIFY):
        yield emit(fact.place, f"{fact.label}待核实", "核对后删去“待核实”三字")
