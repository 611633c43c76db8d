"""The table of facts (`data/facts.yaml`): what can be filled in, and all that drafter knows about it.

A row is a key of the facts file. Rows of the kinds 组 (a group of keys) and 记录 (a list of records)
contain further rows. No function or class, here or elsewhere, has the name of a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from functools import cache, cached_property, lru_cache
from typing import Any

from drafter.system.cache import data_table


class FactKind(Enum):
    """The kinds of values; each is named as in the table."""

    GROUP = "组"  # 键: 值 on lines of their own
    RECORDS = "记录"  # a list of groups
    QUANTITY = "数量"  # 26件, 每月1次, 不少于4次
    RATE = "比率"  # 99.3%, 98%以上
    TEXT = "文字"  # a phrase without its full stop
    PASSAGE = "文段"  # whole sentences, in the clerk's own words
    TEXTS = "多项"  # a list of phrases
    TABLE = "表格"  # rows of cells, a line each
    CHOICE = "选项"  # one of the words in 选项
    FLAG = "是否"  # 是: it is printed
    DATE = "日期"  # may lack its day
    YEAR = "年份"
    NUMBER = "编号"  # a short number to refer to


FORM_KEY = "格式版本"  # the version of the form of the facts file; no fact
LONG_FORM = ("值", "截至", "来源", "口径", "同比", "其中")
LEDGER, SHEET = "台账", "工作表"  # name a ledger of records; no facts either
RESERVED = {FORM_KEY, LEDGER, SHEET, *LONG_FORM}


class TableError(ValueError):
    """A fault in the table itself, the shipped one or a county's; not the clerk's.

    `key` is the faulty row, or empty.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(f"{key}：{message}" if key else message)
        self.message, self.key = message, key


@dataclass(frozen=True, eq=False)
class FactSpec:
    """One row of the table; the comments name the columns. Rows are compared by identity."""

    key: str  # the path: 纠纷.排查; for a field of a record 学法.形式
    kind: FactKind  # 类型
    meaning: str = ""  # 说明
    example: str = ""  # 例
    units: tuple[str, ...] = ()  # 单位; the first one is added to a bare number
    nature: str = ""  # 性质: 流量, 存量, 身份
    policy: str = ""  # 沿用: 保留, 核实, 清空, 逐项清空, 转为上年
    parts: tuple[str, ...] = ()  # 部分: the parts that print it, the usual one first
    section: str = ""  # 小节: the section of that part
    required: bool = False  # 必填: absent is a gap
    keywords: tuple[str, ...] = ()  # 关键词
    signs: tuple[str, ...] = ()  # 认出: words by which the importer recognises the figure
    former_names: tuple[str, ...] = ()  # 旧名
    default: str = ""  # 缺省: the value when the key is absent
    none_phrase: str = ""  # 无时: words for 无; empty where 无 makes no sense
    may_await_signature: bool = False  # 待签
    frequency: bool = False  # 频次: 每季度 is allowed, as the sentence is built for it
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # 选项, each with its words
    not_more_than: str = ""  # 不大于: the key of a larger quantity
    needs: str = ""  # 须有: the key that must be more than 无 for this to be
    rate_of: tuple[str, str] | None = None  # 率: [part, base]
    total_of: str = ""  # 合计: the key of the field of records that this sums up
    same_as: tuple[str, ...] = ()  # 同一事: keys that count the same and must agree
    continues: str = ""  # 承接: the key of last year's list that becomes this one
    refers_to: str = ""  # 指向: the key of a field of records; the value is one of theirs
    role: str = ""  # 用途: the role of the fact in drafter: 版式, 年度, 单位名, 部分, 题, 要素, 原因, 措施 …
    element: str = ""  # 要素名: the page element of GB/T 9704 that it fills
    optional: bool = False  # 备选: only a comment in the starter file
    refused: str = ""  # 不收: why nothing may be typed here
    words: tuple[str, ...] = ()  # 常用: suggestions in a ledger; other words are allowed
    ledger: bool = False  # 台账: a list that is kept in a spreadsheet, a row a record
    long_form: bool = False  # 长写: 值, 截至, 来源, 口径, 其中
    children: Mapping[str, FactSpec] = field(default_factory=dict)  # 内含

    @cached_property
    def name(self) -> str:
        """The last word of the key."""
        return self.key.rpartition(".")[2]

    def is_called(self, name: str) -> bool:
        """Whether this is the name of the row, or a former one."""
        return name == self.name or name in self.former_names

    def child(self, name: str) -> FactSpec | None:
        """The child with this name or former name."""
        if name in self.children:
            return self.children[name]
        return next((spec for spec in self.children.values() if spec.is_called(name)), None)

    def nearest(self, name: str) -> str:
        """The name of the child that a misspelt name probably means, or ""."""
        names = {n: spec.name for spec in self.children.values() for n in (spec.name, *spec.former_names)}
        # two thirds finds one wrong character of three, and two swapped ones
        close = get_close_matches(name, names, n=1, cutoff=0.5)
        return names[close[0]] if close else ""

    def at(self, key: str) -> FactSpec:
        """The row at a dotted path below this one; this row for an empty path."""
        spec: FactSpec | None = self
        for name in key.split("."):
            spec = spec.children.get(name) if spec else None
        return spec or self

    def by_role(self, role: str) -> FactSpec:
        """The first row below that has this role. Raises TableError if there is none."""
        if role not in self._by_role:
            raise TableError(f"没有用途为“{role}”的一行")
        return self._by_role[role]

    @cached_property
    def _by_role(self) -> dict[str, FactSpec]:
        found: dict[str, FactSpec] = {}
        for spec in self.walk():
            found.setdefault(spec.role, spec)
        return found

    def walk(self) -> Iterator[FactSpec]:
        """This row and all below it, in the order of the table."""
        yield self
        for spec in self.children.values():
            yield from spec.walk()


