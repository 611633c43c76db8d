"""One year's facts → a start for the next year: what may still be true is kept, the rest blanked, nothing lost.

The text is edited in place: comments, order, quotes and line ends stay. The column 沿用 says what happens to a row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from drafter.facts.amounts import means_none
from drafter.facts.scalars import CONFIRMED
from drafter.facts.table import LEDGER, LONG_FORM, SHEET, FactKind, FactSpec
from drafter.system.patterns import pattern

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VALUE, _BREAKDOWN = LONG_FORM[0], LONG_FORM[-1]
_OF_ONE_YEAR = ("截至", "同比")  # keys of the long form for one year only; 来源 and 口径 stay
TO_VERIFY, TO_SIGN = "（待核实）", "待签"
_OUR_ASIDE = pattern(r"(?<![ \t])[ \t]++# 20\d\d年：[^#\r\n]*")
_LEAD = pattern(r"[ \t-]*")  # of a line with one key
_ENTRY_ENDS = pattern(r"[^\S\r\n]*[,}\]]")
_HEAD_LENGTH = 2000  # characters
_A_YEAR = pattern(r"(?<![\d—－–-])20\d\d年(?!度?[—－–-])[\u4e00-\u9fff]{0,8}")

Node = Any  # a node of PyYAML, with the offsets of its value


@dataclass
class RolledOver:
    """The new text, and counts of what happened to the facts."""

    text: str = ""
    kept: int = 0
    to_verify: int = 0
    blanked: int = 0
    moved: int = 0  # 年度, and values that come with the signature
    ledgers: int = 0  # ledgers renamed to the new year
    to_answer: int = 0  # last year's plans and shortcomings
    years: Counter[str] = field(default_factory=Counter)  # other years in kept words, and how often


class Predecessor(NamedTuple):
    """How the new file names the old one; `needed` if it would not be found by name."""

    name: str
    needed: bool = False


def roll_over(text: str, table: FactSpec, year: int, old: Predecessor | None = None, layout: str = "") -> RolledOver:
    """The facts of `year` as a start for the next year. `text` is a valid file.

    `layout` is the one that the new file names, if another.
    """
    return _Roller(text, table, year, old, layout).rolled()


def years_named(words: str) -> list[str]:
    """Years with the words after them, except those that begin or end a period.

    >>> years_named("落实《2025年工作要点》和2021—2025年规划")
    ['2025年工作要点']
    """
    return _A_YEAR.findall(words)


class _Roller:
    def __init__(self, text: str, table: FactSpec, year: int, old: Predecessor | None, layout: str) -> None:
        self.text, self.table, self.year, self.old, self.layout = text, table, year, old, layout
        ends = list(re.finditer("\r\n|\r|\n", text))
        self.end = ends[0][0] if ends else "\n"
        self.line_ends = [*(end.start() for end in ends), len(text)]
        self.line_starts = [0, *(end.end() for end in ends)]
        self.edits: list[tuple[int, int, str]] = []  # start, end, replacement
        self.asides: dict[int, list[str]] = {}  # comments to add at line ends
        self.result = RolledOver()
        self.lists: dict[str, tuple[Node, Node]] = {}  # key and value of each list found, by row

    def rolled(self) -> RolledOver:
        self._head()
        root = yaml.compose(self.text, Loader=_Parser)
        if isinstance(root, yaml.MappingNode):
            self._group(self.table, root)
            self._hand_over(root)
        removed = sorted(edit[:2] for edit in self.edits)
        for place, notes in self.asides.items():
            older = _OUR_ASIDE.search(self.text, place, self._line_end(place))
            start, stop = older.span() if older else (self._aside(place, removed),) * 2
            self.edits.append((start, stop, f"  # {self.year}年：{'，'.join(notes)}"))
        self.result.text = self._edited()
        return self.result

    def _aside(self, place: int, removed: Sequence[tuple[int, int]]) -> int:
        """Adds comments at the end of the line, or of the last line of a removed value."""
        at = self._bare_end(place)
        last = bisect_right(removed, (at, len(self.text))) - 1
        stop = removed[last][1] if last >= 0 else 0
        return max(stop, self._bare_end(self._line_start(stop))) if at < stop else at

    def _edited(self) -> str:
        pieces: list[str] = []
        last = len(self.text)
        for start, stop, words in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            if stop > last:
                raise AssertionError(f"two edits of the same characters: {self.text[start:stop]!r}")
            pieces += [self.text[stop:last], words]
            last = start
        return "".join(reversed([*pieces, self.text[:last]]))

    def _head(self) -> None:
        """Updates the year in the first two lines of a starter file."""
        for form in (r"# \S+?(\d{4})年\S+的事实", r"# 写好后运行：drafter build (\d{4})\.yaml"):
            found = re.search(rf"(?:\A|[\r\n]){form}(?=[\r\n])", self.text[:_HEAD_LENGTH])
            if found and found[1] == str(self.year):
                self.edits.append((*found.span(1), str(self.year + 1)))

    # - rows

    def _group(self, spec: FactSpec, node: Node) -> None:
        found = {child.role: (key, value) for key, value in node.value if (child := spec.child(key.value))}
        if self.old and self.old.needed and "年度" in found and "上年文件" not in found:
            self._name_old_file(spec, *found["年度"])
        for key, value in node.value:
            child = spec.child(key.value)
            if child is None:
                continue
            if child.kind is FactKind.RECORDS:
                self.lists[child.key] = key, value
            if child.kind is FactKind.GROUP and isinstance(value, yaml.MappingNode):
                self._group(child, value)
            elif not _is_blank(value):
                self._member(child, key, value)

    def _member(self, spec: FactSpec, key: Node, value: Node) -> None:
        records = _records(value) if spec.kind is FactKind.RECORDS and not spec.continues else []
        typed = [record for record in records if not _is_ledger(record)]
        if len(typed) < len(records):
            for ledger in filter(_is_ledger, records):
                self._next_ledger(ledger)
            self._among_ledgers(spec, key, records, typed)
        elif spec.role == "年度":
            self.edits.append((*_span(value), value.value.replace(str(self.year), str(self.year + 1))))
            self.result.moved += 1
        elif spec.role == "版式" and self.layout:
            self.edits.append((*_span(value), self.layout))
            self.result.kept += 1
        elif spec.role == "上年文件" and self.old:
            if isinstance(value, yaml.ScalarNode) and not means_none(value.value.strip()):
                self.edits.append((*_span(value), _path(self.old.name)))
            self.result.kept += 1
        elif spec.policy == "清空" and spec.may_await_signature:
            self.edits.append((*_span(value), TO_SIGN))
            self.result.moved += 1
        elif spec.policy in ("清空", "转为上年"):
            self._blank(spec, key, value)
        elif spec.policy == "逐项清空":
            self._blank_each(spec, key, value)
        elif spec.policy == "核实":
            self._to_verify(spec, value)
        else:
            self.result.kept += sum(1 for _ in _leaves(value))
            self._note_years(value)

    def _next_ledger(self, ledger: Node) -> None:
        """Updates the year in its name or that of its sheet; without one, somebody has to check that it is the new
        year's.
        """
        names = [value for key, value in ledger.value if key.value in (LEDGER, SHEET)]
        year = re.compile(rf"(?<!\d){self.year}(?!\d)")
        found = [match for name in names for match in year.finditer(self.text, *_span(name))]
        self.edits += [(*match.span(), str(self.year + 1)) for match in found]
        self.result.ledgers += bool(found)
        if not found:
            for name in names[:1]:
                self._mark(name)

    def _among_ledgers(self, spec: FactSpec, key: Node, records: Sequence[Node], typed: Sequence[Node]) -> None:
        """Rolls over the records that are typed next to ledgers."""
        if spec.policy == "核实":
            for record in typed:
                self._record_to_verify(spec, record)
        elif spec.policy in ("清空", "逐项清空", "转为上年"):
            counts = spec.policy == "逐项清空"
            series = dict.fromkeys(record for record in typed if counts and _is_series(spec, record))
            self._blank_series(spec, series)
            gone = {record for record in typed if record not in series}
            self._remove_among(key, records, gone, "另有" if series else "")
        else:
            self.result.kept += len(typed)

    def _remove_among(self, key: Node, records: Sequence[Node], gone: Set[Node], besides: str) -> None:
        """Removes items of a list, with their signs; a comment after its key says how many."""
        if not gone:
            return
        last_kept = max(number for number, record in enumerate(records) if record not in gone)
        for number, record in enumerate(records):
            if record not in gone:
                continue
            if self._alone(record):
                self._remove_record(record)
            elif number < last_kept:  # in square brackets: with its comma
                self.edits.append((record.start_mark.index, _span(records[number + 1])[0], ""))
            else:
                self.edits.append((_span(records[number - 1])[1], _span(record)[1], ""))
        line = key.start_mark.index - key.start_mark.column
        self.asides.setdefault(line, []).append(f"{besides}{len(gone)}项")
        self.result.blanked += 1

    def _blank(self, spec: FactSpec, key: Node, value: Node) -> None:
        if spec.kind is FactKind.RECORDS or not isinstance(value, yaml.ScalarNode | yaml.MappingNode):
            count = len(value.value) if isinstance(value, yaml.SequenceNode) else 1
            self._remove(key, value, f"{count}项")
        elif isinstance(value, yaml.MappingNode):
            self._blank_long_form(value)
        else:
            self._remove(key, value, self.text[slice(*_span(value))])
        self.result.blanked += 1

    def _blank_each(self, spec: FactSpec, key: Node, value: Node) -> None:
        """A series keeps its name, and its count is blanked; a single event is removed."""
        records = value.value if isinstance(value, yaml.SequenceNode) and not value.flow_style else []
        series = dict.fromkeys(record for record in records if _is_series(spec, record))
        if not series:
            self._blank(spec, key, value)
            return
        self._blank_series(spec, series)
        self._remove_among(key, records, {record for record in records if record not in series}, "另有")

    def _blank_series(self, spec: FactSpec, series: Iterable[Node]) -> None:
        for record in series:
            for name, field_value in record.value:
                child = spec.child(name.value)
                if child and not (child.required and child.kind is FactKind.TEXT) and not _is_blank(field_value):
                    self._unless_named(child, name, field_value)

    def _unless_named(self, child: FactSpec, key: Node, value: Node) -> None:
        """Keeps words that say where or how a record is printed; blanks all else."""
        if child.kind is FactKind.CHOICE or child.default:
            self.result.kept += 1
        else:
            self._blank(child, key, value)

    def _remove_record(self, record: Node) -> None:
        """Removes its lines, except the clerk's comments."""
        start, stop = _span(record)
        at = self._line_start(start)
        while at < stop:
            following = self._next_line(at)
            if not self.text[at:following].lstrip().startswith("#"):
                self.edits.append((at, following, ""))
            at = following

    def _blank_long_form(self, node: Node) -> None:
        for key, value in node.value:
            if _is_blank(value):
                continue
            if key.value == _BREAKDOWN and self._alone(key):
                self._comment_out(key, _span(value)[1])
            elif key.value in (_VALUE, _BREAKDOWN) or key.value in _OF_ONE_YEAR:
                self._remove(key, value, self.text[slice(*_span(value))])

    def _to_verify(self, spec: FactSpec, value: Node) -> None:
        if spec.kind is FactKind.RECORDS:
            for record in _records(value):
                self._record_to_verify(spec, record)
        elif isinstance(value, yaml.MappingNode):  # the long form
            for key, part in value.value:
                if key.value == _VALUE:
                    self._mark(part)
                elif key.value == _BREAKDOWN and isinstance(part, yaml.MappingNode):
                    for _, figure in part.value:
                        self._mark(figure)
        else:
            for leaf in _leaves(value):
                self._mark(leaf)

    def _record_to_verify(self, spec: FactSpec, record: Node) -> None:
        """Marks its figures and own sentences, or else its main field, as to verify."""
        if not isinstance(record, yaml.MappingNode):
            self._mark(record)
            return
        fields = [(spec.child(key.value), value) for key, value in record.value]
        stating = (FactKind.QUANTITY, FactKind.RATE, FactKind.PASSAGE)
        chosen = [value for child, value in fields if child and child.kind in stating]
        for value in chosen or [value for child, value in fields if child and child.required]:
            for leaf in _leaves(value):
                self._mark(leaf)

    # - edits

    def _mark(self, leaf: Node) -> None:
        start, stop = _span(leaf)
        words = self.text[start:stop]
        if _is_blank(leaf) or TO_VERIFY in words:
            return
        if leaf.value == "无":  # nothing is known of this year yet
            self._remove(leaf, leaf, words)
            self.result.blanked += 1
            return
        quoted = leaf.style in ("'", '"')
        last = start + len(words.rstrip()) - quoted
        before = CONFIRMED.search(words[: last - start])  # the mark of a value verified for last year
        self.edits.append((start + before.start() if before else last, last, TO_VERIFY))
        self.result.to_verify += 1
        self._note_years(leaf)

    def _name_old_file(self, spec: FactSpec, key: Node, year: Node) -> None:
        """Adds a line below the year, or an entry after it within braces."""
        name = next(child.name for child in spec.children.values() if child.role == "上年文件")
        entry = f"{name}: {_path(self.old.name if self.old else '')}"
        if self._alone(key):
            at = self._line_end(key.start_mark.index)
            self.edits.append((at, at, f"{self.end}{' ' * key.start_mark.column}{entry}"))
        else:
            at = _span(year)[1]
            self.edits.append((at, at, f", {entry}"))

    def _remove(self, key: Node, value: Node, was: str) -> None:
        """Removes the value; a comment after its key says what it was. The clerk's comments stay."""
        start, stop = _span(value)
        if key is value:
            self.edits.append((start, stop, ""))
        elif (
            stop <= self._line_end(key.start_mark.index)
            or getattr(value, "flow_style", False)
            or _ENTRY_ENDS.match(self.text, stop)
        ):
            colon = self.text.index(":", key.end_mark.index)
            self.edits.append((colon + 1, stop, " " if self.text[stop : stop + 1] in (",", "}") else ""))  # {排查: }
        else:
            self._remove_lines(key, start, stop)
            was = was if isinstance(value, yaml.SequenceNode | yaml.MappingNode) else _on_one_line(was)
        line = key.start_mark.index - key.start_mark.column
        self.asides.setdefault(line, []).append(was if self._alone(key) else f"{key.value}{was}")

    def _remove_lines(self, key: Node, start: int, stop: int) -> None:
        """Removes the rest of the key's line, and the lines below except comments."""
        first_end = self._bare_end(key.start_mark.index)
        colon = self.text.index(":", key.end_mark.index)
        self.edits.append((colon + 1, min(max(first_end, colon + 1), stop), ""))
        at = self._next_line(key.start_mark.index)
        while at < stop:
            following = self._next_line(at)
            line = self.text[at:following]
            if not line.lstrip().startswith("#"):
                self.edits.append((at, following, ""))
            at = following

    def _comment_out(self, key: Node, stop: int) -> None:
        """Comments out each line from the key on, so that it can still be read."""
        at, indent = key.start_mark.index, key.start_mark.column
        while at < stop:
            if self.text[at : self._line_end(at)].strip():
                self.edits.append((at, at, "# "))
            at = self._next_line(at) + indent

    def _alone(self, key: Node) -> bool:
        """Whether there is no other key on its line."""
        lead = _LEAD.match(self.text, key.start_mark.index - key.start_mark.column)
        return lead is not None and lead.end() >= key.start_mark.index

    def _line_start(self, at: int) -> int:
        return self.line_starts[bisect_right(self.line_starts, at) - 1]

    def _line_end(self, at: int) -> int:
        return self.line_ends[min(bisect_left(self.line_ends, at), len(self.line_ends) - 1)]

    def _next_line(self, at: int) -> int:
        following = bisect_left(self.line_ends, at) + 1
        return self.line_starts[following] if following < len(self.line_starts) else len(self.text)

    def _bare_end(self, at: int) -> int:
        """The end of the line without comment and trailing blanks."""
        line = self.text[at : self._line_end(at)]
        comment = re.search(r"(?<!\s)\s++#(?=\s|$)", line)
        return at + len(line[: comment.start()] if comment else line.rstrip())

    # - last year's lists

    def _hand_over(self, root: Node) -> None:
        """Turns plans and shortcomings into last year's, to be answered."""
        for spec in self.table.children.values():
            source = self.lists.get(spec.continues)
            if not spec.continues or source is None or _is_blank(source[1]):
                continue
            records = _records(source[1])
            lines = [line for record in records for line in self._answer(spec, self.table.at(spec.continues), record)]
            self.result.to_answer += len(records)
            text = "".join(f"{line}{self.end}" for line in lines)
            if spec.key in self.lists:
                key, value = self.lists[spec.key]
                if isinstance(value, yaml.SequenceNode) and value.flow_style:  # []
                    self.edits.append((*_span(value), ""))
                self._fill(key, text)
            else:
                key = source[0]
                at = self._above(key.start_mark.index - key.start_mark.column)
                self.edits.append((at, at, f"# {spec.meaning}{self.end}{spec.name}:{self.end}{text}{self.end}"))

    def _fill(self, key: Node, text: str) -> None:
        at = self._next_line(key.start_mark.index)
        self.edits.append((at, at, text if at > self._line_end(at - 1) else f"{self.end}{text}"))

    def _above(self, at: int) -> int:
        """The start of the comment lines directly above a line."""
        while at:
            before = self._line_start(at - 1)
            if not self.text[before:at].startswith("#"):
                break
            at = before
        return at

    def _answer(self, spec: FactSpec, source: FactSpec, record: Node, depth: int = 1) -> Iterator[str]:
        """A record of last year with the fields that both lists have; the others are blank."""
        indent = "  " * depth
        if _is_ledger(record):  # last year's, with another column
            for number, (key, value) in enumerate(record.value):
                yield f"{indent}{'  ' if number else '- '}{key.value}: {self.text[slice(*_span(value))]}"
            return
        values = _fields(source, record)
        for number, child in enumerate(spec.children.values()):
            lead = f"{indent}{'- ' if number == 0 else '  '}{child.name}:"
            value = values.get(child.name)
            if child.name in source.children and (value is None or _is_blank(value)):
                continue
            if child.kind is FactKind.RECORDS:
                yield lead
                for item in _records(value):
                    yield from self._answer(child, source.children[child.name], item, depth + 2)
            elif value is None or not isinstance(value, yaml.ScalarNode):
                yield lead
            else:
                start, stop = _span(value)
                typed = self.text[start:stop]
                yield f"{lead} {typed if value.style not in ('|', '>') else _quoted(value.value)}"

    def _note_years(self, node: Node) -> None:
        for leaf in _leaves(node):
            self.result.years.update(years_named(leaf.value))


