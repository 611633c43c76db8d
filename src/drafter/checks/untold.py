"""Nothing lost: a fact that was filled in and that the layout does not tell is named."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.facts.model import A_PLACE, Fact, Facts, Group, Member, Records, State, seen_from
from drafter.facts.table import Kind
from drafter.findings import Finding, Severity
from drafter.report.tree import Report

_TELLS_NOTHING = {Kind.NUMBER, Kind.CHOICE}  # they steer the report: a number to refer to, a part to stand in


def untold_facts(report: Report, facts: Facts) -> Iterator[Finding]:
    """A notice for every fact with a value that no sentence, heading or element of the report touched."""
    told = {source.key for run in report.runs() for source in run.sources}
    told |= {source.key for sentence in report.sentences() for source in sentence.sources}
    told |= {source.key for source in report.passed_over}
    for fact in facts.leaves():
        if fact.row.use == "题" and not fact.defaulted and fact.state.told and fact.key not in told:
            yield Finding(Severity.NOTICE, fact.place, f"“{fact.key}”已填，但这个版式没有用到这个标题")
    for fact in _with_parts(facts.root, bool(facts.root.row.parts)):
        if fact.key not in told:
            message = f"“{fact.key}”已填，但这个版式没有写进报告"
            hint = "换一个版式，或在自己的版式里加一句"
            if missing := _missing(fact, facts):
                message = f"“{fact.key}”引用的【{missing}】没有填，这一句没有写进报告"
                hint = f"填上“{missing}”，或改写这一句"
            yield Finding(Severity.NOTICE, fact.place, message, hint)


def _missing(fact: Fact, facts: Facts) -> str:
    """The name of an absent fact that a clerk's own sentence has a place for, or an empty string."""
    words = fact.value.text if fact.value is not None and fact.row.kind is Kind.PASSAGE else ""
    named = ((name, seen_from(facts.root, fact.key, name)) for name in A_PLACE.findall(words))
    return next((n for n, member in named if isinstance(member, Fact) and member.state is State.ABSENT), "")


def _with_parts(member: Member, in_part: bool) -> Iterator[Fact]:
    """Facts with a value whose row, or the list they stand in, names a part."""
    in_part = in_part or bool(member.row.parts)
    if isinstance(member, Fact):
        has_value = member.state.told or member.state is State.NONE
        if in_part and has_value and member.row.kind not in _TELLS_NOTHING:
            yield member
        return
    children = member.items if isinstance(member, Records) else member.members.values()
    for child in children:
        if isinstance(child, (Fact, Group, Records)):
            yield from _with_parts(child, in_part)
