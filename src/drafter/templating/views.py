"""Facts as templates see them; printing, testing or computing with one records the use.

Inside a sentence (the block 句) an absent fact drops the sentence, a blank one prints 【待填：键】, and one that is
无 replaces the sentence by the words of the table. Outside a sentence an absent fact is false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from jinja2 import Undefined

from drafter.document.provenance import ABSENT, VALUE, VALUE_END, WORDS, Mark, Role, SentenceMark, Source
from drafter.facts.amounts import Quantity, counted
from drafter.facts.model import (
    A_PLACE,
    Choice,
    Fact,
    Group,
    Item,
    Member,
    Records,
    State,
    Text,
    Texts,
    Value,
    seen_from,
)
from drafter.facts.table import FactKind
from drafter.facts.year_on_year import YearChange, compared

MOST_STEPS = 20_000_000  # of rendering one report, which takes some 60,000; `limits` says what a step is
_STEPS_OF_A_MARK = 40


class AbsentFactError(Exception):
    """A sentence uses an absent fact, so it is dropped."""


class TemplateError(Exception):
    """A template does something that the markup or the table does not allow; in words for its author."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(slots=True)
class Dependencies:
    """The facts that a sentence or clause has used so far, and the state of its clauses."""

    sources: dict[Source, None] = field(default_factory=dict)
    clauses: int = 0
    kept: int = 0


class StatedNoneError(Exception):
    """A sentence prints a fact that is 无, so the words of the table replace it; `touched` are the facts used."""

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.touched = Dependencies()