def _records(value: Node) -> list[Node]:
    return value.value if isinstance(value, yaml.SequenceNode) else [value]


def _is_ledger(record: Node) -> bool:
    return isinstance(record, yaml.MappingNode) and any(key.value == LEDGER for key, _ in record.value)


def _is_series(spec: FactSpec, record: Node) -> bool:
    """Whether the record is a series, with a name and no date: 周例会学法12次."""
    if not isinstance(record, yaml.MappingNode) or record.flow_style:
        return False
    given = [spec.child(key.value) for key, value in record.value if not _is_blank(value)]
    kinds = {child.kind for child in given if child}
    counted = any(child and child.kind in (FactKind.QUANTITY, FactKind.RATE) for child in given)
    return counted and FactKind.DATE not in kinds


def _fields(spec: FactSpec, record: Node) -> dict[str, Node]:
    """The values of a record by the names of their rows; a bare line is the main field."""
    if isinstance(record, yaml.MappingNode):
        specs = ((spec.child(key.value), value) for key, value in record.value)
        return {child.name: value for child, value in specs if child is not None}
    main = next((child.name for child in spec.children.values() if child.required), "")
    return {main: record}


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for item in node.value:
        yield from _leaves(item[1] if isinstance(item, tuple) else item)


def _is_blank(node: Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return not node.style and node.value in ("", "~", "null")
    return not node.value


def _span(node: Node) -> tuple[int, int]:
    """Start and end of a value; a list ends with its last item, not with comments after it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return node.start_mark.index, node.end_mark.index
    last: Sequence[Node] = [item for entry in node.value for item in (entry if isinstance(entry, tuple) else (entry,))]
    return node.start_mark.index, max(_span(item)[1] for item in last)


def _path(name: str) -> str:
    """A path as a YAML value, in quotes where needed."""
    return name if re.fullmatch(r"[\w.][\w./-]*", name) else _quoted(name)


def _on_one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.lstrip("|>+-0123456789").split("\n") if line.strip())


def _quoted(text: str) -> str:
    return '"' + text.strip().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "") + '"'
