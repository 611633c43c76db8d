"""The table of facts (`data/facts.yaml`): what can be filled in, and everything drafter knows of it.

A row is a key of the facts file. Rows of the kinds 组 (a group of keys) and 记录 (a list of records)
contain further rows. No function or class here or elsewhere bears the name of a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from functools import cache, cached_property, lru_cache
from typing import Any

from drafter import kept


class Kind(Enum):
    """What may stand behind a key; the value is the word in the table."""

    GROUP = "组"  # 键: 值, one below the other
    RECORDS = "记录"  # a list of groups
    QUANTITY = "数量"  # 26件, 每月1次, 不少于4次
    RATE = "比率"  # 99.3%, 98%以上
    TEXT = "文字"  # a phrase without its full stop
    PASSAGE = "文段"  # whole sentences, in the clerk's own words
    TEXTS = "多项"  # a list of phrases
    TABLE = "表格"  # rows of cells, a line each
    CHOICE = "选项"  # one of the words in 选项
    FLAG = "是否"  # 是: it is told
    DATE = "日期"  # may lack its day
    YEAR = "年份"
    NUMBER = "编号"  # a short number to refer to


FORM_KEY = "格式版本"  # tells the form of the facts file; no fact
LONG_FORM = ("值", "截至", "来源", "口径", "同比", "其中")
LEDGER, SHEET = "台账", "工作表"  # stand for records that a ledger holds; no facts either
RESERVED = {FORM_KEY, LEDGER, SHEET, *LONG_FORM}


class TableError(ValueError):
    """The table itself is wrong: a fault of the shipped data or of a county's table, not of a clerk.

    `key` is the row that is wrong, empty where no row is.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(f"{key}：{message}" if key else message)
        self.message, self.key = message, key


@dataclass(frozen=True, eq=False)
class Row:
    """One row of the table; the comments name the columns. Two rows are the same only if they are one."""

    key: str  # the path: 纠纷.排查; for a field of a record 学法.形式
    kind: Kind  # 类型
    meaning: str = ""  # 说明
    example: str = ""  # 例
    units: tuple[str, ...] = ()  # 单位; the first one is added to a bare number
    nature: str = ""  # 性质: 流量, 存量, 身份
    policy: str = ""  # 沿用: 保留, 核实, 清空, 逐项清空, 转为上年
    parts: tuple[str, ...] = ()  # 部分: where it is told; the first one is the usual place
    section: str = ""  # 小节: the section of that part
    required: bool = False  # 必填: absent is a gap
    keywords: tuple[str, ...] = ()  # 关键词
    signs: tuple[str, ...] = ()  # 认出: by which words the importer knows a figure as this one
    former_names: tuple[str, ...] = ()  # 旧名
    default: str = ""  # 缺省: holds when the key is absent
    none_phrase: str = ""  # 无时: how the report says that nothing happened; empty: 无 makes no sense
    may_await_signature: bool = False  # 待签
    frequency: bool = False  # 频次: 每季度 makes sense here, as its sentence is built for it
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # 选项, each with the words it brings
    not_more_than: str = ""  # 不大于: the key of a larger quantity
    needs: str = ""  # 须有: the key of what must have happened for this to be more than nothing
    rate_of: tuple[str, str] | None = None  # 率: [part, base]
    total_of: str = ""  # 合计: the key of a field of records, whose sum this is
    same_as: tuple[str, ...] = ()  # 同一事: keys that count the same thing and must agree
    continues: str = ""  # 承接: the key of last year's list that becomes this one
    refers_to: str = ""  # 指向: the key of a field of records; the value is one of theirs
    use: str = ""  # 用途: what drafter itself needs the fact for: 版式, 年度, 单位名, 部分, 题, 要素, 原因, 措施 …
    element: str = ""  # 要素名: the page element of GB/T 9704 that the value fills
    optional: bool = False  # 备选: the starter file shows it as a comment only
    refused: str = ""  # 不收: why nothing may be typed here
    words: tuple[str, ...] = ()  # 常用: words that a ledger offers; others are as good
    ledger: bool = False  # 台账: a list that people keep in a spreadsheet, one row a record
    long_form: bool = False  # 长写: 值, 截至, 来源, 口径, 其中
    children: Mapping[str, Row] = field(default_factory=dict)  # 内含

    @cached_property
    def name(self) -> str:
        """The last word of the key."""
        return self.key.rpartition(".")[2]

    def is_called(self, name: str) -> bool:
        """This is the name of the row, or a former one."""
        return name == self.name or name in self.former_names

    def child(self, name: str) -> Row | None:
        """The row under a key of this name, or of this former name."""
        if name in self.children:
            return self.children[name]
        return next((row for row in self.children.values() if row.is_called(name)), None)

    def nearest(self, name: str) -> str:
        """The name below this row that a misspelt one probably means, or an empty string."""
        names = {n: row.name for row in self.children.values() for n in (row.name, *row.former_names)}
        # two thirds alike catches one wrong character in a word of three, and swapped ones in a word of two
        close = get_close_matches(name, names, n=1, cutoff=0.5)
        return names[close[0]] if close else ""

    def at(self, key: str) -> Row:
        """The row at a dotted path below this one; this row itself where there is none."""
        row: Row | None = self
        for name in key.split("."):
            row = row.children.get(name) if row else None
        return row or self

    def used_for(self, use: str) -> Row:
        """The row below that drafter needs for `use`. Raises TableError if the table lacks it."""
        for row in self.walk():
            if row.use == use:
                return row
        raise TableError(f"没有用途为“{use}”的一行")

    def walk(self) -> Iterator[Row]:
        """This row and all below it, in the order of the table."""
        yield self
        for row in self.children.values():
            yield from row.walk()


