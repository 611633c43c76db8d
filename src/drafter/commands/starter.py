"""The starter file: every row of the table with its meaning and an example, to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from drafter.facts.build import FORM
from drafter.facts.table import LEDGER, FactKind, FactSpec

_HEAD = """\
# yaml-language-server: $schema={schema}
# {title}
#
# 怎样填：冒号后面空一格，写上内容，如“排查: 58件”。以“#”开头的行是说明，不用改。
# 留空的项在报告里标为【待填】；没有这项工作的，删去这一行；确实没有发生的，写“无”。
# 行首有“# ”的键是不常用的项和列表：要填，删去行首的“# ”，再写内容；值后面“  # ”起的是例子，可以留着。
# 写好后运行：drafter build {file}
"""


SCHEMA_FILE = "facts.schema.json"  # next to the facts file: YAML editors complete keys by it


def starter(table: FactSpec, given: Mapping[str, str], title: str, file: str) -> str:
    """The text of a new facts file. `given` maps keys to known values, of a list to its ledger."""
    lines = [*_HEAD.format(schema=SCHEMA_FILE, title=title, file=file).splitlines(), f"格式版本: {FORM}"]
    for spec in table.children.values():
        lines += ["", *_row(spec, 0, given)]
    return "\n".join(lines) + "\n"


def _row(spec: FactSpec, depth: int, given: Mapping[str, str]) -> Iterator[str]:
    if spec.refused:
        return
    indent = "  " * depth
    if spec.kind is FactKind.GROUP:
        yield f"{indent}# {spec.meaning}"
        if _comment_only(spec, given):  # without the “# ” of its lines it is a group
            yield f"{indent}# {spec.name}:"
            for child in spec.children.values():
                yield f"{indent}#   {child.name}: {child.default}".rstrip() + _aside(child)
            return
        yield f"{indent}{spec.name}:"
        for child in spec.children.values():
            yield from _row(child, depth + 1, given)
        return
    yield f"{indent}# {spec.meaning}{_kinds(spec)}"
    mark = "# " if _comment_only(spec, given) else ""
    if spec.kind is FactKind.RECORDS:
        yield f"{indent}{mark}{spec.name}:"
        if spec.key in given:
            yield f"{indent}  {LEDGER}: {given[spec.key]}"
        else:
            yield from (f"{indent}  # {line}" for line in _blank_record(spec))
    elif spec.key in given:
        yield f"{indent}{spec.name}: {_typed(given[spec.key])}"
    elif spec.default:
        yield f"{indent}# {spec.name}: {spec.default}"
    else:
        yield f"{indent}{mark}{spec.name}:"


def _typed(value: str) -> str:
    """A value as YAML, in quotes where needed."""
    return value if re.fullmatch(r"[\w（）·]+", value) else json.dumps(value, ensure_ascii=False)


def _comment_only(spec: FactSpec, given: Mapping[str, str]) -> bool:
    if spec.kind is FactKind.GROUP:
        return all(_comment_only(child, given) for child in spec.children.values())
    return spec.key not in given and (spec.optional or bool(spec.default))


def _kinds(spec: FactSpec) -> str:
    """The allowed values, after the meaning."""
    if spec.kind is FactKind.RECORDS or spec.default:
        return ""
    if spec.options:
        return f"；可选：{'、'.join(spec.options)}"
    if spec.kind is FactKind.FLAG:
        return "；填“是”，没有就删去"
    none = "，没有填“无”" if spec.none_phrase and spec.example != "无" else ""
    return f"；例：{spec.example}{none}" if spec.example else ""


def _aside(spec: FactSpec) -> str:
    """The example as a comment after a key, so that no figure of an example is left in a file."""
    return f"  # {spec.example}" if spec.example and not spec.default else ""


def _blank_record(spec: FactSpec) -> Iterator[str]:
    """The blank fields of a record, as a comment."""
    return _record(spec, _aside)


def _example_record(spec: FactSpec) -> Iterator[str]:
    """The fields of a record with their examples, as a comment."""
    return _record(spec, lambda field: f" {field.example}")


def _record(spec: FactSpec, behind: Callable[[FactSpec], str]) -> Iterator[str]:
    """The fields of a record, a line each; `behind` gives the text after the colon or dash of a field."""
    for number, field in enumerate(spec.children.values()):
        lead = "- " if number == 0 else "  "
        if field.kind is FactKind.RECORDS:
            yield f"{lead}{field.name}:"
            yield from (f"    {line}" for line in _record(field, behind))
        elif field.kind in (FactKind.TEXTS, FactKind.TABLE):
            yield f"{lead}{field.name}:"
            yield f"    -{behind(field)}"
        else:
            yield f"{lead}{field.name}:{behind(field)}"


def example_facts(table: FactSpec, wanted: FactSpec) -> str:
    """A facts file with the examples of one row and of the required rows."""
    return "\n".join(_examples(table, wanted, -1)) + "\n"


def _examples(spec: FactSpec, wanted: FactSpec, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if spec.kind is FactKind.GROUP:
        lines = [line for child in spec.children.values() for line in _examples(child, wanted, depth + 1)]
        if lines and spec.key:
            yield f"{indent}{spec.name}:"
        yield from lines
    elif spec.required or wanted in spec.walk():
        if spec.kind is FactKind.RECORDS:
            yield f"{indent}{spec.name}:"
            yield from (f"{indent}  {line}" for line in _example_record(spec))
        else:
            yield f"{indent}{spec.name}: {spec.example}"
