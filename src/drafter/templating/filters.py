"""Filters and tests of the templates; each keeps the marks of its input."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from drafter import lawbook
from drafter.document.provenance import A_VALUE, VALUE, Role, visible_text
from drafter.facts.amounts import Quantity, accepted_units
from drafter.facts.model import Choice, Fact, Group, State, Text
from drafter.facts.scalars import cells_of, state_of
from drafter.facts.table import FactKind, FactSpec
from drafter.numerals import chinese, is_numeral
from drafter.system.patterns import pattern
from drafter.templating import comparisons, limits
from drafter.templating.views import CURRENT, FactView, RecordsView, TemplateError, merged_series, quantity_of


def _viewed(value: Any, name: str) -> FactView:
    if not isinstance(value, FactView):
        raise TemplateError(f"“{name}”只能用在一项事实上")
    return value


def enumerated(value: Any) -> str:
    """`{{ 名 | 顿号 }}`: the phrases of a list, joined by 、.

    There is none between 》 and 《, nor between ” and “ (GB/T 15834-2011 4.5.3.5).
    """
    return _joined(_viewed(value, "顿号"), lambda item: item)


def in_clauses(value: Any) -> str:
    """`{{ 人.事项 | 逗号 }}`: the phrases of a list as clauses, joined by ，."""
    return "，".join(map(str, _viewed(value, "逗号"))) or str(value)


def in_title_marks(value: Any) -> str:
    """`{{ 名 | 书名号 }}`: a list joined by 、, with 《》 round titles in the table of laws.

    A title typed with 《》 keeps them; one without that is no law gets none.
    """

    def titled(item: FactView) -> FactView:
        return item.with_words(f"《{item.words()}》") if lawbook.is_law(item.words()) else item

    return _joined(_viewed(value, "书名号"), titled)


def _joined(value: FactView, style: Callable[[FactView], FactView]) -> str:
    text, before = "", ""
    for item in map(style, value):
        if text and before[-1:] + item.words()[:1] not in ("》《", "”“"):
            text += "、"
        text += str(item)
        before = item.words()
    return text or str(value)  # prints the mark of an absent fact


def words_if_given(value: Any, words: str) -> str:
    """`{{ 名 | 则("……") }}`: these words, if the fact is stated; after a gap while it is blank.

    Raises TemplateError for a figure in them: in a mark of the fact it would seem to be the fact's.
    """
    view = _viewed(value, "则")
    if figure := lawbook.stated_figure(A_VALUE.sub("", words)):
        raise TemplateError(f"“则”里写了数字“{figure}”", "报告里的数字都要来自事实文件")
    state = view.touched().state
    if state is State.GIVEN:
        return words
    if state is State.TO_VERIFY:
        return _PIECE.sub(lambda piece: _to_verify(view, piece), words)
    return f"{view}{words if state is State.BLANK else ''}"


_PIECE = pattern(f"{A_VALUE.pattern}|[^{VALUE}]+")


def _to_verify(flag: FactView, piece: re.Match[str]) -> str:
    """Words that are to be verified with their flag; another fact among them keeps its own mark."""
    of_a_fact = piece[1] and CURRENT.get().marks[int(piece[1])].sources
    return piece[0] if of_a_fact else flag.piece(visible_text(piece[0]))


def worded_as(value: Any, action: str) -> str:
    """`{{ 次数 | 说成("召开会议") }}`: 召开会议12次; a frequency goes first: 每季度召开会议, 每月召开会议1次."""
    view = _viewed(value, "说成")
    quantity = quantity_of(view)
    if quantity is None or not quantity.frequency:
        return f"{action}{view}"
    often = view.with_words(quantity.frequency)
    count = view.words().removeprefix(quantity.frequency)
    return f"{often}{action}{view.with_words(count) if count else ''}"


def in_unit(value: Any, unit: str) -> FactView:
    """`{{ 名 | 单位("起") }}`: the figure with another unit of its family or row.

    Raises TemplateError for others.
    """
    view = _viewed(value, "单位")
    quantity = quantity_of(view)
    if quantity is None or not quantity.unit:
        return view
    if unit not in accepted_units((quantity.unit, *view.fact().spec.units)):
        raise TemplateError(f"“{quantity.text}”不能改用单位“{unit}”", "只能在同类量词之间换，如“件”换“起”")
    head, _, tail = quantity.text.rpartition(quantity.unit)
    return view.with_words(head + unit + tail)


def without_beginning(value: Any, *beginnings: str) -> FactView:
    """`{{ 项.原因 | 去头("由于", "因为") }}`: without a word that the sentence has already.

    Raises TemplateError for a figure in that word: what is left would be another figure.
    """
    view = _viewed(value, "去头")
    if numeral := next(filter(is_numeral, "".join(beginnings)), ""):
        raise TemplateError(f"“去头”里写了数字“{numeral}”", "报告里的数字都要来自事实文件，不能截去一段")
    words = view.words()
    beginning = next((b for b in beginnings if words.startswith(b) and words != b), "")
    return view.with_words(words.removeprefix(beginning)) if beginning else view


def next_year(value: Any) -> FactView:
    """`{{ 报告.年度 | 次年 }}`: the year after."""
    return _years_later(value, "次年", 1)


def last_year(value: Any) -> FactView:
    """`{{ 报告.年度 | 上年 }}`: the year before."""
    return _years_later(value, "上年", -1)


def _years_later(value: Any, name: str, years: int) -> FactView:
    year = _viewed(value, name)
    if year.fact().spec.kind is not FactKind.YEAR:
        raise TemplateError(f"“{name}”只能用在年份上", "例如：{{ 报告.年度 | 次年 }}")
    quantity = quantity_of(year)
    if quantity is None or quantity.number is None:
        return year
    return year.with_words(f"{quantity.number + Decimal(years):f}")


def grouped(records: Any, name: str) -> list[dict[str, Any]]:
    """`{% for 组 in 计划 | 分组("归类") %}`: neighbours with the same word, 组.题; 组.项 are the records."""
    if not isinstance(records, RecordsView):
        raise TemplateError("“分组”只能用在列表上")
    groups: list[tuple[list[Fact], list[Group]]] = []
    for item in records.items():
        fact = item.members[name]
        if not isinstance(fact, Fact):
            raise TemplateError(f"不能按“{name}”分组")
        if not groups or (fact.state, fact.value) != (groups[-1][0][0].state, groups[-1][0][0].value):
            groups.append(([], []))
        groups[-1][0].append(fact)
        groups[-1][1].append(item)
    return [
        {"题": FactView(replace(heads[0], computed_from=tuple(heads[1:]))), "项": records.with_items(items)}
        for heads, items in groups
    ]


def of_part(records: Any, part: str) -> RecordsView:
    """`{% for 项 in 学法 | 在("举措成效") %}`: the records of this part; by default the usual one."""
    return _sections_in(records, "部分", part, lambda row: next(iter(row.parts), ""))


def of_section(records: Any, section: str) -> RecordsView:
    """`{% for 项 in 补充 | 在小节("行政执法") %}`: the records of this section; by default that of the row."""
    return _sections_in(records, "小节", section, lambda row: row.section)


def _sections_in(records: Any, role: str, place: str, usual: Callable[[FactSpec], str]) -> RecordsView:
    if not isinstance(records, RecordsView):
        raise TemplateError(f"“{'在' if role == '部分' else '在小节'}”只能用在列表上")
    row = records.records().spec
    field = next((child.name for child in row.children.values() if child.role == role), "")

    def belongs_here(item: Group) -> bool:
        named = item.members.get(field)
        chosen = named.value.text if isinstance(named, Fact) and isinstance(named.value, Choice) else usual(row)
        return chosen == place

    return records.with_items([item for item in records.items() if belongs_here(item)])


def documents(records: Any, title: str, *details: str) -> str:
    """`{{ 报告.依据 | 文件("名称", "文号") }}`: 《甲》（示政发〔2025〕8号）、《乙》; details where given.

    No 、 between 》 and 《 (GB/T 15834-2011 4.5.3.5).
    """
    if not isinstance(records, RecordsView):
        raise TemplateError("“文件”只能用在列表上")
    text = ""
    for number, item in enumerate(records):
        name = item[title]
        aside = "，".join(str(without_brackets(fact)) for fact in map(item.__getitem__, details) if _has_words(fact))
        titled = name.with_words(_titled(name.words())) if isinstance(name, FactView) and name.words() else name
        comma = "、" if number and not visible_text(text).endswith("》") else ""
        text += f"{comma}{titled}{f'（{aside}）' if aside else ''}"
    return text


def _titled(name: str) -> str:
    """《…》 round a title, with 〈〉 for the marks inside (GB/T 15834-2011 4.15.3)."""
    bare = name[1:-1] if name.startswith("《") and name.find("》") == len(name) - 1 else name
    return f"《{bare.replace('《', '〈').replace('》', '〉')}》"


def without_brackets(value: Any) -> FactView:
    """`{{ 报告.附注 | 去括号 }}`: without brackets that the sentence or page adds."""
    view = _viewed(value, "去括号")
    words = view.words()
    bare = words[1:-1] if words[:1] in "（(" and words[-1:] in "）)" and len(words) > 2 else words
    return view.with_words(bare) if bare != words else view


def table_row(value: Any) -> str:
    """`{{ 行 | 表行 }}`: a line with ｜ between cells as a row of a table; each cell has its own state."""
    fact = _viewed(value, "表行").touched()
    if not isinstance(fact.value, Text):
        return f"|{FactView(fact)}|"
    cells = (state_of(cell) if cell else (State.GIVEN, "") for cell in cells_of(fact.value.text))
    return f"|{'|'.join(str(FactView(replace(fact, state=state), words)) for state, words in cells)}|"


def of_record(records: Any, name: str, field: str) -> FactView:
    """`{{ 学法 | 取("周例会学法", "次数") }}`: a field of the record whose main field has these words.

    Absent where there is no such record; a gap with its name where the whole list is blank.
    """
    if not isinstance(records, RecordsView):
        raise TemplateError("“取”只能用在列表上")
    listed = records.records()
    main = next((child for child in listed.spec.children.values() if child.required), None)
    field_spec = listed.spec.children.get(field)
    if main is None or field_spec is None:
        raise TemplateError(f"“{listed.spec.key}”的一项里没有“{field}”", f"有：{'、'.join(listed.spec.children)}")
    for item in records.items():
        named, found = item.members[main.name], item.members[field]
        if isinstance(named, Fact) and isinstance(found, Fact) and _words_of(named) == name:
            FactView(named).touch()  # the sentence also depends on the name
            return FactView(found if found.state is not State.BLANK else _named(found, name))
    state = State.BLANK if listed.state is State.BLANK else State.ABSENT
    return FactView(_named(Fact(field_spec, field_spec.key, state, place=listed.place), name))


def _named(fact: Fact, name: str) -> Fact:
    """A gap that names the record of its list."""
    listed, _, field = fact.spec.key.rpartition(".")
    return replace(fact, spec=replace(fact.spec, key=f"{listed}.{name}.{field}"))


def _words_of(fact: Fact) -> str:
    return fact.value.text if fact.value is not None else ""


def ordinal(number: Any) -> str:
    """`{{ loop.index | 序数 }}`: 一是, 二是, where each item is a sentence of its own; they count up from one."""
    rendering = CURRENT.get()
    if not isinstance(number, int) or number not in (1, rendering.last_ordinal + 1):
        raise TemplateError("“序数”只能用在 loop.index 上，从一是起依次往下数")
    rendering.last_ordinal = number
    return CURRENT.get().marked(f"{chinese(number)}是", Role.ORDINAL)


def without_stop(value: Any) -> FactView:
    """`{{ 项.情况 | 去句号 }}`: without the 。 at its end, where the template goes on."""
    view = _viewed(value, "去句号")
    words = view.words()
    return view.with_words(words.removesuffix("。")) if words.endswith("。") else view


def in_quotes(value: Any) -> str:
    """`{{ 普法.载体 | 引号 }}`: in “”, unless typed with them."""
    view = _viewed(value, "引号")
    return str(view) if "“" in view.words() else f"“{view}”"


def without_year(value: Any) -> FactView:
    """`{{ 标题.下年安排 | 去年份 }}`: without a year at its beginning, where the template writes the year."""
    view = _viewed(value, "去年份")
    words = view.words()
    bare = re.sub(r"^(?:\d{4}年度?|[下上本]一?年度?)", "", words)
    return view.with_words(bare) if bare and bare != words else view


def _has_words(value: object) -> bool:
    return isinstance(value, FactView) and value.fact().state is not State.ABSENT


def omitted(value: Any) -> str:
    """`{{ 其他 | 略去 }}`: the layout omits this fact on purpose; it is not reported as unused."""
    return _viewed(value, "略去").with_words("").piece("")


def merged(records: Any, kind: str, count: str, date: str) -> RecordsView:
    """`{% for 项 in 学法 | 归并("形式", "次数", "日期") %}`: single dated records of a form become one."""
    if not isinstance(records, RecordsView):
        raise TemplateError("“归并”只能用在列表上")
    return merged_series(records, kind, count, date)


def is_none(value: Any) -> bool:
    """`{% if 名 is 无 %}`: the fact is 无."""
    if isinstance(value, RecordsView):
        return value.records().state is State.NONE
    return _viewed(value, "无").touched().state is State.NONE


def is_typed(value: Any) -> bool:
    """`{% if 名 is 已填 %}`: the fact has a typed value, even 待签; a blank is none."""
    fact = _viewed(value, "已填").fact()
    return not fact.defaulted and fact.state not in (State.ABSENT, State.BLANK)


def is_frequency(value: Any) -> bool:
    """`{% if 名 is 频次 %}`: 每季度, 每月1次."""
    quantity = quantity_of(_viewed(value, "频次"))
    return isinstance(quantity, Quantity) and bool(quantity.frequency)


FILTERS = {
    "顿号": enumerated,
    "书名号": in_title_marks,
    "说成": worded_as,
    "单位": in_unit,
    "则": words_if_given,
    "分组": grouped,
    "去头": without_beginning,
    "次年": next_year,
    "上年": last_year,
    "在": of_part,
    "在小节": of_section,
    "文件": documents,
    "逗号": in_clauses,
    "略去": omitted,
    "去括号": without_brackets,
    "引号": in_quotes,
    "取": of_record,
    "序数": ordinal,
    "去句号": without_stop,
    "表行": table_row,
    "去年份": without_year,
    "归并": merged,
    **comparisons.FILTERS,
    **limits.FILTERS,
}

TESTS = {"无": is_none, "已填": is_typed, "频次": is_frequency, **comparisons.TESTS}
