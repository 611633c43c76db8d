"""The nodes of a YAML file, before they have a meaning: texts with places, in the order of the file."""

from __future__ import annotations

from typing import Any, NamedTuple

from drafter.findings import Place


class Scalar(NamedTuple):
    """A typed value, still text. `quoted`: it was typed in quotes or as a block."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def blank(self) -> bool:
        """Nothing was typed."""
        return not self.quoted and self.text in ("", "~", "null")


class Entry(NamedTuple):
    """One `键: 值` of a mapping."""

    key: Scalar
    value: Node


class Mapping(NamedTuple):
    """Keys with values, in the order of the file; keys are unique."""

    entries: tuple[Entry, ...]
    place: Place


class Sequence(NamedTuple):
    """A list, in the order of the file."""

    items: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Sequence


def at(node: Node, key: str) -> Node | None:
    """The value at a dotted path of keys, or None."""
    for name in key.split("."):
        entries = node.entries if isinstance(node, Mapping) else ()
        found = next((entry.value for entry in entries if entry.key.text == name), None)
        if found is None:
            return None
        node = found
    return node


_TRUE, _FALSE = ("true", "是"), ("false", "否")


def plain(node: Node) -> Any:
    """The node as plain Python values: text, lists, dicts; true and false, 是 and 否 are truth values."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.quoted or node.text not in _TRUE + _FALSE:
        return node.text
    return node.text in _TRUE


def empty(node: Node) -> bool:
    """Nothing typed: an empty value, an empty list, an empty mapping."""
    if isinstance(node, Scalar):
        return node.blank
    return not (node.entries if isinstance(node, Mapping) else node.items)