@dataclass(slots=True)
class RenderState:
    """What rendering a template collects."""

    root: Group
    marks: list[Mark] = field(default_factory=list)
    sentences: list[SentenceMark] = field(default_factory=list)
    open: list[Dependencies] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # the keys that a template accessed, printed or not
    steps: int = 0
    gave_way: bool = False  # the words of the last 可缺 were dropped
    several: bool = False  # the current sentence is of a local template and prints several facts
    last_ordinal: int = 0  # of 一是, 二是 by a filter

    def marked(self, text: str, role: Role, sources: tuple[Source, ...] = (), phrase: bool = False) -> str:
        """The text in a mark, which remembers it."""
        self.take(_STEPS_OF_A_MARK)
        self.marks.append(Mark(role, text, sources, phrase))
        return f"{VALUE}{len(self.marks) - 1}{WORDS}{text}{VALUE_END}"

    def marked_again(self, number: int, text: str) -> str:
        """Other words of our own for what mark `number` shows, in a mark of the same provenance."""
        self.marks.append(self.marks[number]._replace(words=text))
        return f"{VALUE}{len(self.marks) - 1}{WORDS}{text}{VALUE_END}"

    def take(self, steps: int) -> None:
        """Counts steps of rendering. Raises TemplateError when there are too many."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TemplateError("循环没有尽头，已停止", "检查循环、宏和 include 是不是一遍又一遍地重复")


CURRENT: ContextVar[RenderState] = ContextVar("rendering")

# Values that come with the signature: a date, a name, others; writers draw ruled blanks.
_TO_SIGN_DATE, _TO_SIGN_NAME, _TO_SIGN = "____年__月__日", "____", "________"


class FactView:
    """A fact in a template. `{{ 名 }}` prints it; `{{ 名.值 }}` leaves the breakdown out."""

    __slots__ = ("_fact", "_text")

    def __init__(self, fact: Fact, text: str | None = None) -> None:
        self._fact = fact
        self._text = text  # the value after filters

    # - for filters, which are ours

    def touched(self) -> Fact:
        """The fact, recorded as used."""
        self.touch()
        return self._fact

    def fact(self) -> Fact:
        """The fact, without recording the use."""
        return self._fact

    def words(self) -> str:
        """The words that it prints, without a mark, or "". Records no use."""
        if self._text is not None:
            return self._text
        return _words(self._fact.value) if self._fact.state.has_value else ""

    def with_words(self, text: str) -> FactView:
        """The same fact with other words to print."""
        return FactView(self._fact, text)

    def sources(self) -> tuple[Source, ...]:
        """The sources of the value; a computed one has several."""
        return _sources(self._fact)

    def touch(self) -> None:
        """Records that the current sentence depends on this fact. Raises AbsentFactError inside a sentence."""
        rendering = CURRENT.get()
        rendering.used.add(self._fact.key)
        if not rendering.open:
            return
        if self._fact.state is State.ABSENT:
            raise AbsentFactError(self._fact.key)
        rendering.open[-1].sources.update(dict.fromkeys(self.sources()))

    def piece(self, text: str) -> str:
        """Words of the value in a mark, with the role of its state."""
        roles = {State.TO_VERIFY: Role.TO_VERIFY, State.TO_SIGN: Role.TO_SIGN, State.BLANK: Role.GAP}
        phrase = self._fact.state.has_value and isinstance(self._fact.value, (Text, Texts))
        usual = Role.NAME if self._fact.spec.role == "题" else Role.VALUE  # a heading claims nothing
        return CURRENT.get().marked(text, roles.get(self._fact.state, usual), self.sources(), phrase)

    # - for templates

    def __str__(self) -> str:
        self.touch()
        fact, rendering = self._fact, CURRENT.get()
        if fact.state is State.ABSENT:
            return ABSENT
        if isinstance(fact.value, Texts) and self._text is None:
            return "、".join(map(str, self))
        if fact.state is State.BLANK:
            return self.piece(f"【待填：{fact.label}】")
        if fact.state is State.NONE:
            phrase = self.piece(fact.spec.none_phrase)
            if rendering.several:  # the phrase would replace the other facts too
                return self.quoted()
            if rendering.open:
                raise StatedNoneError(phrase)
            return phrase
        if fact.state is State.TO_SIGN:
            return self.piece(
                {FactKind.DATE: _TO_SIGN_DATE, FactKind.TEXTS: _TO_SIGN_NAME}.get(fact.spec.kind, _TO_SIGN)
            )
        if self._text is None and (change := _change_to_print(fact)):
            return str(FactView(with_previous(fact), _printed(fact, change.aside)))
        text = self._text if self._text is not None else _printed(fact, f"同比{fact.change}" if fact.change else "")
        return self._with_places(text) if fact.spec.kind is FactKind.PASSAGE else self.piece(text)

    def _with_places(self, text: str) -> str:
        """A clerk's own sentence, with the fact in place of each 【键】."""
        pieces = A_PLACE.split(text)
        for number in range(1, len(pieces), 2):
            named = seen_from(CURRENT.get().root, self._fact.key, pieces[number])
            if isinstance(named, Fact):
                pieces[number] = FactView(named).quoted()
                unit = named.value.unit if isinstance(named.value, Quantity) else ""
                pieces[number + 1] = pieces[number + 1].removeprefix(unit)  # 【纠纷.排查】件
            else:  # of a list within the record that has fewer items
                pieces[number] = self._gap(pieces[number])
        return "".join(piece if n % 2 else self.piece(piece) for n, piece in enumerate(pieces) if piece)

    def _gap(self, name: str) -> str:
        return CURRENT.get().marked(f"【待填：{name}】", Role.GAP, self.sources())

    def quoted(self) -> str:
        """The value for a clerk's own sentence: without breakdown, and 0 for 无."""
        fact = self._fact
        if fact.state is State.NONE:
            self.touch()
            return self.piece(f"0{fact.spec.units[0]}" if fact.spec.units else State.NONE.value)
        if fact.state.has_value and not isinstance(fact.value, Texts):
            return str(self.with_words(_words(fact.value)))
        return str(self)

    def __bool__(self) -> bool:
        self.touch()
        return self._fact.state is not State.ABSENT

    def __eq__(self, other: object) -> bool:
        self.touch()
        if isinstance(other, FactView):
            other.touch()
            return self._fact.state.has_value and self.words() == other.words()
        return self._fact.state.has_value and self.words() == str(other)

    __hash__ = None  # type: ignore[assignment]  # values that leave no mark are not for sets

    def __iter__(self) -> Iterator[FactView]:
        self.touch()
        if isinstance(self._fact.value, Texts):
            CURRENT.get().take(len(self._fact.value.items))
            yield from map(FactView, self._fact.each())
        elif self._fact.state is not State.ABSENT:
            yield self

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str | int) -> FactView:
        if isinstance(name, int):
            return list(self)[name]
        fact = self._fact
        if fact.spec.options:
            brought = {word for words in fact.spec.options.values() for word in words}
            if name in brought:
                value = fact.value
                return self.with_words(value.words[name]) if isinstance(value, Choice) else self
        if name == "值":
            return self.with_words(_words(fact.value))
        notes = {"来源": fact.source, "截至": fact.until, "口径": fact.basis}
        if name in notes:
            text = notes[name]
            return self.with_words(text) if text else FactView(replace(fact, state=State.ABSENT))
        raise KeyError(name)


