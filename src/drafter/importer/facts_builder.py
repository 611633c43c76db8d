"""Builds a facts file from the figures and values of a report.

A fact is recorded once. A second mention prints it again, if need be in another unit of its family; a different
figure for the same fact becomes a figure of the township's own (自有数字).
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
from drafter.importer.figures import FigureMatch, find_figures, match_row, own_name, quantity_of
from drafter.readers.decode import hidden_character
from drafter.system.patterns import pattern


class Occurrence(NamedTuple):
    """A figure of the report, its offset in its sentence, and the key of its fact; no key: it stays plain words."""

    words: str
    sentence: str
    start: int
    key: str


class FactsBuilder:
    """Collects facts by the keys of the table."""

    def __init__(self, table: FactSpec, year: int = 0) -> None:
        self.table, self.year = table, year
        self.occurrences: list[Occurrence] = []
        self._values: dict[str, str | list[str]] = {}
        self._records: dict[str, list[dict[str, Any]]] = {}

    def has(self, key: str) -> bool:
        """Whether the key has a value or a record."""
        return key in self._values or key in self._records

    def count(self, spec: FactSpec) -> int:
        """The number of records of a list."""
        return len(self._records.get(spec.key, ()))

    def set(self, key: str, value: str) -> None:
        """Sets a single value."""
        self._values[key] = value

    def set_list(self, key: str, values: Sequence[str]) -> None:
        """Sets a list of phrases."""
        self._values[key] = list(values)

    def add_record(self, spec: FactSpec, fields: Mapping[str, object]) -> None:
        """Appends a record to a list."""
        self._records.setdefault(spec.key, []).append(dict(fields))

    # - figures

    def add_figure(self, sentence: str, figure: FigureMatch, context: Sequence[str]) -> str:
        """Records a figure; the expression that prints it in a template, empty if it is no fact.

        `context` are the headings above the sentence.
        """
        match = match_row(sentence, figure, self.table, self.year)
        expression, key = "", ""
        if match and match.name:
            expression = self._add_to_record(match.spec, match.name, figure.text)
            key = match.spec.key
        elif match:
            expression = self._add_value(match.spec, figure.text)
            key = match.spec.key
        if not expression and not figure.chinese:
            expression = self._add_own_figure(sentence, figure, context)
            key = self.table.by_role("自有数字").key
        if expression or not figure.chinese:
            self.occurrences.append(Occurrence(figure.text, sentence, figure.start, key if expression else ""))
        return expression

    def _add_value(self, spec: FactSpec, words: str) -> str:
        if "[" in spec.key or self._enclosing_list(spec) is not None:
            return ""
        recorded = self._values.get(spec.key)
        if recorded is None:
            self._values[spec.key] = words
            return f"{{{{ {spec.key} }}}}"
        unit = _unit_to_print(str(recorded), words, spec)
        return "" if unit is None else f"{{{{ {spec.key}{_unit_filter(unit)} }}}}"

    def _add_to_record(self, spec: FactSpec, name: str, words: str) -> str:
        list_spec = self._enclosing_list(spec)
        if list_spec is None or not _is_quotable(name):
            return ""
        main = next(child for child in list_spec.children.values() if child.required)
        if not is_round_trippable(name, main):
            return ""
        records = self._records.setdefault(list_spec.key, [])
        record = next((one for one in records if one[main.name] == name), None)
        unit: str | None = ""
        if record is None:
            records.append({main.name: name, spec.name: words})
        elif spec.name not in record:
            record[spec.name] = words
        else:
            unit = _unit_to_print(record[spec.name], words, spec)
        if unit is None:
            return ""
        return f'{{{{ {list_spec.key} | 取("{name}", "{spec.name}"){_unit_filter(unit)} }}}}'

    def _enclosing_list(self, spec: FactSpec) -> FactSpec | None:
        parent = self.table.at(spec.key.rpartition(".")[0])
        return parent if parent.kind is FactKind.RECORDS else None

    def _add_own_figure(self, sentence: str, figure: FigureMatch, context: Sequence[str]) -> str:
        spec = self.table.by_role("自有数字")
        number = next(child for child in spec.children.values() if child.kind is FactKind.QUANTITY)
        if quantity_of(figure.text, number) is None:
            return ""
        base = own_name(sentence, figure) or own_name(sentence, figure, generic=True)
        if not base:
            return ""
        for attempt in range(1, _MOST_OF_A_NAME):
            name = base if attempt == 1 else f"{base}之{attempt}"
            expression = self._add_to_record(number, name, figure.text)
            if expression:
                self._assign_section(spec, name, sentence, context)
                return expression
        return ""

    def _assign_section(self, spec: FactSpec, name: str, sentence: str, context: Sequence[str]) -> None:
        main = next(child for child in spec.children.values() if child.required)
        section = next(child for child in spec.children.values() if child.role == "小节")
        record = next(one for one in self._records[spec.key] if one[main.name] == name)
        record.setdefault(section.name, self._choose_section(section, sentence, context))

    def _choose_section(self, section: FactSpec, sentence: str, context: Sequence[str]) -> str:
        """The section with the most keywords in the headings above and in the sentence."""
        scores = dict.fromkeys(section.options, 0)
        for spec in self.table.walk():
            if spec.section in scores:
                for word in spec.keywords:
                    scores[spec.section] += _HEADING_WEIGHT * any(word in heading for heading in context)
                    scores[spec.section] += word in sentence
        return max(scores, key=lambda name: scores[name])

    def extract_targets(self, spec: FactSpec, detail: str, text: str) -> dict[str, object]:
        """The fields of a passage; its figures become targets, if the list has such a field."""
        target_spec = next((child for child in spec.children.values() if child.kind is FactKind.RECORDS), None)
        if target_spec is None:
            return {detail: text}
        amount = next(child for child in target_spec.children.values() if child.kind is FactKind.QUANTITY)
        about = next(child for child in target_spec.children.values() if child.required)
        targets: list[dict[str, str]] = []
        passage, end = "", 0
        for sentence_start, sentence in _clauses(text):
            for figure in find_figures(sentence):
                name = own_name(sentence, figure, generic=True)
                if (
                    figure.chinese
                    or not name
                    or not is_round_trippable(name, about)
                    or not quantity_of(figure.text, amount)
                ):
                    continue
                targets.append({about.name: name, amount.name: figure.text})
                self.occurrences.append(Occurrence(figure.text, sentence, figure.start, amount.key))
                start = sentence_start + figure.start
                passage += f"{text[end:start]}【{target_spec.name}[{len(targets)}].{amount.name}】"
                end = sentence_start + figure.end
        passage += text[end:]
        return {detail: passage, target_spec.name: targets} if targets else {detail: text}

    # - the file

    def text(self) -> str:
        """The facts as YAML in block style, in the order of the table."""
        return "\n".join("\n".join(_yaml_lines(spec, self._value(spec), 0)) + "\n" for spec in self._given(self.table))

    def _given(self, spec: FactSpec) -> Iterator[FactSpec]:
        return (child for child in spec.children.values() if self._value(child) is not None)

    def _value(self, spec: FactSpec) -> Any:
        if spec.kind is FactKind.GROUP:
            fields = {child: self._value(child) for child in self._given(spec)}
            return fields or None
        return self._records.get(spec.key) or self._values.get(spec.key)  # an empty text is a blank to fill in


_HEADING_WEIGHT = 3  # of a keyword in a heading, against 1 in a sentence
_MOST_OF_A_NAME = 30  # figures that share a name


def _yaml_lines(spec: FactSpec, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, str):
        yield f"{indent}{spec.name}: {_scalar(value)}" if value else f"{indent}{spec.name}:"
        return
    yield f"{indent}{spec.name}:"
    if isinstance(value, dict):
        for child, field in value.items():
            yield from _yaml_lines(child, field, depth + 1)
        return
    for item in value:
        if isinstance(item, str):
            yield f"{indent}  - {_scalar(item)}"
            continue
        fields = [line for name, one in item.items() for line in _yaml_lines(spec.children[name], one, depth + 2)]
        yield f"{indent}  - {fields[0].strip()}"
        yield from fields[1:]


_SAFE = pattern(r"[\u4e00-\u9fff0-9A-Za-z“《][^:#\"'\[\]{}&*!|>%@`\\\t]*")


def _scalar(text: str) -> str:
    """A YAML scalar that reads back as the text, quoted only if necessary."""
    if _SAFE.fullmatch(text) and text == text.strip() and not text.endswith(("-", ",")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """Parts between stops and semicolons, each with its offset."""
    return ((match.start(), match[0]) for match in re.finditer("[^。！？；]+[。！？；]?", text))


def _is_quotable(name: str) -> bool:
    """Whether a template can hold the name as a string."""
    return not re.search(r"[\"\\{}]", name)


def _unit_to_print(recorded: str, words: str, spec: FactSpec) -> str | None:
    """The unit in which a recorded fact prints as these words; empty: it already does; None: it never does."""
    if recorded == words:
        return ""
    first, second = quantity_of(recorded, spec), quantity_of(words, spec)
    if first is None or second is None or first.number != second.number or not first.unit:
        return None
    head, _, tail = first.text.rpartition(first.unit)
    # a row with a few units counts one thing in each of them: 750余次, 750余人次
    units = spec.units if len(spec.units) <= _MOST_UNITS else (first.unit,)
    same = head + second.unit + tail == words and second.unit in accepted_units(units)
    return second.unit if same else None


_MOST_UNITS = 6


def _unit_filter(unit: str) -> str:
    return f' | 单位("{unit}")' if unit else ""


def is_round_trippable(text: str, spec: FactSpec) -> bool:
    """Whether a facts file that holds the text under this row reads back as the same text."""
    if state_of(text) != (State.GIVEN, text) or A_PLACE.search(text) or means_none(text) or "\n" in text:
        return False
    if any(hidden_character(character) for character in text) or re.search("[【】]", text):
        return False
    try:
        value = PARSERS[spec.kind](text, spec)
    except InvalidValueError:
        return False
    return value.text == text and yaml.safe_load(f"- {_scalar(text)}") is not None
