"""Nothing lost: facts that were filled in and that the layout does not print."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from drafter.document.model import Document
from drafter.facts.model import A_PLACE, Fact, Facts, Group, Member, Records, State, seen_from
from drafter.facts.table import FactKind, FactSpec
from drafter.facts.year_on_year import YearChange, compared
from drafter.findings import Emit, Finding, Severity, rule

_NOT_PRINTED = {FactKind.NUMBER, FactKind.CHOICE}  # they steer the report: a number to refer to, a part to be put in


def _printed(document: Document) -> set[str]:
    """The keys of the facts that a sentence or heading depends on, or that the layout leaves out on purpose."""
    keys = {source.key for run in document.runs() for source in run.sources}
    keys |= {source.key for sentence in document.sentences() for source in sentence.sources}
    return keys | {source.key for source in document.omitted}


@rule("R111", "fact-is-printed", Severity.NOTICE)
def unused_facts(document: Document, facts: Facts, emit: Emit) -> Iterator[Finding]:
    """填了的事实都要写进报告：这个版式没有用到的，一一指出。

    合规    报告: {年度: 2025, 主送机关: 县人民政府}⏎纠纷: {排查: 58件}
    合规    报告: {年度: 2025, 版式: 两部分}⏎纠纷: {排查: 58件}
    不合规  报告: {年度: 2025, 版记: {印发日期: 2026-01-21}}
    不合规  补充: [{部分: 举措成效, 内容: 排查矛盾纠纷【纠纷.排查】。}]
    出处    使用手册“这件事该填在哪里”
    """
    printed = _printed(document)
    for fact in facts.leaves():
        if fact.spec.role == "题" and not fact.defaulted and fact.state.has_value and fact.key not in printed:
            yield emit(fact.place, f"“{fact.key}”已填，但这个版式没有用到这个标题")
    for fact in _below(facts.root, lambda spec: spec.role == "要素"):
        if _states(fact) and fact.key not in document.used:
            message = f"“{fact.key}”已填，但这个版式没有写进报告"
            yield emit(fact.place, message, f"{fact.spec.meaning}；自己的版式里要有这个要素")
    for fact in _below(facts.root, lambda spec: bool(spec.parts)):
        has_value = fact.state.has_value or fact.state is State.NONE
        if has_value and not fact.defaulted and fact.spec.kind not in _NOT_PRINTED and fact.key not in printed:
            message = f"“{fact.key}”已填，但这个版式没有写进报告"
            hint = "换一个版式，或在自己的版式里加一句"
            if missing := _missing(fact, facts):
                message = f"“{fact.key}”引用的【{missing}】没有填，这一句没有写进报告"
                hint = f"填上“{missing}”，或改写这一句"
            elif place := _blank_place(fact, facts):
                message = f"“{fact.key}”已填，但“{place.spec.name}”空着，没有写进报告"
                hint = f"填上“{place.spec.name}”：{place.spec.meaning}；不清楚的，删去“{place.spec.name}”这一行"
            yield emit(fact.place, message, hint)


@rule("R112", "comparison-is-printed", Severity.NOTICE)
def unused_comparisons(document: Document, facts: Facts, emit: Emit) -> Iterator[Finding]:
    """要写同比的数，版式写它的地方也要写同比。

    上年    纠纷: {排查: 50件}
    文件    自己.txt # {{ 单位.简称 }}⏎⏎{% 句 %}排查{{ 纠纷.排查.值 }}{% 句完 %}
    合规    报告: {年度: 2025, 同比项: [纠纷.排查]}⏎纠纷: {排查: 58件}
    合规    报告: {年度: 2025, 版式: 自己}⏎纠纷: {排查: 58件}
    不合规  报告: {年度: 2025, 版式: 自己, 同比项: [纠纷.排查]}⏎纠纷: {排查: 58件}
    出处    使用手册“与上年相比”
    """
    printed = _printed(document)
    for fact in facts.leaves():
        wanted = fact.previous if fact.compare and not fact.change and isinstance(compared(fact), YearChange) else None
        if wanted is not None and fact.key in printed and wanted.key not in printed:
            message = f"“{fact.key}”要写同比，但这个版式写这个数的地方没有写"
            yield emit(fact.place, message, "换一个版式，或在自己的版式里用“同比”过滤器写上")


def _missing(fact: Fact, facts: Facts) -> str:
    """The name of an absent fact that a clerk's own sentence refers to; empty where there is none."""
    words = fact.value.text if fact.value is not None and fact.spec.kind is FactKind.PASSAGE else ""
    named = ((name, seen_from(facts.root, fact.key, name)) for name in A_PLACE.findall(words))
    return next((n for n, member in named if isinstance(member, Fact) and member.state is State.ABSENT), "")


def _blank_place(fact: Fact, facts: Facts) -> Fact | None:
    """The field of the same record that says where to print it, if it was left blank."""
    record, _, _ = fact.key.rpartition(".")
    beside = (one for one in facts.leaves() if one.key.rpartition(".")[0] == record)
    return next((one for one in beside if one.spec.role in ("部分", "小节") and one.state is State.BLANK), None)


def _states(fact: Fact) -> bool:
    """Something was typed for the page: a value, 待签, or 否 where 是 is usual."""
    refused = fact.state is State.ABSENT and bool(fact.spec.default) and fact.place.line > 0
    return refused or (not fact.defaulted and fact.state not in (State.ABSENT, State.BLANK))


def _below(member: Member, belongs: Callable[[FactSpec], bool], within: bool = False) -> Iterator[Fact]:
    """Facts whose row belongs, or the group or list that holds them."""
    within = within or belongs(member.spec)
    if isinstance(member, Fact):
        if within:
            yield member
        return
    children = member.items if isinstance(member, Records) else member.members.values()
    for child in children:
        if isinstance(child, (Fact, Group, Records)):
            yield from _below(child, belongs, within)