def _words(value: Value | None) -> str:
    return value.text if value is not None else ""


def _change_to_print(fact: Fact) -> YearChange | None:
    """The change from last year that the clerk wants printed and did not type."""
    change = compared(fact) if fact.compare and not fact.change else None
    return change if isinstance(change, YearChange) else None


def with_previous(fact: Fact) -> Fact:
    """A fact whose words come also from last year's."""
    return replace(fact, computed_from=(*fact.computed_from, fact.previous)) if fact.previous else fact


def _printed(fact: Fact, change: str) -> str:
    """The value, with its change and its breakdown in brackets."""
    asides = [change] if change else []
    if fact.breakdown:
        asides.append("其中" + "、".join(f"{name}{quantity.text}" for name, quantity in fact.breakdown))
    return f"{_words(fact.value)}（{'，'.join(asides)}）" if asides else _words(fact.value)


def _sources(fact: Fact) -> tuple[Source, ...]:
    own = (Source(fact.key, fact.place),)
    return own + tuple(source for origin in fact.computed_from for source in _sources(origin))


class GroupView:
    """A group of facts, or one record, in a template."""

    __slots__ = ("_group",)

    def __init__(self, group: Group) -> None:
        self._group = group

    def __getitem__(self, name: str) -> object:
        return view_of(self._group.members[name])

    def __bool__(self) -> bool:
        """Whether some fact below is stated. Raises AbsentFactError inside a sentence if none is."""
        stated = any(fact.state is not State.ABSENT for fact in self._group.leaves())
        if not stated and CURRENT.get().open:
            raise AbsentFactError(self._group.key)
        return stated

    def __str__(self) -> str:
        raise TemplateError(f"“{self._group.spec.key}”下面还有键，不能直接写进句子", "写到具体的一项，如“纠纷.排查”")

    def __iter__(self) -> Iterator[object]:
        raise TemplateError(f"“{self._group.spec.key}”不是列表，不能一项一项地写", "写到具体的一项，如“纠纷.排查”")

    def __len__(self) -> int:
        raise TemplateError(f"“{self._group.spec.key}”不是列表，不能数它有几项", "写到具体的一项，如“纠纷.排查”")


class RecordsView:
    """A list of records in a template: `{% for 项 in 名 %}`."""

    __slots__ = ("_items", "_records")

    def __init__(self, records: Records, items: Sequence[Group] | None = None) -> None:
        self._records = records
        self._items = tuple(records.items if items is None else items)

    def records(self) -> Records:
        """The list itself, for filters."""
        return self._records

    def items(self) -> tuple[Group, ...]:
        """The remaining records, for filters."""
        CURRENT.get().take(len(self._items))
        return self._items

    def with_items(self, items: Sequence[Group]) -> RecordsView:
        """The same list with other records."""
        return RecordsView(self._records, items)

    def touch(self) -> None:
        """Records that the current sentence depends on this list. Raises AbsentFactError inside a sentence."""
        rendering = CURRENT.get()
        if rendering.open and self._records.state is State.ABSENT:
            raise AbsentFactError(self._records.key)
        if rendering.open:
            rendering.open[-1].sources[Source(self._records.key, self._records.place)] = None

    def __iter__(self) -> Iterator[GroupView]:
        self.touch()
        return (GroupView(item) for item in self._items)

    def __len__(self) -> int:
        self.touch()
        return len(self._items)

    def __bool__(self) -> bool:
        self.touch()
        return bool(self._items) or self._records.state is State.NONE

    def __str__(self) -> str:
        raise TemplateError(f"“{self._records.spec.key}”是列表，不能直接写进句子", "用 {% for 项 in … %} 一项一项地写")