_LEAVES_WITH_LONG_FORM = {Kind.QUANTITY, Kind.RATE}
_COLUMNS = {
    "类型", "说明", "例", "单位", "性质", "沿用", "部分", "小节", "必填", "关键词", "认出", "旧名", "缺省", "无时",
    "待签", "频次", "选项", "承接", "不大于", "须有", "率", "合计", "同一事", "指向", "用途", "要素名", "备选",
    "不收", "常用", "台账", "内含",
}  # fmt: skip


# What a row takes from the group it stands in, and what 性质 says of 沿用, where a row says nothing else.
_INHERITED = ("性质", "沿用", "部分", "小节", "备选")
_USUAL_POLICY = {"身份": "保留", "存量": "核实", "流量": "清空"}


def read_table(rows: Mapping[str, Any]) -> Row:
    """The table as one row whose children are the top-level keys. Raises TableError for an unknown column or kind."""
    return Row(key="", kind=Kind.GROUP, children=_children(rows, "", {}))


def _children(rows: Mapping[str, Any], parent: str, inherited: Mapping[str, Any]) -> dict[str, Row]:
    children: dict[str, Row] = {}
    for name, columns in rows.items():
        key = f"{parent}.{name}" if parent else name
        if not isinstance(columns, Mapping):
            raise TableError("下面应缩进写各栏，如“类型: 数量”", key)
        children[name] = _row(key, {**inherited, **columns})
    return children


def _row(key: str, columns: Mapping[str, Any]) -> Row:
    if unknown := set(columns) - _COLUMNS:
        raise TableError(f"没有“{'、'.join(sorted(unknown))}”这一栏，可用的有：{'、'.join(sorted(_COLUMNS))}", key)
    try:
        kind = Kind(columns.get("类型", "组"))
    except ValueError:
        raise TableError(
            f"没有“{columns['类型']}”这种类型，可用的有：{'、'.join(k.value for k in Kind)}", key
        ) from None
    columns = _well_typed(columns, key)
    part, base = columns.get("率") or (None, None)
    passed_on: dict[str, Any] = {}
    if kind is Kind.GROUP:  # a group is no fact: what it says of itself it says of the rows below
        passed_on = {name: columns[name] for name in _INHERITED if name in columns}
        columns = {name: value for name, value in columns.items() if name not in _INHERITED}
    return Row(
        key=key,
        kind=kind,
        meaning=columns.get("说明", ""),
        example=str(columns.get("例", "")),
        units=tuple(columns.get("单位", ("%",) if kind is Kind.RATE else ())),
        nature=columns.get("性质", ""),
        policy=columns.get("沿用", _USUAL_POLICY.get(columns.get("性质", ""), "")),
        parts=tuple(columns.get("部分", ())),
        section=columns.get("小节", ""),
        required=columns.get("必填", False),
        keywords=tuple(columns.get("关键词", ())),
        signs=tuple(columns.get("认出", ())),
        former_names=tuple(columns.get("旧名", ())),
        default=str(columns.get("缺省", "")),
        none_phrase=columns.get("无时", ""),
        may_await_signature=columns.get("待签", False),
        frequency=columns.get("频次", False),
        options=columns.get("选项", {}),
        not_more_than=columns.get("不大于", ""),
        needs=columns.get("须有", ""),
        rate_of=(part, base) if part and base else None,
        total_of=columns.get("合计", ""),
        same_as=tuple(columns.get("同一事", ())),
        continues=columns.get("承接", ""),
        refers_to=columns.get("指向", ""),
        use=columns.get("用途", ""),
        element=columns.get("要素名", ""),
        optional=columns.get("备选", False),
        refused=columns.get("不收", ""),
        words=tuple(columns.get("常用", ())),
        ledger=columns.get("台账", False),
        long_form=kind in _LEAVES_WITH_LONG_FORM,
        children=_children(columns.get("内含", {}), key, passed_on),
    )


