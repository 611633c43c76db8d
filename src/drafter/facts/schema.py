"""The table of facts as JSON Schema (2020-12): an editor that knows it completes keys and explains them.

The schema is looser than drafter itself: it says which keys there are and what kind of value they take, not
which figures make sense. A blank value is allowed everywhere: it is a gap, not an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drafter.facts.build import FORM
from drafter.facts.table import FORM_KEY, LEDGER, LONG_FORM, SHEET, Kind, Row

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# What editors see behind a key: YAML makes a number of 2025 and text of 58件.
_TYPED = ["string", "number", "null"]
_BLANK = {"type": "null"}


def facts_schema(table: Row) -> dict[str, Any]:
    """A JSON Schema of facts files, with Chinese titles and descriptions."""
    form = {"title": FORM_KEY, "description": "这份文件的格式，不用改。", "type": "integer", "maximum": FORM}
    return {
        "$schema": DIALECT,
        "title": "法治政府建设年度报告的事实",
        "type": "object",
        "properties": {FORM_KEY: form, **_properties(table)},
        "additionalProperties": False,
    }


def _properties(row: Row) -> dict[str, Any]:
    schemas = {child.name: _of(child) for child in row.children.values() if not child.refused}
    former = {
        name: {**schemas[child.name], "deprecated": True, "description": f"旧名，现在写“{child.name}”。"}
        for child in row.children.values()
        if not child.refused
        for name in child.former_names
    }
    return {**schemas, **former}


def _of(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"title": row.name, "description": _description(row)}
    if row.example and row.kind not in (Kind.GROUP, Kind.RECORDS):
        told["examples"] = [row.example]
    return {**told, **_value(row)}


def _description(row: Row) -> str:
    units = f"；单位：{'、'.join(row.units)}" if row.units and row.kind is Kind.QUANTITY and len(row.units) < 10 else ""
    none = "；确实没有填“无”" if row.none_phrase and row.kind is not Kind.RATE else ""
    usual = f"；不写就是“{row.default}”" if row.default else ""
    return f"{row.meaning}{units}{none}{usual}。"


def _value(row: Row) -> Mapping[str, Any]:
    if row.kind is Kind.GROUP:
        return _object(row)
    if row.kind is Kind.RECORDS:
        item: dict[str, Any] = {"anyOf": [_object(row), _LEDGER, {"type": _TYPED}]}
        whole = [{"type": "array", "items": item}, _object(row), _LEDGER]
        return {"anyOf": [*whole, {"type": "string", "const": "无"}, _BLANK]}
    if row.kind in (Kind.QUANTITY, Kind.RATE):
        return {"anyOf": [{"type": _TYPED}, _long_form(row)]}
    if row.kind is Kind.TEXTS and row.options:
        word = {"enum": [*row.options, None]}
        return {"anyOf": [{"type": "array", "items": word}, word]}
    if row.kind in (Kind.TEXTS, Kind.PASSAGE, Kind.TABLE):
        return {"anyOf": [{"type": "array", "items": {"type": _TYPED}}, {"type": _TYPED}]}
    if row.kind is Kind.CHOICE:
        return {"enum": [*row.options, None]}
    if row.kind is Kind.FLAG:
        return {"enum": ["是", "否", None]}
    return {"type": _TYPED}


def _object(row: Row) -> dict[str, Any]:
    return {"type": ["object", "null"], "properties": _properties(row), "additionalProperties": False}


# Rows of a spreadsheet in place of records.
_LEDGER: dict[str, Any] = {
    "type": "object",
    "properties": {
        LEDGER: {
            "title": LEDGER,
            "description": "表格文件的名字（.xlsx 或 .csv），列名与各项的键相同，一行是一项。",
            "type": "string",
            "examples": ["学法台账.xlsx"],
        },
        SHEET: {"title": SHEET, "description": "用哪一张工作表；只有一张的不写。", "type": _TYPED},
    },
    "required": [LEDGER],
    "additionalProperties": False,
}

_NOTES = {
    "值": "数和单位",
    "截至": "统计到哪一天",
    "来源": "谁提供的，哪本台账",
    "口径": "怎样统计的",
    "同比": "与上一年相比，如“增长12%”",
    "其中": "分项，一行一项",
}


def _long_form(row: Row) -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {"title": name, "description": f"{_NOTES[name]}。", "type": _TYPED} for name in LONG_FORM
    }
    properties["其中"] = {**properties["其中"], "type": ["object", "null"], "additionalProperties": {"type": _TYPED}}
    return {"type": "object", "properties": properties, "additionalProperties": False}