def printed_words(value: object) -> str:
    """What a template prints for a value: words, a fact, or nothing. Raises TemplateError for a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, (FactView, GroupView, RecordsView, Undefined)):
        return str(value)  # of a group, a list and an unknown name this raises
    if value is None:
        return ""
    raise TemplateError("模板里算出来的东西不能写进报告", "报告里的数字都要来自事实文件；序号用“序数”")


def view_of(member: Member) -> FactView | GroupView | RecordsView:
    """The view of a member of the facts."""
    if isinstance(member, Fact):
        return FactView(member)
    if isinstance(member, Records):
        return RecordsView(member)
    return GroupView(member)


def merged_series(records: RecordsView, kind: str, count: str, date: str) -> RecordsView:
    """Single dated records of one `kind` become one record with their number; series stay as they are.

    `kind`, `count` and `date` are names of fields. Only records with a date and without
    a count are merged; a series has its own count. Lists of phrases are united, other fields kept where they agree.
    """
    singles: dict[str, list[Group]] = {}
    for item in records.items():
        if _state(item, date).has_value and _state(item, count) is State.ABSENT:
            singles.setdefault(_words(_fact(item, kind).value), []).append(item)
    several = {name: group for name, group in singles.items() if len(group) > 1}
    replaced = {item.key for group in several.values() for item in group}
    merged: list[Group] = []
    for item in records.items():
        if item.key not in replaced:
            merged.append(item)
        elif group := several.pop(_words(_fact(item, kind).value), []):  # in the place of the first
            merged.append(_united(group, count, date))
    return records.with_items(merged)


def _united(group: list[Group], count: str, date: str) -> Group:
    first = group[0]
    members: dict[str, Member] = {}
    for name, member in first.members.items():
        facts = [_fact(item, name) for item in group if isinstance(item.members[name], Fact)]
        stated = [fact for fact in facts if fact.state.has_value] or [f for f in facts if f.state is not State.ABSENT]
        if any(fact.state is State.TO_VERIFY for fact in stated):
            stated[0] = replace(stated[0], state=State.TO_VERIFY)
        if name == count:
            quantity = counted(len(group), _fact(first, count).spec.units[0])
            dates = tuple(_fact(item, date) for item in group)
            whole = _fact(first, count)
            members[name] = replace(whole, state=State.GIVEN, value=quantity, place=dates[0].place, computed_from=dates)
        elif name == date or not stated:
            members[name] = replace(_fact(first, name), state=State.ABSENT, value=None) if facts else member
        elif any(isinstance(fact.value, Texts) for fact in stated):
            typed: dict[str, list[Fact]] = {}  # the facts that have an item, by its words
            for one in (one for fact in stated for one in fact.each()):
                typed.setdefault(_words(one.value), []).append(one)
            items = tuple(Item(text, facts[-1].state, origins=tuple(facts)) for text, facts in typed.items())
            members[name] = replace(stated[0], value=Texts(items), computed_from=tuple(stated[1:]))
        else:
            same = all(fact.value == stated[0].value for fact in facts)
            whole = replace(stated[0], computed_from=tuple(stated[1:]))
            members[name] = whole if same else replace(stated[0], state=State.ABSENT, value=None)
    return replace(first, members=members)


def _fact(group: Group, name: str) -> Fact:
    member = group.members.get(name)
    if not isinstance(member, Fact):
        raise TemplateError(f"“{group.spec.key}”没有“{name}”这一栏")
    return member


def _state(group: Group, name: str) -> State:
    return _fact(group, name).state


def quantity_of(value: FactView) -> Quantity | None:
    """The figure of a value, recorded as used; None where it is blank or no figure."""
    fact = value.touched()
    return fact.value if isinstance(fact.value, Quantity) and fact.state.has_value else None
