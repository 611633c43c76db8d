"""Typed facts, all frozen: groups of facts, lists of records, and the four states of a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from drafter.facts.amounts import Quantity
from drafter.facts.dates import Day
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import NOWHERE, Place
from drafter.system.patterns import pattern

# A reference to a fact in a clerk's own sentence: 全年化解【纠纷.化解】.
A_PLACE = pattern("【([^【】]+)】")
_OF_RECORD = pattern(r"(\w+)\[(\d+)\]\.(\w+)")  # a field of a list within the same record: 目标[1].数量
_RECORD = pattern(r"([^\[]+)\[(\d+)\]")  # the record of a field: 指标[2].句子


class State(Enum):
    """The four states of a fact; a given one can be marked as not final in two ways."""

    ABSENT = "未列"  # no such key: not printed
    BLANK = "待填"  # a gap: its sentence stays, highlighted
    NONE = "无"  # a statement that nothing happened
    GIVEN = "已填"
    TO_VERIFY = "待核实"  # given, carried over from last year and not yet confirmed
    TO_SIGN = "待签"  # comes with the signature; printed as ruled blanks

    @property
    def has_value(self) -> bool:
        """The fact has a value to print."""
        return self in (State.GIVEN, State.TO_VERIFY)


class Text(NamedTuple):
    """A phrase or sentence of the clerk's, on one line."""

    text: str


class Item(NamedTuple):
    """A phrase of a list, paragraph of a passage or row of a table, with a state of its own."""

    text: str
    state: State = State.GIVEN
    place: Place = NOWHERE
    origins: tuple[Fact, ...] = ()  # where lists were united: the items that have these words


class Texts(NamedTuple):
    """A list of phrases, of paragraphs, or of the rows of a table."""

    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """All items, joined as in a sentence."""
        return "、".join(item.text for item in self.items if item.text)


class Choice(NamedTuple):
    """One of the options of a row, with the words that belong to it."""

    text: str
    words: Mapping[str, str]


Value = Quantity | Text | Texts | Choice | Day


@dataclass(frozen=True, slots=True)
class Fact:
    """A leaf of the facts: the value of one key, and its place."""

    spec: FactSpec
    key: str  # the path with the numbers of records: 学法[2].次数
    state: State
    value: Value | None = None
    place: Place = NOWHERE
    source: str = ""  # 来源
    until: str = ""  # 截至
    basis: str = ""  # 口径
    change: str = ""  # 同比: 增长12%, as typed
    breakdown: tuple[tuple[str, Quantity], ...] = ()  # 其中
    computed_from: tuple[Fact, ...] = ()  # the facts of a computed value
    defaulted: bool = False  # the value is the default of the table
    previous: Fact | None = None  # the same figure last year: see facts/previous_year.py
    compare: bool = False  # the clerk wants its change printed

    @property
    def label(self) -> str:
        """The key as in the table, without the numbers of records: the name of a gap."""
        return self.spec.key

    def each(self) -> tuple[Fact, ...]:
        """The items of a list as facts, each with its state and place; the fact itself where it is no list."""
        if not isinstance(self.value, Texts):
            return (self,)
        return tuple(map(self._item, self.value.items))

    def _item(self, item: Item) -> Fact:
        value = Text(item.text) if item.text else None
        if item.origins:
            first, *others = item.origins
            return replace(first, state=item.state, value=value, computed_from=tuple(others))
        return replace(self, state=item.state, value=value, place=item.place if item.place.file else self.place)


@dataclass(frozen=True, slots=True)
class Group:
    """Facts by name, one for every row below `spec`, absent ones too."""

    spec: FactSpec
    key: str
    members: Mapping[str, Member]
    place: Place = NOWHERE
    typed: bool = False  # the file has the key

    def leaves(self) -> Iterator[Fact]:
        """Every fact below, in the order of the table."""
        for member in self.members.values():
            if isinstance(member, Fact):
                yield member
            else:
                yield from member.leaves()

    def find(self, key: str) -> Member | None:
        """The member at a dotted path, or None."""
        member: Member = self
        for name in key.split("."):
            if not isinstance(member, Group) or name not in member.members:
                return None
            member = member.members[name]
        return member


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records, each a Group; a blank list that is required holds one blank record."""

    spec: FactSpec
    key: str
    state: State
    items: tuple[Group, ...] = ()
    place: Place = NOWHERE

    def leaves(self) -> Iterator[Fact]:
        """Every fact of every record."""
        for item in self.items:
            yield from item.leaves()


Member = Fact | Group | Records


@dataclass(frozen=True)
class Facts:
    """All facts of a file."""

    root: Group
    file: str = ""
    table: FactSpec = field(default_factory=lambda: FactSpec(key="", kind=FactKind.GROUP))

    @cached_property
    def _stated(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.root.leaves() if fact.state is not State.ABSENT)

    def leaves(self) -> Iterator[Fact]:
        """Every fact that has a value or default, or is blank, in the order of the table."""
        return iter(self._stated)

    def by_role(self, role: str) -> Fact:
        """The fact whose row has this role. Raises TableError if there is none."""
        spec = self.table.by_role(role)
        member = self.root.find(spec.key)
        return member if isinstance(member, Fact) else Fact(spec, spec.key, State.ABSENT)

    def words(self, role: str) -> str:
        """The words of the fact with this role, or its default."""
        fact = self.by_role(role)
        return fact.value.text if fact.value is not None else fact.spec.default


def seen_from(root: Group, key: str, name: str) -> Member | None:
    """The member that the fact at `key` refers to as `name`: a field of its record, or a path from the top."""
    home = _RECORD.match(key)
    records = root.find(home[1]) if home else None
    if home and isinstance(records, Records):
        record = records.items[int(home[2]) - 1]
        inner = _OF_RECORD.fullmatch(name)
        if inner:
            return _field(record.members.get(inner[1]), int(inner[2]), inner[3])
        own = record.members.get(name)
        if own is not None:
            return own
    return root.find(name)


def _field(records: Member | None, number: int, name: str) -> Member | None:
    """A field of the record with this number, None where there is none."""
    if not isinstance(records, Records) or not 0 < number <= len(records.items):
        return None
    return records.items[number - 1].members.get(name)
