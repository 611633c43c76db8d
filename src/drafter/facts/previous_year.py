"""Last year's facts with this year's: each figure knows the one to compare it with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from drafter.facts.model import Fact, Facts, Group, Item, Member, Records, State, Text
from drafter.facts.table import FactKind, FactSpec
from drafter.facts.year_on_year import COMPARABLE, Incomparable, compared
from drafter.findings import Finding, fatal
from drafter.readers.notices import figure_is_compared, previous_year_is_there

_OF_PLANS = "转为上年"  # 沿用 of plans for the next year


def with_previous_year(facts: Facts, previous: Facts | None) -> Facts:
    """The facts, each figure with last year's: of the same key, of a record with the same main field.

    Figures that were blank, unverified or approximate last year are not compared, nor are plans and their outcomes.
    Figures that the clerk wants compared are marked.
    """
    asked = frozenset(key for key, _ in _requested(facts))
    if previous is None and not asked:
        return facts
    year = previous.words("年度") if previous is not None else ""
    root = _group(facts.root, previous.root if previous is not None else None, year, asked)
    return replace(facts, root=root)


def nature_of(table: FactSpec, spec: FactSpec) -> str:
    """性质 of a row, or of its list: 流量, 存量 or 身份."""
    nature, above = "", table
    for name in spec.key.split("."):
        above = above.children.get(name, above)
        nature = above.nature or nature
    return nature


def _group(group: Group, previous: Group | None, year: str, asked: frozenset[str]) -> Group:
    members = {}
    for name, member in group.members.items():
        members[name] = _member(member, previous.members.get(name) if previous else None, year, asked)
    return replace(group, members=members)


def _member(member: Member, previous: Member | None, year: str, asked: frozenset[str]) -> Member:
    if isinstance(member, Group):
        return _group(member, previous if isinstance(previous, Group) else None, year, asked)
    if isinstance(member, Records):
        return _records(member, previous if isinstance(previous, Records) else None, year, asked)
    if not _is_figure(member):
        return member
    counts = isinstance(previous, Fact) and previous.state in (State.GIVEN, State.NONE)
    own = _of_year(previous, year) if isinstance(previous, Fact) and counts else None
    return replace(member, previous=own, compare=member.spec.key in asked)


def _is_figure(fact: Fact) -> bool:
    return fact.spec.kind in COMPARABLE and fact.spec.nature != "身份" and fact.state is not State.ABSENT


def _of_year(fact: Fact, year: str) -> Fact:
    """A copy with the year in its key, to tell it from this year's fact of the same key."""
    whole = tuple(_of_year(part, year) for part in fact.computed_from)
    return replace(fact, key=f"{year}年的{fact.key}", computed_from=whole)


def _records(records: Records, previous: Records | None, year: str, asked: frozenset[str]) -> Records:
    if records.spec.continues or records.spec.policy == _OF_PLANS:
        return records
    names = [_name(item) for item in records.items]
    others = {_name(item): item for item in previous.items} if previous else {}
    often, often_then = Counter(names), Counter(_name(item) for item in previous.items) if previous else Counter()
    items = []
    for item, name in zip(records.items, names, strict=True):
        one = bool(name) and often[name] == often_then[name] == 1
        items.append(_group(item, others[name] if one else None, year, asked))
    return replace(records, items=tuple(items))


def _name(item: Group) -> str:
    """The words of the main field, which identify a record."""
    main = next((m for m in item.members.values() if isinstance(m, Fact) and m.spec.required), None)
    return main.value.text if main and main.spec.kind is FactKind.TEXT and main.state.has_value and main.value else ""


# --- the figures that the clerk wants compared -------------------------------------------------------------------


def _requested(facts: Facts) -> Iterator[tuple[str, Item]]:
    """The keys that the clerk lists for comparison, as typed."""
    for fact in facts.by_role("同比").each():
        if isinstance(fact.value, Text):
            spec = _row(facts.table, fact.value.text)
            yield (spec.key if spec is not None else ""), Item(fact.value.text, fact.state, fact.place)


def _row(table: FactSpec, key: str) -> FactSpec | None:
    """The row of a figure at a dotted path of names or former names."""
    spec: FactSpec | None = table
    for name in key.split("."):
        spec = spec.child(name) if spec else None
    return spec if spec is not None and _can_be_compared(spec, table) else None


def _can_be_compared(spec: FactSpec, table: FactSpec) -> bool:
    top = table.child(spec.key.partition(".")[0])
    of_plans = top is not None and (bool(top.continues) or top.policy == _OF_PLANS)
    return spec.kind in COMPARABLE and spec.nature != "身份" and not of_plans


def invalid_comparison_keys(facts: Facts) -> Iterator[Finding]:
    """Findings on listed keys that are no figures of a year, with the nearest key that is."""
    keys = [spec.key for spec in facts.table.walk() if _can_be_compared(spec, facts.table)]
    for key, item in _requested(facts):
        if not key:
            near = get_close_matches(item.text, keys, n=1, cutoff=0.4)
            hint = f"是不是“{near[0]}”？" if near else "写一项数的键名，如“纠纷.排查”；用 drafter facts 查键名"
            if len(several := re.split("[、，,；; ]+", item.text)) > 1:
                hint = f"一行写一个：{''.join(f'“- {one}”' for one in several)}"
            yield fatal(item.place, f"“{item.text}”不是可以与上年相比的一项", hint)


def skipped_comparisons(facts: Facts, known: bool, unfit: str = "") -> Iterator[Finding]:
    """A notice for every listed figure that is not compared, with the reason.

    `known`: there are last year's facts; `unfit`: why those that were found are not.
    """
    place = facts.by_role("同比").place
    asked = list(_requested(facts))
    if asked and not known:
        yield from previous_year_is_there(place, unfit)
        return
    list_key = facts.table.by_role("同比").name
    by_row: dict[str, list[Fact]] = {}
    for fact in facts.leaves():
        by_row.setdefault(fact.spec.key, []).append(fact)
    for key, item in asked:
        named = by_row.get(key, [])
        for fact in named:
            change = compared(fact)
            if isinstance(change, Incomparable) and fact.state is not State.BLANK:  # a gap is told as such
                yield from figure_is_compared(fact.place, fact.key, change.reason, "核对两年的数", list_key)
        if not named:
            yield from figure_is_compared(item.place, item.text, "今年没有填这一项", "填上", list_key)
