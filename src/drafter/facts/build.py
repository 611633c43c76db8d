"""Nodes → facts, reporting every finding, not only the first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from drafter.facts.amounts import NotAQuantityError, Quantity, means_none, parse_quantity, to_half_width
from drafter.facts.dates import NotADateError, parse_day_of_facts
from drafter.facts.derived import AUTOMATIC, resolve_automatic
from drafter.facts.model import A_PLACE, Fact, Facts, Group, Item, Member, Records, State, Text, Texts, Value
from drafter.facts.scalars import CELL_BAR, NO, PARSERS, STOPS, InvalidValueError, cells_of, phrase, state_of
from drafter.facts.table import FORM_KEY, LEDGER, LONG_FORM, SHEET, FactKind, FactSpec, known_keys
from drafter.facts.year_on_year import A_CHANGE
from drafter.findings import DrafterError, Finding, Place, Severity, fatal
from drafter.readers.decode import MOST_FINDINGS
from drafter.readers.notices import former_name, group_is_empty, older_format
from drafter.readers.yaml.diagnosis import false_colon
from drafter.readers.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, empty
from drafter.system.patterns import pattern

FORM = 2  # 格式版本: the form of facts files that this drafter writes

# Kinds whose values cannot be quoted in a clerk's own sentence.
_NOT_QUOTED = (FactKind.GROUP, FactKind.RECORDS, FactKind.PASSAGE, FactKind.FLAG)


def build_facts(node: Node, table: FactSpec, file: str, before: Iterable[Finding] = ()) -> tuple[Facts, list[Finding]]:
    """The facts of a file and the notices on it; `before` are the findings in its ledgers.

    Raises DrafterError if any line is invalid.
    """
    building = _Builder(table, file)
    building.findings += before
    facts = building.facts(node)
    if any(f.severity is Severity.FATAL for f in building.findings):
        raise DrafterError(building.findings)
    return facts, building.findings


_LISTED = pattern(r"(\w+)\[\d+\]\.(\w+)")  # 目标[1].数量: a field of a list within the record


def _own_field(record: FactSpec, name: str) -> FactSpec | None:
    """The field of the record that a sentence refers to by this name."""
    listed = _LISTED.fullmatch(name)
    if listed is None:
        return record.children.get(name)
    inner = record.children.get(listed[1])
    return inner.children.get(listed[2]) if inner and inner.kind is FactKind.RECORDS else None


@lru_cache(maxsize=4096)
def _absent(spec: FactSpec, key: str) -> Fact:
    """An absent fact has no place; it is the same in every file."""
    return Fact(spec, key, State.ABSENT)


def _not_done(spec: FactSpec, text: str) -> bool:
    """不盖 or 不盖章 as the value of 盖章 means 否."""
    return text.startswith("不") and len(text) > 1 and spec.name.startswith(text[1:])


def _of_all(items: list[Item]) -> tuple[State, Value | None]:
    """State and value of a list: blank if all items are, to verify if one is."""
    states = {item.state for item in items}
    if states <= {State.BLANK}:
        return State.BLANK, None
    if states <= {State.BLANK, State.TO_SIGN}:
        return State.TO_SIGN, Texts(tuple(items))
    return State.GIVEN if states <= {State.GIVEN, State.TO_SIGN} else State.TO_VERIFY, Texts(tuple(items))


class _Builder:
    def __init__(self, table: FactSpec, file: str) -> None:
        self.table = table
        self.file = Place(file)
        self.keys = known_keys(table)
        self.findings: list[Finding] = []

    def facts(self, node: Node) -> Facts:
        if not isinstance(node, Mapping):
            if empty(node):
                self._find(self.file, "文件是空的", "用 drafter new 生成一份可以填写的事实文件")
            else:
                content = "一个列表" if isinstance(node, Sequence) else "一段文字"
                self._find(
                    node.place,
                    f"整个文件只有{content}，没有“键: 值”",
                    "每行写成“键: 值”，如“报告:”下面写“  年度: 2025”",
                )
            return Facts(self.group(self.table, "", None, self.file), self.file.file, self.table)
        node = self._without_form(node)
        root = self.group(self.table, "", node, self.file)
        return Facts(resolve_automatic(root, self._find), self.file.file, self.table)

    def _find(self, place: Place, message: str, hint: str = "") -> None:
        self.findings.append(fatal(place, message, hint))

    def _without_form(self, node: Mapping) -> Mapping:
        """Removes the key 格式版本; reports a form that this drafter cannot read."""
        for entry in node.entries:
            if entry.key.text != FORM_KEY:
                continue
            value = entry.value
            if not isinstance(value, Scalar) or not re.fullmatch("[0-9]{1,4}", to_half_width(value.text)):
                self._find(value.place, "格式版本应是一个整数", f"改为：{FORM_KEY}: {FORM}")
            elif int(to_half_width(value.text)) > FORM:
                message = f"这个文件的格式版本是{to_half_width(value.text)}，本程序只认识到{FORM}"
                self._find(value.place, message, "请升级 drafter 后再用")
            elif int(to_half_width(value.text)) < FORM:
                self.findings += older_format(value.place, to_half_width(value.text), str(FORM), FORM_KEY)
        return node._replace(entries=tuple(e for e in node.entries if e.key.text != FORM_KEY))

    # - groups and records

    def group(self, spec: FactSpec, key: str, node: Node | None, home: Place) -> Group:
        """The facts under one key. `node` is None where the file lacks the key."""
        place = home if node is None or not spec.key or (empty(node) and isinstance(node, Scalar)) else node.place
        typed: dict[str, Entry] = {}
        if isinstance(node, Mapping):
            typed = self._entries(spec, node)
        elif node is not None and not empty(node):
            self._not_a_group(spec, node)
        members: dict[str, Member] = {}
        for name, child in spec.children.items():
            path = f"{key}.{name}" if key else name
            entry = typed.get(name)
            home = entry.key.place if entry else place
            members[name] = self._member(child, path, entry.value if entry else None, home)
        group = Group(spec, key, members, place, typed=node is not None)
        if spec.kind is FactKind.GROUP and key and node is not None and empty(node):
            gaps = any(fact.state is State.BLANK for fact in group.leaves())  # each is reported by itself
            if not gaps:
                self.findings += group_is_empty(place, key)
        return group

    def _member(self, spec: FactSpec, path: str, node: Node | None, home: Place) -> Member:
        """A fact, group or list. `home` is the place of its key, or where the key should be."""
        if spec.kind is FactKind.GROUP:
            return self.group(spec, path, node, home)
        if spec.kind is FactKind.RECORDS:
            return self._records(spec, path, node, home)
        return self._leaf(spec, path, node, home)

    def _entries(self, spec: FactSpec, node: Mapping) -> dict[str, Entry]:
        """Entries by the name of their row. Unknown keys are errors, former names notices."""
        found: dict[str, Entry] = {}
        for entry in node.entries:
            name = entry.key.text
            child = spec.child(name)
            if child is None:
                self._unknown_key(spec, entry.key)
            elif child.name in found:
                self._find(
                    entry.key.place,
                    f"“{name}”与“{found[child.name].key.text}”是同一项，写了两次",
                    "只能留一处",
                )
            else:
                found[child.name] = entry
                if name != child.name and not child.refused:
                    self.findings += former_name(entry.key.place, "", name, child.name)
        return found

    def _unknown_key(self, spec: FactSpec, key: Scalar) -> None:
        name = key.text
        where = f"“{spec.key}”下" if spec.key else "文件顶层"
        if len(self.findings) >= MOST_FINDINGS:  # this is no facts file: what each key may mean is not worth the time
            self._find(key.place, f"{where}没有“{name}”这个键", self._allowed(spec))
            return
        nearest = spec.nearest(name)
        elsewhere = next((r for r in self.table.walk() if r.name == name and "." in r.key), None)
        hint = f"是不是“{nearest}”？" if nearest else self._allowed(spec)
        if elsewhere is not None and (not nearest or not spec.key):  # a key that lacks its indentation
            hint = f"“{name}”是“{elsewhere.key.rpartition('.')[0]}”下面的键，要缩进写在它下面"
        refused = next((r for r in self.table.walk() if r.refused and r.is_called(name)), None)
        if refused is not None:
            self._find(key.place, f"“{name}”不能填", refused.refused)
        else:
            self._find(key.place, f"{where}没有“{name}”这个键", hint)

    def _allowed(self, spec: FactSpec) -> str:
        names = list(spec.children)
        return f"可用的键：{'、'.join(names[:12])}{' 等' if len(names) > 12 else ''}"

    def _not_a_group(self, spec: FactSpec, node: Node) -> None:
        if isinstance(node, Scalar) and (corrected := false_colon(node.text, self.keys)):
            self._find(node.place, "冒号不是“半角冒号加空格”", f"改为：{corrected}")
            return
        name = f"“{spec.key}”" if spec.key else "文件"
        first = next(iter(spec.children), "")
        hint = f"另起一行，缩进写，如“  {first}: …”"
        meant = next((c for c in spec.children if isinstance(node, Scalar) and node.text.startswith(c)), "")
        if meant and isinstance(node, Scalar):
            hint = f"“{meant}”后面缺少“: ”，改为：{meant}: {node.text.removeprefix(meant).strip()}"
        elif isinstance(node, Scalar) and means_none(to_half_width(node.text)):
            hint = f"没有这项工作，删去“{spec.name}”这一行"
        self._find(node.place, f"{name}下面应是“键: 值”，一行一项", hint)

    def _records(self, spec: FactSpec, path: str, node: Node | None, place: Place) -> Records:
        if node is None and not spec.required:
            return Records(spec, path, State.ABSENT, (), place)
        if node is None or empty(node):
            return Records(spec, path, State.BLANK, (self._blank_record(spec, path, place),), place)
        if isinstance(node, Scalar) and means_none(to_half_width(node.text)):
            if not spec.none_phrase:
                self._find(node.place, f"“{spec.key}”不能填“无”", f"{spec.meaning}；{self._list_hint(spec)}")
            return Records(spec, path, State.NONE, (), node.place)
        if isinstance(node, Mapping):
            node = Sequence((node,), node.place)
        if isinstance(node, Scalar) and any(child.required for child in spec.children.values()):
            node = Sequence((node,), node.place)  # a bare line is a record of only its main field
        if isinstance(node, Scalar):
            self._find(node.place, f"“{spec.key}”下面应是列表，一项一个“- ”", self._list_hint(spec))
            return Records(spec, path, State.ABSENT, (), place)
        items = tuple(self._record(spec, f"{path}[{number}]", item, place) for number, item in enumerate(node.items, 1))
        return Records(spec, path, State.GIVEN, items, node.place)

    def _list_hint(self, spec: FactSpec) -> str:
        first = next(iter(spec.children), "")
        return f"另起一行写成“  - {first}: …”"

    def _blank_record(self, spec: FactSpec, path: str, place: Place) -> Group:
        """One record whose required fields are blank, so that a blank list keeps its sentence."""
        return self.group(spec, f"{path}[1]", Mapping((), place), place)

    def _record(self, spec: FactSpec, path: str, node: Node, place: Place) -> Group:
        if isinstance(node, Scalar) and not node.blank:
            main = next((child for child in spec.children.values() if child.required), None)
            if false_colon(node.text, frozenset((*spec.children, LEDGER, SHEET))) or main is None:
                self._not_a_group(spec, node)
            else:  # a bare line is the main field
                entry = Entry(Scalar(main.name, node.place), node)
                return self.group(spec, path, Mapping((entry,), node.place), place)
        if isinstance(node, Sequence):
            self._not_a_group(spec, node)
        return self.group(spec, path, node if isinstance(node, Mapping) else Mapping((), node.place), place)

    # - leaves

    def _leaf(self, spec: FactSpec, key: str, node: Node | None, place: Place) -> Fact:
        if node is None:
            if spec.default:
                return self._defaulted(spec, key, place)
            return Fact(spec, key, State.BLANK, None, place) if spec.required else _absent(spec, key)
        if spec.refused:
            if not empty(node):
                self._find(node.place, f"“{spec.key}”不能填", spec.refused)
            return _absent(spec, key)
        if empty(node) and not (isinstance(node, Scalar) and node.quoted):
            return Fact(spec, key, State.BLANK, None, place)
        if isinstance(node, Mapping):
            return self._long_form(spec, key, node, place)
        if spec.kind is FactKind.TABLE:
            return self._table(spec, key, node)
        if isinstance(node, Sequence):
            return self._list_value(spec, key, node)
        return Fact(spec, key, *self._scalar_value(spec, node.text, node.place), node.place)

    def _defaulted(self, spec: FactSpec, key: str, place: Place) -> Fact:
        """The default that the table gives for an absent key."""
        return Fact(spec, key, *self._scalar_value(spec, spec.default, place), place, defaulted=True)

    def _scalar_value(self, spec: FactSpec, text: str, place: Place) -> tuple[State, Value | None]:
        """State and value of one typed text; an invalid one becomes a finding."""
        state, text = state_of(text)
        if state is State.TO_SIGN and not spec.may_await_signature:
            self._refuse_to_sign(spec, place)
        if state in (State.BLANK, State.TO_SIGN):
            return state, None
        if spec.kind not in (FactKind.TEXT, FactKind.TEXTS, FactKind.PASSAGE):
            text = text.strip(STOPS)
        if spec.kind is FactKind.FLAG and (to_half_width(text) in NO or _not_done(spec, to_half_width(text))):
            return State.ABSENT, None
        if (spec.rate_of or spec.total_of) and text == AUTOMATIC:
            return State.ABSENT, Text(AUTOMATIC)  # computed when all facts are known
        if (spec.kind in (FactKind.QUANTITY, FactKind.RATE) or spec.none_phrase) and means_none(to_half_width(text)):
            if state is State.TO_VERIFY:
                self._find(place, f"“{spec.key}”的“无”还没有核实", "核对后删去“待核实”，或改成实际的数")
            return self._none(spec, place)
        if spec.kind in (FactKind.TEXT, FactKind.TEXTS) and (means_none(phrase(text)) or to_half_width(text) == "0"):
            self._find(place, f"“{spec.key}”不能填“{text}”", "没有就删去这一行；还没想好就留空")
            return State.BLANK, None
        try:
            value = PARSERS[spec.kind](text, spec)
        except InvalidValueError as wrong:
            excerpt = text if len(text) <= 30 else text[:30] + "…"
            self._find(place, f"“{spec.key}”的值“{excerpt}”：{wrong.message}", wrong.hint)
            return State.BLANK, None
        if spec.kind is FactKind.PASSAGE:
            self._look_up_places(spec, text, place)
        elif A_PLACE.search(text):
            self._refuse_place(spec, place)
        if isinstance(value, Texts):
            value = Texts(tuple(Item(item.text, state, place) for item in value.items))
        if not value.text:
            return State.BLANK, None  # only punctuation
        if spec.kind is FactKind.QUANTITY and isinstance(value, Quantity) and value.number == 0 and value.exact:
            return self._none(spec, place)
        return state, value

    def _refuse_place(self, spec: FactSpec, place: Place) -> None:
        passages = "、".join(r.key.replace(".", "的") for r in self.table.walk() if r.kind is FactKind.PASSAGE)
        self._find(place, f"“{spec.key}”里不能写【】", f"【键名】只能写在整句里：{passages}")

    def _look_up_places(self, spec: FactSpec, text: str, place: Place) -> None:
        """Every 【键】 in a clerk's own sentence must name a fact: a field of its record, or a path in the table."""
        for name in A_PLACE.findall(text):
            record = self.table.at(spec.key.rpartition(".")[0])
            own = _own_field(record, name) if record.kind is FactKind.RECORDS else None
            target = own or self.table.at(name)
            in_a_list = not own and self.table.at(name.rpartition(".")[0]).kind is FactKind.RECORDS
            if in_a_list or target.kind in _NOT_QUOTED or target is spec:
                near = get_close_matches(name, [r.key for r in self.table.walk() if r.parts], n=1, cutoff=0.5)
                meant = f"是不是【{near[0]}】？" if near else "如【纠纷.化解】"
                hint = f"【】里写要引用的键名，{meant}普通的括号用（）"
                self._find(place, f"“{spec.key}”里的【{name}】不是可以引用的一项", hint)

    def _refuse_to_sign(self, spec: FactSpec, place: Place) -> None:
        """待签 is for what comes with the signature; any other fact would be left out silently."""
        hint = "“待签”只用于签发时才有的内容；还没有想好的，留空"
        self._find(place, f"“{spec.key}”不能填“{State.TO_SIGN.value}”", hint)

    def _none(self, spec: FactSpec, place: Place) -> tuple[State, Value | None]:
        if spec.none_phrase:
            return State.NONE, None
        self._find(place, f"“{spec.key}”不能填“无”或0", "没有这项工作就删去这一行；还没有数就留空")
        return State.BLANK, None

    def _list_value(self, spec: FactSpec, key: str, node: Sequence) -> Fact:
        if spec.kind not in (FactKind.TEXTS, FactKind.PASSAGE):
            self._find(node.place, f"“{spec.key}”只能填一个值，不能是列表", "去掉“- ”或方括号，写成“键: 值”")
            return Fact(spec, key, State.BLANK, None, node.place)
        items: list[Item] = []
        for item in node.items:
            if not isinstance(item, Scalar):
                self._find(item.place, f"“{spec.key}”的每一项应是一段文字", "文字里有“: ”时整项加引号")
                continue
            state, value = (State.BLANK, None) if item.blank else self._scalar_value(spec, item.text, item.place)
            items += value.items if isinstance(value, Texts) else [Item("", state, item.place)]
        if all(item.state is State.NONE for item in items):
            return Fact(spec, key, State.NONE, None, node.place)
        for one in items:
            if one.state is State.NONE:
                self._find(one.place, f"“{spec.key}”填了“无”，又填了别的", "删去一样")
        return Fact(spec, key, *_of_all(items), node.place)

    def _table(self, spec: FactSpec, key: str, node: Scalar | Sequence) -> Fact:
        """A row of cells for every item, and for every line of a block."""
        items: list[Item] = []
        if isinstance(node, Scalar) and means_none(to_half_width(node.text)):
            self._find(node.place, f"“{spec.key}”不能填“{node.text}”", "没有就删去这一行；还没想好就留空")
        for one in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(one, Scalar):
                items += self._table_rows(spec, one)
            else:
                self._find(one.place, f"“{spec.key}”的每一行应是一段文字", f"写成：- {spec.example}")
        lines = [cells_of(item.text) for item in items]
        if all(len(line) > 2 and not line[0] and not line[-1] for line in lines):  # bars on both sides, as in Markdown
            lines = [line[1:-1] for line in lines]
        whole = [item._replace(text=CELL_BAR.join(line)) for item, line in zip(items, lines, strict=True)]
        return Fact(spec, key, *_of_all(whole), node.place)

    def _table_rows(self, spec: FactSpec, node: Scalar) -> Iterable[Item]:
        """The rows in one text, each with its own line; a row with a blank cell is blank."""
        sign = node.place.excerpt[node.place.column - 1 :][:1] if node.quoted else ""
        block = sign == "|"  # the lines of a block begin below its sign
        if sign == ">":
            self._find(node.place, f"“{spec.key}”的各行会并成一行", "键后写“|”，不写“>”")
        for number, line in enumerate(node.text.split("\n"), int(block)):
            if not line.strip() and block:
                continue
            place = node.place._replace(line=node.place.line + number, column=1, excerpt=line) if block else node.place
            states = [state_of(cell)[0] for cell in cells_of(line) if cell] or [State.GIVEN if line else State.BLANK]
            if State.TO_SIGN in states:
                self._refuse_to_sign(spec, place)
            if A_PLACE.search(line) and State.BLANK not in states:
                self._refuse_place(spec, place)
            state = next((state for state in (State.BLANK, State.TO_VERIFY) if state in states), State.GIVEN)
            yield Item(line, state, place)

    def _long_form(self, spec: FactSpec, key: str, node: Mapping, place: Place) -> Fact:
        """The long form: 值, 截至, 来源, 口径, 其中 on lines of their own."""
        if not spec.long_form:
            self._find(node.place, f"“{spec.key}”下面不能再有“键: 值”", f"写成“{spec.name}: {spec.example or '…'}”")
            return Fact(spec, key, State.BLANK, None, node.place)
        notes: dict[str, str] = {}
        breakdown: tuple[tuple[str, Quantity], ...] = ()
        parts: Node | None = None
        state: State = State.BLANK
        value: Value | None = None
        where = place
        for entry in node.entries:
            name, given = entry.key.text, entry.value
            if name not in LONG_FORM:
                self._find(entry.key.place, f"“{spec.key}”下没有“{name}”这个键", f"可用的键：{'、'.join(LONG_FORM)}")
            elif name == "其中":
                parts = None if empty(given) else given
            elif not isinstance(given, Scalar):
                self._find(given.place, f"“{spec.key}”的“{name}”只能填一个值", "写在同一行")
            elif name == "值":
                where = given.place if given.text else entry.key.place
                state, value = self._scalar_value(spec, given.text, given.place)
            elif given.text:
                read = {"截至": self._until, "同比": self._change}.get(name, lambda node: phrase(node.text))
                notes[name] = read(given)
        if parts is not None:
            unit = value.unit if isinstance(value, Quantity) else ""
            breakdown = tuple(self._breakdown(spec, parts, unit))
            if state is State.NONE:
                self._find(parts.place, f"“{spec.key}”的值是“无”，却有“其中”", "改正“值”，或删去“其中”")
        note = notes.get
        return Fact(
            spec, key, state, value, where,
            note("来源", ""), note("截至", ""), note("口径", ""), note("同比", ""), breakdown,
        )  # fmt: skip

    def _change(self, given: Scalar) -> str:
        """增长12%, 减少3件, 持平: the change from last year."""
        text = to_half_width(given.text).removeprefix("同比")
        if not A_CHANGE.fullmatch(text):
            hint = "例如：增长12%、减少3件、下降2.1个百分点、持平"
            self._find(given.place, f"“同比”的值“{given.text}”读不懂", hint)
        return text

    def _until(self, given: Scalar) -> str:
        try:
            return parse_day_of_facts(given.text).text
        except NotADateError as error:
            self._find(given.place, f"“截至”的值“{given.text}”：{error}", "例如：2025-12-25")
            return ""

    def _breakdown(self, spec: FactSpec, node: Node, unit: str) -> Iterable[tuple[str, Quantity]]:
        if not isinstance(node, Mapping):
            self._find(node.place, "“其中”下面应是“名称: 数量”，一行一项", "另起一行，缩进写，如“  邻里纠纷: 12件”")
            return
        for entry in node.entries:
            text = entry.value.text if isinstance(entry.value, Scalar) else ""
            try:
                yield entry.key.text, parse_quantity(text, tuple(dict.fromkeys(filter(None, (unit, *spec.units)))))
            except NotAQuantityError as error:
                self._find(entry.value.place, f"“{entry.key.text}”的值“{text}”：{error.message}", error.hint)
