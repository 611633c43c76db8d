"""The starter file: every row of the table, with what it means and an example, waiting to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from drafter.facts.build import FORM
from drafter.facts.table import LEDGER, Kind, Row

_HEAD = """\
# yaml-language-server: $schema={schema}
# {title}
#
# 怎样填：冒号后面空一格，写上内容，如“排查: 58件”。以“#”开头的行是说明，不用改。
# 留空的项在报告里标为【待填】；没有这项工作的，删去这一行；确实没有发生的，写“无”。
# 行首有“# ”的键是不常用的项和列表：要填，删去行首的“# ”，再写内容；值后面“  # ”起的是例子，可以留着。
# 写好后运行：drafter build {file}
"""


SCHEMA_FILE = "facts.schema.json"  # beside the facts file: editors that know YAML complete keys by it


def starter(table: Row, given: Mapping[str, str], title: str, file: str) -> str:
    """The text of a new facts file. `given` maps keys of rows to what is known already; of a list, to its ledger."""
    lines = [*_HEAD.format(schema=SCHEMA_FILE, title=title, file=file).splitlines(), f"格式版本: {FORM}"]
    for row in table.children.values():
        lines += ["", *_row(row, 0, given)]
    return "\n".join(lines) + "\n"


def _row(row: Row, depth: int, given: Mapping[str, str]) -> Iterator[str]:
    if row.refused:
        return
    indent = "  " * depth
    if row.kind is Kind.GROUP:
        yield f"{indent}# {row.meaning}"
        if _comment_only(row, given):  # take the signs “# ” away from its lines, and it is a group
            yield f"{indent}# {row.name}:"
            for child in row.children.values():
                yield f"{indent}#   {child.name}: {child.default}".rstrip() + _aside(child)
            return
        yield f"{indent}{row.name}:"
        for child in row.children.values():
            yield from _row(child, depth + 1, given)
        return
    yield f"{indent}# {row.meaning}{_kinds(row)}"
    mark = "# " if _comment_only(row, given) else ""
    if row.kind is Kind.RECORDS:
        yield f"{indent}{mark}{row.name}:"
        if row.key in given:
            yield f"{indent}  {LEDGER}: {given[row.key]}"
        else:
            yield from (f"{indent}  # {line}" for line in _blank_record(row))
    elif row.key in given:
        yield f"{indent}{row.name}: {_typed(given[row.key])}"
    elif row.default:
        yield f"{indent}# {row.name}: {row.default}"
    else:
        yield f"{indent}{mark}{row.name}:"


def _typed(value: str) -> str:
    """A value as it can stand in a YAML file: in quotes where a sign of it could mean something else."""
    return value if re.fullmatch(r"[\w（）·]+", value) else json.dumps(value, ensure_ascii=False)


def _comment_only(row: Row, given: Mapping[str, str]) -> bool:
    if row.kind is Kind.GROUP:
        return all(_comment_only(child, given) for child in row.children.values())
    return row.key not in given and (row.optional or bool(row.default))


def _kinds(row: Row) -> str:
    """What can be typed, behind the meaning."""
    if row.kind is Kind.RECORDS or row.default:
        return ""
    if row.options:
        return f"；可选：{'、'.join(row.options)}"
    if row.kind is Kind.FLAG:
        return "；填“是”，没有就删去"
    none = "，没有填“无”" if row.none_phrase and row.example != "无" else ""
    return f"；例：{row.example}{none}" if row.example else ""


def _aside(row: Row) -> str:
    """The example as a comment behind a key: nobody's figure stays in a file because it was left there."""
    return f"  # {row.example}" if row.example and not row.default else ""


def _blank_record(row: Row) -> Iterator[str]:
    """The fields of a record, waiting to be filled in, as a comment."""
    return _record(row, _aside)


def _example_record(row: Row) -> Iterator[str]:
    """The fields of a record with their examples, as a comment."""
    return _record(row, lambda field: f" {field.example}")


def _record(row: Row, behind: Callable[[Row], str]) -> Iterator[str]:
    """The fields of a record, a line each; `behind` makes what stands behind the colon, or the dash, of a field."""
    for number, field in enumerate(row.children.values()):
        lead = "- " if number == 0 else "  "
        if field.kind is Kind.RECORDS:
            yield f"{lead}{field.name}:"
            yield from (f"    {line}" for line in _record(field, behind))
        elif field.kind in (Kind.TEXTS, Kind.TABLE):
            yield f"{lead}{field.name}:"
            yield f"    -{behind(field)}"
        else:
            yield f"{lead}{field.name}:{behind(field)}"


def example_facts(table: Row, wanted: Row) -> str:
    """A facts file with the examples of one row, and of all rows that every file must have."""
    return "\n".join(_examples(table, wanted, -1)) + "\n"


def _examples(row: Row, wanted: Row, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if row.kind is Kind.GROUP:
        lines = [line for child in row.children.values() for line in _examples(child, wanted, depth + 1)]
        if lines and row.key:
            yield f"{indent}{row.name}:"
        yield from lines
    elif row.required or wanted in row.walk():
        if row.kind is Kind.RECORDS:
            yield f"{indent}{row.name}:"
            yield from (f"{indent}  {line}" for line in _example_record(row))
        else:
            yield f"{indent}{row.name}: {row.example}"
