"""Facts that are being gathered from a report, and the facts file they make.

A figure is taken once: a second mention of the same fact prints it again, in another unit of its family where the
report does so; another figure for the same fact is none of it, and becomes a figure of the township's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from drafter.facts.amounts import accepted_units, means_none
from drafter.facts.model import A_PLACE, State
from drafter.facts.scalars import PARSERS, InvalidValueError, state_of
from drafter.facts.table import FactKind, FactSpec
from drafter.importer.figures import FigureMatch, counted, meaning, own_name, quantity_of
from drafter.readers.decode import hidden_character


class Occurrence(NamedTuple):
    """A figure that was met in the report, where in its sentence, and what it became; empty: it stays plain words."""

    words: str
    sentence: str
    start: int
    key: str


class FactsBuilder:
    """What is known of the facts so far, by the keys of the table."""

    def __init__(self, table: FactSpec, year: int = 0) -> None:
        self.table, self.year = table, year
        self.met: list[Occurrence] = []
        self._values: dict[str, str | list[str]] = {}
        self._records: dict[str, list[dict[str, Any]]] = {}

    def has(self, key: str) -> bool:
        """Something was set under this key."""
        return key in self._values or key in self._records

    def count(self, spec: FactSpec) -> int:
        """How many records the list has."""
        return len(self._records.get(spec.key, ()))

    def set(self, key: str, value: str) -> None:
        """One value."""
        self._values[key] = value

    def set_list(self, key: str, values: Sequence[str]) -> None:
        """A list of phrases."""
        self._values[key] = list(values)

    def add(self, spec: FactSpec, fields: Mapping[str, object]) -> None:
        """One record of a list."""
        self._records.setdefault(spec.key, []).append(dict(fields))

    # - figures

    def place(self, sentence: str, figure: FigureMatch, context: Sequence[str]) -> str:
        """What a template writes for this figure; empty where it is no fact."""
        known = meaning(sentence, figure, self.table, self.year)
        place, key = "", ""
        if known and known.name:
            place = self._of_record(known.spec, known.name, figure.text)
            key = known.spec.key
        elif known:
            place = self._of_row(known.spec, figure.text)
            key = known.spec.key
        if not place and not figure.chinese:
            place = self._own(sentence, figure, context)
            key = self.table.by_role("自有数字").key
        if place or not figure.chinese:
            self.met.append(Occurrence(figure.text, sentence, figure.start, key if place else ""))
        return place

    def _of_row(self, spec: FactSpec, words: str) -> str:
        if "[" in spec.key or self._in_list(spec) is not None:
            return ""
        there = self._values.get(spec.key)
        if there is None:
            self._values[spec.key] = words
            return f"{{{{ {spec.key} }}}}"
        unit = _as(str(there), words, spec)
        return "" if unit is None else f"{{{{ {spec.key}{_in_unit(unit)} }}}}"

    def _of_record(self, spec: FactSpec, name: str, words: str) -> str:
        listed = self._in_list(spec)
        if listed is None or not _is_plain(name):
            return ""
        main = next(child for child in listed.children.values() if child.required)
        if not is_round_trippable(name, main):
            return ""
        records = self._records.setdefault(listed.key, [])
        record = next((one for one in records if one[main.name] == name), None)
        unit: str | None = ""
        if record is None:
            records.append({main.name: name, spec.name: words})
        elif spec.name not in record:
            record[spec.name] = words
        else:
            unit = _as(record[spec.name], words, spec)
        return "" if unit is None else f'{{{{ {listed.key} | 取("{name}", "{spec.name}"){_in_unit(unit)} }}}}'

    def _in_list(self, spec: FactSpec) -> FactSpec | None:
        above = self.table.at(spec.key.rpartition(".")[0])
        return above if above.kind is FactKind.RECORDS else None

    def _own(self, sentence: str, figure: FigureMatch, context: Sequence[str]) -> str:
        spec = self.table.by_role("自有数字")
        number = next(child for child in spec.children.values() if child.kind is FactKind.QUANTITY)
        if quantity_of(figure.text, number) is None:
            return ""
        name = own_name(sentence, figure) or own_name(sentence, figure, generic=True)
        for again in range(1, _MOST_OF_A_NAME):
            own = name if again == 1 else f"{name}之{again}"
            if not name:
                return ""
            place = self._of_record(number, own, figure.text)
            if place:
                self._into_section(spec, own, sentence, context)
                return place
        return ""

    def _into_section(self, spec: FactSpec, name: str, sentence: str, context: Sequence[str]) -> None:
        main = next(child for child in spec.children.values() if child.required)
        section = next(child for child in spec.children.values() if child.role == "小节")
        record = next(one for one in self._records[spec.key] if one[main.name] == name)
        record.setdefault(section.name, self._section(section, sentence, context))

    def _section(self, section: FactSpec, sentence: str, context: Sequence[str]) -> str:
        """The section whose words stand in the headings above, or else in the sentence."""
        points = dict.fromkeys(section.options, 0)
        for spec in self.table.walk():
            if spec.section in points:
                for word in spec.keywords:
                    points[spec.section] += _OF_HEADING * any(word in heading for heading in context)
                    points[spec.section] += word in sentence
        return max(points, key=lambda name: points[name])

    def with_targets(self, spec: FactSpec, detail: str, text: str) -> dict[str, object]:
        """A passage of a record with the figures in it as its targets, where the list has such a field."""
        goals = next((child for child in spec.children.values() if child.kind is FactKind.RECORDS), None)
        if goals is None:
            return {detail: text}
        amount = next(child for child in goals.children.values() if child.kind is FactKind.QUANTITY)
        about = next(child for child in goals.children.values() if child.required)
        targets: list[dict[str, str]] = []
        said, end = "", 0
        for sentence_start, sentence in _with_starts(text):
            for figure in counted(sentence):
                name = own_name(sentence, figure, generic=True)
                if (
                    figure.chinese
                    or not name
                    or not is_round_trippable(name, about)
                    or not quantity_of(figure.text, amount)
                ):
                    continue
                targets.append({about.name: name, amount.name: figure.text})
                self.met.append(Occurrence(figure.text, sentence, figure.start, amount.key))
                start = sentence_start + figure.start
                said += f"{text[end:start]}【{goals.name}[{len(targets)}].{amount.name}】"
                end = sentence_start + figure.end
        said += text[end:]
        return {detail: said, goals.name: targets} if targets else {detail: text}

    # - the file

    def text(self) -> str:
        """The facts in the order of the table, in block style."""
        return "\n".join("\n".join(_written(spec, self._known(spec), 0)) + "\n" for spec in self._rows(self.table))

    def _rows(self, spec: FactSpec) -> Iterator[FactSpec]:
        return (child for child in spec.children.values() if self._known(child) is not None)

    def _known(self, spec: FactSpec) -> Any:
        if spec.kind is FactKind.GROUP:
            below = {child: self._known(child) for child in self._rows(spec)}
            return below or None
        return self._records.get(spec.key) or self._values.get(spec.key)  # an empty text is a blank


_OF_HEADING = 3  # a word in a heading tells more than one in a sentence
_MOST_OF_A_NAME = 30


def _written(spec: FactSpec, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, str):
        yield f"{indent}{spec.name}: {_scalar(value)}" if value else f"{indent}{spec.name}:"
        return
    yield f"{indent}{spec.name}:"
    if isinstance(value, dict):
        for child, below in value.items():
            yield from _written(child, below, depth + 1)
        return
    for item in value:
        if isinstance(item, str):
            yield f"{indent}  - {_scalar(item)}"
            continue
        fields = [line for name, one in item.items() for line in _written(spec.children[name], one, depth + 2)]
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


def _as(there: str, words: str, spec: FactSpec) -> str | None:
    """The unit in which a fact must be printed to give these words: empty where it does already; None: it cannot."""
    if there == words:
        return ""
    first, second = quantity_of(there, spec), quantity_of(words, spec)
    if first is None or second is None or first.number != second.number or not first.unit:
        return None
    head, _, tail = first.text.rpartition(first.unit)
    # a row with a few units counts one thing in each of them: 750余次, 750余人次
    units = spec.units if len(spec.units) <= _MOST_UNITS else (first.unit,)
    same = head + second.unit + tail == words and second.unit in accepted_units(units)
    return second.unit if same else None


_MOST_UNITS = 6


def _in_unit(unit: str) -> str:
    return f' | 单位("{unit}")' if unit else ""


def is_round_trippable(text: str, spec: FactSpec) -> bool:
    """A facts file can hold just these words under this row: they are read back as they are."""
    if state_of(text) != (State.GIVEN, text) or A_PLACE.search(text) or means_none(text) or "\n" in text:
        return False
    if any(hidden_character(character) for character in text) or re.search("[【】]", text):
        return False
    try:
        value = PARSERS[spec.kind](text, spec)
    except InvalidValueError:
        return False
    return value.text == text and yaml.safe_load(f"- {_scalar(text)}") is not None