_LEAVES_WITH_LONG_FORM = {FactKind.QUANTITY, FactKind.RATE}
_COLUMNS = {
    "类型", "说明", "例", "单位", "性质", "沿用", "部分", "小节", "必填", "关键词", "认出", "旧名", "缺省", "无时",
    "待签", "频次", "选项", "承接", "不大于", "须有", "率", "合计", "同一事", "指向", "用途", "要素名", "备选",
    "不收", "常用", "台账", "内含",
}  # fmt: skip


# Columns that a row inherits from its group, and the default of 沿用 by 性质.
_INHERITED = ("性质", "沿用", "部分", "小节", "备选")
_USUAL_POLICY = {"身份": "保留", "存量": "核实", "流量": "清空"}


def read_table(specs: Mapping[str, Any]) -> FactSpec:
    """The table as one row whose children are the top-level keys. Raises TableError for an unknown column or kind."""
    return FactSpec(key="", kind=FactKind.GROUP, children=_children(specs, "", {}))


def _children(specs: Mapping[str, Any], parent: str, inherited: Mapping[str, Any]) -> dict[str, FactSpec]:
    children: dict[str, FactSpec] = {}
    for name, columns in specs.items():
        key = f"{parent}.{name}" if parent else name
        if not isinstance(columns, Mapping):
            raise TableError("下面应缩进写各栏，如“类型: 数量”", key)
        children[name] = _row(key, {**inherited, **columns})
    return children


