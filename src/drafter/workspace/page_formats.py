"""The page format that a facts file names: a shipped one, or a county's file next to the facts."""

from __future__ import annotations

from pathlib import Path

from drafter.facts.model import Facts
from drafter.findings import DrafterError, Finding, fatal
from drafter.readers.yaml import nodes
from drafter.readers.yaml.composer import read_yaml
from drafter.readers.yaml.diagnosis import false_colon
from drafter.readers.yaml.nodes import Node, Scalar, at, empty, plain
from drafter.typesetting.page_format import (
    ITEMS_HINT,
    NATIONAL,
    PageFormat,
    PageFormatError,
    item_names,
    shipped_format,
    shipped_formats,
    with_deviations,
)
from drafter.workspace.files import DISK, YAML, Files, is_file, named_file


def open_page_format(facts: Facts, folder: Path, files: Files = DISK) -> PageFormat:
    """The format that the facts file names: a shipped one, or a file next to it with a county's deviations.

    Raises DrafterError, with the line of the format file that is wrong.
    """
    name = facts.words("公文格式")
    if name == NATIONAL or name in shipped_formats():
        return shipped_format(name)
    place = facts.by_role("公文格式").place
    path = named_file(name if name.lower().endswith(YAML) else f"{name}.yaml", place, folder, files)
    if not is_file(path):
        hint = f"可用的格式：{'、'.join(shipped_formats())}；自己的格式写成 .yaml 文件，放在事实文件旁边"
        raise DrafterError([fatal(place, f"没有“{name}”这种公文格式", hint)])
    node = read_yaml(files.read_source(path), item_names())
    if not isinstance(node, nodes.Mapping):
        raise DrafterError([_no_format(node)])
    try:
        return with_deviations(plain(node))
    except PageFormatError as error:
        found = next((found for key in error.keys if (found := at(node, key))), node)
        raise DrafterError([_false_colon(found) or fatal(found.place, error.message, error.hint)]) from None


def _no_format(node: Node) -> Finding:
    """The finding for a format file without any `键: 值`."""
    hint = f"只写与国家标准不同的项，如“行距: 28”；{ITEMS_HINT}"
    message = "格式文件是空的" if empty(node) else "格式文件里应是“键: 值”，这里不是"
    return _false_colon(node) or fatal(node.place, message, hint)


def _false_colon(node: Node) -> Finding | None:
    corrected = false_colon(node.text, item_names()) if isinstance(node, Scalar) and not node.quoted else None
    return fatal(node.place, "冒号不是“半角冒号加空格”", f"改为：{corrected}") if corrected else None
