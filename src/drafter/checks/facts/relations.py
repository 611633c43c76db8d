"""Relations between facts, as the table declares them: no rule here knows a fact by its name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from drafter.facts.amounts import Quantity, decimal_places, rate
from drafter.facts.dates import Day
from drafter.facts.model import Fact, Facts, Group, Records, State, Text, Texts
from drafter.facts.scalars import cells_of
from drafter.facts.table import FactKind
from drafter.findings import Emit, Finding, rule


def _quantity(facts: Facts, key: str) -> tuple[Fact, Quantity] | None:
    """A fact and its figure; 无 counts as 0."""
    fact = facts.root.find(key)
    own = _figure(fact) if isinstance(fact, Fact) else None
    return (fact, own) if isinstance(fact, Fact) and own else None


def _figure(fact: Fact) -> Quantity | None:
    if fact.state is State.NONE:
        return Quantity(State.NONE.value, Decimal(0), fact.spec.units[0] if fact.spec.units else "")
    return fact.value if fact.state.has_value and isinstance(fact.value, Quantity) else None


def _bare(fact: Fact) -> str:
    return fact.spec.key.replace(".", "")


@rule("F101", "part-not-more-than-whole")
def not_more_than(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """一项不能大于它所从出的一项：化解数不大于排查数。约数只在数字本身更大时报告。

    合规    纠纷: {排查: 58件, 化解: 58件}
    不合规  纠纷: {排查: 58件, 化解: 61件}
    出处    WR-D2
    """
    for fact in facts.leaves():
        if not fact.spec.not_more_than or not (own := _figure(fact)):
            continue
        if not (larger := _quantity(facts, fact.spec.not_more_than)):
            continue
        whole, total = larger
        if own.number is None or total.number is None or own.number <= total.number:
            continue
        if total.approximation or total.bound:
            continue  # 50余件 may be 58
        yield emit(
            fact.place,
            f"{_bare(fact)}多于{_bare(whole)}：{_bare(whole)}{total.text}，{_bare(fact)}{own.text}",
            f"核对台账；“{fact.spec.key}”不应大于“{whole.spec.key}”",
        )


@rule("F102", "rate-agrees-with-figures")
def rate_agrees(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """填了比率，又填了分子和分母，三者要相符（四舍五入到所填的位数）；分母是约数时，比率不能更高。

    合规    纠纷: {排查: 457件, 化解: 454件, 成功率: 99.3%}
    不合规  纠纷: {排查: 58件, 化解: 50件, 成功率: 100%}
    出处    WR-B13
    """
    for fact, typed, part, base in _rates(facts):
        if part is None or typed.number is None:
            continue
        if not base.number:
            yield emit(fact.place, f"{_bare(fact)}写{typed.text}，可是总数是0", "总数为“无”时删去比率")
            continue
        at_least = Quantity(base.text, base.number)  # 58余件 is 58 or more
        computed = rate(part, at_least, decimal_places(typed))
        if computed is None or computed.number is None or typed.approximation:
            continue
        wrong = computed.number < typed.number if not base.exact or typed.bound else computed.number != typed.number
        if wrong and base.approximation in ("", "余", "多"):
            yield emit(
                fact.place,
                f"{_bare(fact)}写{typed.text}，按{part.text}比{base.text}应为{computed.text}",
                "核对三个数；比率也可以填“自动”",
            )


@rule("F103", "rate-reachable")
def rate_reachable(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """件数不多时，有些百分比不可能出现：11件的办结率只能是100%或不高于90.9%。

    合规    信访: {受理: 11件, 办结率: 100%}
    不合规  信访: {受理: 11件, 办结率: 98%以上}
    出处    WR-D4
    """
    for fact, typed, part, base in _rates(facts):
        if part is not None or not base.exact or not base.number or base.number > 10_000 or typed.number is None:
            continue
        places = decimal_places(typed)
        shares = {
            share.number
            for count in range(int(base.number) + 1)
            if (share := rate(Quantity("", Decimal(count)), base, places)) and share.number is not None
        }
        reachable = shares if not typed.bound else {s for s in shares if s >= typed.number and s != 100}
        if typed.number not in reachable and not (typed.bound and reachable):
            most = rate(Quantity("", base.number - 1), base, max(1, places))
            yield emit(
                fact.place,
                f"{base.text}的{_bare(fact)}不可能是{typed.text}",
                f"{base.text}时只能是100%，或不高于{most.text if most else '0%'}；核对台账，或删去比率",
            )


def _rates(facts: Facts) -> Iterator[tuple[Fact, Quantity, Quantity | None, Quantity]]:
    """Typed rates with their parts and bases, as the table declares them; the part only where it is given."""
    for fact in facts.leaves():
        if fact.spec.rate_of is None or not (typed := _quantity(facts, fact.key)):
            continue
        part, base = (_quantity(facts, key) for key in fact.spec.rate_of)
        if base is not None:
            yield fact, typed[1], part[1] if part else None, base[1]


@rule("F104", "breakdown-fits")
def breakdown_fits(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """“其中”各项之和不大于总数。

    合规    纠纷: {排查: {值: 58件, 其中: {邻里纠纷: 30件, 土地纠纷: 28件}}}
    不合规  纠纷: {排查: {值: 58件, 其中: {邻里纠纷: 30件, 土地纠纷: 38件}}}
    出处    WR-D8
    """
    for fact in facts.leaves():
        value = fact.value
        if not fact.breakdown or not isinstance(value, Quantity) or value.number is None or value.approximation:
            continue
        total = sum((q.number for _, q in fact.breakdown if q.number is not None), Decimal(0))
        if total > value.number:
            yield emit(
                fact.place,
                f"{_bare(fact)}的“其中”各项共{total}{value.unit}，多于总数{value.text}",
                "核对各项与总数",
            )


@rule("F105", "reference-exists")
def reference_exists(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """引用的编号要真有其项：“对应计划: 1”要有一项计划的号是1。

    合规    {问题: [{表现: 甲, 对应计划: 1}], 计划: [{号: 1, 事项: 乙}]}
    不合规  {问题: [{表现: 甲, 对应计划: 2}], 计划: [{号: 1, 事项: 乙}]}
    出处    WR-D12
    """
    for fact in facts.leaves():
        if not fact.spec.refers_to or not isinstance(fact.value, Text):
            continue
        list_key, _, field = fact.spec.refers_to.rpartition(".")
        records = facts.root.find(list_key)
        items = records.items if isinstance(records, Records) else ()
        numbers = {_number(item, field) for item in items} - {""}
        if fact.value.text not in numbers:
            known = "、".join(sorted(numbers)) or "还没有编号"
            hint = f"“{list_key}”现有的号：{known}"
            yield emit(fact.place, f"“{list_key}”里没有号为{fact.value.text}的一项", hint)


def _number(item: Group, field: str) -> str:
    member = item.members.get(field)
    if isinstance(member, Fact) and member.state is not State.ABSENT and isinstance(member.value, Text):
        return member.value.text
    return ""


@rule("F106", "same-thing-same-figure")
def same_thing(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """两项说的是同一件事，数就要相同；约数与准数不比较。

    表      {甲: {类型: 数量, 单位: [件], 同一事: [乙]}, 乙: {类型: 数量, 单位: [件]}}
    合规    {甲: 12件, 乙: 12件}
    不合规  {甲: 12件, 乙: 13件}
    出处    WR-D2
    """
    for fact in facts.leaves():
        own = _quantity(facts, fact.key) if fact.spec.same_as else None
        for key in fact.spec.same_as:
            other = _quantity(facts, key)
            if own and other and own[1].exact and other[1].exact and own[1].number != other[1].number:
                yield emit(
                    fact.place,
                    f"{_bare(fact)}与{_bare(other[0])}是同一件事：{own[1].text}，{other[1].text}",
                    "以台账为准，改成同一个数",
                )


@rule("F107", "date-in-report-year")
def date_in_year(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """记录里的日期要在报告年度之内：去年的学法不能留在今年的报告里。

    合规    {报告: {年度: 2025}, 学法: [{形式: 会前学法, 日期: 2025-12-31}]}
    不合规  {报告: {年度: 2025}, 学法: [{形式: 会前学法, 日期: 2024-12-31}]}
    出处    WR-D9
    """
    year = _quantity(facts, facts.table.by_role("年度").key)
    for fact in facts.leaves():
        value = fact.value
        if year is None or not isinstance(value, Day) or fact.spec.may_await_signature or value.year == year[1].number:
            continue
        yield emit(fact.place, f"{value.text}不在报告年度{year[1].text}年之内", "核对日期；不是这一年的，删去这一项")


@rule("F108", "numbers-are-unique")
def unique_numbers(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """同一个列表里编号不能重复，否则引用它的不知道指哪一项。

    合规    {计划: [{号: 1, 事项: 甲}, {号: 2, 事项: 乙}]}
    不合规  {计划: [{号: 1, 事项: 甲}, {号: 1, 事项: 乙}]}
    出处    WR-D2
    """
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts.leaves():
        if fact.spec.kind is not FactKind.NUMBER or fact.spec.refers_to or not isinstance(fact.value, Text):
            continue
        first = seen.setdefault((fact.spec.key, fact.value.text), fact)
        if first is not fact:
            yield emit(fact.place, f"编号{fact.value.text}用了两次", f"第{first.place.line}行已经用了，改成别的号")


@rule("F109", "total-not-less-than-parts")
def total_not_less(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """合计不小于其中任何一项；几种形式可能重复计数，所以不要求等于相加的和。

    合规    {学法: [{形式: 甲, 次数: 12次}, {形式: 乙, 次数: 6次}], 学法合计: 14次}
    不合规  {学法: [{形式: 甲, 次数: 12次}, {形式: 乙, 次数: 6次}], 学法合计: 9次}
    出处    WR-D8
    """
    for fact in facts.leaves():
        if not fact.spec.total_of or not (total := _quantity(facts, fact.key)) or not total[1].exact:
            continue
        list_key, _, field = fact.spec.total_of.rpartition(".")
        records = facts.root.find(list_key)
        parts = (item.members[field] for item in records.items) if isinstance(records, Records) else ()
        for value in (part.value for part in parts if isinstance(part, Fact)):
            if isinstance(value, Quantity) and value.exact and value.unit == total[1].unit and _more(value, total[1]):
                message = f"{_bare(fact)}{total[1].text}少于其中的一项：{value.text}"
                yield emit(fact.place, message, f"核对“{list_key}”各项，或填“自动”")


def _more(one: Quantity, other: Quantity) -> bool:
    return one.number is not None and other.number is not None and one.number > other.number


@rule("F110", "table-rows-have-equal-cells")
def equal_cells(facts: Facts, emit: Emit) -> Iterator[Finding]:
    """表格每行的格数与第一行一样，空着的格也要留着它的竖线：少一格，后面的数就站到了别的栏里。

    表      {甲: {类型: 表格}}
    合规    {甲: [项目｜去年｜今年, ｜3件｜2件, 合计｜｜2件]}
    合规    {甲: [项目, 检查]}
    不合规  {甲: [项目｜去年｜今年, 检查｜2件]}
    不合规  {甲: [项目｜今年, 检查]}
    出处    GB/T 9704-2012 7.3.3
    """
    for fact in facts.leaves():
        if fact.spec.kind is not FactKind.TABLE or not isinstance(fact.value, Texts):
            continue
        specs = [(item, len(cells_of(item.text))) for item in fact.value.items]
        specs = [
            (item, count) for item, count in specs if count > 1 or item.state is not State.BLANK
        ]  # else a row still to be filled in
        for item, count in specs[1:]:
            if count != specs[0][1]:
                message = f"“{fact.spec.key}”的一行有{count}格，第一行有{specs[0][1]}格：{item.text}"
                yield emit(item.place, message, "各格之间用“｜”隔开；空着的格，竖线也要写")
