"""Facts that are being gathered from a report, and the facts file they make.

A figure is taken once: a second mention of the same fact prints it again, in another unit of its family where the
report does so; another figure for the same fact is none of it, and becomes a figure of the township's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from drafter.carryover.recognise import Counted, counted, meaning, own_name, quantity_of
from drafter.facts.amounts import accepted_units, means_none
from drafter.facts.model import A_PLACE, State
from drafter.facts.scalars import READERS, NoMeaning, state_of
from drafter.facts.table import Kind, Row
from drafter.reading.decode import hidden_character


class Met(NamedTuple):
    """A figure that was met in the report, where in its sentence, and what it became; empty: it stays plain words."""

    words: str
    sentence: str
    start: int
    key: str


class Gathered:
    """What is known of the facts so far, by the keys of the table."""

    def __init__(self, table: Row, year: int = 0) -> None:
        self.table, self.year = table, year
        self.met: list[Met] = []
        self._values: dict[str, str | list[str]] = {}
        self._records: dict[str, list[dict[str, Any]]] = {}

    def has(self, key: str) -> bool:
        """Something was set under this key."""
        return key in self._values or key in self._records

    def count(self, row: Row) -> int:
        """How many records the list has."""
        return len(self._records.get(row.key, ()))

    def set(self, key: str, value: str) -> None:
        """One value."""
        self._values[key] = value

    def set_list(self, key: str, values: Sequence[str]) -> None:
        """A list of phrases."""
        self._values[key] = list(values)

    def add(self, row: Row, fields: Mapping[str, object]) -> None:
        """One record of a list."""
        self._records.setdefault(row.key, []).append(dict(fields))

    # - figures

    def place(self, sentence: str, figure: Counted, context: Sequence[str]) -> str:
        """What a template writes for this figure; empty where it is no fact."""
        known = meaning(sentence, figure, self.table, self.year)
        place, key = "", ""
        if known and known.name:
            place = self._of_record(known.row, known.name, figure.text)
            key = known.row.key
        elif known:
            place = self._of_row(known.row, figure.text)
            key = known.row.key
        if not place and not figure.chinese:
            place = self._own(sentence, figure, context)
            key = self.table.used_for("自有数字").key
        if place or not figure.chinese:
            self.met.append(Met(figure.text, sentence, figure.start, key if place else ""))
        return place

    def _of_row(self, row: Row, words: str) -> str:
        if "[" in row.key or self._in_list(row) is not None:
            return ""
        there = self._values.get(row.key)
        if there is None:
            self._values[row.key] = words
            return f"{{{{ {row.key} }}}}"
        unit = _as(str(there), words, row)
        return "" if unit is None else f"{{{{ {row.key}{_in_unit(unit)} }}}}"

    def _of_record(self, row: Row, name: str, words: str) -> str:
        listed = self._in_list(row)
        if listed is None or not _is_plain(name):
            return ""
        main = next(child for child in listed.children.values() if child.required)
        if not is_sayable(name, main):
            return ""
        records = self._records.setdefault(listed.key, [])
        record = next((one for one in records if one[main.name] == name), None)
        unit: str | None = ""
        if record is None:
            records.append({main.name: name, row.name: words})
        elif row.name not in record:
            record[row.name] = words
        else:
            unit = _as(record[row.name], words, row)
        return "" if unit is None else f'{{{{ {listed.key} | 取("{name}", "{row.name}"){_in_unit(unit)} }}}}'

    def _in_list(self, row: Row) -> Row | None:
        above = self.table.at(row.key.rpartition(".")[0])
        return above if above.kind is Kind.RECORDS else None

    def _own(self, sentence: str, figure: Counted, context: Sequence[str]) -> str:
        row = self.table.used_for("自有数字")
        number = next(child for child in row.children.values() if child.kind is Kind.QUANTITY)
        if quantity_of(figure.text, number) is None:
            return ""
        name = own_name(sentence, figure) or own_name(sentence, figure, generic=True)
        for again in range(1, _MOST_OF_A_NAME):
            own = name if again == 1 else f"{name}之{again}"
            if not name:
                return ""
            place = self._of_record(number, own, figure.text)
            if place:
                self._into_section(row, own, sentence, context)
                return place
        return ""

    def _into_section(self, row: Row, name: str, sentence: str, context: Sequence[str]) -> None:
        main = next(child for child in row.children.values() if child.required)
        section = next(child for child in row.children.values() if child.use == "小节")
        record = next(one for one in self._records[row.key] if one[main.name] == name)
        record.setdefault(section.name, self._section(section, sentence, context))

    def _section(self, section: Row, sentence: str, context: Sequence[str]) -> str:
        """The section whose words stand in the headings above, or else in the sentence."""
        points = dict.fromkeys(section.options, 0)
        for row in self.table.walk():
            if row.section in points:
                for word in row.keywords:
                    points[row.section] += _OF_HEADING * any(word in heading for heading in context)
                    points[row.section] += word in sentence
        return max(points, key=lambda name: points[name])

    def with_targets(self, row: Row, detail: str, text: str) -> dict[str, object]:
        """A passage of a record with the figures in it as its targets, where the list has such a field."""
        goals = next((child for child in row.children.values() if child.kind is Kind.RECORDS), None)
        if goals is None:
            return {detail: text}
        amount = next(child for child in goals.children.values() if child.kind is Kind.QUANTITY)
        about = next(child for child in goals.children.values() if child.required)
        targets: list[dict[str, str]] = []
        said, end = "", 0
        for sentence_start, sentence in _with_starts(text):
            for figure in counted(sentence):
                name = own_name(sentence, figure, generic=True)
                if figure.chinese or not name or not is_sayable(name, about) or not quantity_of(figure.text, amount):
                    continue
                targets.append({about.name: name, amount.name: figure.text})
                self.met.append(Met(figure.text, sentence, figure.start, amount.key))
                start = sentence_start + figure.start
                said += f"{text[end:start]}【{goals.name}[{len(targets)}].{amount.name}】"
                end = sentence_start + figure.end
        said += text[end:]
        return {detail: said, goals.name: targets} if targets else {detail: text}

    # - the file

    def text(self) -> str:
        """The facts in the order of the table, in block style."""
        return "\n".join("\n".join(_written(row, self._known(row), 0)) + "\n" for row in self._rows(self.table))

    def _rows(self, row: Row) -> Iterator[Row]:
        return (child for child in row.children.values() if self._known(child) is not None)

    def _known(self, row: Row) -> Any:
        if row.kind is Kind.GROUP:
            below = {child: self._known(child) for child in self._rows(row)}
            return below or None
        return self._records.get(row.key) or self._values.get(row.key)  # an empty text is a blank


_OF_HEADING = 3  # a word in a heading tells more than one in a sentence
_MOST_OF_A_NAME = 30


def _written(row: Row, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, str):
        yield f"{indent}{row.name}: {_scalar(value)}" if value else f"{indent}{row.name}:"
        return
    yield f"{indent}{row.name}:"
    if isinstance(value, dict):
        for child, below in value.items():
            yield from _written(child, below, depth + 1)
        return
    for item in value:
        if isinstance(item, str):
            yield f"{indent}  - {_scalar(item)}"
            continue
        fields = [line for name, one in item.items() for line in _written(row.children[name], one, depth + 2)]
        yield f"{indent}  - {fields[0].strip()}"
        yield from fields[1:]


_SAFE = re.compile(r"[\u4e00-\u9fff0-9A-Za-z“《][^:#\"'\[\]{}&*!|>%@`\\\t]*")


def _scalar(text: str) -> str:
    """A value as YAML reads it back, in quotation marks where it must be."""
    if _SAFE.fullmatch(text) and text == text.strip() and not text.endswith(("-", ",")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with_starts(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match[0]) for match in re.finditer("[^。！？；]+[。！？；]?", text))


def _is_plain(name: str) -> bool:
    return not re.search(r"[\"\\{}]", name)


def _as(there: str, words: str, row: Row) -> str | None:
    """The unit in which a fact must be printed to give these words: empty where it does already; None: it cannot."""
    if there == words:
        return ""
    first, second = quantity_of(there, row), quantity_of(words, row)
    if first is None or second is None or first.number != second.number or not first.unit:
        return None
    head, _, tail = first.text.rpartition(first.unit)
    # a row with a few units counts one thing in each of them: 750余次, 750余人次
    units = row.units if len(row.units) <= _MOST_UNITS else (first.unit,)
    same = head + second.unit + tail == words and second.unit in accepted_units(units)
    return second.unit if same else None


_MOST_UNITS = 6


def _in_unit(unit: str) -> str:
    return f' | 单位("{unit}")' if unit else ""


def is_sayable(text: str, row: Row) -> bool:
    """A facts file can hold just these words under this row: they are read back as they are."""
    if state_of(text) != (State.GIVEN, text) or A_PLACE.search(text) or means_none(text) or "\n" in text:
        return False
    if any(hidden_character(character) for character in text) or re.search("[【】]", text):
        return False
    try:
        value = READERS[row.kind](text, row)
    except NoMeaning:
        return False
    return value.text == text and yaml.safe_load(f"- {_scalar(text)}") is not None