_LISTS = ("单位", "部分", "关键词", "认出", "旧名", "同一事", "常用", "率")
_YES_OR_NO = ("必填", "待签", "频次", "备选", "台账")


def _well_typed(columns: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The columns with options as a mapping. Raises TableError for a column that holds another kind of thing."""
    typed = dict(columns)
    if isinstance(typed.get("选项"), list):
        typed["选项"] = {str(word): {} for word in typed["选项"]}
    for name, value in columns.items():
        if name in _LISTS:
            right = isinstance(value, list) and all(isinstance(item, (str, int)) for item in value)
            form = f"{name}: [甲, 乙]"
            typed[name] = [str(item) for item in value] if right else []
        elif name in ("选项", "内含"):
            right, form = isinstance(typed[name], Mapping), f"“{name}:”下面另起一行缩进"
        elif name in _YES_OR_NO:
            right, form = isinstance(value, bool), f"{name}: 是"
        else:
            right, form = not isinstance(value, (list, Mapping, bool)) or name == "例", f"{name}: 一个值"
        if not right:
            raise TableError(f"“{name}”的写法不对，应写成：{form}", key)
    if len(typed.get("率", ("", ""))) != 2:
        raise TableError("“率”要写两项：[分子, 分母]", key)
    for name, allowed in (("性质", _USUAL_POLICY), ("沿用", ("保留", "核实", "清空", "逐项清空", "转为上年"))):
        if typed.get(name, next(iter(allowed))) not in allowed:
            raise TableError(f"“{name}”只能是：{'、'.join(allowed)}", key)
    return typed


@cache
def _shipped_rows() -> dict[str, Any]:
    rows: dict[str, Any] = kept.table("facts.yaml")
    return rows


@cache
def shipped_table() -> Row:
    """The table that drafter ships."""
    return read_table(_shipped_rows())


def extended_table(further: Mapping[str, Any]) -> Row:
    """The shipped table with a county's rows: new ones at the top, or 内含 of a group that is there.

    Raises TableError for a row that there is already, and for every fault that `table_faults` knows.
    """
    if not isinstance(further, Mapping):
        raise TableError("附加表里应是“名称:”，下面缩进写各栏")
    rows = dict(_shipped_rows())
    for name, columns in further.items():
        if not isinstance(columns, Mapping):
            raise TableError("下面应缩进写各栏，如“类型: 数量”", name)
        rows[name] = _with_rows(rows[name], columns, name) if name in rows else columns
    table = read_table(rows)
    for fault in table_faults(table):
        raise fault
    return table


def _with_rows(group: Mapping[str, Any], columns: Mapping[str, Any], key: str) -> dict[str, Any]:
    own, further = group.get("内含", {}), columns.get("内含", {})
    if group.get("类型", Kind.GROUP.value) != Kind.GROUP.value or set(columns) != {"内含"}:
        raise TableError("这一行事实表里已经有了；只能在组里用“内含”增加新的行", key)
    if not isinstance(further, Mapping):
        raise TableError("“内含:”下面另起一行缩进写新的行", key)
    for name in own.keys() & further.keys():
        raise TableError("这一行事实表里已经有了，换一个名称", f"{key}.{name}")
    return {**group, "内含": {**own, **further}}


def table_faults(table: Row) -> Iterator[TableError]:
    """What makes rows useless: no meaning, no unit, no options, relations that lead nowhere."""
    known = {row.key for row in table.walk() if row.key}
    for row in table.walk():
        for name in row.children:
            if not re.fullmatch(r"\w+", name) or name in RESERVED:
                yield TableError(f"不能叫“{name}”：名称由汉字、字母、数字组成，也不用程序已有的词", row.key)
        if not row.key:
            continue
        if not row.meaning:
            yield TableError("缺少“说明”", row.key)
        if row.kind is Kind.QUANTITY and not row.units:
            yield TableError("“数量”要写“单位”，如：单位: [件]", row.key)
        if row.kind is Kind.CHOICE and not row.options:
            yield TableError("“选项”类要写“选项”", row.key)
        if row.kind in (Kind.GROUP, Kind.RECORDS) and not row.children:
            yield TableError("“组”和“记录”要写“内含”", row.key)
        keys = (row.not_more_than, row.needs, row.total_of, row.refers_to, row.continues)
        for other in (*keys, *(row.rate_of or ()), *row.same_as):
            if other and other not in known:
                yield TableError(f"事实表里没有“{other}”", row.key)


@lru_cache(maxsize=8)
def known_keys(table: Row) -> frozenset[str]:
    """Every word that can stand before a colon in a facts file."""
    names = {n for row in table.walk() for n in (row.name, *row.former_names) if n}
    return frozenset(names.union(LONG_FORM, (LEDGER, SHEET)))
