"""待核实 → 已核实: confirms values carried over from last year, with the fingerprint of the confirmed value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from drafter.facts.model import State
from drafter.facts.scalars import confirmed, state_of
from drafter.facts.table import LONG_FORM, FactSpec
from drafter.system.patterns import pattern

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = pattern(r"[（(](?:待核实|已核实[^（）()]*)[）)](?=['\"]?\s*$)")


class Unverified(NamedTuple):
    """A value to verify: its key with the numbers of records, its line, its words."""

    key: str
    line: int
    words: str
    start: int  # offset of its mark in the text
    end: int


def unverified(text: str, table: FactSpec) -> list[Unverified]:
    """Every value of a facts file that is marked 待核实, or has changed since it was confirmed."""
    root = yaml.compose(text, Loader=_Parser)
    return list(_found(text, table, root, "")) if isinstance(root, yaml.MappingNode) else []


def confirm(text: str, table: FactSpec, wanted: Callable[[Unverified], bool]) -> str:
    """The text with the wanted values confirmed; nothing else changes."""
    pieces: list[str] = []
    end = 0
    for one in unverified(text, table):
        if wanted(one):
            pieces += [text[end : one.start], confirmed(one.words)]
            end = one.end
    return "".join([*pieces, text[end:]])


def is_of_key(own: str, key: str) -> bool:
    """Whether a value has this key, or one below it; a key without numbers means every record.

    >>> [is_of_key("补充[2].内容", key) for key in ("补充", "补充[2]", "补充.内容", "补充[1]", "补")]
    [True, True, True, False, False]
    """
    plain = re.sub(r"\[\d+\]", "", own)
    return any(re.match(rf"{re.escape(key)}(?:[.\[]|$)", name) for name in (own, plain))


def _found(text: str, spec: FactSpec, node: Any, key: str) -> Iterator[Unverified]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            child = spec.child(name.value)
            own = key if child is None and name.value in LONG_FORM else f"{key}.{name.value}" if key else name.value
            yield from _found(text, child or spec, value, own)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            yield from _found(text, spec, item, f"{key}[{number}]")
    else:
        state, words = state_of(node.value)
        start, end = node.start_mark.index, node.end_mark.index
        mark = _MARK.search(text[start:end])
        if state is State.TO_VERIFY and mark:
            yield Unverified(key, node.start_mark.line + 1, words, start + mark.start(), start + mark.end())