def _row(key: str, columns: Mapping[str, Any]) -> FactSpec:
    if unknown := set(columns) - _COLUMNS:
        raise TableError(f"没有“{'、'.join(sorted(unknown))}”这一栏，可用的有：{'、'.join(sorted(_COLUMNS))}", key)
    try:
        kind = FactKind(columns.get("类型", "组"))
    except ValueError:
        raise TableError(
            f"没有“{columns['类型']}”这种类型，可用的有：{'、'.join(k.value for k in FactKind)}", key
        ) from None
    columns = _well_typed(columns, key)
    part, base = columns.get("率") or (None, None)
    passed_on: dict[str, Any] = {}
    if kind is FactKind.GROUP:  # a group is no fact: its columns are defaults for the rows below
        passed_on = {name: columns[name] for name in _INHERITED if name in columns}
        columns = {name: value for name, value in columns.items() if name not in _INHERITED}
    return FactSpec(
        key=key,
        kind=kind,
        meaning=columns.get("说明", ""),
        example=str(columns.get("例", "")),
        units=tuple(columns.get("单位", ("%",) if kind is FactKind.RATE else ())),
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
        role=columns.get("用途", ""),
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
    """The columns with options as a mapping. Raises TableError for a value of the wrong type."""
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
    specs: dict[str, Any] = data_table("facts.yaml")
    return specs


@cache
def shipped_table() -> FactSpec:
    """The table that drafter ships."""
    return read_table(_shipped_rows())


def extended_table(further: Mapping[str, Any]) -> FactSpec:
    """The shipped table with a county's rows: new ones at the top, or 内含 of a group that is there.

    Raises TableError for a duplicate row, and for every fault that `table_faults` finds.
    """
    if not isinstance(further, Mapping):
        raise TableError("附加表里应是“名称:”，下面缩进写各栏")
    specs = dict(_shipped_rows())
    for name, columns in further.items():
        if not isinstance(columns, Mapping):
            raise TableError("下面应缩进写各栏，如“类型: 数量”", name)
        specs[name] = _with_rows(specs[name], columns, name) if name in specs else columns
    table = read_table(specs)
    for fault in table_faults(table):
        raise fault
    return table


def _with_rows(group: Mapping[str, Any], columns: Mapping[str, Any], key: str) -> dict[str, Any]:
    own, further = group.get("内含", {}), columns.get("内含", {})
    if group.get("类型", FactKind.GROUP.value) != FactKind.GROUP.value or set(columns) != {"内含"}:
        raise TableError("这一行事实表里已经有了；只能在组里用“内含”增加新的行", key)
    if not isinstance(further, Mapping):
        raise TableError("“内含:”下面另起一行缩进写新的行", key)
    for name in own.keys() & further.keys():
        raise TableError("这一行事实表里已经有了，换一个名称", f"{key}.{name}")
    return {**group, "内含": {**own, **further}}


def table_faults(table: FactSpec) -> Iterator[TableError]:
    """Faults of rows: no meaning, no unit, no options, relations to rows that do not exist."""
    known = {spec.key for spec in table.walk() if spec.key}
    for spec in table.walk():
        for name in spec.children:
            if not re.fullmatch(r"\w+", name) or name in RESERVED:
                yield TableError(f"不能叫“{name}”：名称由汉字、字母、数字组成，也不用程序已有的词", spec.key)
        if not spec.key:
            continue
        if not spec.meaning:
            yield TableError("缺少“说明”", spec.key)
        if spec.kind is FactKind.QUANTITY and not spec.units:
            yield TableError("“数量”要写“单位”，如：单位: [件]", spec.key)
        if spec.kind is FactKind.CHOICE and not spec.options:
            yield TableError("“选项”类要写“选项”", spec.key)
        if spec.kind in (FactKind.GROUP, FactKind.RECORDS) and not spec.children:
            yield TableError("“组”和“记录”要写“内含”", spec.key)
        keys = (spec.not_more_than, spec.needs, spec.total_of, spec.refers_to, spec.continues)
        for other in (*keys, *(spec.rate_of or ()), *spec.same_as):
            if other and other not in known:
                yield TableError(f"事实表里没有“{other}”", spec.key)


@lru_cache(maxsize=8)
def known_keys(table: FactSpec) -> frozenset[str]:
    """Every key that can be in a facts file."""
    names = {n for spec in table.walk() for n in (spec.name, *spec.former_names) if n}
    return frozenset(names.union(LONG_FORM, (LEDGER, SHEET)))
