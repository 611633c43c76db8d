"""Values typed as 自动: rates and totals of exact figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from drafter.facts.amounts import Quantity, counted, rate
from drafter.facts.model import Fact, Group, Member, Records, State, Text
from drafter.facts.table import FactKind
from drafter.findings import Place

AUTOMATIC = "自动"
Find = Callable[[Place, str, str], None]


def resolve_automatic(root: Group, find: Find) -> Group:
    """The facts with values for 自动; all figures that one is computed from must be exact.

    `find` receives place, message and hint for each value that cannot be computed.
    """
    return replace(root, members={name: _resolve(root, m, find) for name, m in root.members.items()})


def _resolve(root: Group, member: Member, find: Find) -> Member:
    if isinstance(member, Group):
        return replace(member, members={n: _resolve(root, m, find) for n, m in member.members.items()})
    if not isinstance(member, Fact) or member.value != Text(AUTOMATIC):
        return member
    if member.spec.total_of:
        return _total(root, member, find)
    if member.spec.rate_of is None:
        return member
    part, base = (root.find(key) for key in member.spec.rate_of)
    states = {fact.state for fact in (part, base) if isinstance(fact, Fact)}
    if State.BLANK in states:
        return replace(member, value=None, state=State.BLANK)  # blank until they are filled in
    if isinstance(part, Fact) and isinstance(base, Fact):
        counted, whole = part.value, base.value
        if isinstance(counted, Quantity) and isinstance(whole, Quantity) and (share := rate(counted, whole)):
            return replace(member, state=State.GIVEN, value=share, computed_from=(part, base))
    names = "、".join(f"“{key}”" for key in member.spec.rate_of)
    hint = f"{names}都要有准确的数（不带“余”“以上”等），前者不大于后者"
    find(member.place, f"“{member.spec.key}”无法自动计算", hint)
    return replace(member, value=None, state=State.BLANK)


def _total(root: Group, total: Fact, find: Find) -> Fact:
    """The sum over a list of records; a record with a date and no count is one occasion."""
    list_key, _, field = total.spec.total_of.rpartition(".")
    records = root.find(list_key)
    facts = [_counting(item, field) for item in records.items] if isinstance(records, Records) else []
    if any(fact.state is State.BLANK for fact in facts):
        return replace(total, value=None, state=State.BLANK)
    one = counted(1, total.spec.units[0])
    values = [one if fact.spec.kind is FactKind.DATE else fact.value for fact in facts]
    exact = [v for v in values if isinstance(v, Quantity) and v.exact and v.number is not None]
    units = {quantity.unit for quantity in exact}
    if not values or len(exact) != len(values) or len(units) > 1:
        hint = f"“{list_key}”各项的“{field}”都要有准确的数（不带“余”“每月”等）或日期，单位也要相同"
        find(total.place, f"“{total.spec.key}”无法自动相加", hint)
        return replace(total, value=None, state=State.BLANK)
    whole = sum((q.number for q in exact if q.number is not None), Decimal(0))
    return replace(total, state=State.GIVEN, value=counted(int(whole), units.pop()), computed_from=tuple(facts))


def _counting(record: Group, field: str) -> Fact:
    """The fact that counts a record: its count, or else the date of a single occasion."""
    leaves = list(record.leaves())
    count = next(fact for fact in leaves if fact.spec.name == field)
    dates = (fact for fact in leaves if fact.spec.kind is FactKind.DATE and fact.state.has_value)
    return next(dates, count) if count.state is State.ABSENT else count
